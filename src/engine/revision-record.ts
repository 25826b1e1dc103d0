import { digestOf } from '../domain/zone.js';
import type { OutgoingRecord } from '../ports/event-log.js';
import type { OutboxEntry } from './alert-record.js';
import type { RevisionRecord } from './control-records.js';
import type { Topics } from './topics.js';

/** What belongs to one revision, apart from its figures. */
export const revisionParts = ['units', 'late', 'changes'] as const;
export type RevisionPart = (typeof revisionParts)[number];

/** Key in the topic of snapshots: `month:2021-06@r1`, `month:2021-06@r1/units`. */
export const revisionKey = (month: string, revision: number, part?: RevisionPart): string =>
  `month:${month}@r${revision}${part === undefined ? '' : `/${part}`}`;

/** Month and number in such a key; null: it is none. */
export function parseRevisionKey(key: string): { month: string; revision: number; part: RevisionPart | null } | null {
  const [, month, n, part] = /^month:(\d{4}-\d\d)@r([1-9]\d*)(?:\/(units|late|changes))?$/.exec(key) ?? [];
  if (month === undefined) return null;
  return { month, revision: Number(n), part: (part as RevisionPart | undefined) ?? null };
}

/**
 * Names one decision, on each of its records (header `pulse-revision`). A processor may have put records of a revision into the
 * topic whose decision its store then lost; another one decides anew, under the same key. What the control topic says first
 * was decided, and only records of that decision belong to it.
 */
export const decisionHeader = 'pulse-revision';
export const decisionOf = ({ month, revision, decidedAt, offsets }: Omit<RevisionRecord, 'digest'>): string =>
  digestOf(JSON.stringify([month, revision, decidedAt, Object.entries(offsets).sort(([a], [b]) => (a < b ? -1 : 1))]));

/** A record that leaves through the outbox, as alerts do. */
export interface TopicRecord {
  readonly to: 'snapshots' | 'control';
  readonly key: string;
  readonly value: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** The rest is true without it: where the log has no room for it, it is left out. */
  readonly optional: boolean;
}

/**
 * @param number of the alert before which it is to be published: entries of an outbox have one order.
 * @param order among the records of that number.
 */
export const recordEntry = (id: string, number: number, order: number, record: TopicRecord): OutboxEntry => [
  id,
  Buffer.from(`${number}>${order} ${JSON.stringify(record)}`),
];

export interface UnsentRecord {
  readonly number: number;
  readonly order: number;
  readonly record: TopicRecord;
}

/** What `recordEntry` made; null: it is no such entry. */
export function readRecordEntry(bytes: Uint8Array): UnsentRecord | null {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8');
  const [, number, order, json] = /^(\d+)>(\d+) (.*)$/s.exec(text) ?? [];
  if (json === undefined) return null;
  return { number: Number(number), order: Number(order), record: JSON.parse(json) as TopicRecord };
}

export const outgoingRecord = (
  { to, key, value, headers }: TopicRecord,
  topics: Pick<Topics, 'snapshots' | 'control'>,
): OutgoingRecord => ({ topic: topics[to], key, value, ...(headers !== undefined && { headers }) });
