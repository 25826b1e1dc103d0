import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { StateStore } from '../../src/ports/state-store.js';
import { seed } from '../support/seed.js';
import { bytes, type Context, commitOf, everything, oddIds } from './state-store.support.js';

/** All cases of a partition, piece by piece, in the order in which they came. */
async function allCases(store: StateStore, limit: number, partition = 0): Promise<(readonly [string, string])[]> {
  const found: (readonly [string, string])[] = [];
  for (let after = ''; ; ) {
    const { cases } = await store.cases(partition, after, limit);
    expect(cases.length).toBeLessThanOrEqual(limit);
    found.push(...cases.map(([id, state]) => [id, Buffer.from(state).toString()] as const));
    if (cases.length < limit) return found;
    after = cases.at(-1)![0];
  }
}

/** Cases read piece by piece: each once, whatever is written meanwhile. */
export function caseTests(ctx: Context): void {
  const put = (n: number, ids: readonly string[], state = `of ${n}`, partition = 0) =>
    ctx.store.commit(
      commitOf({
        partition,
        expectHead: n === 1 ? null : `${n - 1}`,
        newHead: `${n}`,
        cases: ids.map((id) => [id, bytes(state)] as const),
        meta: new Map([['n', `${n}`]]),
      }),
    );
  const many = Array.from({ length: 700 }, (_, i) => `来电-${i}`);

  test('a partition without a commit has none', async () => {
    expect(await ctx.store.cases(0, '', 10)).toEqual({ head: null, sequence: 0, meta: new Map(), cases: [] });
  });

  test('each case once with its last state, head, sequence and texts; in the same order again and for another client', async () => {
    await put(1, many);
    await put(2, many.slice(0, 10));
    const { cases, ...state } = await ctx.store.cases(0, '', 1000);
    expect(state).toEqual({ head: '2', sequence: 2, meta: new Map([['n', '2']]) });
    const texts = cases.map(([id, s]) => [id, Buffer.from(s).toString()]);
    expect(new Map(texts as [string, string][])).toEqual(new Map(many.map((id, i) => [id, i < 10 ? 'of 2' : 'of 1'])));
    expect(texts).toHaveLength(700);
    const other = await ctx.reopen();
    for (const limit of [1000, 700, 300, 97]) expect(await allCases(other, limit)).toEqual(texts);
  });

  test('a piece has as many as asked for, unless they are the last', async () => {
    await put(1, many);
    const all = (await allCases(ctx.store, 1000)).map(([id]) => id);
    const ids = async (after: string, limit: number) =>
      (await ctx.store.cases(0, after, limit)).cases.map(([id]) => id);
    expect([await ids('', 0), await ids('', -1), await ids(all.at(-1)!, 5)]).toEqual([[], [], []]);
    expect(await ids('', 1)).toEqual(all.slice(0, 1));
    for (const at of [0, 1, 350, 690, 699]) expect(await ids(all[at]!, 9)).toEqual(all.slice(at + 1, at + 10));
  });

  test('goes on behind a case that does not exist, at its place', async () => {
    await put(1, many);
    const all = (await allCases(ctx.store, 1000)).map(([id]) => id);
    const missing = ['no such case', '来电', '\uffff', ' '];
    const rests = await Promise.all(
      missing.map(async (id) => (await ctx.store.cases(0, id, 1000)).cases.map(([c]) => c)),
    );
    for (const rest of rests) expect(rest).toEqual(all.slice(all.length - rest.length));
    // Where they stand once they exist is where the piece began.
    await put(2, missing);
    const order = (await allCases(ctx.store, 1000)).map(([id]) => id);
    for (const [i, id] of missing.entries()) {
      expect(order.slice(order.indexOf(id) + 1).filter((c) => !missing.includes(c))).toEqual(rests[i]);
    }
  });

  test('whoever reads while others write meets each case once that was there from the start', async () => {
    await put(1, many);
    const met: string[] = [];
    let after = '';
    for (let n = 2; ; n++) {
      const { cases, sequence } = await ctx.store.cases(0, after, 40);
      expect(sequence).toBe(n - 1);
      met.push(...cases.map(([id]) => id));
      if (cases.length < 40) break;
      after = cases.at(-1)![0];
      // Old cases change, new ones are born before and behind the reader.
      await put(n, [...many.slice(n, n + 20), ...Array.from({ length: 60 }, (_, i) => `new-${n}-${i}`)]);
    }
    expect(new Set(met).size).toBe(met.length);
    expect(met.filter((id) => id.startsWith('来电-')).sort()).toEqual([...many].sort());
  });

  test('a concurrent reader sees a piece as of one commit', async () => {
    const reader = await ctx.reopen();
    const rounds = 40;
    const writing = (async () => {
      for (let n = 1; n <= rounds; n++) await put(n, ['a', 'b', 'c', `extra-${n}`]);
    })();
    for (let n = 0; n < rounds; ) {
      const { sequence, meta, cases } = await reader.cases(0, '', 1000);
      n = sequence;
      expect(meta.get('n')).toBe(n === 0 ? undefined : `${n}`);
      expect(cases).toHaveLength(n === 0 ? 0 : n + 3);
      const states = cases.filter(([id]) => id.length === 1).map(([, s]) => Buffer.from(s).toString());
      expect(states).toEqual(n === 0 ? [] : [`of ${n}`, `of ${n}`, `of ${n}`]);
    }
    await writing;
  });

  test('ids and states may be anything', async () => {
    const binary = new Uint8Array([0, 255, 128, 10, 13, 0]);
    await ctx.store.commit(commitOf({ newHead: '1', cases: oddIds.map((id) => [id, binary] as const) }));
    const { cases } = await (await ctx.reopen()).cases(0, '', 1000);
    expect(cases.map(([id]) => id).sort()).toEqual([...oddIds].sort());
    for (const [, state] of cases) expect([...state]).toEqual([...binary]);
    const one = (await allCases(ctx.store, 1)).map(([id]) => id);
    expect(one).toEqual(cases.map(([id]) => id));
  });

  test('partitions do not see each other; reading changes nothing; clear forgets them', async () => {
    await put(1, ['a', 'b']);
    await put(1, ['c'], 'x', 1);
    const before = await everything(ctx.store);
    expect((await allCases(ctx.store, 10)).map(([id]) => id).sort()).toEqual(['a', 'b']);
    expect(await allCases(ctx.store, 10, 1)).toEqual([['c', 'x']]);
    expect(await everything(ctx.store)).toEqual(before);
    await ctx.store.clear(2);
    expect(await allCases(ctx.store, 10)).toEqual([]);
  });

  const id = fc.oneof(fc.constantFrom(...oddIds), fc.stringMatching(/^c[0-9]{1,3}$/));
  test(`any set of cases comes out whole, by pieces of any size (seed ${seed})`, async () => {
    let partition = 200;
    await fc.assert(
      fc.asyncProperty(fc.array(id, { maxLength: 60 }), fc.integer({ min: 1, max: 20 }), async (ids, limit) => {
        partition += 1;
        if (ids.length > 0) await put(1, ids, 's', partition);
        const found = await allCases(ctx.store, limit, partition);
        expect(found.map(([c]) => c).sort()).toEqual([...new Set(ids)].sort());
      }),
      { seed, numRuns: 40 },
    );
  });
}
