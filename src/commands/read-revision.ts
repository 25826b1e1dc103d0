import type { Snapshot } from '../domain/snapshot-schema.js';
import type { RevisionRecord } from '../engine/control-records.js';
import { RevisionBook } from '../engine/revision-book.js';
import { missing, revisionNamed } from '../engine/revision-find.js';
import type { Pipeline } from './context.js';

/**
 * One revision as it was decided, unit figures included.
 *
 * @throws PulseError PULSE_USAGE when there is none of this number, PULSE_LOG when the topic does not hold its figures.
 */
export async function readRevision(
  { log, topics }: Pick<Pipeline, 'log' | 'topics'>,
  month: string,
  revision: number,
): Promise<{ readonly record: RevisionRecord; readonly whole: Snapshot; readonly book: RevisionBook }> {
  const book = new RevisionBook(log, topics);
  await book.read();
  const record = revisionNamed(book, month, revision);
  const whole = book.shelf.whole(record);
  if (whole === null) throw missing(record);
  return { record, whole, book };
}
