/**
 * Risk: a fault at the wrong moment makes figures that are wrong for ever, or loses a record without a word.
 *
 * Flow: two owners work on the same partitions at the same time, each sure that they are its own. A schedule delivers
 * batches (also old ones), assigns and crashes owners at any await, loses answers, lets requests arrive long after their
 * sender is gone, and makes the store fall back by any number of commits. After every step the store must be exactly what
 * its offsets mean: counters, cases and tallies equal to a fold of the log's records below them, made from nothing; every
 * refused record below them has its dead letter, every misrouted one its copy. Then the faults end and one owner must come
 * to the end of the log by itself, with the figures of the naive path.
 *
 * PROPERTY_SEED repeats a run, PROPERTY_RUNS makes it longer.
 */
import { describe, test } from '@jest/globals';
import fc from 'fast-check';
import { runScenario } from '../support/fault-run.js';
import { scenario } from '../support/fault-schedule.js';
import { seed } from '../support/seed.js';

const numRuns = Number(process.env['PROPERTY_RUNS'] ?? 120);
/** Many times what a run takes on a busy machine. */
const timeout = numRuns * 1000;

describe(`two owners, faults anywhere (seed ${seed})`, () => {
  test(
    'the store is at every moment what its offsets mean, and complete in the end',
    async () => {
      await fc.assert(fc.asyncProperty(scenario([1, 1, 2]), runScenario), { seed, numRuns });
    },
    timeout,
  );
});
