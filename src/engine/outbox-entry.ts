import type { AlertKind } from '../domain/alert.js';
import type { OutgoingRecord } from '../ports/event-log.js';
import { alertRecord, readOutboxEntry } from './alert-record.js';
import { outgoingRecord, readRecordEntry } from './revision-record.js';
import type { Topics } from './topics.js';

/** One entry of an outbox, on its way to a topic. */
export interface Unsent {
  readonly id: string;
  readonly number: number;
  /** Among those of the same number. */
  readonly order: number;
  readonly record: OutgoingRecord;
  /** null: no alert. */
  readonly kind: AlertKind | null;
  readonly optional: boolean;
}

/** null: written by another version of the program, or damaged. */
export function readUnsent(
  id: string,
  bytes: Uint8Array,
  topics: Pick<Topics, 'alerts'> & Partial<Pick<Topics, 'snapshots' | 'control'>>,
): Unsent | null {
  const told = readOutboxEntry(bytes);
  if (told !== null) {
    const { number, alert } = told;
    const order = Number.MAX_SAFE_INTEGER;
    return { id, number, order, record: alertRecord(topics.alerts, told), kind: alert.kind, optional: false };
  }
  const entry = readRecordEntry(bytes);
  const { snapshots, control } = topics;
  if (entry === null || snapshots === undefined || control === undefined) return null;
  const { number, order, record } = entry;
  const outgoing = outgoingRecord(record, { snapshots, control });
  return { id, number, order, record: outgoing, kind: null, optional: record.optional };
}
