import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type Candidate, commonPartitionCount, sharePartitions } from '../../../src/adapters/kafka/assigner.js';

const member = (id: string, ...previous: number[]): Candidate => ({ id, previous });
const shares = (members: Candidate[], partitions: number) => Object.fromEntries(sharePartitions(members, partitions));

describe('sharePartitions', () => {
  test('a member that joins takes only what balance asks for', () => {
    expect(shares([member('a', 0, 1, 2, 3, 4, 5), member('b')], 6)).toEqual({ a: [0, 1, 2], b: [3, 4, 5] });
    expect(shares([member('a', 0, 1, 2), member('b', 3, 4, 5), member('c')], 6)).toEqual({
      a: [0, 1],
      b: [3, 4],
      c: [2, 5],
    });
  });

  test('one that leaves hands over its own; the others keep theirs', () => {
    expect(shares([member('a', 0, 1), member('c', 4, 5)], 6)).toEqual({ a: [0, 1, 2], c: [3, 4, 5] });
  });

  test('a claim made by two goes to one; claims beyond the topic are ignored', () => {
    expect(shares([member('a', 0, 9), member('b', 0)], 2)).toEqual({ a: [0], b: [1] });
  });

  test('no member, no partition, more members than partitions', () => {
    expect(shares([], 3)).toEqual({});
    expect(shares([member('a')], 0)).toEqual({ a: [] });
    expect(Object.values(shares([member('a'), member('b'), member('c', 0)], 1)).flat()).toEqual([0]);
  });

  test('every partition to exactly one, balanced, sticky where it can be, whatever the order of members', () => {
    const claims = fc.array(fc.array(fc.nat(25), { maxLength: 12 }), { minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(claims, fc.nat(24), (previous, partitions) => {
        const members = previous.map((p, i) => member(`m${i}`, ...p));
        const result = sharePartitions(members, partitions);
        expect([...result.values()].flat().sort((a, b) => a - b)).toEqual(
          Array.from({ length: partitions }, (_, p) => p),
        );
        const sizes = [...result.values()].map((s) => s.length);
        expect(result.size).toBe(members.length);
        expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(1);
        expect(shares([...members].reverse(), partitions)).toEqual(Object.fromEntries(result));
      }),
      { numRuns: 500 },
    );
  });

  test('what is already balanced does not move', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 8 }), fc.nat(24), (count, partitions) => {
        const first = sharePartitions(
          Array.from({ length: count }, (_, i) => member(`m${i}`)),
          partitions,
        );
        const again = sharePartitions(
          [...first].map(([id, share]) => member(id, ...share)),
          partitions,
        );
        expect(Object.fromEntries(again)).toEqual(Object.fromEntries(first));
      }),
    );
  });
});

describe('commonPartitionCount', () => {
  test('equal counts', () => {
    expect(
      commonPartitionCount(
        new Map([
          ['a', 4],
          ['b', 4],
        ]),
      ),
    ).toBe(4);
  });

  test('unequal counts are PULSE_LOG, final for kafkajs, and name the topics', () => {
    const unequal = () =>
      commonPartitionCount(
        new Map([
          ['a', 4],
          ['b', 5],
        ]),
      );
    expect(unequal).toThrow(expect.objectContaining({ code: 'PULSE_LOG', retryable: false, retriable: false }));
    expect(unequal).toThrow(/a 4, b 5/);
  });
});
