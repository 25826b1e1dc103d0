import { expect, test } from '@jest/globals';
import type { Commit } from '../../src/ports/state-store.js';
import { bytes, type Context, commitOf, deltas, plain } from './state-store.support.js';

export function contentTests(ctx: Context): void {
  test('case bytes come back as they were, in the order asked for', async () => {
    const all = Uint8Array.from({ length: 256 }, (_, i) => i);
    const cases = [
      ['all', all],
      ['zero', Uint8Array.of(0)],
      ['part', all.subarray(128, 131)],
    ] as const;
    await ctx.store.commit(commitOf({ cases }));
    const { cases: back } = await (await ctx.reopen()).load(0, ['part', 'no', 'all', 'zero', 'all']);
    expect(back.map(plain)).toEqual([[128, 129, 130], null, [...all], [0], [...all]]);
  });

  test('a later commit replaces a case and leaves the others', async () => {
    await ctx.store.commit(
      commitOf({
        cases: [
          ['c1', bytes('old')],
          ['c2', bytes('kept')],
        ],
      }),
    );
    await ctx.store.commit(commitOf({ expectHead: 'h1', newHead: 'h2', cases: [['c1', bytes('n')]] }));
    expect((await ctx.store.load(0, ['c1', 'c2'])).cases.map(plain)).toEqual([plain(bytes('n')), plain(bytes('kept'))]);
  });

  test('ids, buckets, counters, heads and meta may be any text', async () => {
    const odd = [
      '来电-汉滨区',
      'a{b}c',
      'a b:c*?[x]',
      'quote\'"\\',
      '\u0000\u0001',
      '😀é',
      '__proto__',
      'head',
      'seq',
      '-1',
      '1',
    ];
    const counters = new Map(odd.map((bucket) => [bucket, new Map(odd.map((name, i) => [name, i + 1]))]));
    const cases = odd.map((id) => [id, bytes(id)] as const);
    const meta = new Map([...odd, '空'].map((text) => [text, text === '空' ? '' : text]));
    await ctx.store.commit(commitOf({ newHead: '头-1', cases, counters, meta }));
    const back = await (await ctx.reopen()).load(0, odd);
    expect(back).toMatchObject({ head: '头-1', sequence: 1, meta });
    expect(back.cases.map(plain)).toEqual(odd.map((id) => plain(bytes(id))));
    expect((await ctx.store.read(0, odd)).buckets).toEqual([...counters.values()]);
    expect([...(await ctx.store.changedSince(0, 0)).changed].sort()).toEqual([...odd].sort());
  });

  test('meta texts are set one by one and come with every answer', async () => {
    await ctx.store.commit(
      commitOf({
        meta: new Map([
          ['a', '1'],
          ['b', '1'],
        ]),
      }),
    );
    await ctx.store.commit(commitOf({ expectHead: 'h1', newHead: 'h2', meta: new Map([['b', '9007199254740993']]) }));
    const state = {
      head: 'h2',
      sequence: 2,
      meta: new Map([
        ['a', '1'],
        ['b', '9007199254740993'],
      ]),
    };
    expect(await ctx.store.load(0, [])).toEqual({ ...state, cases: [] });
    expect(await ctx.store.read(0, ['none'])).toEqual({ ...state, buckets: [new Map()] });
    expect(await ctx.store.changedSince(0, 0)).toEqual({ ...state, changed: [] });
  });
}

export function counterTests(ctx: Context): void {
  const add = async (head: number, of: Record<string, Record<string, number>>, dropBuckets: string[] = []) =>
    ctx.store.commit(
      commitOf({
        expectHead: head === 1 ? null : `${head - 1}`,
        newHead: `${head}`,
        counters: deltas(of),
        dropBuckets,
      }),
    );
  const read = async (...names: string[]) => (await ctx.store.read(0, names)).buckets.map((b) => Object.fromEntries(b));

  test('deltas add up; a counter that becomes 0 ceases to exist; counters may be negative', async () => {
    await add(1, { m: { up: 2, gone: 3, under: -4 }, d: { gone: 1 } });
    await add(2, { m: { up: 5, gone: -3, under: -1 }, d: { gone: -1 } });
    expect(await read('m', 'd', 'm')).toEqual([{ up: 7, under: -5 }, {}, { up: 7, under: -5 }]);
    await add(3, { m: { under: 5 }, d: { gone: 1 } });
    expect(await read('m', 'd')).toEqual([{ up: 7 }, { gone: 1 }]);
  });

  test('safe integers are exact to both ends', async () => {
    const max = Number.MAX_SAFE_INTEGER;
    await add(1, { m: { top: max, bottom: -max, near: max - 2 } });
    expect(await read('m')).toEqual([{ top: max, bottom: -max, near: max - 2 }]);
    await add(2, { m: { top: -1, bottom: 1, near: 1 } });
    expect(await read('m')).toEqual([{ top: max - 1, bottom: 1 - max, near: max - 1 }]);
  });

  test('buckets are dropped before the deltas are added', async () => {
    await add(1, { old: { a: 1 }, both: { a: 1, b: 1 }, kept: { a: 1 } });
    await add(2, { both: { b: 5 } }, ['old', 'both', 'never-was']);
    expect(await read('old', 'both', 'kept')).toEqual([{}, { b: 5 }, { a: 1 }]);
  });
}

export function changedTests(ctx: Context): void {
  const step = async (head: number, over: Partial<Commit>) =>
    ctx.store.commit(commitOf({ expectHead: head === 1 ? null : `${head - 1}`, newHead: `${head}`, ...over }));
  const since = async (sequence: number) => [...(await ctx.store.changedSince(0, sequence)).changed].sort();

  test('names the buckets written after a sequence, once each; 0 names all', async () => {
    await step(1, { counters: deltas({ a: { n: 1 }, b: { n: 1, m: 1 } }) });
    await step(2, { counters: deltas({ b: { n: 1 }, c: { n: 1 } }) });
    await step(3, { meta: new Map([['x', '1']]) });
    expect([await since(0), await since(1), await since(2), await since(3)]).toEqual([
      ['a', 'b', 'c'],
      ['b', 'c'],
      [],
      [],
    ]);
    expect((await ctx.store.changedSince(0, 3)).sequence).toBe(3);
  });

  test('a bucket whose counters all became 0 changed; a dropped one is forgotten until it is written again', async () => {
    await step(1, { counters: deltas({ zeroed: { n: 1 }, dropped: { n: 1 }, again: { n: 1 } }) });
    await step(2, { counters: deltas({ zeroed: { n: -1 }, again: { n: 1 } }), dropBuckets: ['dropped', 'again'] });
    expect([await since(0), await since(1)]).toEqual([
      ['again', 'zeroed'],
      ['again', 'zeroed'],
    ]);
    await step(3, { counters: deltas({ dropped: { n: 1 } }) });
    expect(await since(2)).toEqual(['dropped']);
  });
}
