import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { chunksOf, messageOf, type Placed, sizeOf } from '../../../src/adapters/kafka/outgoing.js';

const placed = (partition: number, bytes: number): Placed => ({
  topic: 't',
  partition,
  bytes,
  message: { key: null, value: null, partition },
});

describe('chunksOf', () => {
  test('order is kept, nothing is lost, and a request stays within the bounds', () => {
    const item = fc.record({ partition: fc.nat(5), bytes: fc.integer({ min: 1, max: 1_200_000 }) });
    fc.assert(
      fc.property(fc.array(item, { maxLength: 60 }), (items) => {
        const all = items.map(({ partition, bytes }) => placed(partition, bytes));
        const chunks = [...chunksOf(all, (p) => p)];
        expect(chunks.flat()).toEqual(all);
        for (const chunk of chunks) {
          expect(chunk.length).toBeGreaterThan(0);
          for (const p of [0, 1, 2, 3, 4, 5]) {
            const mine = chunk.filter((c) => c.partition === p);
            const bytes = mine.reduce((sum, c) => sum + c.bytes, 0);
            if (chunk.length > 1 || bytes <= 900_000)
              expect(bytes).toBeLessThanOrEqual(mine.length > 1 ? 900_000 : 1_200_000);
          }
          if (chunk.length > 1) expect(chunk.reduce((sum, c) => sum + c.bytes, 0)).toBeLessThanOrEqual(4_000_000);
        }
      }),
    );
  });

  test('many small records make several requests', () => {
    const chunks = [
      ...chunksOf(
        Array.from({ length: 4_500 }, () => placed(0, 10)),
        (p) => p,
      ),
    ];
    expect(chunks.map((c) => c.length)).toEqual([2_000, 2_000, 500]);
  });
});

describe('messageOf', () => {
  test('bytes are copied: the caller may use its buffer again', () => {
    const value = Uint8Array.from([1, 2, 3]);
    const message = messageOf({ topic: 't', key: 'ä', value }, 4);
    value[0] = 9;
    expect([...(message.value as Buffer)]).toEqual([1, 2, 3]);
    expect(message).toMatchObject({ partition: 4, headers: {} });
    expect((message.key as Buffer).toString()).toBe('ä');
  });

  test('size counts key, value and headers', () => {
    const bare = sizeOf(messageOf({ topic: 't', key: null, value: null }, 0));
    const full = sizeOf(messageOf({ topic: 't', key: 'abc', value: 'x'.repeat(100), headers: { h: '值' } }, 0));
    expect(full - bare).toBeGreaterThanOrEqual(3 + 100 + 1 + 3);
  });
});
