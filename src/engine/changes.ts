import type { Baselines } from '../domain/baseline.js';
import type { Finals } from '../domain/finality.js';
import type { Instant } from '../domain/instant.js';
import { dayPeriod, monthOf, periodKey } from '../domain/period.js';
import type { SnapshotContext } from '../domain/snapshot.js';
import type { Zone } from '../domain/zone.js';
import type { StateStore } from '../ports/state-store.js';
import { affectedPeriods, affectedUnits, clockPeriods } from './affected.js';

/**
 * A short fall-back may be over before anyone saw it, with other changes under the same numbers. So every ten seconds all
 * commits since the last such look are looked at once more, and as many before it.
 */
const againMs = 10_000;
const overlap = 256;

/**
 * Which published keys may say something else than the topic does: because a bucket changed in the store since the last
 * look, or because the clock moved (due times pass, periods end).
 */
export class Changes {
  readonly #store: StateStore;
  readonly #zone: Zone;
  readonly #baselines: () => Baselines;
  readonly #finals: Finals;
  /** Month → its revision when its figures were published last. */
  readonly #revisions = new Map<string, number>();
  /** Those that the figures published so far were made with. */
  #used: Baselines = new Map();
  readonly #sequences: number[];
  /** Sequences at the last look that began further back. */
  #checked: readonly number[];
  #againAt: Instant = 0;
  readonly #known = new Set<string>();
  /** Keys with open tickets: their overdue counts move with the clock. */
  readonly #open = new Set<string>();
  readonly #periods = new Set<string>();
  readonly #units = new Set<string>();
  #minute = -1;
  #clockKeys: readonly string[] = [];
  #onTheWall: readonly string[] = [];

  constructor(
    store: StateStore,
    partitions: number,
    { zone, baselines, finals }: Pick<SnapshotContext, 'zone' | 'baselines' | 'finals'>,
  ) {
    this.#store = store;
    this.#zone = zone;
    this.#baselines = baselines ?? (() => new Map());
    this.#finals = finals ?? (() => null);
    this.#sequences = Array.from({ length: partitions }, () => 0);
    this.#checked = [...this.#sequences];
  }

  get empty(): boolean {
    return this.#periods.size === 0 && this.#units.size === 0;
  }

  async look(asOf: Instant): Promise<void> {
    const again = asOf >= this.#againAt;
    const since = this.#sequences.map((sequence, p) =>
      again ? Math.max(0, Math.min(sequence, this.#checked[p]! - overlap)) : sequence,
    );
    const looks = await Promise.all(since.map((sequence, p) => this.#store.changedSince(p, sequence)));
    const changed = new Set<string>();
    for (const [p, look] of looks.entries()) {
      // A lower number: the store fell back, and all that it holds is to be looked at.
      this.#sequences[p] = look.sequence < this.#sequences[p]! ? 0 : look.sequence;
      for (const bucket of look.changed) changed.add(bucket);
    }
    for (const month of this.#newBaselines()) for (const kind of ['month', 'units']) changed.add(`${kind}:${month}`);
    if (again) {
      this.#againAt = asOf + againMs;
      this.#checked = [...this.#sequences];
    }
    for (const bucket of changed) if (bucket.startsWith('month:') || bucket.startsWith('day:')) this.#known.add(bucket);
    for (const bucket of this.#newlyFinal()) changed.add(bucket);
    const today = this.#zone.dayOf(asOf);
    for (const key of affectedPeriods(changed, this.#known, today)) this.#periods.add(key);
    for (const key of affectedUnits(changed, this.#known)) this.#units.add(key);
    this.#lookAtClock(asOf);
  }

  /** Buckets of months that have another revision than at the last look: whether periods are final hangs on them. */
  #newlyFinal(): string[] {
    const found: string[] = [];
    for (const bucket of this.#known) {
      if (!bucket.startsWith('month:')) continue;
      const month = bucket.slice('month:'.length);
      const revision = this.#finals(month)?.revision ?? 0;
      if (revision === (this.#revisions.get(month) ?? 0)) continue;
      this.#revisions.set(month, revision);
      found.push(bucket, `units:${month}`, ...[...this.#known].filter((b) => b.startsWith(`day:${month}-`)));
    }
    return found;
  }

  /** Months whose opening figures are others than at the last look: imported, replaced or taken away. */
  #newBaselines(): string[] {
    const [before, now] = [this.#used, this.#baselines()];
    if (before === now) return [];
    this.#used = now;
    return [...new Set([...before.keys(), ...now.keys()])].filter((month) => before.get(month) !== now.get(month));
  }

  #lookAtClock(asOf: Instant): void {
    const minute = Math.floor(asOf / 60_000);
    if (minute === this.#minute) return;
    this.#minute = minute;
    const today = this.#zone.dayOf(asOf);
    this.#clockKeys = clockPeriods(today, this.#known).map(periodKey);
    this.#onTheWall = [dayPeriod(today), monthOf(today)].map(periodKey);
    for (const key of [...this.#clockKeys, ...this.#open]) {
      this.#periods.add(key);
      if (key.startsWith('month:')) this.#units.add(key);
    }
  }

  /** A key to publish, whatever the store says. */
  again(key: string): void {
    if (key.endsWith('/units')) this.#units.add(key.slice(0, -'/units'.length));
    else if (key !== 'live') this.#periods.add(key);
  }

  /** Everything that exists, from the next look on. */
  all(): void {
    this.#sequences.fill(0);
    this.#used = new Map();
  }

  /** Today and this month, which wall screens show beside the live windows. */
  onTheWall(): string[] {
    return this.#onTheWall.filter((key) => this.#periods.has(key));
  }

  /**
   * Half of them are of what is shown now, while there is any, and half of the rest: what changes every second must not hold
   * up history, nor the other way round. Of each what has waited longest.
   */
  periods(limit: number): string[] {
    const current = new Set(this.#clockKeys);
    const [first, rest]: [string[], string[]] = [[], []];
    for (const key of this.#periods) (current.has(key) ? first : rest).push(key);
    const half = Math.max(Math.ceil(limit / 2), limit - rest.length);
    const begin = first.slice(0, half);
    return [...begin, ...rest.slice(0, limit - begin.length)];
  }

  units(limit: number): string[] {
    return [...this.#units].slice(0, limit);
  }

  donePeriod(key: string, openTickets: number): void {
    this.#periods.delete(key);
    if (openTickets > 0) this.#open.add(key);
    else this.#open.delete(key);
  }

  doneUnits(key: string): void {
    this.#units.delete(key);
  }
}
