import type { Baselines } from './baseline.js';
import type { WorkCalendar } from './calendar.js';
import type { Compared } from './comparison.js';
import { type Counts, type Figures, headline, openMeasures } from './figures.js';
import { type FinalMonth, type Finals, isFinal, isUnrevised, ownBuckets } from './finality.js';
import { identities, sorted } from './identities.js';
import { indicators } from './indicators.js';
import { formatInstant, type Instant } from './instant.js';
import type { Lineage } from './lineage.js';
import { ownCounters, soonAt } from './own-counters.js';
import { cutTo, lastYearOf, type Period, previousOf } from './period.js';
import { bucketsToRead, type FiguresWish, openingMonths, periodFigures } from './period-figures.js';
import type { AsOf, Gap, Snapshot } from './snapshot-schema.js';
import { formatDay, type LocalDay, type Zone } from './zone.js';

export { soonAt } from './own-counters.js';

/** What a snapshot needs to know apart from counters. */
export interface SnapshotContext {
  readonly zone: Zone;
  readonly calendar: WorkCalendar;
  /** Months that are final; absent: none is. */
  readonly finals?: Finals;
  /** Opening figures that hold; absent: there are none. Asked once a snapshot. */
  readonly baselines?: () => Baselines;
  /** Codes that were renamed, merged or split; absent: none was. */
  readonly lineage?: Lineage;
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
  readonly #wish: FiguresWish;
  readonly #context: SnapshotContext;
  readonly #asOf: Instant;
  /** null: the period is no month, or not final. */
  readonly #final: FinalMonth | null;

  constructor(period: Period, asOf: Instant, withUnits: boolean, context: SnapshotContext) {
    this.#period = period;
    this.#context = context;
    this.#wish = { withUnits, baselines: context.baselines?.(), lineage: context.lineage };
    this.#asOf = asOf;
    const today = context.zone.dayOf(asOf);
    this.#running = today < period.next;
    const begun = this.#running && today >= period.first ? today - period.first + 1 : Number.POSITIVE_INFINITY;
    const lastYear = lastYearOf(period);
    this.#previous = cutTo(previousOf(period), begun);
    this.#lastYear = lastYear === null ? null : cutTo(lastYear, begun);
    this.#final = period.kind === 'month' ? (context.finals?.(period.id) ?? null) : null;
    this.buckets = new Set([
      ...[period, this.#previous, this.#lastYear].flatMap((p) => (p === null ? [] : bucketsToRead(p, this.#wish))),
      ...(this.#final === null ? [] : ownBuckets(period)),
    ]);
  }

  /** @param read the sum of a bucket over all partitions. */
  build(read: (bucket: string) => Counts, cut: Cut): Snapshot {
    const now = this.#figures(this.#period, read);
    const known = (p: Period | null): Figures | null => {
      const f = p === null ? null : this.#figures(p, read);
      return f !== null && f.counters.size > 0 ? f : null;
    };
    const compared = { now, previous: known(this.#previous), lastYear: known(this.#lastYear), ...this.#lineage() };
    const hasUnits = this.#wish.withUnits && now.hasUnits;
    const baselineMonths = openingMonths(this.#period, this.#wish.baselines);
    const counters = new Map<string, number>(headline.map((name) => [name, 0]));
    for (const measure of openMeasures) counters.set(measure, 0);
    if (this.#soon() === null) counters.delete('open_due_within_1wd');
    for (const [name, n] of ownCounters(now.counters, now.open)) counters.set(name, n);
    // What opening figures do not tell is unknown: it is not shown as what the other months have of it.
    for (const name of counters.keys()) if (now.knows?.(name) === false) counters.delete(name);
    return {
      period: {
        kind: this.#period.kind,
        id: this.#period.id,
        timeZone: this.#context.zone.id,
        from: formatDay(this.#period.first),
        to: formatDay(this.#period.next - 1),
      },
      state: this.#state(read),
      partial: cut.gaps.length > 0,
      ...(cut.gaps.length > 0 && { gaps: cut.gaps }),
      demo: cut.demo,
      revision: this.#final?.revision ?? 0,
      ...(this.#final !== null && isUnrevised(this.#period, this.#final, read, this.#context) && { unrevised: true }),
      asOf: { instant: formatInstant(cut.instant), ...cut.asOf },
      ...(baselineMonths.length > 0 && { baselineMonths }),
      calendarMissing: missingYears(this.#period, this.#context, this.#asOf),
      counters: sorted(counters),
      indicators: indicators(compared),
      identities: identities(now, hasUnits),
    };
  }

  #state(read: (bucket: string) => Counts): Snapshot['state'] {
    if (this.#running) return 'running';
    const { finals } = this.#context;
    const isOpening = (month: string): boolean => this.#wish.baselines?.has(month) === true;
    return finals !== undefined && isFinal(this.#period, finals, read, isOpening) ? 'final' : 'provisional';
  }

  #figures(p: Period, read: (bucket: string) => Counts): Figures {
    return periodFigures(p, read, { asOf: this.#asOf, soon: this.#soon() }, this.#wish);
  }

  /** Where codes mean something else than in the periods that this one is compared with. */
  #lineage(): Pick<Compared, 'lineage'> {
    const { lineage } = this.#context;
    if (lineage === undefined) return {};
    const firsts = [this.#previous.first, ...(this.#lastYear === null ? [] : [this.#lastYear.first])];
    const since = (first: LocalDay) => lineage.between(this.#period.next - 1, first);
    const lastYear = this.#lastYear === null ? null : since(this.#lastYear.first);
    return { lineage: { previous: since(firsts[0]!), lastYear, any: since(Math.min(...firsts)) } };
  }

  #soon(): Instant | null {
    return soonAt(this.#asOf, this.#context);
  }
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
