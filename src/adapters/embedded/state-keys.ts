import { PulseError } from '../../domain/errors.js';
import type { Instant } from '../../domain/instant.js';

/**
 * Keys of one generation's state: [table, partition, rest], in a named database of its own. Texts are UTF-8.
 *
 *     0 partition                          → JSON [head, sequence, meta entries]
 *     1 partition id                       → case, as it came
 *     2 partition length(bucket) bucket name → counter, f64
 *     3 partition bucket                   → sequence of the commit that wrote the bucket last, u48
 *     4 partition sequence bucket          → nothing: the index of table 3
 *     5 partition id                       → instant of the case's timer, as in table 6
 *     6 partition instant id               → nothing: the timers in their order; milliseconds + 2^63, u64
 *     7 partition alert id                 → record of the outbox, as it came
 *     8 partition length(index) index row  → a row of an index: nothing, or the whole row where it is too long (index-rows.ts)
 */
const PREFIX = 3;
/** LMDB's largest key in bytes (lmdb-js, pages of 4 KiB). The longest id (256 characters) has 1,024. */
const LONGEST = 1978;

const table = {
  partition: 0, case: 1, counter: 2, written: 3, order: 4, timer: 5, timerOrder: 6, outbox: 7, row: 8,
} as const; // biome-ignore format: two lines

function key(kind: number, partition: number, room: number): Buffer {
  if (PREFIX + room > LONGEST)
    throw new PulseError('PULSE_STORE', `a name is longer than the embedded store can keep (${LONGEST} bytes)`, {
      details: { partition, bytes: room },
    });
  const bytes = Buffer.allocUnsafe(PREFIX + room);
  bytes.writeUInt8(kind, 0);
  bytes.writeUInt16BE(partition, 1);
  return bytes;
}

function textKey(kind: number, partition: number, text: string): Buffer {
  const bytes = key(kind, partition, Buffer.byteLength(text));
  bytes.write(text, PREFIX);
  return bytes;
}

export const partitionRow = (partition: number): Buffer => key(table.partition, partition, 0);
export const caseKey = (partition: number, id: string): Buffer => textKey(table.case, partition, id);
export const writtenKey = (partition: number, bucket: string): Buffer => textKey(table.written, partition, bucket);

export function counterKey(partition: number, bucket: Buffer, name: string): Buffer {
  const bytes = groupedKey(table.counter, partition, bucket, Buffer.byteLength(name));
  bytes.write(name, nameStart(bucket));
  return bytes;
}

/** `row`: the row's bytes, or what stands for them. */
export function rowKey(partition: number, index: Buffer, row: Uint8Array): Buffer {
  const bytes = groupedKey(table.row, partition, index, row.length);
  bytes.set(row, nameStart(index));
  return bytes;
}

/** Room for what stands under a name together with others; its own bytes are still to be written. */
function groupedKey(kind: number, partition: number, group: Buffer, room: number): Buffer {
  const bytes = key(kind, partition, 2 + group.length + room);
  bytes.writeUInt16BE(group.length, PREFIX);
  bytes.set(group, PREFIX + 2);
  return bytes;
}

export function orderKey(partition: number, sequence: number, bucket: string): Buffer {
  const bytes = key(table.order, partition, 6 + Buffer.byteLength(bucket));
  bytes.writeUIntBE(sequence, PREFIX, 6);
  bytes.write(bucket, PREFIX + 6);
  return bytes;
}

export const bucketOfOrderKey = (bytes: Uint8Array): string => asBuffer(bytes).toString('utf8', PREFIX + 6);

export const timerKey = (partition: number, id: string): Buffer => textKey(table.timer, partition, id);
export const outboxKey = (partition: number, id: string): Buffer => textKey(table.outbox, partition, id);

/** Instants in the order of time, also those before 1970. @throws PulseError PULSE_STORE for one that is no safe integer. */
export function instantBytes(at: Instant): Buffer {
  if (!Number.isSafeInteger(at))
    throw new PulseError('PULSE_STORE', 'an instant is no safe integer', { details: { instant: String(at) } });
  const bytes = Buffer.allocUnsafe(8);
  bytes.writeBigUInt64BE(BigInt(at) + 2n ** 63n);
  return bytes;
}

/** `at` as `instantBytes` makes it. */
export function timerOrderKey(partition: number, at: Uint8Array, id: string): Buffer {
  const bytes = key(table.timerOrder, partition, at.length + Buffer.byteLength(id));
  bytes.set(at, PREFIX);
  bytes.write(id, PREFIX + at.length);
  return bytes;
}

export const idOfCaseKey = (bytes: Uint8Array): string => asBuffer(bytes).toString('utf8', PREFIX);
export const idOfTimerOrderKey = (bytes: Uint8Array): string => asBuffer(bytes).toString('utf8', PREFIX + 8);
export const idOfOutboxKey = (bytes: Uint8Array): string => asBuffer(bytes).toString('utf8', PREFIX);

/** Where a counter's name, or a row, begins in its key. */
export const nameStart = (group: Buffer): number => PREFIX + 2 + group.length;

/** All keys that begin with the prefix: UTF-8 has no byte above 0xf7, so this is past the last. */
export const after = (prefix: Buffer): Buffer => Buffer.concat([prefix, Buffer.from([0xff])]);

export function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
