/** Sizes and bounds that only a real broker knows: oversize records, a topic's own limits, a log that was cut. */
import { randomBytes } from 'node:crypto';
import { expect, test } from '@jest/globals';
import type { PulseError } from '../../../src/domain/errors.js';
import type { EventLog, LogBatch } from '../../../src/ports/event-log.js';
import {
  collect,
  makeTopic,
  numbered,
  readAll,
  TestMember,
  uniqueName,
  until,
  valuesOf,
} from '../../contracts/event-log.support.js';
import { otherProgram, withLog } from './support.js';

async function asAdmin<T>(
  use: (admin: ReturnType<ReturnType<typeof otherProgram>['admin']>) => Promise<T>,
): Promise<T> {
  const admin = otherProgram().admin();
  await admin.connect();
  try {
    return await use(admin);
  } finally {
    await admin.disconnect();
  }
}

test('a record that the topic does not take is named, and is no fault of the others', () =>
  withLog(async (log) => {
    const topic = await makeTopic(log, 2);
    // Random, because large records are compressed.
    const big = { topic, partition: 1, key: 'contact-7', value: randomBytes(1_200_000) };
    const results = await Promise.allSettled([
      log.publish(numbered(topic, 0, 5, 'a')),
      log.publish([big]),
      log.publish(numbered(topic, 1, 5, 'b')),
    ]);
    expect(results.map((r) => r.status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    const error = (results[1] as PromiseRejectedResult).reason as PulseError;
    expect(error).toMatchObject({ code: 'PULSE_LOG', retryable: false, details: { topic, partition: 1 } });
    expect(error.message).toContain('contact-7');
    expect((await readAll(log, topic)).map((r) => r.length)).toEqual([5, 5]);
  }));

test('a topic with a smaller limit gets smaller batches', () =>
  withLog(async (log) => {
    const topic = uniqueName('small');
    const configEntries = [{ name: 'max.message.bytes', value: '3000' }];
    await asAdmin((admin) => admin.createTopics({ topics: [{ topic, numPartitions: 1, configEntries }] }));
    await log.publish(numbered(topic, 0, 200));
    expect(valuesOf((await readAll(log, topic))[0] ?? [])).toEqual(numbered(topic, 0, 200).map((r) => r.value));
  }));

test('more partitions than fit into one fetch: all are read', () =>
  withLog(
    async (log) => {
      const topic = await makeTopic(log, 8);
      const records = Array.from({ length: 8 * 20 }, (_, i) => ({
        topic,
        partition: i % 8,
        key: null,
        value: 'x'.repeat(99_000),
      }));
      await log.publish(records);
      const seen = new Map<number, number>();
      const tail = await log.tail([topic], (b: LogBatch) =>
        seen.set(b.partition, (seen.get(b.partition) ?? 0) + b.records.length),
      );
      await tail.caughtUp;
      expect([...seen.values()]).toEqual(Array(8).fill(20));
      await tail.close();
    },
    { maxBytesPerPartition: 4 << 20 },
  ));

async function cut(log: EventLog, topic: string, offset: string): Promise<void> {
  await asAdmin(async (admin) => {
    await admin.fetchTopicOffsets(topic); // loads the metadata that the next call needs and does not ask for
    await admin.deleteTopicRecords({ topic, partitions: [{ partition: 0, offset }] });
  });
  expect((await log.bounds(topic))[0]?.start).toBe(BigInt(offset));
}

test('a log whose start was cut: bounds, tail and read begin there', () =>
  withLog(async (log) => {
    const topic = await makeTopic(log, 1);
    await log.publish(numbered(topic, 0, 10));
    await cut(log, topic, '7');
    const batches: LogBatch[] = [];
    const tail = await log.tail([topic], (b) => batches.push(b));
    await tail.caughtUp;
    expect(valuesOf(batches.flatMap((b) => b.records))).toEqual(['v7', 'v8', 'v9']);
    await tail.close();
    const read = await collect(log.read([{ topic, partition: 0, from: 2n, to: 9n }]));
    expect(valuesOf(read.flatMap((b) => b.records))).toEqual(['v7', 'v8']);
    expect(await collect(log.read([{ topic, partition: 0, from: 2n, to: 7n }]))).toEqual([]);
  }));

test('a tail of a log that was cut to its end is caught up', () =>
  withLog(async (log) => {
    const topic = await makeTopic(log, 1);
    await log.publish(numbered(topic, 0, 4));
    await cut(log, topic, '4');
    const tail = await log.tail([topic], () => undefined);
    await tail.caughtUp;
    await tail.close();
  }));

test.each([
  ['below the start', 2n, 7n],
  ['beyond the end', 50n, 10n],
])('a position %s is answered by a batch with a foreign offset, and a warning', async (_, sought, expected) => {
  const warnings: string[] = [];
  const onWarning = (message: string): void => void warnings.push(message);
  await withLog(
    async (log) => {
      const topic = await makeTopic(log, 1);
      await log.publish(numbered(topic, 0, 10));
      await cut(log, topic, '7');
      const member = await new TestMember([topic], new Map([[`${topic}/0`, sought]])).join(log, uniqueName('group'));
      await until('it is told', () => member.delivered.length > 0);
      expect(member.delivered[0]).toMatchObject({ topic, partition: 0, fetchedOffset: expected, nextOffset: expected });
      expect(member.applied).toEqual([]);
      expect(warnings).toContain('offset out of range: reading on where the log begins or ends');
      await member.subscription?.close();
    },
    { onWarning },
  );
});
