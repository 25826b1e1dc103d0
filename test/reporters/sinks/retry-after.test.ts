import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { retryAfterMs } from '../../../src/reporters/sinks/retry-after.js';
import { seed } from '../../support/seed.js';

const now = Date.UTC(2021, 5, 12, 8, 0, 0);

describe('Retry-After', () => {
  test.each([
    ['0', 0],
    ['7', 7000],
    [' 120 ', 120_000],
    ['3600', 3_600_000],
    ['86400', 86_400_000],
    ['99999999999999999999', 1e23],
    [`1${'0'.repeat(400)}`, Infinity],
    ['Sat, 12 Jun 2021 08:00:30 GMT', 30_000],
    ['Saturday, 12-Jun-21 08:00:30 GMT', 30_000],
    ['Sat Jun 12 08:00:30 2021 GMT', 30_000],
    ['Sat, 12 Jun 2021 07:00:00 GMT', 0],
    ['Sun, 13 Jun 2021 08:00:00 GMT', 86_400_000],
  ])('%j', (header, ms) => {
    expect(retryAfterMs(header, now)).toBe(ms);
  });

  test.each([undefined, '', 'soon', '-5', '1.5', '2021-06-12', 'Sat, 99 Foo 2021 08:00:30 GMT'])(
    'none: %j',
    (header) => {
      expect(retryAfterMs(header, now)).toBeUndefined();
    },
  );

  test(`of any text: nothing, or not negative (seed ${seed})`, () => {
    const header = fc.oneof(
      fc.string(),
      fc.date({ noInvalidDate: true }).map((d) => d.toUTCString()),
      fc.nat().map(String),
    );
    const within = (text: string): void => {
      const ms = retryAfterMs(text, now);
      if (ms !== undefined) expect(ms).toBeGreaterThanOrEqual(0);
    };
    fc.assert(fc.property(header, within), { seed });
  });
});
