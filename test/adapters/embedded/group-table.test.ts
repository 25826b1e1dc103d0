import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { isGone, type Lease, partitionsOf } from '../../../src/adapters/embedded/group-table.js';

const lease = (over: Partial<Lease>): Lease => ({
  id: 'm',
  pid: process.pid,
  host: 'here',
  until: 1000,
  ready: 0,
  ...over,
});

test('every partition goes to exactly one member, balanced to one', () => {
  fc.assert(
    fc.property(
      fc.uniqueArray(fc.uuid(), { minLength: 1, maxLength: 9 }),
      fc.integer({ min: 1, max: 40 }),
      (ids, partitions) => {
        const members = ids.map((id) => lease({ id }));
        const shares = ids.map((id) => partitionsOf(id, members, partitions));
        expect(shares.flat().sort((a, b) => a - b)).toEqual([...Array(partitions).keys()]);
        const counts = shares.map((share) => share.length);
        expect(Math.max(...counts) - Math.min(...counts)).toBeLessThanOrEqual(1);
      },
    ),
    { verbose: true },
  );
});

test('who is no member owns nothing', () => {
  expect(partitionsOf('stranger', [lease({ id: 'a' })], 4)).toEqual([]);
});

test('a member is gone when its lease is over, or its process on this machine is', () => {
  const dead = 2 ** 22 + 1; // above the largest pid of Linux
  expect(isGone(lease({}), 'here', 1000)).toBe(false);
  expect(isGone(lease({}), 'here', 1001)).toBe(true);
  expect(isGone(lease({ pid: dead }), 'here', 0)).toBe(true);
  expect(isGone(lease({ pid: dead }), 'elsewhere', 0)).toBe(false); // another machine's pids mean nothing here
});
