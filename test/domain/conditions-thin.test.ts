import { deepStrictEqual } from 'node:assert/strict';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type OpenConditions, type RateRule, thinMs, transition } from '../../src/domain/conditions.js';
import { evaluate } from '../../src/domain/conditions-evaluate.js';
import { context } from '../support/counts.js';
import { seed } from '../support/seed.js';
import { quiet, watching, windowOf } from './conditions-support.js';

/** A rate that opened in a storm, in a service where so many never call again: it must not stand open for ever. */

const minute = 60_000;
const hour = 60 * minute;
const rule: RateRule = { enabled: true, opensAt: '95.00', closesAt: '96.00', minimumSample: 20, windows: ['15m'] };
const policy = watching({ connectionRate: rule });

/** One minute: so many of so many calls connected. */
function look(open: OpenConditions, afterMs: number, share: readonly [number, number], caughtUp = true) {
  const at = quiet.at + afterMs;
  const windows = [windowOf('15m', 'connection_rate', share, { channel: 'phone' })];
  return transition(open, evaluate({ ...quiet, at, caughtUp, windows }, policy, context, open), at, at);
}
const storm = look(new Map(), 0, [5, 20]).open;
const [few, middling] = [
  [0, 19],
  [191, 200],
] as const;

describe('too few contacts', () => {
  test('for a day: it is over, and its end says why', () => {
    let { open } = look(storm, minute, few);
    ({ open } = look(open, minute + thinMs - 1, few));
    expect(open.size).toBe(1);
    const last = look(open, minute + thinMs, few);
    expect(last.open.size).toBe(0);
    expect(last.alerts).toMatchObject([
      {
        state: 'resolved',
        condition: {
          value: null,
          threshold: null,
          unit: null,
          detail: 'too few contacts for a day',
          labels: { window: '15m' },
        },
      },
    ]);
    expect(last.alerts[0]?.condition).not.toHaveProperty('denominator');
  });
  test('the day begins anew after a minute with enough, whatever that says', () => {
    let { open } = look(storm, minute, few);
    ({ open } = look(open, 20 * hour, middling));
    ({ open } = look(open, 20 * hour + minute, few));
    expect(look(open, 40 * hour, few).alerts).toEqual([]);
    expect(look(open, 20 * hour + minute + thinMs, few).alerts).toHaveLength(1);
  });
  test('a minute that is not up to date says nothing of it, neither way', () => {
    let { open } = look(storm, minute, few);
    ({ open } = look(open, 2 * minute, middling, false));
    expect(look(open, minute + thinMs, few, false).alerts).toEqual([]);
    expect(look(open, minute + thinMs, few).alerts).toHaveLength(1);
  });
  test('nothing opens by it, and a bad rate opens again later', () => {
    expect(look(new Map(), 0, [0, 19]).alerts).toEqual([]);
    let { open } = look(storm, minute, few);
    ({ open } = look(open, minute + thinMs, few));
    expect(look(open, 2 * thinMs, [5, 20]).alerts).toMatchObject([{ state: 'open' }]);
  });
});

/** The naive path looks back over the whole walk for the last minute that was enough. */
test(`random walks in steps of hours (seed ${seed})`, () => {
  const shares = { bad: [5, 20], good: [20, 20], middling, few } as const;
  const step = fc.record({
    share: fc.constantFrom('bad', 'good', 'middling', 'few', 'few', 'few'),
    hours: fc.constantFrom(1, 5, 11, 12),
    caughtUp: fc.constantFrom(true, true, true, false),
  });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (walk) => {
      let open: OpenConditions = new Map();
      const told: string[] = [];
      const expected: string[] = [];
      const past: { at: number; share: string }[] = [];
      let [now, openedAt]: [number, number | null] = [0, null];
      for (const { share, hours, caughtUp } of walk) {
        now += hours * hour;
        const next = look(open, now, shares[share], caughtUp);
        open = next.open;
        told.push(...next.alerts.map((a) => `${now} ${a.state} ${a.condition?.detail ?? ''}`));
        if (!caughtUp) continue;
        past.push({ at: now, share });
        if (openedAt === null) {
          if (share === 'bad') [openedAt] = [now, expected.push(`${now} open `)];
          continue;
        }
        const since: number = openedAt;
        const run = past.filter(({ at }) => at > since);
        const enough = run.findLastIndex((p) => p.share !== 'few');
        const thin = run.slice(enough + 1)[0]?.at ?? now;
        const why =
          share === 'good' ? '' : share === 'few' && now - thin >= thinMs ? 'too few contacts for a day' : null;
        if (why !== null) [openedAt] = [null, expected.push(`${now} resolved ${why}`)];
      }
      deepStrictEqual(told, expected);
    }),
    { seed, numRuns: 300 },
  );
});
