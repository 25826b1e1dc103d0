import { PulseError } from '../../domain/errors.js';
import type { Instant } from '../../domain/instant.js';
import { partitionOf } from '../../domain/partitioner.js';
import type { OutgoingRecord } from '../../ports/event-log.js';
import { type LogTables, latestKey, offsetOfKey, type Range, recordKey, type Topic } from './log-tables.js';
import { type Chunk, chunkHead, encodeChunks, type Prepared, prepare } from './record-codec.js';

/** What a publish writes to one partition, encoded before the transaction so that the writer's lock is held shortly. */
export interface Append {
  readonly topic: Topic;
  readonly partition: number;
  readonly chunks: readonly Chunk[];
  /** Compacted topics: the key of each chunk's one record. */
  readonly keys: readonly Uint8Array[];
}

const DAY_MS = 86_400_000;
/** Rows that one append may trim: lazily, so that no publish waits long. */
const TRIM_ROWS = 50;

/**
 * Sorts records into their partitions, order kept.
 *
 * @param keyless picks the partition of a record that has neither a partition nor a key.
 * @throws PulseError PULSE_LOG for an unknown topic or partition, or a null key on a compacted topic; nothing is written then.
 */
export function planAppends(
  tables: LogTables,
  records: readonly OutgoingRecord[],
  now: Instant,
  keyless: (partitions: number) => number,
): Append[] {
  const topics = new Map<string, { topic: Topic; partitions: Prepared[][] }>();
  for (const record of records) {
    let entry = topics.get(record.topic);
    if (entry === undefined) {
      entry = { topic: tables.existing([record.topic])[0]!, partitions: [] };
      topics.set(record.topic, entry);
    }
    const key = typeof record.key === 'string' ? Buffer.from(record.key) : record.key;
    const partition = placeOf(record, key, entry.topic, keyless);
    entry.partitions[partition] ??= [];
    entry.partitions[partition].push(prepare(timestampOf(record, now), key, record.value, record.headers));
  }
  return [...topics.values()].flatMap(({ topic, partitions }) =>
    [...partitions.entries()].flatMap(([partition, list]) =>
      list === undefined ? [] : [appendOf(topic, partition, list)],
    ),
  );
}

function appendOf(topic: Topic, partition: number, list: readonly Prepared[]): Append {
  const compacted = topic.retention === 'compacted';
  return { topic, partition, chunks: encodeChunks(list, compacted), keys: compacted ? list.map((r) => r.key!) : [] };
}

function placeOf(record: OutgoingRecord, key: Uint8Array | null, topic: Topic, keyless: (n: number) => number): number {
  if (key === null && topic.retention === 'compacted')
    throw new PulseError('PULSE_LOG', `a record of the compacted topic ${topic.name} needs a key`, {
      details: { topic: topic.name },
    });
  const partition = record.partition ?? (key === null ? keyless(topic.partitions) : partitionOf(key, topic.partitions));
  if (Number.isInteger(partition) && partition >= 0 && partition < topic.partitions) return partition;
  const details = { topic: topic.name, partition, partitions: topic.partitions };
  throw new PulseError('PULSE_LOG', `the topic ${topic.name} has no partition ${partition}`, { details });
}

function timestampOf({ topic, timestamp }: OutgoingRecord, now: Instant): Instant {
  const at = timestamp ?? now;
  if (Number.isSafeInteger(at)) return at;
  throw new PulseError('PULSE_LOG', 'a timestamp is whole milliseconds', { details: { topic, timestamp: at } });
}

/** Writes one partition's part. To be called in a write transaction; everything was checked by `planAppends`. */
export function applyAppend(tables: LogTables, { topic, partition, chunks, keys }: Append, now: Instant): void {
  const before = tables.range(topic.id, partition);
  let end = before.end;
  chunks.forEach((chunk, i) => {
    const key = keys[i];
    if (key !== undefined) compact(tables, topic.id, partition, key, end);
    void tables.records.put(recordKey(topic.id, partition, end), chunk.bytes);
    end += chunk.count;
  });
  // Only what was there before: a record just published is never gone at once, whatever its timestamp.
  const start =
    typeof topic.retention === 'object'
      ? trimmed(tables, topic.id, partition, before, now - topic.retention.days * DAY_MS)
      : before.start;
  tables.setRange(topic.id, partition, { start, end });
}

/** Deletes the former record of the key and remembers where the new one is. */
function compact(tables: LogTables, topicId: number, partition: number, key: Uint8Array, offset: number): void {
  const index = latestKey(topicId, partition, key);
  const former = tables.latest.get(index);
  if (former !== undefined) void tables.records.remove(Buffer.from(former));
  void tables.latest.put(index, recordKey(topicId, partition, offset));
}

/** Deletes rows from the start on whose latest record is older than `before`. Returns the first offset kept. */
function trimmed(tables: LogTables, topicId: number, partition: number, range: Range, before: Instant): number {
  const old: Uint8Array[] = [];
  let first = range.start;
  const bounds = {
    start: recordKey(topicId, partition, range.start),
    end: recordKey(topicId, partition, range.end),
    limit: TRIM_ROWS,
  };
  for (const { key, value } of tables.records.getRange(bounds)) {
    const { count, latest } = chunkHead(value);
    if (latest >= before) break;
    old.push(key);
    first = offsetOfKey(key) + count;
  }
  for (const key of old) void tables.records.remove(key);
  return first;
}
