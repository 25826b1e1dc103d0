import type { WorkCalendar } from './calendar.js';
import { type Counts, type Figures, headline, openCounts, openMeasures, sum } from './figures.js';
import { identities, sorted } from './identities.js';
import { indicators } from './indicators.js';
import { formatInstant, type Instant } from './instant.js';
import { bucketsOf, cutTo, lastYearOf, type Period, periodKey, previousOf } from './period.js';
import type { AsOf, Gap, Snapshot } from './snapshot-schema.js';
import { formatDay, type LocalDay, type Zone } from './zone.js';

/** What a snapshot needs to know apart from counters. */
export interface SnapshotContext {
  readonly zone: Zone;
  readonly calendar: WorkCalendar;
}

/** How far the state that was read had come, and how it is to be taken. */
export interface Cut {
  readonly instant: Instant;
  readonly asOf: Omit<AsOf, 'instant'>;
  readonly demo: boolean;
  readonly gaps: readonly Gap[];
}

/**
 * The three periods of a snapshot and every bucket that they are summed from, so that one atomic read a partition can
 * bring them all. In a running period the two others are cut to the days that have begun (kpi.md section 4).
 */
export class SnapshotPlan {
  readonly buckets: ReadonlySet<string>;
  readonly #period: Period;
  readonly #previous: Period;
  readonly #lastYear: Period | null;
  readonly #running: boolean;
  readonly #withUnits: boolean;
  readonly #context: SnapshotContext;
  readonly #asOf: Instant;

  constructor(period: Period, asOf: Instant, withUnits: boolean, context: SnapshotContext) {
    this.#period = period;
    this.#context = context;
    this.#withUnits = withUnits;
    this.#asOf = asOf;
    const today = context.zone.dayOf(asOf);
    this.#running = today < period.next;
    const begun = this.#running && today >= period.first ? today - period.first + 1 : Number.POSITIVE_INFINITY;
    const lastYear = lastYearOf(period);
    this.#previous = cutTo(previousOf(period), begun);
    this.#lastYear = lastYear === null ? null : cutTo(lastYear, begun);
    this.buckets = new Set(
      [period, this.#previous, this.#lastYear].flatMap((p) => (p === null ? [] : this.#bucketsOf(p))),
    );
  }

  /** @param read the sum of a bucket over all partitions. */
  build(read: (bucket: string) => Counts, cut: Cut): Snapshot {
    const now = this.#figures(this.#period, read);
    const known = (p: Period | null): Figures | null => {
      const f = p === null ? null : this.#figures(p, read);
      return f !== null && f.counters.size > 0 ? f : null;
    };
    const compared = { now, previous: known(this.#previous), lastYear: known(this.#lastYear) };
    const hasUnits = this.#withUnits && bucketsOf(this.#period).units.length > 0;
    const counters = new Map<string, number>(headline.map((name) => [name, 0]));
    for (const measure of openMeasures) counters.set(measure, 0);
    if (this.#soon() === null) counters.delete('open_due_within_1wd');
    for (const [name, n] of now.counters) counters.set(name, n);
    for (const [name, n] of now.open) if (!name.includes('{unit_')) counters.set(name, n);
    return {
      period: {
        kind: this.#period.kind,
        id: this.#period.id,
        timeZone: this.#context.zone.id,
        from: formatDay(this.#period.first),
        to: formatDay(this.#period.next - 1),
      },
      state: this.#running ? 'running' : 'provisional',
      partial: cut.gaps.length > 0,
      ...(cut.gaps.length > 0 && { gaps: cut.gaps }),
      demo: cut.demo,
      revision: 0,
      asOf: { instant: formatInstant(cut.instant), ...cut.asOf },
      calendarMissing: missingYears(this.#period, this.#context, this.#asOf),
      counters: sorted(counters),
      indicators: indicators(compared),
      identities: identities(now, hasUnits),
    };
  }

  #bucketsOf(p: Period): string[] {
    const b = bucketsOf(p);
    return this.#withUnits ? [...b.figures, ...b.units, ...b.open, ...b.openUnits] : [...b.figures, ...b.open];
  }

  #figures(p: Period, read: (bucket: string) => Counts): Figures {
    const b = bucketsOf(p);
    const withUnits = (own: readonly string[], units: readonly string[]): readonly string[] =>
      this.#withUnits ? [...own, ...units] : own;
    return {
      key: periodKey(p),
      hasUnits: b.units.length > 0,
      counters: sum(withUnits(b.figures, b.units).map(read)),
      open: openCounts(sum(withUnits(b.open, b.openUnits).map(read)), { asOf: this.#asOf, soon: this.#soon() }),
    };
  }

  #soon(): Instant | null {
    return soonAt(this.#asOf, this.#context);
  }
}

/** 24:00 of the working day after asOf's day; null beyond the official calendar. */
export function soonAt(asOf: Instant, { zone, calendar }: SnapshotContext): Instant | null {
  const next = calendar.addWorkingDays(zone.dayOf(asOf), 1);
  return next === null ? null : zone.startOf(next + 1);
}

/** Terms reach at most about this many days beyond the day of creation: long holidays included. */
const termReach = 45;

/** Years that due times of the period's tickets may need and whose official calendar is unknown. */
export function missingYears(
  p: { first: LocalDay; next: LocalDay },
  { zone, calendar }: SnapshotContext,
  asOf: Instant,
): number[] {
  const last = Math.min(p.next - 1, zone.dayOf(asOf)) + termReach;
  const missing: number[] = [];
  for (let year = yearOfDay(p.first); year <= yearOfDay(last); year++) if (!calendar.covers(year)) missing.push(year);
  return missing;
}

const yearOfDay = (day: LocalDay): number => new Date(day * 86_400_000).getUTCFullYear();
