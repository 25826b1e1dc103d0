import { causeOfRow, changedIndex, rowsFrom } from '../domain/revision-row.js';
import type { RevisionCause } from '../domain/revision-schema.js';
import type { StateStore } from '../ports/state-store.js';
import { rowsOfPartition } from './row-stream.js';
import type { StateCut, Vector } from './state-reader.js';

/** So many causes, and so many bytes of them, have room in one record. */
const mostListed = 1000;
const mostBytes = 600_000;
/** Rows a read. */
const step = 1000;

/** What the journal of all partitions says of a month between two vectors. */
export interface Causes {
  /** The first of them, in the order of their records. */
  readonly listed: readonly RevisionCause[];
  readonly total: number;
  /** Counter → sum over all of them. */
  readonly sums: ReadonlyMap<string, number>;
}

/** @param until what was read: rows that came later are left out. */
export async function causesBetween(
  store: Pick<StateStore, 'rows'>,
  month: string,
  from: Vector,
  until: StateCut,
): Promise<Causes> {
  const listed: RevisionCause[] = [];
  const sums = new Map<string, number>();
  let [total, bytes] = [0, 0];
  for (const [partition, { tallies }] of until.progress.entries()) {
    const before = rowsFrom(tallies.get('late-changes') ?? 0);
    const piece = { index: changedIndex(month), after: '', before, limit: step };
    for await (const { row } of rowsOfPartition(store, partition, piece)) {
      const cause = causeOfRow(partition, row);
      if (cause === null || BigInt(cause.offset) < (from.get(cause.topic)?.[partition] ?? 0n)) continue;
      total++;
      for (const [counter, n] of Object.entries(cause.differences)) sums.set(counter, (sums.get(counter) ?? 0) + n);
      bytes += Buffer.byteLength(row);
      if (listed.length < mostListed && bytes < mostBytes) listed.push(cause);
    }
  }
  listed.sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : a.partition - b.partition));
  return { listed, total, sums };
}

/** True when nothing has changed the month in any partition since it was read: what is read of it now belongs to that cut. */
export async function isUnchangedSince(
  store: Pick<StateStore, 'rows'>,
  month: string,
  { progress }: StateCut,
): Promise<boolean> {
  const reads = await Promise.all(
    progress.map(({ tallies }, p) => {
      const after = rowsFrom(tallies.get('late-changes') ?? 0);
      return store.rows(p, changedIndex(month), { after, before: null, limit: 1 });
    }),
  );
  return reads.every(({ rows }) => rows.length === 0);
}
