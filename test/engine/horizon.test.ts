import { beforeEach, describe, expect, test } from '@jest/globals';
import { Horizon, type HorizonDeps, hasPassed } from '../../src/engine/horizon.js';
import type { EventLog, Offset } from '../../src/ports/event-log.js';
import { commitOf } from '../contracts/state-store.contract.js';
import { MemoryLog } from '../support/memory-log.js';
import { MemoryStore } from '../support/memory-store.js';

const [calls, closings] = ['calls', 'closings'] as const;
const inputs = [calls, closings];
let log: MemoryLog;
let store: MemoryStore;
let deps: HorizonDeps;

beforeEach(() => {
  log = new MemoryLog(inputs, 2);
  store = new MemoryStore();
  deps = { log: log as unknown as EventLog, store, inputs, partitions: 2 };
});

const add = (topic: string, partition: number, n = 1): void => {
  for (let i = 0; i < n; i++) log.append({ topic, partition, key: 'c', value: '{}', timestamp: 1 });
};
const offsets = (ofCalls: number, ofClosings: number): Map<string, Offset> =>
  new Map([
    [calls, BigInt(ofCalls)],
    [closings, BigInt(ofClosings)],
  ]);
let heads = 0;
/** A partition has committed up to there. */
async function committed(partition: number, ofCalls: number, ofClosings: number): Promise<void> {
  const { head } = await store.load(partition, []);
  const meta = new Map([...offsets(ofCalls, ofClosings)].map(([topic, offset]) => [`offset:${topic}`, `${offset}`]));
  await store.commit(commitOf({ partition, expectHead: head, newHead: `h${++heads}`, meta }));
}

describe('one partition', () => {
  test('passed is every topic, to its very end', async () => {
    add(calls, 0, 2);
    add(closings, 0, 3);
    const horizon = await Horizon.of(7, deps);
    expect(horizon.at).toBe(7);
    const passed = (a: number, b: number) => horizon.isPassed(0, offsets(a, b), false);
    expect([await passed(2, 3), await passed(2, 4), await passed(9, 9)]).toEqual([true, true, true]);
    expect([await passed(1, 3), await passed(2, 2), await passed(0, 9)]).toEqual([false, false, false]);
  });

  test('a topic that was never read is passed only where it is empty', async () => {
    add(calls, 0);
    const horizon = await Horizon.of(1, deps);
    expect(await horizon.isPassed(0, new Map([[calls, 1n]]), false)).toBe(true);
    expect(await horizon.isPassed(0, new Map([[closings, 1n]]), false)).toBe(false);
    expect(await horizon.isPassed(1, new Map(), false)).toBe(true);
  });

  test('what comes after it was taken is not waited for', async () => {
    add(calls, 0, 5);
    const horizon = await Horizon.of(1, deps);
    add(calls, 0, 100);
    add(closings, 0);
    expect(await horizon.isPassed(0, offsets(5, 0), false)).toBe(true);
  });

  test('an end that is not known, of a partition that did not exist, is passed', () => {
    expect(hasPassed(offsets(0, 0), new Map([[calls, [1n]]]), 3)).toBe(true);
  });
});

describe('copies were seen', () => {
  test('all partitions must have committed up to the ends; then this one up to the ends that it left behind', async () => {
    add(closings, 0, 2);
    add(closings, 1, 4);
    const horizon = await Horizon.of(1, deps);
    const passed = (ofClosings: number) => horizon.isPassed(0, offsets(0, ofClosings), true);
    await committed(0, 0, 2);
    expect(await passed(2)).toBe(false);
    await committed(1, 0, 3);
    expect(await passed(2)).toBe(false);
    // The last record of partition 1 was one of ours: its copy comes before the commit.
    add(closings, 0);
    await committed(1, 0, 4);
    expect(await passed(2)).toBe(false);
    expect(await passed(3)).toBe(true);
    // Where the ends were when all had passed is settled: later records do not move it.
    add(closings, 0, 10);
    expect(await passed(3)).toBe(true);
    expect(await passed(2)).toBe(false);
  });

  test('the other partition speaks by what it has committed, not by what this process knows', async () => {
    add(closings, 1);
    const horizon = await Horizon.of(1, deps);
    expect(await horizon.isPassed(0, offsets(0, 0), true)).toBe(false);
    await committed(0, 0, 0);
    expect(await horizon.isPassed(0, offsets(0, 0), true)).toBe(false);
    await committed(1, 0, 1);
    expect(await horizon.isPassed(0, offsets(0, 0), true)).toBe(true);
  });
});
