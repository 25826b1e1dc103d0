import { describe, test } from '@jest/globals';
import fc from 'fast-check';
import { runScenario } from '../support/fault-run.js';
import { scenario } from '../support/fault-schedule.js';
import { seed } from '../support/seed.js';

const numRuns = Number(process.env['PROPERTY_RUNS'] ?? 300);

describe(`two owners, faults anywhere (seed ${seed})`, () => {
  test('the counters are at every moment what the stored offsets mean, and complete in the end', async () => {
    await fc.assert(
      fc.asyncProperty(scenario(), (s) => runScenario(s, 'head')),
      { seed, numRuns },
    );
  }, 3_600_000);
});
