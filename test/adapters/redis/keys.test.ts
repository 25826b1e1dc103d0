import { describe, expect, test } from '@jest/globals';
import {
  CASE_HASHES,
  caseHashOf,
  checkNamespace,
  generationPattern,
  partitionKeys,
  tagOf,
} from '../../../src/adapters/redis/keys.js';
import { commitCall } from '../../../src/adapters/redis/messages.js';
import { partitionOf } from '../../../src/domain/partitioner.js';
import { commitOf, deltas } from '../../contracts/state-store.contract.js';

describe('keys', () => {
  test('all keys of a partition share its hash tag, whatever a bucket is called', () => {
    const keys = partitionKeys('ankang', 3, 7);
    for (const key of [
      keys.meta,
      keys.changed,
      keys.timers,
      keys.outbox,
      keys.rows('open'),
      keys.rows('}'),
      keys.bucket('a{b}c'),
      keys.bucket('}'),
      keys.cases(63),
    ]) {
      expect(tagOf(key)).toBe('{ankang:g3:p7}');
      expect(key.startsWith(generationPattern('ankang', 3).slice(0, -1))).toBe(true);
    }
    expect(keys.changed).not.toBe(keys.bucket('changed'));
  });

  test.each(['', 'a:b', 'a{b', 'a}b', 'a*', 'a?b', '[ab]', 'a b', 'a\\', 'x'.repeat(65)])(
    'namespace "%s" is refused',
    (name) => {
      expect(() => checkNamespace(name)).toThrow(expect.objectContaining({ code: 'PULSE_CONFIG' }));
    },
  );

  test.each(['ankang', '安康', 'a-b_c.d', '12345'])('namespace "%s" is accepted', (name) => {
    expect(() => checkNamespace(name)).not.toThrow();
  });

  // The partition takes the low bits of the same murmur2: without spreading, 64 partitions would leave one hash each.
  test.each([1, 12, 64])('the cases of one of %i partitions fill all case hashes evenly', (partitions) => {
    const counts = new Array<number>(CASE_HASHES).fill(0);
    for (let i = 0, found = 0; found < 6400; i += 1) {
      if (partitionOf(`contact-${i}`, partitions) !== 0) continue;
      found += 1;
      counts[caseHashOf(`contact-${i}`)]! += 1;
    }
    expect(Math.min(...counts)).toBeGreaterThan(50);
    expect(Math.max(...counts)).toBeLessThan(170);
  });
});

describe('commitCall', () => {
  const keys = partitionKeys('n', 1, 0);

  test.each([0.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53])(
    'a delta of %d is refused before anything is sent',
    (delta) => {
      const commit = commitOf({ counters: deltas({ m: { n: delta } }) });
      expect(() => commitCall(keys, commit)).toThrow(
        expect.objectContaining({ code: 'PULSE_STORE', retryable: false }),
      );
    },
  );

  test('an empty head is refused: it would mean "none yet"', () => {
    for (const over of [{ newHead: '' }, { expectHead: '' }]) {
      expect(() => commitCall(keys, commitOf(over))).toThrow(expect.objectContaining({ code: 'PULSE_STORE' }));
    }
  });

  test.each([0.5, Number.NaN, 2 ** 53])('a timer at %d is refused before anything is sent', (at) => {
    expect(() => commitCall(keys, commitOf({ timers: [['c', at]] }))).toThrow(
      expect.objectContaining({ code: 'PULSE_STORE', retryable: false }),
    );
  });

  test('each case has one word on its timer, the last one', () => {
    const timers = [['a', 1] as const, ['b', null] as const, ['a', null] as const, ['b', 2] as const];
    const { args } = commitCall(keys, commitOf({ timers, outbox: [['x', Uint8Array.of(7)]] }));
    expect(args.slice(6)).toEqual(['1', '1', '1', '0', '2', 'b', 'a', 'x', Buffer.of(7)]);
  });

  test('each index has its key, and one word on each row, the last one', () => {
    const rows = [
      ['open', 'a', true],
      ['late:2021-06', 'b', false],
      ['open', 'c', false],
      ['open', 'a', false],
      ['open', 'd', true],
    ] as const;
    const { keys: named, args } = commitCall(keys, commitOf({ rows }));
    expect(named.slice(4)).toEqual([keys.rows('open'), keys.rows('late:2021-06')]);
    expect(args.slice(9)).toEqual(['2', '1', '2', '0', 'd', 'a', 'c', '0', '1', 'b']);
  });

  test('as many case keys as hashes are touched, one list of arguments for each', () => {
    const cases = Array.from({ length: 500 }, (_, i) => [`c${i}`, Uint8Array.of(1)] as const);
    const { keys: named, args } = commitCall(keys, commitOf({ cases }));
    expect(named.length).toBe(4 + CASE_HASHES);
    expect(args.length).toBe(10 + CASE_HASHES + 2 * cases.length);
  });
});
