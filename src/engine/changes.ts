import type { Instant } from '../domain/instant.js';
import { periodKey } from '../domain/period.js';
import type { Zone } from '../domain/zone.js';
import type { StateStore } from '../ports/state-store.js';
import { affectedPeriods, affectedUnits, clockPeriods } from './affected.js';

/** Commits looked at once more: a short fall-back may be over before anyone saw it, with other changes under the same numbers. */
const overlap = 256;

/**
 * Which published keys may say something else than the topic does: because a bucket changed in the store since the last
 * look, or because the clock moved (due times pass, periods end).
 */
export class Changes {
  readonly #store: StateStore;
  readonly #zone: Zone;
  readonly #sequences: number[];
  readonly #known = new Set<string>();
  /** Keys with open tickets: their overdue counts move with the clock. */
  readonly #open = new Set<string>();
  readonly #periods = new Set<string>();
  readonly #units = new Set<string>();
  #minute = -1;
  #clockKeys: readonly string[] = [];

  constructor(store: StateStore, partitions: number, zone: Zone) {
    this.#store = store;
    this.#zone = zone;
    this.#sequences = Array.from({ length: partitions }, () => 0);
  }

  get empty(): boolean {
    return this.#periods.size === 0 && this.#units.size === 0;
  }

  async look(asOf: Instant): Promise<void> {
    const looks = await Promise.all(
      this.#sequences.map((sequence, p) => this.#store.changedSince(p, Math.max(0, sequence - overlap))),
    );
    const changed = new Set<string>();
    for (const [p, look] of looks.entries()) {
      // A lower number: the store fell back, and all that it holds is to be looked at.
      this.#sequences[p] = look.sequence < this.#sequences[p]! ? 0 : look.sequence;
      for (const bucket of look.changed) changed.add(bucket);
    }
    for (const bucket of changed) if (bucket.startsWith('month:') || bucket.startsWith('day:')) this.#known.add(bucket);
    const today = this.#zone.dayOf(asOf);
    for (const key of affectedPeriods(changed, this.#known, today)) this.#periods.add(key);
    for (const key of affectedUnits(changed, this.#known)) this.#units.add(key);
    this.#lookAtClock(asOf);
  }

  #lookAtClock(asOf: Instant): void {
    const minute = Math.floor(asOf / 60_000);
    if (minute === this.#minute) return;
    this.#minute = minute;
    this.#clockKeys = clockPeriods(this.#zone.dayOf(asOf), this.#known).map(periodKey);
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
  }

  /** What is shown now comes first, history after it. */
  periods(limit: number): string[] {
    const first = this.#clockKeys.filter((key) => this.#periods.has(key));
    return [...new Set([...first, ...this.#periods])].slice(0, limit);
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
