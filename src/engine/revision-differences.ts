import { countersAtCutOff, ownBuckets } from '../domain/finality.js';
import type { Instant } from '../domain/instant.js';
import { digestOfCounts, monthNamed } from '../domain/revision.js';
import type { SnapshotContext } from '../domain/snapshot.js';
import type { StateStore } from '../ports/state-store.js';
import type { RevisionRecord } from './control-records.js';
import { MonthWatch } from './revision-months.js';
import type { StateCut, StateReader, Vector } from './state-reader.js';
import { isBelow, vectorOfOffsets } from './vector.js';

export interface DifferencesDeps {
  readonly store: StateStore;
  readonly reader: StateReader;
  readonly context: SnapshotContext;
  readonly partitions: number;
  /** So long, what changes a month is gathered. */
  readonly settleMs: number;
  /** Offsets that an operator took back: to be below them is no fall-back. */
  readonly lowered: (vector: Vector) => Vector;
}

/**
 * Every month is compared so often, whether a change was seen or not: a store that fell back by a commit and made another one
 * has the same number of commits, and the change in it is never seen.
 */
const againMs = 600_000;

/** Since when the figures of final months have differed from their last revisions. Compares mostly what has changed. */
export class RevisionDifferences {
  readonly #deps: DifferencesDeps;
  #months: MonthWatch;
  readonly #since = new Map<string, Instant>();
  /** Month → up to which change it was compared, and with which revision. */
  readonly #compared = new Map<string, string>();

  constructor(deps: DifferencesDeps) {
    this.#deps = deps;
    this.#months = new MonthWatch(deps.store, deps.partitions);
  }

  async look(now: Instant): Promise<void> {
    await this.#months.look(now);
  }

  /** True when a month has said something else than its last revision for as long as changes are gathered. */
  async areDue(month: string, last: RevisionRecord, now: Instant): Promise<boolean> {
    const version = `${this.#months.changesOf(month)} ${last.revision} ${Math.floor(now / againMs)}`;
    if (this.#compared.get(month) !== version) {
      const period = monthNamed(month)!;
      const { reader, context } = this.#deps;
      const state = await reader.read(ownBuckets(period));
      if (this.isBehind(state, last)) return false;
      const counters = countersAtCutOff(period, Date.parse(last.cutOff), state.sum, context);
      if (digestOfCounts(counters) === last.digest) this.#since.delete(month);
      else if (!this.#since.has(month)) this.#since.set(month, now);
      this.#compared.set(month, version);
    }
    const since = this.#since.get(month);
    return since !== undefined && now - since >= this.#deps.settleMs;
  }

  /** A state that is below a revision has yet to read what that counts. */
  isBehind(state: StateCut, last: RevisionRecord): boolean {
    return isBelow(state.vector, this.#deps.lowered(vectorOfOffsets(last.offsets)));
  }

  /** Compares a month once more. */
  again(month: string): void {
    this.#compared.delete(month);
  }

  /** A revision tells what differed. */
  told(month: string): void {
    this.#since.delete(month);
  }

  /** What was compared may be no more, under the same numbers of commits. */
  fellBack(): void {
    this.#months = new MonthWatch(this.#deps.store, this.#deps.partitions);
    this.#compared.clear();
  }
}
