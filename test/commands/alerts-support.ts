import { join } from 'node:path';
import { expect } from '@jest/globals';
import { openEmbedded } from '../../src/adapters/embedded/open-embedded.js';
import { systemClock } from '../../src/commands/system-clock.js';
import { type Alert, alertKey } from '../../src/domain/alert.js';
import { topicSpecs, topicsOf } from '../../src/engine/topics.js';
import type { EventLog, OutgoingRecord } from '../../src/ports/event-log.js';
import { alertEvent } from '../reporters/alerts/support.js';
import type { Pair, Ran } from '../support/pair.js';

/** The log of an embedded pair, written and read beside the built program. */

export const topics = topicsOf('hotline');

async function withLog<T>(pair: Pair, work: (log: EventLog) => Promise<T>): Promise<T> {
  const dataDir = join(pair.dir, 'data');
  const embedded = await openEmbedded({ dataDir, namespace: 'hotline', generation: 1, clock: systemClock });
  try {
    await embedded.log.createTopics(topicSpecs(topics, 2));
    return await work(embedded.log);
  } finally {
    await embedded.close();
  }
}

export const publish = (pair: Pair, records: readonly OutgoingRecord[]): Promise<void> =>
  withLog(pair, (log) => log.publish(records));

/** Keys and values of a topic as the log has them. */
export const read = (pair: Pair, topic: string): Promise<[string, string][]> =>
  withLog(pair, async (log) => {
    const bounds = await log.bounds(topic);
    const ranges = bounds.map(({ start, end }, partition) => ({ topic, partition, from: start, to: end }));
    const out: [string, string][] = [];
    for await (const { records } of log.read(ranges)) {
      for (const { key, value } of records) out.push([textOf(key), textOf(value)]);
    }
    return out;
  });
const textOf = (bytes: Uint8Array | null): string => Buffer.from(bytes ?? []).toString('utf8');

export const recordOf = (alert: Alert): OutgoingRecord => ({
  topic: topics.alerts,
  key: alertKey(alert),
  value: JSON.stringify(alertEvent(alert)),
});

export function delivery(sink: string, alert: Alert, more: object = {}): OutgoingRecord {
  const [at, place] = ['2021-06-22T00:00:00.000Z', '0/0'];
  const whole = { sink, alertId: alert.id, state: 'delivered', at, to: [], messageId: alert.id, attempts: 1, place };
  return { topic: topics.deliveries, key: `${sink}/${alert.id}`, value: JSON.stringify({ ...whole, ...more }) };
}

/** Wrong use: exit code 2, one message on standard error, nothing on standard output. */
export function refused({ code, stdout, stderr }: Ran, message: RegExp): void {
  expect([code, stdout]).toEqual([2, '']);
  expect(stderr).toMatch(message);
}
