import type { PulseError } from '../domain/errors.js';
import type { EventLog } from '../ports/event-log.js';
import { checkOffsets, type ResumePoints } from './check-offsets.js';
import { fingerprintOf } from './micro-batch.js';
import { isSame, type Progress } from './partition-state.js';
import { replacedLog } from './task-errors.js';

/**
 * Why a partition cannot go on from where its state stands; null: it can. As the owner of the partition finds out, but
 * without owning it: the offsets against the log's start and end, the last record of each topic against the log's own.
 */
export async function inspectPartition(
  partition: number,
  progress: Progress,
  inputs: readonly string[],
  log: EventLog,
  resume: ResumePoints,
): Promise<PulseError | null> {
  const { refused, last } = await checkOffsets(partition, progress, inputs, log, resume);
  if (refused !== null || last.size === 0) return refused;
  const ranges = [...last].map(([topic, { offset }]) => ({ topic, partition, from: offset, to: offset + 1n }));
  for await (const { topic, records } of log.read(ranges)) {
    const known = last.get(topic)!;
    if (records.some((record) => !isSame(fingerprintOf(record), known))) return replacedLog(partition, topic, known);
  }
  return null;
}
