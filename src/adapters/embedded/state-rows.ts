import type { PartitionState } from '../../ports/state-store.js';
import type { Rows } from './environment.js';
import {
  asBuffer,
  bucketOfOrderKey,
  caseKey,
  counterKey,
  idOfCaseKey,
  nameStart,
  orderKey,
  partitionRow,
  after as pastAll,
} from './state-keys.js';
import { checkedLimit } from './timer-rows.js';

/** Reading one generation's rows. To be called in a read or a write. */

export function partitionState(rows: Rows, partition: number): PartitionState {
  const row = rows.get(partitionRow(partition));
  if (row === undefined) return { head: null, sequence: 0, meta: new Map() };
  const [head, sequence, meta] = JSON.parse(asBuffer(row).toString()) as [string, number, [string, string][]];
  return { head, sequence, meta: new Map(meta) };
}

export function putPartitionState(rows: Rows, partition: number, { head, sequence, meta }: PartitionState): void {
  void rows.put(partitionRow(partition), Buffer.from(JSON.stringify([head, sequence, [...meta]])));
}

export function counter(rows: Rows, key: Uint8Array): number {
  const row = rows.get(key);
  return row === undefined ? 0 : asBuffer(row).readDoubleLE(0);
}

export function putCounter(rows: Rows, key: Uint8Array, value: number): void {
  const row = Buffer.allocUnsafe(8);
  row.writeDoubleLE(value, 0);
  void rows.put(key, row);
}

export function counterKeys(rows: Rows, partition: number, bucket: string): Uint8Array[] {
  const start = counterKey(partition, Buffer.from(bucket), '');
  return [...rows.getKeys({ start, end: pastAll(start) })];
}

export function bucketCounters(rows: Rows, partition: number, bucket: string): Map<string, number> {
  const name = Buffer.from(bucket);
  const start = counterKey(partition, name, '');
  const counters = new Map<string, number>();
  for (const { key, value } of rows.getRange({ start, end: pastAll(start) }))
    counters.set(asBuffer(key).toString('utf8', nameStart(name)), asBuffer(value).readDoubleLE(0));
  return counters;
}

export function bucketsSince(rows: Rows, partition: number, sequence: number): string[] {
  const range = { start: orderKey(partition, sequence + 1, ''), end: orderKey(partition, 2 ** 48 - 1, '') };
  return [...rows.getKeys(range)].map(bucketOfOrderKey);
}

/** The first cases behind one, by the bytes of their ids. */
export function casesBehind(rows: Rows, partition: number, after: string, limit: number): [string, Uint8Array][] {
  const most = checkedLimit(limit);
  const start = caseKey(partition, after);
  const end = pastAll(caseKey(partition, ''));
  // One more: the range begins with `after` itself, where it exists.
  const found = rows.getRange({ start, end, limit: most + 1 });
  const cases = [...found].map(({ key, value }): [string, Uint8Array] => [idOfCaseKey(key), value]);
  return cases.filter(([id]) => id !== after || after === '').slice(0, most);
}
