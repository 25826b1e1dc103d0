import { beforeEach, describe, expect, test } from '@jest/globals';
import { Changes } from '../../src/engine/changes.js';
import { context } from '../support/counts.js';
import { MemoryStore } from '../support/memory-store.js';

/** Which keys are to be published, look by look, over a store whose commits are made by hand. */

const noon = Date.parse('2021-06-16T12:00:00+08:00');
let store: MemoryStore;
let changes: Changes;
let heads = 0;
beforeEach(() => {
  store = new MemoryStore();
  changes = new Changes(store, 1, context);
});

/** One commit that counts one contact in each bucket. */
async function commit(...buckets: string[]): Promise<void> {
  const { head } = await store.load(0, []);
  const counters = new Map(buckets.map((bucket) => [bucket, new Map([['contacts', 1]])]));
  const newHead = `h${++heads}`;
  const nothing = { partition: 0, cases: [], dropBuckets: [], meta: new Map<string, string>() };
  expect(await store.commit({ ...nothing, expectHead: head, newHead, counters })).toBe('applied');
}

/** What is to be published, and that it was. */
function published(limit = 100): string[] {
  const keys = changes.periods(limit);
  for (const key of keys) changes.donePeriod(key, 0);
  return keys;
}

const inDays = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, i) => day(from + i));
const day = (n: number) => `day:2021-05-${String(n).padStart(2, '0')}`;

describe('changes', () => {
  test('are named once, not again at each look', async () => {
    await commit(day(3), 'month:2021-05');
    await changes.look(noon);
    // The clock's own keys that nothing happened in are not among them.
    expect(published().sort()).toEqual([day(3), 'month:2021-05', 'rolling:30d', 'year:2021']);
    await commit(day(4));
    await changes.look(noon + 1000);
    expect(published()).toEqual([day(4)]);
    await changes.look(noon + 2000);
    expect(published()).toEqual([]);
  });

  test('that came under the numbers of others, in a fall-back that nobody saw, are found ten seconds later', async () => {
    for (const n of [3, 4, 5]) await commit(day(n));
    await changes.look(noon);
    published();
    store.rollBack(0, 2);
    for (const n of [6, 7]) await commit(day(n));
    await changes.look(noon + 1000);
    expect(published()).toEqual([]);
    await changes.look(noon + 10_000);
    expect(published()).toEqual(expect.arrayContaining([day(6), day(7)]));
  });

  test('a store that holds less than before is looked at as a whole', async () => {
    for (const n of [3, 4, 5]) await commit(day(n));
    await changes.look(noon);
    published();
    store.rollBack(0, 1);
    await changes.look(noon + 1000);
    await changes.look(noon + 2000);
    expect(published()).toEqual(expect.arrayContaining([day(3), day(4)]));
  });

  test('today and this month are named apart while they wait', async () => {
    await commit('day:2021-06-16', 'day:2021-06-15', 'month:2021-05');
    await changes.look(noon);
    expect(changes.onTheWall()).toEqual(['day:2021-06-16']);
    await commit('month:2021-06');
    await changes.look(noon + 1000);
    expect(changes.onTheWall()).toEqual(['day:2021-06-16', 'month:2021-06']);
    published();
    expect(changes.onTheWall()).toEqual([]);
  });

  test('what is shown now and history have half of a slice each, while both wait', async () => {
    const current = ['day:2021-06-16', 'day:2021-06-15', 'month:2021-06', 'month:2021-05'];
    await commit(...inDays(1, 20), ...current);
    await changes.look(noon);
    const isHistory = (key: string): boolean => key.startsWith('day:2021-05');
    const split = (keys: string[]) => [keys.filter(isHistory).length, keys.filter((key) => !isHistory(key)).length];
    expect(split(published(6))).toEqual([3, 3]);
    // What changes every second comes again and again, and history still gets on.
    await commit(...current);
    await changes.look(noon + 1000);
    const second = published(6);
    expect(split(second)).toEqual([3, 3]);
    expect(second).toContain('year:2021'); // it had to wait in the first
    // Alone, either has the whole slice.
    expect(published(100).length).toBeGreaterThan(15);
    await commit(...current);
    await changes.look(noon + 2000);
    expect(published(4)).toHaveLength(4);
  });
});
