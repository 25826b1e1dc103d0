import { expect, test } from '@jest/globals';
import type { Commit, CommitOutcome } from '../../src/ports/state-store.js';
import { bytes, type Context, commitOf, everything, full, oddIds, outboxOf, plain } from './state-store.support.js';

type Outbox = NonNullable<Commit['outbox']>;

export function outboxTests(ctx: Context): void {
  /** Commits in a row, numbered from 1. */
  const step = (n: number, outbox: Outbox, over: Partial<Commit> = {}): Promise<CommitOutcome> =>
    ctx.store.commit(commitOf({ expectHead: n === 1 ? null : `${n - 1}`, newHead: `${n}`, outbox, ...over }));
  const ids = async (): Promise<string[]> => [...(await outboxOf(ctx.store)).keys()];

  test('entries stay as they were committed, with head, sequence and texts', async () => {
    expect(await ctx.store.outbox(0, 10)).toEqual({ head: null, sequence: 0, meta: new Map(), entries: [] });
    const all = Uint8Array.from({ length: 256 }, (_, i) => i);
    await step(1, [['all', all]], { meta: new Map([['offset:calls', '7']]) });
    await step(2, [
      ['part', all.subarray(128, 131)],
      ['none', new Uint8Array(0)],
    ]);
    const other = await ctx.reopen();
    const { entries, ...state } = await other.outbox(0, 10);
    expect(state).toEqual({ head: '2', sequence: 2, meta: new Map([['offset:calls', '7']]) });
    expect(entries.length).toBe(3);
    expect(await outboxOf(other)).toEqual(
      new Map([
        ['all', [...all]],
        ['none', []],
        ['part', [128, 129, 130]],
      ]),
    );
  });

  test('an entry whose id is there already is replaced, in one commit and in a later one', async () => {
    await step(1, [
      ['a', bytes('first')],
      ['b', bytes('kept')],
      ['a', bytes('second')],
    ]);
    expect((await outboxOf(ctx.store)).get('a')).toEqual(plain(bytes('second')));
    await step(2, [['a', bytes('3')]]);
    expect(await outboxOf(ctx.store)).toEqual(
      new Map([
        ['a', plain(bytes('3'))],
        ['b', plain(bytes('kept'))],
      ]),
    );
  });

  test('no more than the limit come', async () => {
    const given = ['a', 'b', 'c'].map((id) => [id, bytes(id)] as const);
    await step(1, given);
    for (const limit of [0, 1, 2, 3, 4]) {
      const { entries } = await ctx.store.outbox(0, limit);
      expect(entries.length).toBe(Math.min(limit, 3));
      for (const [id, record] of entries) expect(plain(record)).toEqual(plain(bytes(id)));
    }
  });

  test('settle takes exactly the ids it names; unknown ids and none are harmless', async () => {
    await step(
      1,
      ['a', 'b', 'c', 'd'].map((id) => [id, bytes(id)] as const),
    );
    await ctx.store.commit(commitOf({ partition: 1, outbox: [['a', bytes('of 1')]] }));
    await ctx.store.settle(0, ['a', 'never was', 'c', 'a']);
    expect(await ids()).toEqual(['b', 'd']);
    await ctx.store.settle(0, ['a']);
    await ctx.store.settle(0, []);
    await ctx.store.settle(1, ['b', 'd']);
    expect(await ids()).toEqual(['b', 'd']);
    expect(await outboxOf(ctx.store, 1)).toEqual(new Map([['a', plain(bytes('of 1'))]]));
  });

  test('settle needs no head and changes neither head nor sequence nor anything else', async () => {
    await ctx.store.commit(full({}));
    await ctx.store.commit(full({ expectHead: 'h1', newHead: 'h2' }));
    const before = (await everything(ctx.store)) as { waiting: Map<string, unknown> };
    await (await ctx.reopen()).settle(0, ['alert of h1']);
    const waiting = new Map([['alert of h2', plain(bytes('h2'))]]);
    expect(await everything(ctx.store)).toEqual({ ...before, waiting });
    // A commit that was on its way meanwhile passes.
    expect(await ctx.store.commit(full({ expectHead: 'h2', newHead: 'h3' }))).toBe('applied');
    expect(await ctx.store.load(0, [])).toMatchObject({ head: 'h3', sequence: 3 });
  });

  test('settling in an empty store leaves it empty', async () => {
    const empty = await everything(ctx.store);
    await ctx.store.settle(0, ['a', 'b']);
    expect(await everything(ctx.store)).toEqual(empty);
    expect(await ctx.store.commit(full({}))).toBe('applied');
  });

  test('a settled id can be committed again', async () => {
    await step(1, [['a', bytes('old')]]);
    await ctx.store.settle(0, ['a']);
    await step(2, [['a', bytes('new')]]);
    expect(await outboxOf(ctx.store)).toEqual(new Map([['a', plain(bytes('new'))]]));
  });

  test('a fenced commit leaves the outbox alone; a replayed one brings back nothing that was settled', async () => {
    await step(1, [
      ['a', bytes('a')],
      ['b', bytes('b')],
    ]);
    await ctx.store.settle(0, ['a']);
    const before = await everything(ctx.store);
    expect(
      await step(1, [
        ['a', bytes('a')],
        ['b', bytes('x')],
      ]),
    ).toBe('replayed');
    const late: Outbox = [
      ['a', bytes('late')],
      ['b', bytes('late')],
    ];
    expect(await ctx.store.commit(commitOf({ expectHead: null, newHead: 'x', outbox: late }))).toBe('fenced');
    expect(await everything(ctx.store)).toEqual(before);
  });

  test('alert ids may be any text', async () => {
    const given = oddIds.map((id, i) => [id, bytes(`${i} ${id}`)] as const);
    await step(1, given);
    const found = await outboxOf(ctx.store);
    expect(found.size).toBe(oddIds.length);
    for (const [id, record] of given) expect(found.get(id)).toEqual(plain(record));
    await ctx.store.settle(0, oddIds.slice(1));
    expect(await ids()).toEqual(oddIds.slice(0, 1));
  });

  // As large as alerts are: a store may keep small entries in another way than these.
  test('5,000 entries of one commit are read by limit and settled as they are read, each once', async () => {
    const record = (i: number): Uint8Array => bytes(`${i} ${'告警'.repeat(150)}`);
    await step(
      1,
      Array.from({ length: 5000 }, (_, i) => [`alert-${i}`, record(i)] as const),
    );
    expect((await outboxOf(ctx.store)).size).toBe(5000);
    const seen = new Set<string>();
    for (let reads = 0; reads < 8; reads += 1) {
      const { entries } = await ctx.store.outbox(0, 640);
      expect(entries.length).toBe(Math.min(640, 5000 - seen.size));
      for (const [id, bytesOf] of entries) {
        expect(seen.has(id)).toBe(false);
        expect(Buffer.compare(bytesOf, record(Number(id.slice('alert-'.length))))).toBe(0);
        seen.add(id);
      }
      await ctx.store.settle(
        0,
        entries.map(([id]) => id),
      );
    }
    expect([seen.size, (await ctx.store.outbox(0, 10)).entries]).toEqual([5000, []]);
  });

  test('5,000 are settled at once', async () => {
    const given = Array.from({ length: 5001 }, (_, i) => [`alert-${i}`, bytes('x')] as const);
    await step(1, given);
    await ctx.store.settle(
      0,
      given.slice(1).map(([id]) => id),
    );
    expect(await ids()).toEqual(['alert-0']);
  });
}
