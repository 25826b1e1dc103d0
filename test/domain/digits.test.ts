import { expect, test } from '@jest/globals';
import { digitsOf } from '../../src/domain/digits.js';

test.each([
  [20874n, 22361n, 100n, 12, '93.350029068467', false],
  [1n, 8n, 100n, 12, '12.5', true],
  [0n, 7n, 100n, 12, '0', true],
  [-1n, 3n, 100n, 4, '-33.3333', false],
  [1n, -3n, 1n, 2, '-0.33', false],
  [2n, 3n, 1n, 3, '0.666', false],
  [5793n, 5793n, 100n, 12, '100', true],
  [1n, 1000n, 1n, 2, '0', false],
  [9007199254740993n, 2n, 1n, 1, '4503599627370496.5', true],
])('%s ÷ %s × %s to %s places is %s, cut off and not rounded', (n, d, scale, places, text, exact) => {
  expect(digitsOf(n, d, scale, places)).toEqual({ text, exact });
});

test('nothing to divide by', () => {
  expect(digitsOf(1n, 0n)).toBeNull();
});
