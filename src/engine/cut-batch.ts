import type { LogBatch, Offset } from '../ports/event-log.js';
import type { Decoded } from './decode.js';
import type { Chunk } from './micro-batch.js';

/** What one commit holds at most: a larger one would block the store for others. */
export interface BatchLimits {
  readonly records: number;
  readonly bytes: number;
}

/**
 * Cuts a fetched batch into micro-batches. One without records that are new still moves the position: a fetch may hold
 * nothing but control records.
 */
export function* cutBatch(
  batch: LogBatch,
  decoded: readonly Decoded[],
  committed: Offset,
  limits: BatchLimits,
): Generator<Chunk> {
  const { topic } = batch;
  let start = 0;
  let size = 0;
  for (const [i, { record }] of decoded.entries()) {
    size += record.value?.length ?? 0;
    const last = i + 1 === decoded.length;
    if (!last && i + 1 - start < limits.records && size < limits.bytes) continue;
    const nextOffset = last ? batch.nextOffset : record.offset + 1n;
    yield { topic, decoded: decoded.slice(start, i + 1), nextOffset };
    start = i + 1;
    size = 0;
  }
  if (decoded.length === 0 && batch.nextOffset > committed) yield { topic, decoded: [], nextOffset: batch.nextOffset };
}
