import type { LogBatch } from '../ports/event-log.js';
import type { Decoded } from './decode.js';
import { fingerprintOf } from './micro-batch.js';
import { isSame, type Progress } from './partition-state.js';

/**
 * The records of a batch beyond the committed offset: reading begins one record before it, to compare that one.
 *
 * @returns null when the re-read record is another one: the log was replaced under the same offsets.
 */
export function unread(batch: LogBatch, decoded: readonly Decoded[], progress: Progress): readonly Decoded[] | null {
  const committed = progress.offsets.get(batch.topic)!;
  if (batch.fetchedOffset >= committed) return decoded;
  const known = progress.last.get(batch.topic)!;
  const first = batch.records[0];
  // Beyond it lie offsets without records (transaction markers): a later part of the same reading has nothing to compare.
  const isReread = batch.fetchedOffset <= known.offset;
  if (isReread && first !== undefined && !isSame(fingerprintOf(first), known)) return null;
  return decoded.filter((d) => d.record.offset >= committed);
}
