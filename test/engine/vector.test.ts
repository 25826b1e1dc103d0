import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Snapshot } from '../../src/domain/snapshot-schema.js';
import type { Vector } from '../../src/engine/state-reader.js';
import { highest, isBelow, vectorOf } from '../../src/engine/vector.js';
import { seed } from '../support/seed.js';

/** Vectors of offsets say which state is the older one: that a store fell back is seen by one partition alone. */

const vector = (offsets: Record<string, (number | bigint)[]>): Vector =>
  new Map(Object.entries(offsets).map(([topic, list]) => [topic, list.map(BigInt)]));

describe('below', () => {
  test.each<[string, Record<string, number[]>, Record<string, number[]>, boolean]>([
    ['equal', { a: [1, 2] }, { a: [1, 2] }, false],
    ['further', { a: [2, 2] }, { a: [1, 2] }, false],
    ['one partition less', { a: [1, 1] }, { a: [1, 2] }, true],
    ['one less, others further', { a: [9, 1], b: [9, 9] }, { a: [1, 2], b: [1, 1] }, true],
    ['the second topic', { a: [9], b: [0] }, { a: [1], b: [1] }, true],
    ['a topic that was lost', { a: [1] }, { a: [1], b: [1] }, true],
    ['a topic that was never read', { a: [1] }, { a: [1], b: [0] }, false],
    ['a topic more', { a: [1], b: [1] }, { a: [1] }, false],
    ['fewer partitions', { a: [5] }, { a: [5, 1] }, true],
    ['nothing against nothing', {}, {}, false],
    ['after FLUSHALL', {}, { a: [1] }, true],
  ])('%s', (_, now, then, below) => expect(isBelow(vector(now), vector(then))).toBe(below));

  test('offsets beyond 2^53 keep all their digits', () => {
    const [less, more] = [vector({ a: [9_007_199_254_740_992n] }), vector({ a: [9_007_199_254_740_993n] })];
    expect([isBelow(less, more), isBelow(more, less)]).toEqual([true, false]);
  });
});

test('the highest of both, partition by partition', () => {
  expect(highest(vector({ a: [1, 5], b: [1] }), vector({ a: [3, 2], c: [7] }))).toEqual(
    vector({ a: [3, 5], b: [1], c: [7] }),
  );
});

test('the vector of a snapshot', () => {
  const asOf = { offsets: { a: ['9007199254740993', '0'], b: ['7', '8'] } };
  expect(vectorOf({ asOf } as unknown as Snapshot)).toEqual(vector({ a: [9_007_199_254_740_993n, 0], b: [7, 8] }));
});

describe(`any vectors of two topics (seed ${seed})`, () => {
  const any = fc
    .tuple(fc.array(fc.nat(3), { minLength: 2, maxLength: 2 }), fc.array(fc.nat(3), { minLength: 2, maxLength: 2 }))
    .map(([a, b]) => vector({ a, b }));
  test('neither is above the highest of both, and that is one of them or above', () => {
    fc.assert(
      fc.property(any, any, (x, y) => {
        const top = highest(x, y);
        expect([isBelow(top, x), isBelow(top, y)]).toEqual([false, false]);
        expect(highest(y, x)).toEqual(top);
        if (!isBelow(x, y)) expect(top).toEqual(x);
      }),
      { seed },
    );
  });
});
