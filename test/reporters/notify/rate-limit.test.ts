import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { backOffMs, jitteredBackOffMs, longestDelayMs } from '../../../src/reporters/notify/back-off.js';
import { RateLimit } from '../../../src/reporters/notify/rate-limit.js';
import { seed } from '../../support/seed.js';

const minute = 60_000;

describe(`rate limit (seed ${seed})`, () => {
  /** Tries as soon as there is something and it is allowed; each takes its time. */
  const attempts = fc.array(fc.record({ gap: fc.nat(8000), takes: fc.nat(3000) }), { maxLength: 120 });

  test('no minute of the other side has more than allowed, wherever within the try it counts', () => {
    fc.assert(
      fc.property(
        attempts,
        fc.integer({ min: 1, max: 20 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (list, n, where) => {
          const limit = new RateLimit(n);
          let now = 1_000_000;
          const arrivals: number[] = [];
          for (const { gap, takes } of list) {
            now = limit.freeAt(now + gap);
            arrivals.push(now + Math.floor(takes * where));
            now += takes;
            limit.note(now);
          }
          for (let i = n; i < arrivals.length; i++)
            expect(arrivals[i]! - arrivals[i - n]!).toBeGreaterThanOrEqual(minute);
        },
      ),
      { seed },
    );
  });

  test('it waits no longer than it must: tries that take no time go as the naive window allows', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(8000), { maxLength: 120 }), fc.integer({ min: 1, max: 20 }), (gaps, n) => {
        const limit = new RateLimit(n);
        const sent: number[] = [];
        let now = 0;
        for (const gap of gaps) {
          const wished = now + gap;
          const naive = Math.max(wished, (sent.at(-n) ?? -Infinity) + minute);
          now = limit.freeAt(wished);
          expect(now).toBe(naive);
          limit.note(now);
          sent.push(now);
        }
      }),
      { seed },
    );
  });

  test('no limit never waits; a clock that was set back stops nobody for longer than a minute', () => {
    const none = new RateLimit(null);
    none.note(5);
    expect(none.freeAt(5)).toBe(5);
    const one = new RateLimit(1);
    one.note(10 * minute);
    expect(one.freeAt(minute)).toBe(2 * minute);
  });
});

test('the back-off doubles from a second to five minutes; jitter is anything below', () => {
  expect([1, 2, 3, 8, 9, 10, 1e9].map(backOffMs)).toEqual([
    1000,
    2000,
    4000,
    128_000,
    256_000,
    300_000,
    longestDelayMs,
  ]);
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 100 }),
      fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
      (n, r) => {
        const delay = jitteredBackOffMs(n, r);
        expect(delay).toBe(Math.floor(r * backOffMs(n)));
        expect(delay).toBeLessThan(backOffMs(n));
      },
    ),
    { seed },
  );
});
