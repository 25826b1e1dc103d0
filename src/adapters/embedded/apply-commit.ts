import { PulseError } from '../../domain/errors.js';
import type { Commit, CommitOutcome } from '../../ports/state-store.js';
import type { Rows } from './environment.js';
import { type PlannedRow, planRows, putRow } from './index-rows.js';
import { asBuffer, caseKey, counterKey, orderKey, outboxKey, writtenKey } from './state-keys.js';
import { counter, counterKeys, partitionState, putCounter, putPartitionState } from './state-rows.js';
import { type PlannedTimer, planTimers, putTimer } from './timer-rows.js';

interface Delta {
  readonly key: Uint8Array;
  readonly delta: number;
  /** Its bucket is dropped first, so it begins at 0. */
  readonly fresh: boolean;
}

/** A commit with its keys made and its names and deltas checked, ready for the transaction. */
export interface PlannedCommit {
  readonly commit: Commit;
  readonly cases: readonly (readonly [key: Uint8Array, state: Uint8Array])[];
  readonly deltas: readonly Delta[];
  readonly written: readonly string[];
  readonly timers: readonly PlannedTimer[];
  readonly outbox: readonly (readonly [key: Uint8Array, record: Uint8Array])[];
  readonly indexRows: readonly PlannedRow[];
}

/** @throws PulseError PULSE_STORE for a delta or an instant that is no safe integer, or a name that is too long. */
export function planCommit(commit: Commit): PlannedCommit {
  const { partition, counters, dropBuckets } = commit;
  const deltas: Delta[] = [];
  const written: string[] = [];
  const dropped = new Set(dropBuckets);
  for (const [bucket, entries] of counters) {
    const name = Buffer.from(bucket);
    const fresh = dropped.has(bucket);
    for (const [counterName, delta] of entries)
      deltas.push({ key: counterKey(partition, name, counterName), delta: checked(delta, partition), fresh });
    if (entries.size > 0) written.push(bucket);
    orderKey(partition, 0, bucket); // refuses a name that is too long, before anything is written
  }
  for (const bucket of dropBuckets) orderKey(partition, 0, bucket);
  return {
    commit,
    cases: commit.cases.map(([id, state]) => [caseKey(partition, id), state]),
    deltas,
    written,
    timers: planTimers(partition, commit.timers ?? []),
    outbox: (commit.outbox ?? []).map(([id, record]) => [outboxKey(partition, id), record]),
    indexRows: planRows(partition, commit.rows ?? []),
  };
}

/** Compares the head and writes everything, or nothing. To be called in a write transaction. */
export function applyCommit(rows: Rows, planned: PlannedCommit): CommitOutcome {
  const { commit, cases, deltas, written, timers, outbox, indexRows } = planned;
  const { partition, expectHead, newHead, dropBuckets } = commit;
  const state = partitionState(rows, partition);
  if (state.head === newHead) return 'replayed';
  if (state.head !== expectHead) return 'fenced';
  // All refusals precede the first write: lmdb does not roll back what a transaction has written before it throws.
  const sums = deltas.map(({ key, delta, fresh }) => checked((fresh ? 0 : counter(rows, key)) + delta, partition));
  const sequence = state.sequence + 1;
  for (const bucket of dropBuckets) drop(rows, partition, bucket);
  deltas.forEach(({ key }, i) => {
    const sum = sums[i]!;
    if (sum === 0) void rows.remove(key);
    else putCounter(rows, key, sum);
  });
  for (const bucket of written) markWritten(rows, partition, bucket, sequence);
  for (const [key, bytes] of cases) void rows.put(key, bytes);
  for (const timer of timers) putTimer(rows, partition, timer);
  for (const [key, record] of outbox) void rows.put(key, record);
  for (const row of indexRows) putRow(rows, row);
  putPartitionState(rows, partition, { head: newHead, sequence, meta: new Map([...state.meta, ...commit.meta]) });
  return 'applied';
}

function drop(rows: Rows, partition: number, bucket: string): void {
  for (const key of counterKeys(rows, partition, bucket)) void rows.remove(key);
  forgetWritten(rows, partition, bucket);
}

function markWritten(rows: Rows, partition: number, bucket: string, sequence: number): void {
  forgetWritten(rows, partition, bucket);
  const row = Buffer.allocUnsafe(6);
  row.writeUIntBE(sequence, 0, 6);
  void rows.put(writtenKey(partition, bucket), row);
  void rows.put(orderKey(partition, sequence, bucket), new Uint8Array(0));
}

function forgetWritten(rows: Rows, partition: number, bucket: string): void {
  const row = rows.get(writtenKey(partition, bucket));
  if (row === undefined) return;
  void rows.remove(orderKey(partition, asBuffer(row).readUIntBE(0, 6), bucket));
  void rows.remove(writtenKey(partition, bucket));
}

function checked(value: number, partition: number): number {
  if (Number.isSafeInteger(value)) return value;
  throw new PulseError('PULSE_STORE', 'a counter or its delta is not a safe integer', {
    details: { partition, value: String(value) },
  });
}
