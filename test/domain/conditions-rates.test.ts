import { deepStrictEqual } from 'node:assert/strict';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type OpenConditions, type RateRule, transition } from '../../src/domain/conditions.js';
import { evaluate } from '../../src/domain/conditions-evaluate.js';
import { compare, observeRates } from '../../src/domain/conditions-rates.js';
import { context } from '../support/counts.js';
import { seed } from '../support/seed.js';
import { quiet, watching, windowOf } from './conditions-support.js';

const minute = 60_000;
const phone = { channel: 'phone' };
const connectionRate: RateRule = {
  enabled: true,
  opensAt: '95.00',
  closesAt: '96.00',
  minimumSample: 20,
  windows: ['15m'],
};
const connected = (...share: [number, number]) => [windowOf('15m', 'connection_rate', share, phone)];

describe('exact comparison', () => {
  test.each([
    [19, 20, '95.00', 0n],
    [19, 20, '95', 0n],
    [94_999, 100_000, '95.00', -1n],
    [95_001, 100_000, '95.00', 1n],
    [1, 3, '33.33', 1n],
    [1, 3, '33.34', -1n],
    // Beyond what a double can tell apart.
    [949_999_999_999_999, 1_000_000_000_000_000, '95.000', -1n],
    [0, 5, '0.5', -1n],
  ])('%i of %i against %s', (n, d, threshold, sign) => {
    expect(compare({ numerator: BigInt(n), denominator: BigInt(d) }, threshold)).toBe(sign);
  });

  test.each(['', '-1', '95%', '9,5', '1e2', '95.'])('"%s" is no threshold', (text) => {
    expect(() => compare({ numerator: 1n, denominator: 2n }, text)).toThrow(
      expect.objectContaining({ code: 'PULSE_CONFIG' }),
    );
  });
});

describe('a low rate', () => {
  const verdict = (n: number, d: number, trusted = true) =>
    observeRates(connected(n, d), watching({ connectionRate }), trusted)[0]?.verdict;

  test.each([
    [9499, 10_000, 'open'],
    [9500, 10_000, 'keep'],
    [9501, 10_000, 'keep'],
    [9599, 10_000, 'keep'],
    [9600, 10_000, 'keep'],
    [9601, 10_000, 'close'],
    [0, 20, 'open'],
    [0, 19, 'keep'], // below the minimum sample
    [19, 19, 'keep'],
    [20, 20, 'close'],
    [0, 0, 'keep'],
  ])('%i of %i: %s', (n, d, expected) => {
    expect(verdict(n, d)).toBe(expected);
  });

  test('says nothing while the figures are not up to date', () => {
    expect([verdict(0, 100, false), verdict(100, 100, false)]).toEqual(['keep', 'keep']);
  });

  test('an empty base is no sample, however small a sample may be', () => {
    const none = watching({ connectionRate: { ...connectionRate, minimumSample: 0 } });
    expect(observeRates(connected(0, 0), none, true)).toMatchObject([{ verdict: 'keep', value: null }]);
  });

  test('a window that is not there is an empty one', () => {
    expect(observeRates([], watching({ connectionRate }), true)).toMatchObject([{ verdict: 'keep', value: null }]);
  });

  test('is the one of the phone: letters do not make it better', () => {
    const letters = windowOf('15m', 'connection_rate', [1000, 1000]);
    const both = { ...letters, indicators: [...letters.indicators, ...connected(10, 20)[0]!.indicators] };
    expect(observeRates([both], watching({ connectionRate }), true)).toMatchObject([
      { verdict: 'open', numerator: 10, denominator: 20, value: '50.00', opensAt: '95.00', closesAt: '96.00' },
    ]);
  });

  test('is printed rounded and compared unrounded', () => {
    const [o] = observeRates(connected(94_999, 100_000), watching({ connectionRate }), true);
    expect(o).toMatchObject({ value: '95.00', verdict: 'open' });
  });
});

test('a high rate of abandonment: opens above, closes below', () => {
  const rule = { ...connectionRate, opensAt: '5.00', closesAt: '4.00' };
  const verdicts = [501, 500, 450, 400, 399].map(
    (n) =>
      observeRates([windowOf('15m', 'abandonment_rate', [n, 10_000])], watching({ abandonmentRate: rule }), true)[0]!
        .verdict,
  );
  expect(verdicts).toEqual(['open', 'keep', 'keep', 'keep', 'close']);
});

test('answered within 15 seconds; each window for itself; what is switched off is not observed', () => {
  const rule: RateRule = { ...connectionRate, opensAt: '85.00', closesAt: '87.00', windows: ['15m', '24h'] };
  const windows = [
    windowOf('15m', 'answered_within_15s_rate', [84, 100]),
    windowOf('24h', 'answered_within_15s_rate', [880, 1000]),
  ];
  const seen = observeRates(windows, watching({ answeredIn15sRate: rule }), true);
  expect(seen.map((o) => [o.kind, o.labels['window'], o.verdict])).toEqual([
    ['answered-in-15s-rate-low', '15m', 'open'],
    ['answered-in-15s-rate-low', '24h', 'close'],
  ]);
  expect(observeRates(windows, watching({ answeredIn15sRate: { ...rule, enabled: false } }), true)).toEqual([]);
});

/**
 * The naive path knows neither observations nor subjects: it multiplies out in hundredths of a percent and keeps one flag.
 */
test(`random walks of a rate: told as a naive simulation tells it (seed ${seed})`, () => {
  const steps = fc.array(
    fc.record({
      denominator: fc.constantFrom(0, 5, 19, 20, 100, 10_000),
      // Around both thresholds, and both ends.
      basisPoints: fc.oneof(fc.integer({ min: 9490, max: 9610 }), fc.constantFrom(0, 9500, 9600, 10_000)),
      caughtUp: fc.integer({ min: 0, max: 5 }).map((n) => n > 0),
    }),
    { maxLength: 80 },
  );
  fc.assert(
    fc.property(steps, (walk) => {
      const policy = watching({ connectionRate });
      let open: OpenConditions = new Map();
      const told: string[] = [];
      const expected: string[] = [];
      let flag = false;
      for (const [i, { denominator, basisPoints, caughtUp }] of walk.entries()) {
        const numerator = Math.floor((denominator * basisPoints) / 10_000);
        const at = quiet.at + i * minute;
        const figures = { ...quiet, at, caughtUp, windows: connected(numerator, denominator) };
        const next = transition(open, evaluate(figures, policy, context, open), at, at);
        open = next.open;
        told.push(...next.alerts.map((a) => `${i} ${a.state}`));
        if (!caughtUp || denominator < 20) continue;
        if (!flag && numerator * 10_000 < 9500 * denominator) {
          flag = true;
          expected.push(`${i} open`);
        } else if (flag && numerator * 10_000 > 9600 * denominator) {
          flag = false;
          expected.push(`${i} resolved`);
        }
      }
      deepStrictEqual(told, expected);
    }),
    { seed, numRuns: 200 },
  );
});
