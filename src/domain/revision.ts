import type { Case } from './case.js';
import type { Contribution, ViewContext } from './contribution.js';
import { type Counts, type OpenAt, openCounts } from './figures.js';
import type { Instant } from './instant.js';
import { ownCounters, soonAt } from './own-counters.js';
import { monthOf, type Period } from './period.js';
import { byBytes } from './texts.js';
import { digestOf, parseDay, type Zone } from './zone.js';

/**
 * A month has been cut off in one partition: all that was in the log at its cut-off has been read there. From then on
 * every event that changes the month is put on record, so that a revision can name it (design.md section 5).
 */
export interface Mark {
  /** Of the horizon that the partition had passed; not before the cut-off. */
  readonly at: Instant;
  /** asOf of all revisions of the month. */
  readonly cutOff: Instant;
}

/** Month, such as `2021-06` → its mark. */
export type Marks = ReadonlyMap<string, Mark>;

/** @returns null for a text that names no month. */
export function monthNamed(month: string): Period | null {
  const day = /^\d{4}-\d\d$/.test(month) ? parseDay(`${month}-01`) : null;
  return day === null ? null : monthOf(day);
}

/** 24:00 of the cut-off day of the month after. */
export const cutOffOf = (month: Period, cutOffDay: number, zone: Zone): Instant => zone.startOf(month.next + cutOffDay);

/** Nothing of the finer grains: their buckets are in no month. */
const noFineGrains = { hour: Number.POSITIVE_INFINITY, minute: Number.POSITIVE_INFINITY } as const;
const noDifferences: ReadonlyMap<string, Counts> = new Map();

interface Place {
  readonly month: string;
  readonly part: 'counters' | 'open';
}

/**
 * What single events change in months that are marked. Nearly every event of a running hotline is about a case that is
 * younger than all of these: that is found out by comparing three instants.
 */
export class MarkedMonths {
  readonly #places = new Map<string, Place>();
  readonly #at = new Map<string, OpenAt>();
  /** Where the latest of them ends. */
  readonly #end: Instant = Number.NEGATIVE_INFINITY;
  readonly #contribution: Contribution;

  constructor(marks: Marks, contribution: Contribution, context: ViewContext) {
    this.#contribution = contribution;
    for (const [month, { cutOff }] of marks) {
      const period = monthNamed(month);
      if (period === null) continue;
      this.#end = Math.max(this.#end, context.zone.startOf(period.next));
      this.#at.set(month, { asOf: cutOff, soon: soonAt(cutOff, context) });
      for (const bucket of [`month:${month}`, `units:${month}`]) this.#places.set(bucket, { month, part: 'counters' });
      for (const bucket of [`open:${month}`, `open-units:${month}`]) this.#places.set(bucket, { month, part: 'open' });
    }
  }

  /** Month → counter → how much more it is, as of the cut-off. Months of which nothing changes are left out. */
  differences(before: Case, after: Case): ReadonlyMap<string, Counts> {
    if (!isBefore(before, this.#end) && !isBefore(after, this.#end)) return noDifferences;
    const sums = new Map<string, Record<Place['part'], Map<string, number>>>();
    const moved = (sign: 1 | -1) => (bucket: string, counter: string, n: number) => {
      const place = this.#places.get(bucket);
      if (place === undefined) return;
      const sum = sums.get(place.month) ?? { counters: new Map(), open: new Map() };
      sums.set(place.month, sum);
      sum[place.part].set(counter, (sum[place.part].get(counter) ?? 0) + sign * n);
    };
    this.#contribution.of(before, noFineGrains, moved(-1));
    this.#contribution.of(after, noFineGrains, moved(1));
    const out = new Map<string, Counts>();
    for (const [month, { counters, open }] of sums) {
      const own = ownCounters(counters, openCounts(open, this.#at.get(month)!));
      for (const [name, n] of own) if (n === 0) own.delete(name);
      if (own.size > 0) out.set(month, own);
    }
    return out;
  }
}

/** A contact counts in the month of its `receivedAt`, a ticket in those of its `createdAt` and `closedAt`. */
function isBefore({ contact, tickets }: Case, end: Instant): boolean {
  if (contact !== undefined && !contact.data.deleted && contact.data.receivedAt < end) return true;
  for (const { created, closed } of tickets.values()) {
    if (created === undefined || created.data.deleted) continue;
    if (created.data.createdAt < end) return true;
    if (closed !== undefined && !closed.data.deleted && (closed.data.closedAt ?? end) < end) return true;
  }
  return false;
}

/** The same counts give the same text, whatever their order; a counter that is 0 is one that is not there. */
export function digestOfCounts(counts: Counts): string {
  return digestOf(JSON.stringify([...counts].filter(([, n]) => n !== 0).sort(([a], [b]) => byBytes(a, b))));
}

/** One counter of two revisions. */
export interface CounterChange {
  readonly counter: string;
  readonly before: number;
  readonly after: number;
  readonly difference: number;
}

/** Counters that differ, by name. */
export function changesBetween(
  before: Readonly<Record<string, number>>,
  after: Readonly<Record<string, number>>,
): CounterChange[] {
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort(byBytes);
  return names.flatMap((counter) => {
    const [a, b] = [before[counter] ?? 0, after[counter] ?? 0];
    return a === b ? [] : [{ counter, before: a, after: b, difference: b - a }];
  });
}

/** What the causes do not account for: counter → difference − sum of the causes. Empty: they account for everything. */
export function unexplainedBy(changes: readonly CounterChange[], caused: Counts): Record<string, number> {
  const rest = new Map(changes.map(({ counter, difference }) => [counter, difference]));
  for (const [counter, n] of caused) rest.set(counter, (rest.get(counter) ?? 0) - n);
  return Object.fromEntries([...rest].filter(([, n]) => n !== 0).sort(([a], [b]) => byBytes(a, b)));
}
