/**
 * Risk: the broker goes away while we publish and read. Flow: a broker of our own is killed and comes back; whatever was
 * acknowledged is read, by a group and by a tail that never noticed more than a pause.
 */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { openKafkaLog } from '../../../src/adapters/kafka/open-kafka-log.js';
import { PulseError } from '../../../src/domain/errors.js';
import type { EventLog } from '../../../src/ports/event-log.js';
import { makeTopic, sleep, TestMember, textOf, uniqueName, until } from '../../contracts/event-log.support.js';
import { type RunningKafka, startKafka } from '../../support/services.js';
import { optionsFor } from './support.js';

let kafka: RunningKafka;
let log: EventLog;
beforeAll(async () => {
  kafka = await startKafka({ heapMb: 256 });
  log = await openKafkaLog(optionsFor({ brokers: [kafka.brokers] }));
});
afterAll(async () => {
  await log.close();
  await kafka.stop();
});

async function publishUntilAcknowledged(topic: string, value: string): Promise<void> {
  for (;;) {
    try {
      return await log.publish([{ topic, key: value, value }]);
    } catch (error) {
      if (!(error instanceof PulseError) || !error.retryable) throw error;
    }
  }
}

test('publishing, reading in a group and tailing go on after the broker was killed', async () => {
  const topic = await makeTopic(log, 2);
  const member = await new TestMember([topic]).join(log, uniqueName('group'));
  const tailed = new Set<string | null>();
  const tail = await log.tail([topic], (batch) => {
    for (const record of batch.records) tailed.add(textOf(record.value));
  });
  await publishUntilAcknowledged(topic, 'before');
  await until('it has the first', () => member.values().includes('before'));
  const restarted = kafka.restart('SIGKILL');
  const values = Array.from({ length: 30 }, (_, i) => `during-${i}`);
  for (const value of values) {
    await publishUntilAcknowledged(topic, value);
    await sleep(50);
  }
  await restarted;
  await publishUntilAcknowledged(topic, 'after');
  const all = ['before', ...values, 'after'];
  await until('the group has all', () => all.every((v) => member.values().includes(v)), 60_000);
  await until('the tail has all', () => all.every((v) => tailed.has(v)), 60_000);
  expect(member.failures).toEqual([]);
  await until('it is a member', () => member.owned?.length === 2);
  await member.member?.heartbeat();
  await Promise.all([tail.close(), member.subscription?.close()]);
});
