import type { Instant } from '../domain/instant.js';
import type { StateStore } from '../ports/state-store.js';

/** Every bucket of a month: its counters, those of units, and its rows of the due index. */
const ofMonth = /^(?:month|units|open|open-units):(\d{4}-\d\d)$/;

/** Which months the state knows, and when each partition's share of one was last seen to change. Asks only for what is new. */
export class MonthWatch {
  readonly #store: Pick<StateStore, 'changedSince'>;
  readonly #sequences: number[];
  /** Month → partition → the look at which a change was found. */
  readonly #changed = new Map<string, Map<number, Instant>>();
  /** Month → how often a change of it was found. */
  readonly #counts = new Map<string, number>();

  constructor(store: Pick<StateStore, 'changedSince'>, partitions: number) {
    this.#store = store;
    this.#sequences = Array.from({ length: partitions }, () => 0);
  }

  /** The first look finds everything changed: what was before it, nobody here knows. */
  async look(now: Instant): Promise<void> {
    const looks = await Promise.all(this.#sequences.map((sequence, p) => this.#store.changedSince(p, sequence)));
    for (const [p, { sequence, changed }] of looks.entries()) {
      // A lower number: the store fell back, and all that it holds is looked at again.
      this.#sequences[p] = sequence < this.#sequences[p]! ? 0 : sequence;
      for (const bucket of changed) {
        const month = ofMonth.exec(bucket)?.[1];
        if (month === undefined) continue;
        const partitions = this.#changed.get(month) ?? new Map<number, Instant>();
        this.#changed.set(month, partitions.set(p, now));
        this.#counts.set(month, this.changesOf(month) + 1);
      }
    }
  }

  /** In their order. */
  get months(): readonly string[] {
    return [...this.#changed.keys()].sort();
  }

  /** null: the partition has nothing of the month. */
  changedAt(month: string, partition: number): Instant | null {
    return this.#changed.get(month)?.get(partition) ?? null;
  }

  /** In any partition. */
  lastChangedAt(month: string): Instant {
    return Math.max(Number.NEGATIVE_INFINITY, ...(this.#changed.get(month)?.values() ?? []));
  }

  /** Grows with every change that a look finds, also where the clock stands still. */
  changesOf(month: string): number {
    return this.#counts.get(month) ?? 0;
  }
}
