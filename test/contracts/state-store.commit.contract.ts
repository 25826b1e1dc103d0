import { expect, test } from '@jest/globals';
import { bytes, type Context, commitOf, deltas, everything, full, plain } from './state-store.support.js';

export function fenceTests(ctx: Context): void {
  test('a commit on the stored head is applied, sequence by sequence', async () => {
    expect(await ctx.store.load(0, [])).toEqual({ head: null, sequence: 0, meta: new Map(), cases: [] });
    expect(await ctx.store.commit(full({}))).toBe('applied');
    expect(await ctx.store.commit(full({ expectHead: 'h1', newHead: 'h2' }))).toBe('applied');
    expect(await ctx.store.load(0, [])).toMatchObject({ head: 'h2', sequence: 2 });
  });

  test.each([
    ['null over a stored head', null],
    ['an older head', 'h0'],
    ['a head that never was', 'x'],
  ])('another head is fenced and writes nothing: %s', async (_title, expectHead) => {
    await ctx.store.commit(full({ newHead: 'h0' }));
    await ctx.store.commit(full({ expectHead: 'h0', newHead: 'h1' }));
    const before = await everything(ctx.store);
    const late = full({ expectHead, newHead: 'h9', dropBuckets: ['month:2021-06'], cases: [['c2', bytes('late')]] });
    expect(await ctx.store.commit(late)).toBe('fenced');
    expect(await everything(ctx.store)).toEqual(before);
  });

  test('a head on an empty store is fenced: the store fell back', async () => {
    const before = await everything(ctx.store);
    expect(await ctx.store.commit(full({ expectHead: 'h1', newHead: 'h2' }))).toBe('fenced');
    expect(await everything(ctx.store)).toEqual(before);
  });

  test('the same commit twice is replayed and counted once, from another client too', async () => {
    expect(await ctx.store.commit(full({}))).toBe('applied');
    const before = await everything(ctx.store);
    expect(await ctx.store.commit(full({}))).toBe('replayed');
    expect(await (await ctx.reopen()).commit(full({}))).toBe('replayed');
    expect(await everything(ctx.store)).toEqual(before);
  });

  test('of two commits racing on one head exactly one is applied', async () => {
    const other = await ctx.reopen();
    let head: string | null = null;
    for (let round = 1; round <= 20; round += 1) {
      const race = [`${round}-a`, `${round}-b`].map((newHead) => full({ expectHead: head, newHead }));
      const outcomes = await Promise.all([ctx.store.commit(race[0]!), other.commit(race[1]!)]);
      expect([...outcomes].sort()).toEqual(['applied', 'fenced']);
      head = race[outcomes.indexOf('applied')]!.newHead;
      const seen = await ctx.store.load(0, ['c1']);
      expect([seen.head, seen.sequence, plain(seen.cases[0])]).toEqual([head, round, plain(bytes(head))]);
    }
    expect((await ctx.store.read(0, ['month:2021-06'])).buckets[0]).toEqual(new Map([['contacts', 20]]));
  });
}

export function atomicityTests(ctx: Context): void {
  test('a concurrent reader sees whole commits only', async () => {
    const ids = Array.from({ length: 50 }, (_, i) => `case-${i}`);
    const reader = await ctx.reopen();
    const rounds = 60;
    const writing = (async () => {
      for (let n = 1; n <= rounds; n += 1) {
        await ctx.store.commit(
          commitOf({
            expectHead: n === 1 ? null : `${n - 1}`,
            newHead: `${n}`,
            cases: ids.map((id) => [id, Uint8Array.of(n)]),
            counters: deltas({ a: { one: 1 }, b: { one: 1 }, [`only-${n}`]: { one: 1 } }),
            dropBuckets: [`only-${n - 1}`],
            meta: new Map([['n', `${n}`]]),
          }),
        );
      }
    })();
    for (let n = 0; n < rounds; ) {
      const [cut, sums, changes] = [
        await reader.load(0, ids),
        await reader.read(0, ['a', 'b']),
        await reader.changedSince(0, 0),
      ];
      n = cut.sequence;
      expect(cut.head).toBe(n === 0 ? null : `${n}`);
      expect(cut.meta.get('n')).toBe(n === 0 ? undefined : `${n}`);
      expect(new Set(cut.cases.map((value) => value?.[0] ?? 0))).toEqual(new Set([n]));
      expect(sums.buckets.map((bucket) => bucket.get('one') ?? 0)).toEqual([sums.sequence, sums.sequence]);
      const { sequence, changed } = changes;
      expect([...changed].sort()).toEqual(sequence === 0 ? [] : ['a', 'b', `only-${sequence}`]);
    }
    await writing;
  });

  test('a commit of 2,500 cases and 5,000 deltas is one commit', async () => {
    const cases = Array.from({ length: 2500 }, (_, i) => [`contact-${i}`, new Uint8Array(300).fill(i % 251)] as const);
    const names = Array.from({ length: 1000 }, (_, i) => [`counter-${i}`, i + 1] as const);
    const counters = new Map(Array.from({ length: 5 }, (_, b) => [`bucket-${b}`, new Map(names)] as const));
    expect(await ctx.store.commit(commitOf({ cases, counters }))).toBe('applied');
    const back = await (await ctx.reopen()).load(0, [...cases.map(([id]) => id), 'unknown']);
    expect(back.cases.length).toBe(2501);
    expect(cases.every(([, value], i) => Buffer.compare(value, back.cases[i] ?? Buffer.alloc(0)) === 0)).toBe(true);
    expect(back.cases[2500]).toBeNull();
    const { buckets } = await ctx.store.read(0, [...counters.keys()]);
    expect(buckets).toEqual([...counters.values()]);
  });
}
