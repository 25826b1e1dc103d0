import { PulseError } from '../../domain/errors.js';
import type { CommitOutcome } from '../../ports/state-store.js';

/** What commit.lua returns (see its header); a test compares the two. */
export const commitOutcomes: ReadonlyMap<number, CommitOutcome | 'malformed'> = new Map([
  [1, 'applied'],
  [2, 'replayed'],
  [-1, 'fenced'],
  [-2, 'malformed'],
] as const);

/** @throws PulseError PULSE_STORE (not retryable) for a commit that the script could not read. */
export function outcomeOf(status: unknown, partition: number): CommitOutcome {
  const outcome = commitOutcomes.get(Number(status));
  if (outcome !== undefined && outcome !== 'malformed') return outcome;
  throw new PulseError('PULSE_STORE', 'the commit script could not read the commit', {
    details: { partition, status: String(status) },
  });
}
