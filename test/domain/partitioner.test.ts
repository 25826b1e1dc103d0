import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { murmur2, partitionOf } from '../../src/domain/partitioner.js';
import { seed } from '../support/seed.js';

/** A key belongs where Java's default producer puts it. Vectors: Apache Kafka's own UtilsTest.testMurmur2. */

const vectors: [string, number][] = [
  ['21', -973_932_308],
  ['foobar', -790_332_482],
  ['a-little-bit-long-string', -985_981_536],
  ['a-little-bit-longer-string', -1_486_304_829],
  ['lkjh234lh9fiuh90y23oiuhsafujhadof229phr9h19h89h8', -58_897_971],
  ['abc', 479_470_107],
];

test.each(vectors)('murmur2 of "%s" is %i', (text, hash) => {
  expect(murmur2(Buffer.from(text))).toBe(hash);
});

test.each(vectors)('the partition of "%s" is the positive hash, modulo', (text, hash) => {
  for (const partitions of [1, 2, 3, 4, 12, 1024]) {
    // Java: Utils.toPositive(hash) % partitions, which clears the sign bit (and is not the absolute value).
    const expected = Number((BigInt(hash) & 0x7fffffffn) % BigInt(partitions));
    expect(partitionOf(text, partitions)).toBe(expected);
  }
});

describe(`any key (seed ${seed})`, () => {
  test('lies within the partitions; as text and as UTF-8 bytes in the same one, no normalisation', () => {
    const key = fc.string({ unit: 'grapheme' });
    fc.assert(
      fc.property(key, fc.integer({ min: 1, max: 64 }), (text, partitions) => {
        const partition = partitionOf(text, partitions);
        expect(Number.isInteger(partition) && partition >= 0 && partition < partitions).toBe(true);
        expect(partitionOf(new TextEncoder().encode(text), partitions)).toBe(partition);
      }),
      { seed },
    );
    expect(murmur2(Buffer.from('é'))).not.toBe(murmur2(Buffer.from('e\u0301')));
  });

  test('bytes within a larger buffer hash like the bytes alone', () => {
    const bytes = Buffer.from('xx汉滨区yy').subarray(2, -2);
    expect(murmur2(bytes)).toBe(murmur2(Buffer.from('汉滨区')));
  });
});
