import { describe, expect, test } from '@jest/globals';
import { decimal, growthText, pointsText, ratioText } from '../../src/verifier/exact.js';

describe('rounding of kpi.md section 4', () => {
  test.each([
    [2995n, 1000n, 2, '3.00'],
    [-2995n, 1000n, 2, '-3.00'],
    [2994_999n, 1_000_000n, 2, '2.99'],
    [-4n, 1000n, 2, '0.00'],
    [-5n, 1000n, 2, '-0.01'],
    [0n, 7n, 2, '0.00'],
    [1n, 3n, 0, '0'],
    [1n, 2n, 0, '1'],
    [345n, 100n, 1, '3.5'],
    [-1n, 8n, 2, '-0.13'],
  ])('%d / %d with %d decimals is %s', (n, d, decimals, text) => {
    expect(decimal(n, d, decimals)).toBe(text);
  });

  test('1.005 is rounded from the fraction, which a double could not hold', () => {
    expect(decimal(1005n, 1000n, 2)).toBe('1.01');
    expect((1.005).toFixed(2)).toBe('1.00');
  });

  test.each([
    [20874, 22361, 'percent', '93.35'],
    [5787, 5793, 'percent', '99.90'],
    [1949, 20874, 'percent', '9.34'],
    [1390, 20874, 'percent', '6.66'],
    [7, 7, 'percent', '100.00'],
    [0, 7, 'percent', '0.00'],
    [0, 0, 'percent', null],
    [23172, 5793, 'mean', '4.0'],
    [13, 4, 'mean', '3.3'],
  ] as const)('%d / %d as %s is %s', (n, d, unit, text) => {
    expect(ratioText(n, d, unit)).toBe(text);
  });

  test('the report: 3.71 are points, the percent is another figure', () => {
    expect(pointsText(20874, 22361, 18800, 19370, 'percent')).toBe('-3.71');
    expect(growthText(20874, 22361, 18800, 19370)).toBe('-3.82');
    expect(growthText(4284, 1, 3230, 1)).toBe('32.63');
    expect(growthText(24, 1, 41, 1)).toBe('-41.46');
  });

  test('no base, no text; points of a mean are its own unit', () => {
    expect(pointsText(1, 2, 0, 0, 'percent')).toBeNull();
    expect(growthText(1, 2, 0, 3)).toBeNull();
    expect(growthText(1, 0, 1, 3)).toBeNull();
    expect(pointsText(1, 2, 0, 3, 'percent')).toBe('50.00');
    expect(pointsText(9, 2, 4, 1, 'mean')).toBe('0.5');
  });
});
