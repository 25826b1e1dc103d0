import { type Counts, type Figures, headline, openCounts, openMeasures, sum } from './figures.js';
import { sorted } from './identities.js';
import { type Indicator, indicators } from './indicators.js';
import { formatInstant, type Instant } from './instant.js';
import { type Cut, missingYears, type SnapshotContext, soonAt } from './snapshot.js';
import type { LiveWindow, Snapshot } from './snapshot-schema.js';
import { formatDay } from './zone.js';

/** Windows of whole minutes before asOf's minute, in minutes (kpi.md section 4). */
const windowMinutes = { '5m': 5, '15m': 15, '60m': 60, '24h': 1440 } as const;

/** What a live window can tell without ticket cohorts. */
const liveIndicators = new Set(['connection_rate', 'answered_within_15s_rate', 'abandonment_rate']);

/**
 * The `live` snapshot: the last 5, 15, 60 minutes and 24 hours, today so far, and every open ticket, of whatever month.
 *
 * A window is summed from minutes at its two edges and whole hours between them, so 24 hours need about 27 buckets.
 * A call still ringing counts as not answered until its producer corrects it (design.md section 13).
 */
export class LivePlan {
  readonly buckets: ReadonlySet<string>;
  readonly #asOf: Instant;
  readonly #context: SnapshotContext;
  readonly #windows: ReadonlyMap<keyof typeof windowMinutes, readonly Slice[]>;

  constructor(asOf: Instant, context: SnapshotContext) {
    this.#asOf = asOf;
    this.#context = context;
    this.#windows = new Map(
      Object.entries(windowMinutes).map(([id, n]) => [id as keyof typeof windowMinutes, this.#slices(n)]),
    );
    this.buckets = new Set([
      ...[...this.#windows.values()].flat().map((s) => s.bucket),
      this.#todayBucket(),
      'open:all',
      'open-units:all',
    ]);
  }

  build(read: (bucket: string) => Counts, cut: Cut): Snapshot {
    const at = { asOf: this.#asOf, soon: soonAt(this.#asOf, this.#context) };
    const open = openCounts(sum(['open:all', 'open-units:all'].map(read)), at);
    const counters = new Map<string, number>(openMeasures.map((m) => [m, 0]));
    if (at.soon === null) counters.delete('open_due_within_1wd');
    for (const [name, n] of open) if (!name.includes('{unit_')) counters.set(name, n);
    const today = this.#context.zone.dayOf(this.#asOf);
    return {
      period: { kind: 'live', id: 'live', timeZone: this.#context.zone.id },
      state: 'running',
      partial: cut.gaps.length > 0,
      ...(cut.gaps.length > 0 && { gaps: cut.gaps }),
      demo: cut.demo,
      revision: 0,
      asOf: { instant: formatInstant(cut.instant), ...cut.asOf },
      calendarMissing: missingYears({ first: today, next: today + 1 }, this.#context, this.#asOf),
      counters: sorted(counters),
      indicators: [],
      identities: [],
      windows: this.#built(read),
    };
  }

  #built(read: (bucket: string) => Counts): LiveWindow[] {
    const end = this.#minute();
    const list: LiveWindow[] = [];
    for (const [id, slices] of this.#windows) {
      const counts = sum(slices.map((s) => s.of(read(s.bucket))));
      list.push(window(id, end - windowMinutes[id] * 60_000, end, counts));
    }
    const today = this.#context.zone.startOf(this.#context.zone.dayOf(this.#asOf));
    list.push(window('today', today, this.#asOf, read(this.#todayBucket())));
    return list;
  }

  #minute(): Instant {
    return Math.floor(this.#asOf / 60_000) * 60_000;
  }

  #todayBucket(): string {
    return `day:${formatDay(this.#context.zone.dayOf(this.#asOf))}`;
  }

  /** Whole hours where the window holds all their minutes, single minutes at the edges. */
  #slices(minutes: number): Slice[] {
    const end = this.#minute();
    const hours = new Map<string, number[]>();
    for (let at = end - minutes * 60_000; at < end; at += 60_000) {
      const hour = this.#context.zone.localHour(at);
      const list = hours.get(hour) ?? [];
      list.push(this.#context.zone.minuteOfHour(at));
      hours.set(hour, list);
    }
    return [...hours].map(([hour, list], i) =>
      i > 0 && i < hours.size - 1 ? { bucket: `hour:${hour}`, of: (c) => c } : minuteSlice(`minutes:${hour}`, list),
    );
  }
}

interface Slice {
  readonly bucket: string;
  readonly of: (counts: Counts) => Counts;
}

function minuteSlice(bucket: string, minutes: readonly number[]): Slice {
  const wanted = new Set(minutes.map((m) => String(m).padStart(2, '0')));
  return {
    bucket,
    of: (counts) =>
      sum([...counts].filter(([n]) => wanted.has(n.slice(0, 2))).map(([n, c]) => new Map([[n.slice(3), c]]))),
  };
}

function window(id: LiveWindow['id'], from: Instant, to: Instant, counts: Counts): LiveWindow {
  const figures: Figures = { key: `live/${id}`, counters: counts, open: new Map(), hasUnits: false };
  const shown = new Map<string, number>(
    headline
      .filter((n) => n === 'contacts' || n === 'answered' || n === 'abandoned' || n === 'tickets')
      .map((n) => [n, 0]),
  );
  for (const [name, n] of counts) shown.set(name, n);
  const list: Indicator[] = indicators({ now: figures, previous: null, lastYear: null })
    .filter((i) => liveIndicators.has(i.id))
    .map(({ previous: _p, lastYear: _l, ...rest }) => rest);
  return { id, from: formatInstant(from), to: formatInstant(to), counters: sorted(shown), indicators: list };
}
