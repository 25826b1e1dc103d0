import { type Counts, openCounts } from './figures.js';
import type { Instant } from './instant.js';
import { ownCounters, soonAt } from './own-counters.js';
import { bucketsOf, monthOf, type Period } from './period.js';
import { digestOfCounts } from './revision.js';
import type { SnapshotContext } from './snapshot.js';

/** The last revision of a month. */
export interface FinalMonth {
  readonly revision: number;
  /** asOf of all its revisions. */
  readonly cutOff: Instant;
  /** Of its own counters, those of units included (`digestOfCounts`). */
  readonly digest: string;
}

/** By month, such as `2021-06`; null: none is decided yet. */
export type Finals = (month: string) => FinalMonth | null;

/** What a month that is final is compared by: all its own buckets, those of units included. */
export function ownBuckets(month: Period): string[] {
  const b = bucketsOf(month);
  return [...b.figures, ...b.units, ...b.open, ...b.openUnits];
}

/** The own counters of a month as of its cut-off: what makes a revision where they change. Comparisons are none of them. */
export function countersAtCutOff(
  month: Period,
  cutOff: Instant,
  read: (bucket: string) => Counts,
  context: SnapshotContext,
): Map<string, number> {
  const b = bucketsOf(month);
  const [counters, open] = [new Map<string, number>(), new Map<string, number>()];
  for (const bucket of [...b.figures, ...b.units]) for (const [name, n] of read(bucket)) counters.set(name, n);
  for (const bucket of [...b.open, ...b.openUnits]) for (const [name, n] of read(bucket)) open.set(name, n);
  return ownCounters(counters, openCounts(open, { asOf: cutOff, soon: soonAt(cutOff, context) }));
}

/** Whether a month says something else than its last revision, of which only a later one tells. */
export function isUnrevised(
  month: Period,
  { cutOff, digest }: FinalMonth,
  read: (bucket: string) => Counts,
  context: SnapshotContext,
): boolean {
  return digestOfCounts(countersAtCutOff(month, cutOff, read, context)) !== digest;
}

/**
 * Whether nothing of a period is still to be decided: every month that it touches is final. Of a period that is made of
 * whole months, those without any contact or ticket are not asked: nobody decides them. Nor are those with signed opening
 * figures.
 *
 * @param isOpening whether a month has such figures.
 */
export function isFinal(
  period: Period,
  finals: Finals,
  read: (bucket: string) => Counts,
  isOpening: (month: string) => boolean,
): boolean {
  const isSummed = bucketsOf(period).units.length > 0;
  let decided = 0;
  for (let day = period.first; day < period.next; day = monthOf(day).next) {
    const { id } = monthOf(day);
    if (finals(id) !== null) decided++;
    else if (!isSummed || (!isOpening(id) && read(`month:${id}`).size > 0)) return false;
  }
  return decided > 0;
}
