/**
 * Risk: the property of alerts-faults.test.ts holds because its schedules are too tame to break anything.
 *
 * Flow: the same schedules run in worlds that are broken on purpose. A wrong alert, or a lost one, must be found; and the
 * very same schedule must pass when nothing is broken. The seed is fixed, so this finds the same schedule every time.
 */
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { runForAlerts } from '../support/fault-alert-run.js';
import { alertScenario, type Scenario } from '../support/fault-schedule.js';
import type { Broken } from '../support/fault-told.js';

const seed = 20210612;
/** Many times what it takes on a busy machine. */
const timeout = 600_000;
const breaks: readonly [broken: Broken, said: RegExp, why: string][] = [
  [
    'no-horizon',
    /fired at \S+: (it was closed|it is |it has no due|there is no)/,
    'timers that do not wait for the log',
  ],
  ['settle-by-count', /was committed, and never published|was never published/, 'an outbox that counts'],
];

describe(`broken alerts are found (seed ${seed})`, () => {
  test.each(breaks)(
    '%s',
    async (broken, said) => {
      const property = fc.asyncProperty(alertScenario([1], ['fall-back']), (s) => runForAlerts(s, broken));
      const found = await fc.check(property, { seed, numRuns: 1000, endOnFailure: true });
      expect(found.failed).toBe(true);
      expect(String(found.errorInstance)).toMatch(said);
      const [schedule] = found.counterexample as [Scenario];
      await expect(runForAlerts(schedule, null)).resolves.toBeUndefined();
    },
    timeout,
  );
});
