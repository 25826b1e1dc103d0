import { expect, test } from '@jest/globals';
import { Slices } from '../../src/engine/slices.js';

/** How much of a long history is built at once: as much as fits into 250 ms, then three times as long a pause. */

test('a slice grows to what fits, twofold at most, and shrinks at once', () => {
  const slices = new Slices(250);
  const sizes = [8, ...[1, 1, 1, 480, 2000, 100_000].map((ms) => next(slices, ms))];
  expect(sizes).toEqual([8, 16, 32, 48, 25, 3, 2]);
  // Nothing to build tells nothing of the pace.
  slices.built(0, 1);
  expect(slices.sizeAt(0)).toBe(2);
});

function next(slices: Slices, ms: number): number {
  slices.built(slices.sizeAt(0), ms);
  return slices.sizeAt(0);
}

test('three quarters of the time are not for slices; a clock that was put back does not prolong that', () => {
  const slices = new Slices(250);
  slices.pause(1000, 1200);
  expect([1200, 1799, 1800].map((now) => slices.sizeAt(now))).toEqual([0, 0, 8]);
  expect(slices.sizeAt(900)).toBe(8);
});
