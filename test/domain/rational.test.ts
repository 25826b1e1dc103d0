import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { changePercent, changePoints, decimal, percent } from '../../src/domain/rational.js';
import { seed } from '../support/seed.js';

/** Rounding: half up on the absolute value, once, from exact integers. Vectors first, then what must hold of any fraction. */

describe('decimal', () => {
  test.each<[number, number, number, string | null]>([
    [2995, 1000, 2, '3.00'],
    [-2995, 1000, 2, '-3.00'],
    [2995, -1000, 2, '-3.00'],
    [-2995, -1000, 2, '3.00'],
    [29949, 10_000, 2, '2.99'],
    [-29949, 10_000, 2, '-2.99'],
    [1005, 1000, 2, '1.01'], // 1.005 has no exact double; toFixed(2) says 1.00
    [5, 1000, 2, '0.01'],
    [-5, 1000, 2, '-0.01'],
    [4, 1000, 2, '0.00'],
    [-4, 1000, 2, '0.00'], // never "-0.00"
    [-1, 3_000_000, 2, '0.00'],
    [0, 7, 2, '0.00'],
    [0, -7, 2, '0.00'],
    [1, 3, 2, '0.33'],
    [2, 3, 2, '0.67'],
    [1, 1, 2, '1.00'],
    [25, 10, 0, '3'],
    [-25, 10, 0, '-3'],
    [4, 10, 0, '0'],
    [395, 100, 1, '4.0'],
    [1, 0, 2, null],
    [0, 0, 2, null],
  ])('%i / %i with %i digits is %s', (n, d, digits, text) => {
    expect(decimal(BigInt(n), BigInt(d), digits)).toBe(text);
  });

  test('integers beyond any double stay exact', () => {
    const huge = 10n ** 40n;
    expect(decimal(huge + 5n, 1000n, 2)).toBe(`${10n ** 37n}.01`);
    expect(percent({ numerator: huge * 2n + 1n, denominator: huge * 2n })).toBe('100.00');
    expect(percent({ numerator: 9_007_199_254_740_993n, denominator: 1n })).toBe('900719925474099300.00');
    expect(decimal(99995n * huge, 100_000n * huge, 4, 1n)).toBe('1.0000');
  });
});

describe('the printed report', () => {
  test.each<[number, number, string | null]>([
    [20874, 22361, '93.35'],
    [20097, 21584, '93.11'],
    [4284, 5793, '73.95'],
    [1949, 20874, '9.34'],
    [1390, 20874, '6.66'],
    [5787, 5793, '99.90'],
    [5793, 5793, '100.00'],
    [0, 5793, '0.00'],
    [0, 0, null],
  ])('%i of %i is %s %%', (n, d, text) => {
    expect(percent({ numerator: BigInt(n), denominator: BigInt(d) })).toBe(text);
  });
});

describe('changes of rates', () => {
  const rate = (n: number, d: number) => ({ numerator: BigInt(n), denominator: BigInt(d) });
  test('connection rate, June against May: points and percent are two things', () => {
    expect(changePoints(rate(20874, 22361), rate(18800, 19370))).toBe('-3.71');
    expect(changePercent(rate(20874, 22361), rate(18800, 19370))).toBe('-3.82');
  });
  test('from the exact fractions, not from rounded ones', () => {
    // 1/3 and 1/6 are 33.33 and 16.67 rounded: their difference would be 16.66.
    expect(changePoints(rate(1, 3), rate(1, 6))).toBe('16.67');
    expect(changePercent(rate(1, 3), rate(1, 6))).toBe('100.00');
    expect(changePoints(rate(1, 6), rate(1, 3))).toBe('-16.67');
  });
  test('no change is 0.00', () => {
    expect(changePoints(rate(1, 3), rate(2, 6))).toBe('0.00');
    expect(changePercent(rate(1, 3), rate(2, 6))).toBe('0.00');
    expect(changePoints(rate(99_999, 100_000), rate(1, 1))).toBe('0.00');
  });
  test('unknown where a base is empty, or the change is from nothing', () => {
    expect([changePoints(rate(1, 0), rate(1, 2)), changePercent(rate(1, 0), rate(1, 2))]).toEqual([null, null]);
    expect([changePoints(rate(1, 2), rate(0, 0)), changePercent(rate(1, 2), rate(0, 0))]).toEqual([null, null]);
    expect([changePoints(rate(1, 2), rate(0, 3)), changePercent(rate(1, 2), rate(0, 3))]).toEqual(['50.00', null]);
    expect([changePoints(rate(0, 2), rate(1, 4)), changePercent(rate(0, 2), rate(1, 4))]).toEqual([
      '-25.00',
      '-100.00',
    ]);
  });
});

describe(`any fraction (seed ${seed})`, () => {
  const integer = fc.bigInt({ min: -(10n ** 25n), max: 10n ** 25n });
  const options = { seed, numRuns: 1000 };
  const abs = (n: bigint) => (n < 0n ? -n : n);
  /** Text back to an integer of its last digit. */
  const units = (text: string) => BigInt(text.replace('.', ''));

  test('is at most half a last digit away, and exactly half is away from 0', () => {
    fc.assert(
      fc.property(
        integer,
        integer.filter((d) => d !== 0n),
        fc.integer({ min: 0, max: 4 }),
        (n, d, digits) => {
          const text = decimal(n, d, digits)!;
          expect(text).toMatch(digits === 0 ? /^-?\d+$/ : new RegExp(`^-?\\d+\\.\\d{${digits}}$`));
          expect(text).not.toMatch(/^-0\.?0*$/);
          // 2·|text·d − n·10^digits| ≤ |d|
          const [exact, rounded] = [n * 10n ** BigInt(digits) * (d < 0n ? -1n : 1n), units(text) * abs(d)];
          expect(2n * abs(rounded - exact) <= abs(d)).toBe(true);
          if (2n * abs(rounded - exact) === abs(d)) expect(abs(rounded) > abs(exact)).toBe(true);
        },
      ),
      options,
    );
  });

  test('has the sign turned round with it', () => {
    fc.assert(
      fc.property(integer, integer, (n, d) => {
        const [text, turned] = [decimal(n, d, 2), decimal(-n, d, 2)];
        if (text === null || /^0\.00$/.test(text)) expect(turned).toBe(text);
        else expect(turned).toBe(text.startsWith('-') ? text.slice(1) : `-${text}`);
      }),
      options,
    );
  });
});
