import type { Instant } from '../../domain/instant.js';
import type { LogRecord } from '../../ports/event-log.js';

/**
 * A row of the log holds a chunk: records of consecutive offsets, of which only the first is in the row's key.
 *
 *     chunk   u32 count, f64 latest timestamp, records
 *     record  f64 timestamp, i32 key length (-1: null), i32 value length (-1: null), u32 headers, key, value, headers
 *     header  u32 name length, u32 value length, name, value            all little-endian, texts in UTF-8
 */
export interface Chunk {
  readonly count: number;
  readonly bytes: Uint8Array;
}

/** A record on its way in, its texts measured once. */
export interface Prepared {
  readonly timestamp: Instant;
  readonly key: Uint8Array | null;
  readonly value: string | Uint8Array | null;
  readonly valueLength: number;
  readonly headers: readonly (readonly [name: Uint8Array, value: Uint8Array])[];
  /** Bytes in the chunk. */
  readonly size: number;
}

const CHUNK_HEAD = 12;
const RECORD_HEAD = 20;
/** Large enough that a row costs little a record, small enough that a reader from the middle decodes little in vain. */
const CHUNK_BYTES = 64 * 1024;
const CHUNK_RECORDS = 1000;
const noHeaders: Readonly<Record<string, string>> = Object.freeze({});

export function prepare(
  timestamp: Instant,
  key: Uint8Array | null,
  value: string | Uint8Array | null,
  headers: Readonly<Record<string, string>> | undefined,
): Prepared {
  const valueLength = value === null ? 0 : typeof value === 'string' ? Buffer.byteLength(value) : value.length;
  const list =
    headers === undefined ? [] : Object.entries(headers).map(([n, v]) => [Buffer.from(n), Buffer.from(v)] as const);
  let size = RECORD_HEAD + (key?.length ?? 0) + valueLength;
  for (const [name, text] of list) size += 8 + name.length + text.length;
  return { timestamp, key, value, valueLength, headers: list, size };
}

/** Cuts records into chunks, in order. `single`: one record a chunk, so that each can be deleted by itself. */
export function encodeChunks(records: readonly Prepared[], single: boolean): Chunk[] {
  const chunks: Chunk[] = [];
  let from = 0;
  let size = CHUNK_HEAD;
  for (let i = 0; i < records.length; i++) {
    const count = i - from;
    if (count > 0 && (single || count === CHUNK_RECORDS || size + records[i]!.size > CHUNK_BYTES)) {
      chunks.push(encodeChunk(records, from, i, size));
      from = i;
      size = CHUNK_HEAD;
    }
    size += records[i]!.size;
  }
  if (from < records.length) chunks.push(encodeChunk(records, from, records.length, size));
  return chunks;
}

function encodeChunk(records: readonly Prepared[], from: number, to: number, size: number): Chunk {
  const bytes = Buffer.allocUnsafe(size);
  let latest = Number.NEGATIVE_INFINITY;
  let at = CHUNK_HEAD;
  for (let i = from; i < to; i++) {
    const record = records[i]!;
    latest = Math.max(latest, record.timestamp);
    at = encodeRecord(bytes, at, record);
  }
  bytes.writeUInt32LE(to - from, 0);
  bytes.writeDoubleLE(latest, 4);
  return { count: to - from, bytes };
}

function encodeRecord(bytes: Buffer, start: number, record: Prepared): number {
  const { timestamp, key, value, valueLength, headers } = record;
  bytes.writeDoubleLE(timestamp, start);
  bytes.writeInt32LE(key === null ? -1 : key.length, start + 8);
  bytes.writeInt32LE(value === null ? -1 : valueLength, start + 12);
  bytes.writeUInt32LE(headers.length, start + 16);
  let at = start + RECORD_HEAD;
  if (key !== null) {
    bytes.set(key, at);
    at += key.length;
  }
  if (typeof value === 'string') bytes.write(value, at);
  else if (value !== null) bytes.set(value, at);
  at += valueLength;
  for (const [name, text] of headers) {
    bytes.writeUInt32LE(name.length, at);
    bytes.writeUInt32LE(text.length, at + 4);
    bytes.set(name, at + 8);
    bytes.set(text, at + 8 + name.length);
    at += 8 + name.length + text.length;
  }
  return at;
}

export function chunkHead(chunk: Uint8Array): { count: number; latest: Instant } {
  const bytes = asBuffer(chunk);
  return { count: bytes.readUInt32LE(0), latest: bytes.readDoubleLE(4) };
}

/** Appends the chunk's records with offsets in [from, to) to `out`. Keys and values are views of `chunk`. */
export function decodeChunk(chunk: Uint8Array, base: number, from: number, to: number, out: LogRecord[]): void {
  const bytes = asBuffer(chunk);
  const end = Math.min(base + bytes.readUInt32LE(0), to);
  let at = CHUNK_HEAD;
  for (let offset = base; offset < end; offset++) {
    const keyLength = bytes.readInt32LE(at + 8);
    const valueLength = bytes.readInt32LE(at + 12);
    const headerCount = bytes.readUInt32LE(at + 16);
    const keyAt = at + RECORD_HEAD;
    const valueAt = keyAt + Math.max(keyLength, 0);
    const headersAt = valueAt + Math.max(valueLength, 0);
    const { headers, next } =
      headerCount === 0 ? { headers: noHeaders, next: headersAt } : decodeHeaders(bytes, headersAt, headerCount);
    if (offset >= from)
      out.push({
        offset: BigInt(offset),
        timestamp: bytes.readDoubleLE(at),
        key: keyLength < 0 ? null : bytes.subarray(keyAt, valueAt),
        value: valueLength < 0 ? null : bytes.subarray(valueAt, headersAt),
        headers,
      });
    at = next;
  }
}

function decodeHeaders(bytes: Buffer, start: number, count: number) {
  const entries: [string, string][] = [];
  let at = start;
  for (let i = 0; i < count; i++) {
    const nameEnd = at + 8 + bytes.readUInt32LE(at);
    const end = nameEnd + bytes.readUInt32LE(at + 4);
    entries.push([bytes.toString('utf8', at + 8, nameEnd), bytes.toString('utf8', nameEnd, end)]);
    at = end;
  }
  return { headers: Object.fromEntries(entries), next: at };
}

function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
