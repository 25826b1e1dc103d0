import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { chunkHead, decodeChunk, encodeChunks, prepare } from '../../../src/adapters/embedded/record-codec.js';
import type { LogRecord } from '../../../src/ports/event-log.js';

const text = fc.string({ unit: 'grapheme', maxLength: 40 });
const record = fc.record({
  timestamp: fc.integer({ min: -(2 ** 45), max: 2 ** 45 }),
  key: fc.option(fc.uint8Array({ maxLength: 30 })),
  value: fc.option(fc.oneof(text, fc.uint8Array({ maxLength: 300 }))),
  headers: fc.dictionary(text, text, { maxKeys: 3, noNullPrototype: true }),
});
const bytesOf = (value: string | Uint8Array | null) => (value === null ? null : [...Buffer.from(value as string)]);

test('records come back as they went in, from any offset to any other', () => {
  fc.assert(
    fc.property(
      fc.array(record, { minLength: 1, maxLength: 20 }),
      fc.boolean(),
      fc.nat(25),
      fc.nat(25),
      (records, single, from, to) => {
        const chunks = encodeChunks(
          records.map((r) => prepare(r.timestamp, r.key, r.value, r.headers)),
          single,
        );
        const out: LogRecord[] = [];
        let base = 0;
        for (const { bytes, count } of chunks) {
          expect(chunkHead(bytes)).toEqual({
            count,
            latest: Math.max(...records.slice(base, base + count).map((r) => r.timestamp)),
          });
          decodeChunk(bytes, base, from, to, out);
          base += count;
        }
        expect(base).toBe(records.length);
        expect(chunks.length).toBe(single ? records.length : 1);
        const back = out.map((r) => ({ ...r, offset: Number(r.offset), key: bytesOf(r.key), value: bytesOf(r.value) }));
        const sent = records.map((r, offset) => ({ ...r, offset, key: bytesOf(r.key), value: bytesOf(r.value) }));
        expect(back).toEqual(sent.slice(from, Math.max(from, to)));
      },
    ),
    { verbose: true },
  );
});

test('chunks end at 1,000 records and at 64 KiB; a larger record is one of its own', () => {
  const sizes = (lengths: number[]) =>
    encodeChunks(
      lengths.map((n) => prepare(0, null, 'x'.repeat(n), undefined)),
      false,
    );
  expect(sizes(Array<number>(2500).fill(1)).map((c) => c.count)).toEqual([1000, 1000, 500]);
  expect(sizes([30_000, 30_000, 30_000, 200_000, 1]).map((c) => c.count)).toEqual([2, 1, 1, 1]);
  for (const { bytes } of sizes(Array<number>(300).fill(700))) expect(bytes.length).toBeLessThanOrEqual(65_536);
});
