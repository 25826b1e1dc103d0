import { type Alert, alertEvent, alertKey, alertOf } from '../domain/alert.js';
import type { OutgoingRecord } from '../ports/event-log.js';

/** An alert as the outbox keeps it: its id, and the bytes of the CloudEvent that the log will get. */
export function outboxEntry(alert: Alert): readonly [id: string, record: Uint8Array] {
  return [alert.id, Buffer.from(JSON.stringify(alertEvent(alert)))];
}

/** The alert in a record of the alerts topic or in an outbox entry; null when it is none. */
export function readAlert(record: Uint8Array): Alert | null {
  return alertOf(Buffer.from(record.buffer, record.byteOffset, record.byteLength).toString('utf8'));
}

/** What goes into the alerts topic. Alerts about no ticket stand in partition 0, where their state is derived from. */
export function alertRecord(topic: string, alert: Alert, bytes: Uint8Array): OutgoingRecord {
  return { topic, key: alertKey(alert), value: bytes, ...(alert.ticket === undefined && { partition: 0 }) };
}
