import { afterEach, beforeEach, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { openEmbeddedLog } from '../../../src/adapters/embedded/open-embedded.js';
import type { EventLog } from '../../../src/ports/event-log.js';
import { collect, makeTopic, readAll, textOf } from '../../contracts/event-log.support.js';
import { makeDataDir } from './data-dir.js';

const DAY = 86_400_000;
let now = Date.UTC(2021, 5, 1);
let log: EventLog;
let dir: Awaited<ReturnType<typeof makeDataDir>>;
beforeEach(async () => {
  dir = await makeDataDir();
  log = await openEmbeddedLog({ dataDir: dir.dataDir, clock: { now: () => now } });
});
afterEach(async () => {
  await log.close();
  await dir.remove();
});

/** Model: of all records of a partition, those that no later one with the same key follows. */
test('a compacted topic keeps the last record of each key, under its own offset', async () => {
  const key = fc.constantFrom('a', 'b', 'c', 'long'.repeat(500), '');
  const calls = fc.array(fc.array(fc.tuple(key, fc.option(fc.string())), { maxLength: 6 }), { maxLength: 8 });
  await fc.assert(
    fc.asyncProperty(calls, async (history) => {
      const topic = await makeTopic(log, 1, 'compacted');
      for (const call of history) await log.publish(call.map(([k, value]) => ({ topic, key: k, value })));
      const all = history.flat().map(([k, value], offset) => [offset, k, value] as const);
      const kept = all.filter(([offset, k]) => !all.some(([later, other]) => other === k && later > offset));
      const [records = []] = await readAll(log, topic);
      expect(records.map((r) => [Number(r.offset), textOf(r.key), textOf(r.value)])).toEqual(kept);
      const ranges = all.map((_, from) => ({ topic, partition: 0, from: BigInt(from), to: BigInt(all.length) }));
      for (const range of ranges) {
        const batches = await collect(log.read([range]));
        expect(batches.flatMap((b) => b.records.map((r) => Number(r.offset)))).toEqual(
          kept.map(([offset]) => offset).filter((offset) => offset >= Number(range.from)),
        );
        expect([batches[0]?.fetchedOffset, batches.at(-1)?.nextOffset]).toEqual([range.from, range.to]);
      }
    }),
    { numRuns: 25, verbose: true },
  );
});

test('a record without a key is refused by a compacted topic, and nothing of its call is written', async () => {
  const topic = await makeTopic(log, 1, 'compacted');
  const mixed = [
    { topic, key: 'k', value: 'v' },
    { topic, key: null, value: 'v' },
  ];
  await expect(log.publish(mixed)).rejects.toMatchObject({ code: 'PULSE_LOG', retryable: false });
  expect(await log.bounds(topic)).toEqual([{ start: 0n, end: 0n }]);
});

test('records older than the retention are gone after later publishes; the start moves, nothing else does', async () => {
  const topic = await makeTopic(log, 2, { days: 7 });
  for (let day = 0; day < 20; day++) {
    await log.publish([{ topic, partition: 0, key: null, value: `day-${day}` }]);
    now += DAY;
  }
  const [first, second] = await log.bounds(topic);
  expect(first).toEqual({ start: 12n, end: 20n }); // the last publish, on day 19, trimmed what was before day 12
  expect(second).toEqual({ start: 0n, end: 0n });
  const [records = []] = await readAll(log, topic);
  expect(records.map((r) => textOf(r.value))).toEqual(Array.from({ length: 8 }, (_, i) => `day-${i + 12}`));
  const tail = await log.tail([topic], () => {});
  await tail.caughtUp;
  await tail.close();
});

test('an input keeps what is old, and an old timestamp is no reason to lose a new record', async () => {
  const old = { key: 'k', value: 'v', timestamp: 0 };
  const [input, days] = [await makeTopic(log, 1), await makeTopic(log, 1, { days: 1 })];
  for (const topic of [input, days]) await log.publish([{ topic, ...old }]);
  expect(await log.bounds(input)).toEqual([{ start: 0n, end: 1n }]);
  expect(await log.bounds(days)).toEqual([{ start: 0n, end: 1n }]);
});

test('without a clock of one’s own the record is of the log’s clock', async () => {
  const topic = await makeTopic(log, 1);
  await log.publish([{ topic, key: 'k', value: 'v' }]);
  expect((await readAll(log, topic))[0]?.[0]?.timestamp).toBe(now);
});
