/**
 * Risk: a producer with transactions. Its control records and aborted records take offsets that no reader sees; kafkajs's
 * own consumer hides fetches of nothing else, so a reader that counts records would never be caught up.
 * Flow: a transactional producer commits, aborts or leaves open; our log reads by group, tail and range.
 */
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import type { Producer } from 'kafkajs';
import { openKafkaLog } from '../../../src/adapters/kafka/open-kafka-log.js';
import type { EventLog, LogBatch } from '../../../src/ports/event-log.js';
import { expectContiguous } from '../../contracts/event-log.read.contract.js';
import {
  collect,
  makeTopic,
  sleep,
  TestMember,
  uniqueName,
  until,
  valuesOf,
} from '../../contracts/event-log.support.js';
import { optionsFor, otherProgram } from './support.js';

let log: EventLog;
let producer: Producer;
let topic: string;
beforeEach(async () => {
  log = await openKafkaLog(optionsFor());
  topic = await makeTopic(log, 1);
  producer = otherProgram().producer({
    transactionalId: uniqueName('tx'),
    idempotent: true,
    maxInFlightRequests: 1,
    createPartitioner: () => () => 0,
  });
  await producer.connect();
});
afterEach(async () => {
  await producer.disconnect();
  await log.close();
});

async function transaction(values: readonly string[], end: 'commit' | 'abort' | 'leave'): Promise<() => Promise<void>> {
  const tx = await producer.transaction();
  await tx.send({ topic, messages: values.map((value) => ({ value })) });
  if (end === 'commit') await tx.commit();
  if (end === 'abort') await tx.abort();
  return () => tx.abort();
}

test('committed records are read, aborted ones are not, and the position passes both', async () => {
  await transaction(['a', 'b'], 'commit'); // offsets 0 1, marker 2
  await transaction(['x', 'y'], 'abort'); // 3 4, marker 5
  await transaction(['c'], 'commit'); // 6, marker 7
  // The broker writes the last marker after it has answered.
  while ((await log.bounds(topic))[0]!.end < 8n) await sleep(20);
  expect(await log.bounds(topic)).toEqual([{ start: 0n, end: 8n }]);
  const member = await new TestMember([topic]).join(log, uniqueName('group'));
  await until('the group is at the end', () => member.positions.get(`${topic}/0`) === 8n);
  expect(member.values()).toEqual(['a', 'b', 'c']);
  expectContiguous(member.applied, 0n);
  await member.subscription?.close();
});

test('a tail of nothing but an aborted transaction: an empty batch moves the position', async () => {
  await log.publish([{ topic, key: null, value: 'a' }]);
  const member = await new TestMember([topic]).join(log, uniqueName('group'));
  await until('it has the record', () => member.values().length === 1);
  await transaction(['x', 'y'], 'abort'); // 1 2, marker 3
  await until('the group is at the end', () => member.positions.get(`${topic}/0`) === 4n);
  expect(member.values()).toEqual(['a']);
  expect(member.applied.at(-1)?.records).toEqual([]);
  expectContiguous(member.applied, 0n);
  await member.subscription?.close();
  const seen: LogBatch[] = [];
  const tail = await log.tail([topic], (batch) => seen.push(batch));
  await tail.caughtUp;
  expect(seen.at(-1)?.nextOffset).toBe(4n);
  await tail.close();
  const read = await collect(log.read([{ topic, partition: 0, from: 1n, to: 4n }]));
  expect([valuesOf(read.flatMap((b) => b.records)), read.at(-1)?.nextOffset]).toEqual([[], 4n]);
});

test('a range that ends amid a transaction', async () => {
  await transaction(['a', 'b', 'c'], 'commit');
  const read = await collect(log.read([{ topic, partition: 0, from: 1n, to: 2n }]));
  expect(valuesOf(read.flatMap((b) => b.records))).toEqual(['b']);
  expect(read.at(-1)?.nextOffset).toBe(2n);
});

test('the end is the last stable offset while a transaction is open', async () => {
  await log.publish([{ topic, key: null, value: 'a' }]);
  const abort = await transaction(['x'], 'leave');
  await log.publish([{ topic, key: null, value: 'b' }]);
  expect(await log.bounds(topic)).toEqual([{ start: 0n, end: 1n }]);
  const member = await new TestMember([topic]).join(log, uniqueName('group'));
  const tail = await log.tail([topic], () => undefined);
  await tail.caughtUp;
  await until('the group is at that end', () => member.positions.get(`${topic}/0`) === 1n);
  await abort();
  await until('the group is at the new end', () => member.positions.get(`${topic}/0`) === 4n);
  expect(member.values()).toEqual(['a', 'b']);
  await Promise.all([tail.close(), member.subscription?.close()]);
});
