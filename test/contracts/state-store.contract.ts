import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { PulseError } from '../../src/domain/errors.js';
import { caseTests } from './state-store.cases.contract.js';
import { atomicityTests, fenceTests } from './state-store.commit.contract.js';
import { changedTests, contentTests, counterTests } from './state-store.content.contract.js';
import { outboxTests } from './state-store.outbox.contract.js';
import { rowTests } from './state-store.rows.contract.js';
import { type Context, everything, full, type OpenStore } from './state-store.support.js';
import { timerTests } from './state-store.timers.contract.js';

export { commitOf, deltas, type OpenStore } from './state-store.support.js';

/** Every bullet of the comment in ports/state-store.ts. `open` returns a store with no state, apart from any other one. */
export function stateStoreContract(name: string, open: () => Promise<OpenStore>): void {
  describe(`StateStore contract: ${name}`, () => {
    const opened: OpenStore[] = [];
    const ctx = {} as Context;
    beforeEach(async () => {
      ctx.open = async () => {
        const one = await open();
        opened.push(one);
        return one;
      };
      const { store, reopen } = await ctx.open();
      Object.assign(ctx, { store, reopen });
    });
    afterEach(async () => {
      for (const one of opened.splice(0)) await one.close();
    });
    describe('fence', () => fenceTests(ctx));
    describe('atomicity', () => atomicityTests(ctx));
    describe('cases and meta', () => contentTests(ctx));
    describe('counters', () => counterTests(ctx));
    describe('changed buckets', () => changedTests(ctx));
    describe('timers', () => timerTests(ctx));
    describe('outbox', () => outboxTests(ctx));
    describe('rows', () => rowTests(ctx));
    describe('cases piece by piece', () => caseTests(ctx));
    describe('isolation and life', () => isolationTests(ctx));
  });
}

function isolationTests(ctx: Context): void {
  test('partitions do not see each other, nor do two stores', async () => {
    const { store: foreign } = await ctx.open();
    const empty = await everything(ctx.store);
    await ctx.store.commit(full({ partition: 1 }));
    await ctx.store.commit(full({ partition: 10, newHead: 'h10' }));
    expect([await everything(ctx.store, 0), await everything(foreign, 1)]).toEqual([empty, empty]);
    expect((await ctx.store.load(1, [])).head).toBe('h1');
    expect((await ctx.store.load(10, [])).head).toBe('h10');
  });

  test('clear forgets every partition of this store only', async () => {
    const { store: foreign } = await ctx.open();
    const empty = await everything(ctx.store);
    for (const partition of [0, 1, 2]) await ctx.store.commit(full({ partition }));
    await foreign.commit(full({ partition: 1 }));
    await ctx.store.clear(3);
    const other = await ctx.reopen();
    for (const partition of [0, 1, 2]) expect(await everything(other, partition)).toEqual(empty);
    expect((await foreign.load(1, [])).head).toBe('h1');
    expect(await other.commit(full({ newHead: 'again' }))).toBe('applied');
    expect(await other.load(0, [])).toMatchObject({ head: 'again', sequence: 1 });
  });

  test('another client finds all that was committed', async () => {
    await ctx.store.commit(full({}));
    expect(await everything(await ctx.reopen())).toEqual(await everything(ctx.store));
  });

  test('the clock is in milliseconds and goes on', async () => {
    const before = await ctx.store.now();
    expect(Number.isSafeInteger(before) && before > Date.UTC(2020, 0)).toBe(true);
    await new Promise((resolve) => setTimeout(resolve, 60));
    const passed = (await ctx.store.now()) - before;
    expect(passed).toBeGreaterThanOrEqual(40);
    expect(passed).toBeLessThan(30_000);
  });

  test('a closed store answers with PULSE_STORE; closing twice is harmless', async () => {
    const other = await ctx.reopen();
    await other.close();
    await other.close();
    const calls = [
      ...[other.load(0, []), other.read(0, []), other.changedSince(0, 0), other.now(), other.commit(full({}))],
      ...[
        other.dueTimers(0, 0, 1),
        other.outbox(0, 1),
        other.cases(0, '', 1),
        other.settle(0, []),
        other.settle(0, ['a']),
      ],
    ];
    for (const { status, ...rest } of await Promise.allSettled(calls)) {
      expect(status).toBe('rejected');
      expect((rest as { reason: unknown }).reason).toBeInstanceOf(PulseError);
      expect((rest as { reason: PulseError }).reason.code).toBe('PULSE_STORE');
    }
    expect(await ctx.store.commit(full({}))).toBe('applied');
  });
}
