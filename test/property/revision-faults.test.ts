import { test } from '@jest/globals';
import fc from 'fast-check';
import { revisionSchedule, runRevisions } from '../support/fault-revisions.js';
import { seed } from '../support/seed.js';

/**
 * Revisions under two deciders, lost answers, late words and stores that fall back: what was decided stays as it is, and the
 * causes of a revision sum to its differences unless the store fell back.
 */

const runs = 60;

test(`what was decided stays as it is, whatever happens (seed ${seed})`, async () => {
  await fc.assert(fc.asyncProperty(revisionSchedule(), runRevisions), { seed, numRuns: runs });
}, 240_000);

test(`while the store keeps what it has, every difference has its causes (seed ${seed})`, async () => {
  await fc.assert(fc.asyncProperty(revisionSchedule(['fall-back', 'lose-decision']), runRevisions), {
    seed,
    numRuns: runs,
  });
}, 240_000);
