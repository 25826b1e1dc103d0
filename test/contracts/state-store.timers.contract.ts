import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Commit, CommitOutcome } from '../../src/ports/state-store.js';
import { seed } from '../support/seed.js';
import { bytes, type Context, commitOf, deltas, END, everything, oddIds } from './state-store.support.js';

type Timers = NonNullable<Commit['timers']>;

export function timerTests(ctx: Context): void {
  /** Commits in a row, numbered from 1. */
  const step = (n: number, timers: Timers, over: Partial<Commit> = {}): Promise<CommitOutcome> =>
    ctx.store.commit(commitOf({ expectHead: n === 1 ? null : `${n - 1}`, newHead: `${n}`, timers, ...over }));
  const due = async (upTo = END, limit = 1000, partition = 0): Promise<readonly string[]> =>
    (await ctx.store.dueTimers(partition, upTo, limit)).caseIds;

  test('the earliest come first, up to the instant and with it, as many as are wanted', async () => {
    await step(1, [
      ['third', 3000],
      ['first', 1000],
      ['second', 2000],
    ]);
    expect(await due()).toEqual(['first', 'second', 'third']);
    expect([await due(999), await due(1000), await due(1999), await due(2000)]).toEqual([
      [],
      ['first'],
      ['first'],
      ['first', 'second'],
    ]);
    expect([await due(END, 0), await due(END, 1), await due(END, 2), await due(2000, 5)]).toEqual([
      [],
      ['first'],
      ['first', 'second'],
      ['first', 'second'],
    ]);
  });

  test('head, sequence and texts come with them', async () => {
    expect(await ctx.store.dueTimers(0, END, 9)).toEqual({ head: null, sequence: 0, meta: new Map(), caseIds: [] });
    await step(1, [['c', 5]], { meta: new Map([['offset:calls', '7']]) });
    const state = { head: '1', sequence: 1, meta: new Map([['offset:calls', '7']]) };
    expect(await ctx.store.dueTimers(0, 5, 9)).toEqual({ ...state, caseIds: ['c'] });
    expect(await (await ctx.reopen()).dueTimers(0, 4, 9)).toEqual({ ...state, caseIds: [] });
  });

  test('a case has one timer: set, set again, moved to and fro, removed; the others keep theirs', async () => {
    const other = ['other', 500] as const;
    await step(1, [['c', 100], other]);
    await step(2, [['c', 100]]);
    expect(await due()).toEqual(['c', 'other']);
    await step(3, [['c', 900]]);
    expect([await due(), await due(899)]).toEqual([['other', 'c'], ['other']]);
    await step(4, [['c', 200]]);
    expect([await due(), await due(200, 9)]).toEqual([['c', 'other'], ['c']]);
    await step(5, [], { cases: [['c', bytes('x')]] });
    expect(await due()).toEqual(['c', 'other']);
    await step(6, [
      ['c', null],
      ['never had one', null],
    ]);
    expect(await due()).toEqual(['other']);
    await step(7, [['c', 300]]);
    expect(await due()).toEqual(['c', 'other']);
  });

  test('named twice in one commit, the last word counts', async () => {
    await step(1, [
      ['moved', 1],
      ['moved', 30],
      ['removed', 2],
      ['removed', null],
      ['back', null],
      ['back', 20],
    ]);
    expect([await due(), await due(19)]).toEqual([['back', 'moved'], []]);
  });

  test('timers of one instant: each once, and fewer are the first of more', async () => {
    const ids = Array.from({ length: 40 }, (_, i) => `c${(i * 17) % 40}`);
    await step(
      1,
      ids.map((id) => [id, 777] as const),
    );
    const all = await due(777);
    expect([...all].sort()).toEqual([...ids].sort());
    for (const limit of [1, 7, 39]) expect(await due(777, limit)).toEqual(all.slice(0, limit));
    expect(await due(776)).toEqual([]);
  });

  test('instants may be any safe integer', async () => {
    const instants = [-END, -(2 ** 48), -1000, -1, 0, 1, 255, 256, Date.UTC(2021, 5, 21), Date.UTC(9999, 11, 31), END];
    await step(
      1,
      [...instants].reverse().map((at) => [`${at}`, at] as const),
    );
    for (const [i, at] of instants.entries())
      expect(await due(at)).toEqual(instants.slice(0, i + 1).map((earlier) => `${earlier}`));
  });

  test.each([0.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53])('an instant of %d is refused', async (at) => {
    await step(1, [['kept', 5]]);
    const before = await everything(ctx.store);
    const refused = expect.objectContaining({ code: 'PULSE_STORE', retryable: false });
    const given: Timers = [
      ['kept', null],
      ['bad', at],
    ];
    await expect(step(2, given, { cases: [['c1', bytes('x')]] })).rejects.toEqual(refused);
    await expect(ctx.store.dueTimers(0, at, 10)).rejects.toEqual(refused);
    expect(await everything(ctx.store)).toEqual(before);
  });

  test('case ids may be any text', async () => {
    await step(
      1,
      oddIds.map((id, i) => [id, i] as const),
    );
    expect(await due()).toEqual(oddIds);
    await step(
      2,
      oddIds.map((id, i) => [id, i % 2 === 0 ? -i : null] as const),
    );
    expect(await due()).toEqual(oddIds.filter((_, i) => i % 2 === 0).reverse());
  });

  test('a fenced or a replayed commit leaves them alone', async () => {
    await step(1, [
      ['a', 10],
      ['b', 20],
    ]);
    await step(2, [['a', 30]]);
    const late: Timers = [
      ['a', null],
      ['b', 40],
      ['c', 5],
    ];
    expect(await ctx.store.commit(commitOf({ expectHead: '1', newHead: 'x', timers: late }))).toBe('fenced');
    expect(await step(2, [['a', 5]])).toBe('replayed');
    expect([await due(), await due(29)]).toEqual([['b', 'a'], ['b']]);
  });

  test('5,000 timers in one commit: set, moved, removed; read in pages as they fire', async () => {
    const ids = Array.from({ length: 5000 }, (_, i) => `contact-${i}`);
    await step(
      1,
      ids.map((id, i) => [id, 10_000 - i] as const),
      { cases: [['c1', bytes('with them')]], counters: deltas({ m: { n: 1 } }) },
    );
    expect((await due(END, 3)).join()).toBe('contact-4999,contact-4998,contact-4997');
    await step(
      2,
      ids.map((id, i) => [id, i] as const),
    );
    const fired: string[] = [];
    for (let n = 3, page = await due(3999, 700); page.length > 0; page = await due(3999, 700), n += 1) {
      fired.push(...page);
      await step(
        n,
        page.map((id, i) => [id, i % 2 === 0 ? null : 4000] as const),
      );
    }
    expect(fired).toEqual(ids.slice(0, 4000));
    expect((await due(END, 10_000)).length).toBe(3000);
  });

  test('a concurrent reader sees them as of one commit, with the cases', async () => {
    const reader = await ctx.reopen();
    const rounds = 40;
    const writing = (async () => {
      for (let n = 1; n <= rounds; n += 1) {
        const moved = [`c${n}`, `d${n}`].map((id) => [id, 2 * rounds - n] as const);
        const gone = [`c${n - 1}`, `d${n - 1}`].map((id) => [id, null] as const);
        await step(n, [...moved, ...gone], { outbox: [['a', Uint8Array.of(n)]], meta: new Map([['n', `${n}`]]) });
      }
    })();
    for (let n = 0; n < rounds; ) {
      const timers = await reader.dueTimers(0, END, 100);
      const waiting = await reader.outbox(0, 100);
      n = timers.sequence;
      expect(timers.meta.get('n')).toBe(n === 0 ? undefined : `${n}`);
      expect(timers.caseIds).toEqual(n === 0 ? [] : [`c${n}`, `d${n}`]);
      const { sequence, entries } = waiting;
      expect(entries.map(([id, record]) => [id, record[0]])).toEqual(sequence === 0 ? [] : [['a', sequence]]);
    }
    await writing;
  });

  const change = fc.tuple(fc.constantFrom('a', 'b', 'c', 'd', '汉', '滨'), fc.option(fc.integer({ min: -4, max: 9 })));
  test(`any history is what a plain list makes of it (seed ${seed})`, async () => {
    let partition = 100;
    await fc.assert(
      fc.asyncProperty(fc.array(fc.array(change, { maxLength: 6 }), { maxLength: 6 }), async (commits) => {
        partition += 1;
        let rows: (readonly [id: string, at: number])[] = [];
        for (const [i, timers] of commits.entries()) {
          await step(i + 1, timers, { partition });
          for (const [id, at] of timers) {
            rows = rows.filter((row) => row[0] !== id);
            if (at !== null) rows.push([id, at]);
          }
        }
        for (const upTo of [-5, 0, 4, 9]) {
          const found = await due(upTo, 100, partition);
          const instants = found.map((id) => rows.find((row) => row[0] === id)?.[1] ?? Number.NaN);
          expect(instants).toEqual([...instants].sort((a, b) => a - b));
          const expected = rows.filter(([, at]) => at <= upTo).map(([id]) => id);
          expect([...found].sort()).toEqual(expected.sort());
        }
      }),
      { seed, numRuns: 40 },
    );
  });
}
