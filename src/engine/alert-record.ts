import { type Alert, alertEvent, alertKey, alertOf } from '../domain/alert.js';
import type { OutgoingRecord } from '../ports/event-log.js';

export type OutboxEntry = readonly [id: string, record: Uint8Array];

/**
 * An alert as the outbox keeps it: its id, and the bytes of the CloudEvent that the log will get.
 *
 * @param number its place among the partition's alerts: a store returns entries in any order.
 */
export function outboxEntry(alert: Alert, number: number): OutboxEntry {
  return [alert.id, Buffer.from(`${number} ${JSON.stringify(alertEvent(alert))}`)];
}

export interface Unsent {
  readonly number: number;
  readonly alert: Alert;
  readonly text: string;
}

/** What `outboxEntry` made; null: written by another version of the program, or damaged. */
export function readOutboxEntry(record: Uint8Array): Unsent | null {
  const [, number, text] = /^(\d+) (.*)$/s.exec(textOf(record)) ?? [];
  const alert = text === undefined ? null : alertOf(text);
  return alert === null || text === undefined ? null : { number: Number(number), alert, text };
}

/** The alert in a record of the alerts topic; null when it is none. */
export const readAlert = (record: Uint8Array): Alert | null => alertOf(textOf(record));

const textOf = (bytes: Uint8Array): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8');

/** What goes into the alerts topic. Alerts about no ticket stand in partition 0, where their state is derived from. */
export function alertRecord(topic: string, { alert, text }: Unsent): OutgoingRecord {
  return { topic, key: alertKey(alert), value: text, ...(alert.ticket === undefined && { partition: 0 }) };
}
