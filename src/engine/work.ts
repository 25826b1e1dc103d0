import type { EventLog } from '../ports/event-log.js';
import { type Chunk, type Merged, mergeChunk, touchedCases } from './micro-batch.js';
import { deadLetter, reroutedCopy } from './outgoing.js';
import type { Progress } from './partition-state.js';
import type { Topics } from './topics.js';
import type { Views } from './views.js';

/** A commit to be. */
export interface Work {
  /** Cases that it needs. */
  readonly caseIds: readonly string[];
  /** Runs beside the load; has ended well before the commit. */
  readonly first: () => Promise<void>;
  /** @param states in the order of `caseIds`; null: unknown case. */
  readonly merge: (states: readonly (Uint8Array | null)[], progress: Progress) => Merged;
}

/** The work of consecutive records of one topic; dead letters and re-routed copies go first. */
export function chunkWork(
  chunk: Chunk,
  partition: number,
  { log, topics, views }: { readonly log: EventLog; readonly topics: Topics; readonly views: Views },
): Work {
  const caseIds = touchedCases(chunk);
  const outgoing = chunk.decoded.flatMap((d) => {
    if (d.kind === 'dead') return [deadLetter(d, chunk.topic, partition, topics)];
    return d.kind === 'misplaced' ? [reroutedCopy(d, chunk.topic, partition)] : [];
  });
  return {
    caseIds,
    first: async () => {
      if (outgoing.length > 0) await log.publish(outgoing);
    },
    merge: (states, progress) => mergeChunk(chunk, caseIds, states, progress, views),
  };
}
