import { deepStrictEqual } from 'node:assert/strict';
import { test } from '@jest/globals';
import fc from 'fast-check';
import type { Alert } from '../../src/domain/alert.js';
import { seed } from '../support/seed.js';
import { ConditionWorld, noon, rate } from './condition-world.js';

/**
 * Minutes with good calls, bad ones or none, read by all, some or no partitions; between them new owners, refused commits,
 * lost answers, a store that falls back, a clock that jumps. Whatever happens, the topic tells a tale that makes sense, and its end is true.
 */

const step = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constant('minute' as const),
      calls: fc.constantFrom('good', 'bad', 'none'),
      read: fc.constantFrom<readonly number[]>([0, 1], [0, 1], [0], []),
      commit: fc.constantFrom('no' as const, 'no' as const, 'fenced' as const, 'unknown' as const),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('takeover' as const) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('clock' as const), by: fc.constantFrom(-40, -7, -3, 12, 40) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('publish' as const) }) },
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constant('fall-back' as const), commits: fc.integer({ min: 1, max: 4 }) }),
  },
);

/** Opens and ends take turns; an end names the opening before it; a repeat is the same to the letter. */
function checkTale(alerts: readonly Alert[]): void {
  const first = new Map<string, Alert>();
  for (const alert of alerts) {
    const known = first.get(alert.id);
    if (known === undefined) first.set(alert.id, alert);
    else deepStrictEqual(alert, known);
  }
  let open: string | null = null;
  for (const { state, condition, at } of first.values()) {
    deepStrictEqual(state, open === null ? 'open' : 'resolved');
    deepStrictEqual(condition?.since, open ?? at);
    open = open === null ? at : null;
  }
}

test(`a tale that makes sense, whatever happens (seed ${seed})`, async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 30 }), fc.boolean(), async (steps, endsBadly) => {
      const world = new ConditionWorld(rate, noon);
      let watch = world.watch();
      let latest = world.now;
      for (const s of steps) {
        if (s.do === 'takeover') watch = world.watch();
        else if (s.do === 'clock') world.pass(s.by);
        else if (s.do === 'publish') await world.publish();
        else if (s.do === 'fall-back') {
          world.store.rollBack(0, s.commits);
          watch.fellBack();
        } else {
          if (s.calls !== 'none') world.calls(s.calls === 'good' ? 60 : 0, s.calls === 'bad' ? 20 : 0);
          await world.readOn(s.read);
          world.pass(1);
          world.commitFails = s.commit;
          await watch.tick().catch(() => undefined);
          world.commitFails = 'no';
        }
        latest = Math.max(latest, world.now);
      }
      // All is well again, and what was is beyond the window.
      world.store.clock = latest;
      world.pass(20);
      world.calls(endsBadly ? 0 : 30, endsBadly ? 30 : 0);
      await world.readOn();
      world.pass(1);
      await watch.tick();
      const alerts = await world.alerts();
      checkTale(alerts);
      const ids = new Set(alerts.map((a) => a.id));
      deepStrictEqual(ids.size % 2 === 1, endsBadly);
    }),
    { seed, numRuns: 60 },
  );
});
