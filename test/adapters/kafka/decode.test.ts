import { describe, expect, test } from '@jest/globals';
import { decodeBatch, type FetchedMessage, type FetchedPartition } from '../../../src/adapters/kafka/decode.js';

interface Of {
  readonly producer?: string;
  readonly transactional?: boolean;
  readonly control?: boolean;
  readonly batch?: readonly [first: number, lastDelta: number];
  readonly key?: Buffer;
}

const message = (offset: number, of: Of = {}): FetchedMessage => ({
  offset: String(offset),
  timestamp: String(1_600_000_000_000 + offset),
  key: of.key ?? Buffer.from('k'),
  value: Buffer.from(`v${offset}`),
  headers: {},
  isControlRecord: of.control ?? false,
  batchContext: {
    firstOffset: String(of.batch?.[0] ?? offset),
    lastOffsetDelta: of.batch?.[1] ?? 0,
    producerId: of.producer ?? '-1',
    inTransaction: of.transactional ?? false,
  },
});
const in1 = (offset: number, of: Of = {}) => message(offset, { producer: '1', transactional: true, ...of });
const in2 = (offset: number, of: Of = {}) => message(offset, { producer: '2', transactional: true, ...of });
const abort = { control: true, key: Buffer.from([0, 0, 0, 0]) };

function decode(from: bigint, messages: FetchedMessage[], aborted: FetchedPartition['abortedTransactions'] = []) {
  const batch = decodeBatch('t', from, { partition: 3, messages, abortedTransactions: aborted });
  return (
    batch && { offsets: batch.records.map((r) => Number(r.offset)), next: batch.nextOffset, at: batch.fetchedOffset }
  );
}

describe('decodeBatch', () => {
  test('nothing fetched is no batch', () => {
    expect(decode(5n, [])).toBeNull();
  });

  test('records before the offset asked for are dropped: the broker sends whole batches', () => {
    expect(decode(2n, [message(0), message(1), message(2), message(3)])).toEqual({ offsets: [2, 3], next: 4n, at: 2n });
    expect(decode(9n, [message(7, { batch: [5, 6] })])).toEqual({ offsets: [], next: 12n, at: 9n });
  });

  test('the position passes records that compaction removed from the end of a broker batch', () => {
    expect(decode(10n, [message(10, { batch: [10, 5] }), message(12, { batch: [10, 5] })])).toMatchObject({
      next: 16n,
    });
  });

  test('control records only move the position', () => {
    expect(decode(0n, [in1(0), in1(1, { control: true })])).toEqual({ offsets: [0], next: 2n, at: 0n });
    expect(decode(1n, [in1(1, { control: true })])).toEqual({ offsets: [], next: 2n, at: 1n });
  });

  test('aborted transactions, interleaved and two of one producer, are left out', () => {
    const messages = [
      in1(0),
      in2(1),
      message(2),
      in1(3, abort),
      in1(4), // committed
      in1(5, { control: true }),
      in2(6),
      in2(7, abort),
      in1(8),
      in1(9, abort),
    ];
    const aborted = [
      { producerId: '1', firstOffset: '8' }, // not in order, as brokers may send them
      { producerId: '2', firstOffset: '1' },
      { producerId: '1', firstOffset: '0' },
    ];
    expect(decode(0n, messages, aborted)).toEqual({ offsets: [2, 4], next: 10n, at: 0n });
  });

  test('transactions that were open before the fetch', () => {
    const aborted = [
      { producerId: '1', firstOffset: '2' },
      { producerId: '2', firstOffset: '3' },
    ];
    expect(decode(10n, [in2(10), in1(11), message(12)], aborted)).toMatchObject({ offsets: [12] });
  });

  test('a data key that looks like an abort marker ends nothing', () => {
    const messages = [in1(0, { key: abort.key }), in1(1), in1(2, abort), in1(3)];
    expect(decode(0n, messages, [{ producerId: '1', firstOffset: '0' }])).toMatchObject({ offsets: [3] });
  });

  test('headers are text; of a repeated one the last; null is empty', () => {
    const raw = { a: Buffer.from('1'), b: [Buffer.from('x'), Buffer.from('值')], c: null };
    const batch = decodeBatch('t', 0n, { partition: 0, messages: [{ ...message(0), headers: raw }] });
    expect(batch?.records[0]?.headers).toEqual({ a: '1', b: '值', c: '' });
    expect(batch?.records[0]?.timestamp).toBe(1_600_000_000_000);
  });
});
