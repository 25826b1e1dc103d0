import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { byBytes } from '../../src/domain/texts.js';
import type { Commit, CommitOutcome, RowRange } from '../../src/ports/state-store.js';
import { seed } from '../support/seed.js';
import { bytes, type Context, commitOf, everything, oddIds } from './state-store.support.js';

type IndexRows = NonNullable<Commit['rows']>;

/** Rows of an index `i`, or of another one named before a colon; `-` before all: it goes. */
const rowsOf = (...texts: string[]): IndexRows =>
  texts.map((text) => {
    const [, gone, index = 'i', row] = /^(-?)(?:(\w+):)?(.*)$/s.exec(text)!;
    return [index, row!, gone === ''] as const;
  });
const come = (...rows: string[]): IndexRows => rows.map((row) => ['i', row, true] as const);

export function rowTests(ctx: Context): void {
  /** Commits in a row, numbered from 1. */
  const step = (n: number, rows: IndexRows, over: Partial<Commit> = {}): Promise<CommitOutcome> =>
    ctx.store.commit(commitOf({ expectHead: n === 1 ? null : `${n - 1}`, newHead: `${n}`, rows, ...over }));
  const read = async (range: Partial<RowRange> = {}, index = 'i', partition = 0): Promise<readonly string[]> =>
    (await ctx.store.rows(partition, index, { after: '', before: null, limit: 10_000, ...range })).rows;

  test('rows come in order, between two texts that are left out, as many as are wanted', async () => {
    await step(1, rowsOf('d', 'b', 'bb', 'a', 'c'));
    expect(await read()).toEqual(['a', 'b', 'bb', 'c', 'd']);
    expect(await read({ after: 'b' })).toEqual(['bb', 'c', 'd']);
    expect(await read({ before: 'c' })).toEqual(['a', 'b', 'bb']);
    expect(await read({ after: 'b', before: 'c' })).toEqual(['bb']);
    expect(await read({ after: 'ba', before: 'z' })).toEqual(['bb', 'c', 'd']);
    expect([await read({ after: 'c', before: 'b' }), await read({ after: 'b', before: 'b' })]).toEqual([[], []]);
    expect([await read({ limit: 0 }), await read({ limit: 2 })]).toEqual([[], ['a', 'b']]);
    expect(await read({ after: 'a', before: 'd', limit: 2 })).toEqual(['b', 'bb']);
  });

  test('head, sequence and texts come with them; an index that never was is empty', async () => {
    const all: RowRange = { after: '', before: null, limit: 9 };
    expect(await ctx.store.rows(0, 'i', all)).toEqual({ head: null, sequence: 0, meta: new Map(), rows: [] });
    await step(1, come('x'), { meta: new Map([['offset:calls', '7']]) });
    const state = { head: '1', sequence: 1, meta: new Map([['offset:calls', '7']]) };
    expect(await ctx.store.rows(0, 'i', all)).toEqual({ ...state, rows: ['x'] });
    expect(await (await ctx.reopen()).rows(0, 'other', all)).toEqual({ ...state, rows: [] });
  });

  test('a row comes, comes again, goes, goes again; the others stay', async () => {
    await step(1, rowsOf('a', 'b'));
    await step(2, rowsOf('a'));
    await step(3, [], { cases: [['c1', bytes('x')]] });
    expect(await read()).toEqual(['a', 'b']);
    await step(4, rowsOf('-a', '-never was'));
    await step(5, rowsOf('-a', 'c'));
    expect(await read()).toEqual(['b', 'c']);
    await step(6, rowsOf('-b', '-c'));
    expect(await read()).toEqual([]);
  });

  test('of several words on a row in one commit the last one counts', async () => {
    await step(1, rowsOf('a', '-a', 'b', '-b', 'b', '-c', 'c'));
    expect(await read()).toEqual(['b', 'c']);
    await step(2, rowsOf('-b', 'b', 'c', '-c'));
    expect(await read()).toEqual(['b']);
  });

  test('indexes and partitions do not see each other', async () => {
    await step(1, rowsOf('i:a', 'ii:b', 'late:c'));
    await ctx.store.commit(commitOf({ partition: 1, rows: rowsOf('i:d') }));
    await step(2, rowsOf('-ii:a', '-i:b'));
    expect([await read(), await read({}, 'ii'), await read({}, 'late'), await read({}, 'l')]).toEqual([
      ['a'],
      ['b'],
      ['c'],
      [],
    ]);
    expect(await read({}, 'i', 1)).toEqual(['d']);
  });

  test('a fenced or a replayed commit leaves them alone', async () => {
    await step(1, rowsOf('a', 'b'));
    const before = await everything(ctx.store);
    expect(await ctx.store.commit(commitOf({ newHead: 'x', rows: rowsOf('-a', 'c') }))).toBe('fenced');
    expect(await step(1, rowsOf('-b', 'd'))).toBe('replayed');
    expect(await everything(ctx.store)).toEqual(before);
    expect(await read()).toEqual(['a', 'b']);
  });

  test('clear forgets them', async () => {
    await step(1, rowsOf('i:a', 'ii:b'));
    await ctx.store.clear(1);
    expect([await read(), await read({}, 'ii')]).toEqual([[], []]);
    await step(1, rowsOf('i:c'));
    expect(await read()).toEqual(['c']);
  });

  test('rows and indexes may be any text, in the order of their bytes', async () => {
    await step(
      1,
      oddIds.flatMap((index) => oddIds.map((row) => [index, row, true] as const)),
    );
    const ordered = [...oddIds].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
    const other = await ctx.reopen();
    for (const index of oddIds) {
      const { rows } = await other.rows(0, index, { after: '', before: null, limit: 1000 });
      expect(rows).toEqual(ordered);
    }
    for (const [i, row] of ordered.entries()) {
      expect(await read({ after: row }, 'head')).toEqual(ordered.slice(i + 1));
      expect(await read({ before: row }, 'head')).toEqual(ordered.slice(0, i));
    }
  });

  test('rows may be longer than a key of a store, and keep their order, also to their last character', async () => {
    const stem = '安'.repeat(3000);
    const ends = ['', '\u0000', '0', '1', '汉', '\uffff', '😀'];
    const lengths = [1000, 533, 534, 3000].flatMap((n) => ends.map((end) => stem.slice(0, n) + end));
    const ordered = [...lengths, ...ends.map((end) => `${'b'.repeat(1600)}${end}`)].sort(byBytes);
    await step(1, come(...[...ordered].reverse()));
    expect(await read()).toEqual(ordered);
    for (const [i, row] of ordered.entries()) {
      expect(await read({ after: row, limit: 3 })).toEqual(ordered.slice(i + 1, i + 4));
      expect(await read({ before: row })).toEqual(ordered.slice(0, i));
    }
    await step(2, rowsOf(...ordered.filter((_, i) => i % 2 === 0).map((row) => `-i:${row}`)));
    expect(await read()).toEqual(ordered.filter((_, i) => i % 2 === 1));
  });

  test('5,000 rows come in one commit, are read page by page and go in one commit', async () => {
    const rows = Array.from({ length: 5000 }, (_, i) => `${String(i).padStart(15, '0')}["汉滨区","c-${i}"]`);
    await step(1, come(...rows));
    const seen: string[] = [];
    for (let page = await read({ limit: 700 }); page.length > 0; page = await read({ after: page.at(-1)!, limit: 700 }))
      seen.push(...page);
    expect(seen).toEqual(rows);
    await step(2, [...rows.slice(10).map((row) => ['i', row, false] as const), ...come('last')]);
    expect(await read()).toEqual([...rows.slice(0, 10), 'last']);
  });

  test('a concurrent reader sees them as of one commit', async () => {
    const reader = await ctx.reopen();
    const rounds = 40;
    const writing = (async () => {
      for (let n = 1; n <= rounds; n += 1)
        await step(n, rowsOf(`a${n}`, `b${n}`, `-a${n - 1}`, `-b${n - 1}`), { meta: new Map([['n', `${n}`]]) });
    })();
    for (let n = 0; n < rounds; ) {
      const { sequence, meta, rows } = await reader.rows(0, 'i', { after: '', before: null, limit: 100 });
      n = sequence;
      expect(meta.get('n')).toBe(n === 0 ? undefined : `${n}`);
      expect(rows).toEqual(n === 0 ? [] : [`a${n}`, `b${n}`]);
    }
    await writing;
  });

  const row = fc.constantFrom('a', 'b', 'ba', '汉', '\uffff', '😀', 'x'.repeat(1601), `${'x'.repeat(1601)}y`);
  const change = fc.tuple(fc.constantFrom('i', 'j'), row, fc.boolean());
  test(`any history is what a plain set makes of it (seed ${seed})`, async () => {
    let partition = 100;
    const history = fc.array(fc.array(change, { maxLength: 6 }), { maxLength: 6 });
    await fc.assert(
      fc.asyncProperty(history, row, row, fc.nat(9), async (commits, after, before, limit) => {
        partition += 1;
        const sets = { i: new Set<string>(), j: new Set<string>() };
        for (const [i, changes] of commits.entries()) {
          await step(i + 1, changes, { partition });
          for (const [index, text, present] of changes) {
            if (present) sets[index as 'i' | 'j'].add(text);
            else sets[index as 'i' | 'j'].delete(text);
          }
        }
        for (const index of ['i', 'j'] as const) {
          const all = [...sets[index]].sort(byBytes);
          expect(await read({}, index, partition)).toEqual(all);
          const within = all.filter((text) => byBytes(text, after) > 0 && byBytes(text, before) < 0);
          expect(await read({ after, before, limit }, index, partition)).toEqual(within.slice(0, limit));
        }
      }),
      { seed, numRuns: 40 },
    );
  });
}
