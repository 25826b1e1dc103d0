import { createHash } from 'node:crypto';
import { byBytes } from '../../domain/texts.js';
import type { Commit, RowRange } from '../../ports/state-store.js';
import type { Rows } from './environment.js';
import { asBuffer, nameStart, after as pastAll, rowKey } from './state-keys.js';
import { checkedLimit } from './timer-rows.js';

/**
 * Rows of indexes. A key holds fewer bytes than a row may have, so one that is longer than `SHORT` stands under its first
 * bytes, a byte that no text has, and its digest; the value is the whole row. So the long rows that begin alike lie together,
 * right behind the row that is just this beginning: in their place, but not in their order.
 */
const SHORT = 1600;
const MARK = Buffer.from([0xff]);
const DIGEST = 32;
const nothing = new Uint8Array(0);

/** A row after a commit, its key made. */
export interface PlannedRow {
  readonly key: Uint8Array;
  /** null: it is there no more. */
  readonly value: Uint8Array | null;
}

/** @throws PulseError PULSE_STORE for an index whose name is too long. */
export function planRows(partition: number, rows: NonNullable<Commit['rows']>): PlannedRow[] {
  return rows.map(([index, row, present]) => {
    const bytes = Buffer.from(row);
    const isShort = bytes.length <= SHORT;
    const key = rowKey(partition, Buffer.from(index), isShort ? bytes : standIn(bytes));
    return { key, value: present ? (isShort ? nothing : bytes) : null };
  });
}

/** To be called in a write transaction, in the order of the commit: the last word on a row counts. */
export function putRow(rows: Rows, { key, value }: PlannedRow): void {
  if (value === null) void rows.remove(key);
  else void rows.put(key, value);
}

export function rowsBetween(rows: Rows, partition: number, index: string, range: RowRange): string[] {
  const limit = checkedLimit(range.limit);
  const name = Buffer.from(index);
  const found: string[] = [];
  for (const { key, value } of rows.getRange(keysOf(partition, name, range))) {
    const isShort = value.length === 0;
    // What has been found is complete here: no long row that comes later belongs before this one.
    if (isShort && found.length >= limit) break;
    const row = isShort ? asBuffer(key).toString('utf8', nameStart(name)) : asBuffer(value).toString('utf8');
    if (isWithin(row, range)) found.push(row);
  }
  return found.sort(byBytes).slice(0, limit);
}

const standIn = (row: Buffer): Buffer =>
  Buffer.concat([row.subarray(0, SHORT), MARK, createHash('sha256').update(row).digest()]);

/** Keys of all rows of the range, and perhaps of some beside it. */
function keysOf(partition: number, index: Buffer, { after, before }: RowRange): { start: Buffer; end: Buffer } {
  const start = rowKey(partition, index, Buffer.from(after).subarray(0, SHORT));
  if (before === null) return { start, end: pastAll(rowKey(partition, index, nothing)) };
  const bytes = Buffer.from(before);
  const past =
    bytes.length <= SHORT ? bytes : Buffer.concat([bytes.subarray(0, SHORT), Buffer.alloc(DIGEST + 2, 0xff)]);
  return { start, end: rowKey(partition, index, past) };
}

const isWithin = (row: string, { after, before }: RowRange): boolean =>
  byBytes(row, after) > 0 && (before === null || byBytes(row, before) < 0);
