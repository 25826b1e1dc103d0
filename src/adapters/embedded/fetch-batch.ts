import type { LogBatch, LogRecord } from '../../ports/event-log.js';
import { LAST_OFFSET, type LogTables, offsetOfKey, recordKey, type Topic } from './log-tables.js';
import { chunkHead, decodeChunk } from './record-codec.js';

/** A batch ends after the row that reaches one of these; a row has at most 1,000 records or 64 KiB, or is one large record. */
const BATCH_RECORDS = 1000;
const BATCH_BYTES = 512 * 1024;

/**
 * The next batch of a partition from `from` on, below `to`, on a fresh snapshot; null when the log has nothing there yet.
 * Where compaction or retention left nothing, the batch is empty and moves the position.
 */
export function fetchBatch(
  tables: LogTables,
  topic: Topic,
  partition: number,
  from: number,
  to = LAST_OFFSET,
): LogBatch | null {
  return tables.environment.read('PULSE_LOG', `reading ${topic.name}/${partition}`, () => {
    const limit = Math.min(to, tables.range(topic.id, partition).end);
    if (from >= limit) return null;
    const records: LogRecord[] = [];
    let bytes = 0;
    let next = limit;
    const start = recordKey(topic.id, partition, firstRow(tables, topic.id, partition, from));
    for (const { key, value } of tables.records.getRange({ start, end: recordKey(topic.id, partition, limit) })) {
      const base = offsetOfKey(key);
      decodeChunk(value, base, from, limit, records);
      bytes += value.length;
      if (records.length < BATCH_RECORDS && bytes < BATCH_BYTES) continue;
      next = Math.min(base + chunkHead(value).count, limit);
      break;
    }
    const place = { topic: topic.name, partition };
    return { ...place, fetchedOffset: BigInt(from), nextOffset: BigInt(Math.max(next, from)), records };
  });
}

/** First offset of the row that holds `offset`, or would hold it. */
function firstRow(tables: LogTables, topicId: number, partition: number, offset: number): number {
  const before = {
    start: recordKey(topicId, partition, offset),
    end: recordKey(topicId, partition, 0),
    reverse: true,
    limit: 1,
  };
  // The end of a reverse range is exclusive, so a row at offset 0 is not found: starting at 0 finds it.
  for (const key of tables.records.getKeys(before)) return offsetOfKey(key);
  return 0;
}
