import { PulseError } from '../domain/errors.js';
import type { Fingerprint, Progress } from './partition-state.js';

/** The log was truncated and filled again, or made anew, under the offsets that were counted. */
export function replacedLog(partition: number, topic: string, known: Fingerprint): PulseError {
  return new PulseError(
    'PULSE_OFFSETS',
    `partition ${partition} of ${topic} is another log than the one that was counted: its record at offset ${known.offset} has changed. The partition is parked; restore the topic, or empty this namespace in the store, and everything is computed again from the log`,
    { details: { topic, partition, offset: String(known.offset), problem: 'replaced' } },
  );
}

/** The state must not be mixed with ours. */
export function otherRules(
  partition: number,
  progress: Progress,
  generation: { number: number; hash: string },
): PulseError {
  return new PulseError(
    'PULSE_GENERATION',
    `the state of partition ${partition} was computed under other rules, calendar, time zone, catalogue kinds or program version (${progress.generationHash}, ours: ${generation.hash}). Use the settings it was made with, or start a new generation`,
    {
      details: {
        partition,
        stored: progress.generationHash ?? '',
        ours: generation.hash,
        generation: generation.number,
      },
    },
  );
}
