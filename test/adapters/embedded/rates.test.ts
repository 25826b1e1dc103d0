import { expect, test } from '@jest/globals';
import { openEmbedded } from '../../../src/adapters/embedded/open-embedded.js';
import type { Commit } from '../../../src/ports/state-store.js';
import { collect, makeTopic } from '../../contracts/event-log.support.js';
import { makeDataDir } from './data-dir.js';

const RECORDS = 40_000;
const COMMITS = 20;

/** A look at the speed: printed, not required, for the machine may be busy. That all of it arrives is required. */
test('publish, read and commit in bulk', async () => {
  const { dataDir, remove } = await makeDataDir();
  const { log, store, close } = await openEmbedded({ dataDir, namespace: 'city', generation: 1 });
  const topic = await makeTopic(log, 4);
  const value = JSON.stringify({ text: 'x'.repeat(400) });
  const rates: string[] = [];
  const timed = async (what: string, count: number, work: () => Promise<unknown>): Promise<void> => {
    const start = performance.now();
    await work();
    rates.push(`${what} ${Math.round((count / (performance.now() - start)) * 1000)}/s`);
  };
  await timed('publish', RECORDS, async () => {
    for (let i = 0; i < RECORDS; i += 2000)
      await log.publish(Array.from({ length: 2000 }, (_, k) => ({ topic, key: `contact-${i + k}`, value })));
  });
  const bounds = await log.bounds(topic);
  const ranges = bounds.map(({ start, end }, partition) => ({ topic, partition, from: start, to: end }));
  let read = 0;
  await timed('read', RECORDS, async () => {
    for (const batch of await collect(log.read(ranges))) read += batch.records.length;
  });
  await timed('commit (1,000 cases, 500 deltas)', COMMITS, async () => {
    for (let n = 0; n < COMMITS; n++) await store.commit(bulkCommit(n));
  });
  process.stdout.write(`embedded: ${rates.join(', ')}\n`);
  expect(read).toBe(RECORDS);
  expect((await store.read(0, ['day:7'])).buckets[0]?.get('n{x=3}')).toBe(COMMITS);
  await close();
  await remove();
});

function bulkCommit(n: number): Commit {
  const names = Array.from({ length: 10 }, (_, c) => [`n{x=${c}}`, 1] as const);
  return {
    partition: 0,
    expectHead: n === 0 ? null : `${n - 1}`,
    newHead: `${n}`,
    cases: Array.from({ length: 1000 }, (_, i) => [`contact-${n}-${i}`, Buffer.alloc(120, 1)] as const),
    counters: new Map(Array.from({ length: 50 }, (_, b) => [`day:${b}`, new Map(names)])),
    dropBuckets: [],
    meta: new Map([['offset', `${n}`]]),
  };
}
