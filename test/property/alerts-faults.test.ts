/**
 * Risk: a fault at the wrong moment calls a ticket overdue that was closed, or tells nobody of one that is.
 *
 * Flow: the two owners of faults.test.ts, with a clock that moves, timers that are looked at, outboxes that are emptied and
 * people who take note of alerts, between any two other steps: crashes, zombies, lost answers, requests that arrive late,
 * a store that falls back by any number of commits. support/fault-alerts.ts says what must hold.
 *
 * PROPERTY_SEED repeats a run, PROPERTY_RUNS makes it longer.
 */
import { describe, test } from '@jest/globals';
import fc from 'fast-check';
import { runAlertScenario } from '../support/fault-alert-run.js';
import { alertScenario } from '../support/fault-schedule.js';
import { seed } from '../support/seed.js';

const numRuns = Number(process.env['PROPERTY_RUNS'] ?? 100);
/** Many times what a run takes on a busy machine. */
const timeout = numRuns * 1000;

describe(`timers and outboxes, faults anywhere (seed ${seed})`, () => {
  test(
    'what is told is true, and in the end all is told',
    async () => {
      await fc.assert(fc.asyncProperty(alertScenario([1, 1, 2]), runAlertScenario), { seed, numRuns });
    },
    timeout,
  );

  test(
    'nothing that was committed is lost as long as the store loses nothing',
    async () => {
      const without = alertScenario([1, 1, 2], ['fall-back']);
      await fc.assert(fc.asyncProperty(without, runAlertScenario), { seed, numRuns });
    },
    timeout,
  );
});
