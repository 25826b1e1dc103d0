import { PulseError } from '../domain/errors.js';
import type { Instant } from '../domain/instant.js';
import type { SnapshotContext } from '../domain/snapshot.js';
import type { Clock } from '../ports/clock.js';
import type { EventLog } from '../ports/event-log.js';
import type { Logger } from '../ports/logger.js';
import type { StateStore } from '../ports/state-store.js';
import { endsOf, hasPassed } from './horizon.js';
import type { Merged } from './micro-batch.js';
import type { Duty } from './ownership.js';
import { type Progress, readProgress } from './partition-state.js';
import { RevisionBook } from './revision-book.js';
import { type RevisionContent, type RevisionWish, revisionContent } from './revision-content.js';
import { RevisionDifferences } from './revision-differences.js';
import { revisionCommit } from './revision-entries.js';
import { RevisionPatience } from './revision-patience.js';
import type { StateCut, StateReader, Vector } from './state-reader.js';
import type { Topics } from './topics.js';
import type { Views } from './views.js';

export interface RevisionWatchDeps {
  readonly log: EventLog;
  readonly store: StateStore;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly reader: StateReader;
  readonly views: Views;
  readonly context: SnapshotContext;
  readonly topics: Topics;
  readonly partitions: number;
  readonly settleMs: number;
  /** Offsets that an operator took back: to be below them is no fall-back. */
  readonly lowered: (vector: Vector) => Vector;
  /**
   * A fenced commit of partition 0. `plan` runs where nothing else changes that partition, and answers null when there is
   * nothing to commit any more. False: nothing was written.
   */
  readonly commit: (plan: () => ((before: Progress) => Merged) | null) => Promise<boolean>;
  /** Resolves when everything in partition 0's outbox is published. */
  readonly drained: () => Promise<void>;
}

type Ends = Awaited<ReturnType<typeof endsOf>>;
type States = readonly Progress[];

const everyMs = 10_000;

/**
 * Decides revisions; runs where partition 0 is owned. A month of which every partition has a mark gets its first revision
 * when all that was in the log by then is read; another one when its figures, as of the cut-off, have differed from the last
 * for as long as changes are gathered. The clock alone makes none.
 *
 * What was decided is known from the log, read after partition 0's outbox was emptied into it. So another owner, and a
 * store that falls back, go on from the last number; what a zombie decides is fenced.
 */
export class RevisionWatch implements Duty {
  readonly #deps: RevisionWatchDeps;
  readonly #book: RevisionBook;
  readonly #stop = new AbortController();
  readonly #stopped: Promise<void>;
  readonly #differences: RevisionDifferences;
  #isKnown = false;
  /** Counts how often what is known was forgotten: it may happen while a decision is being made. */
  #epoch = 0;
  /** Month that waits for its first revision → the ends of the log when every partition had marked it. */
  readonly #ends = new Map<string, Ends>();
  readonly #patience: RevisionPatience;
  /** Month at which a look ended with an error → the number of that error. */
  readonly #failed = new Map<string, number>();
  #failures = 0;
  #running: Promise<void> = Promise.resolve();

  constructor(deps: RevisionWatchDeps) {
    this.#deps = deps;
    this.#book = new RevisionBook(deps.log, deps.topics);
    this.#differences = new RevisionDifferences(deps);
    this.#patience = new RevisionPatience(deps.logger);
    this.#stopped = new Promise((resolve) => {
      this.#stop.signal.addEventListener('abort', () => resolve(), { once: true });
    });
  }

  start(): void {
    this.#running = this.#run();
  }

  /** What is not decided yet is decided by the next owner. */
  async stop(): Promise<void> {
    this.#stop.abort();
    await this.#running;
  }

  /** Decisions of ours may be gone, or others' be there; nor is the state what it was compared as. */
  fellBack(): void {
    this.#forget();
    this.#ends.clear();
    this.#differences.fellBack();
  }

  fenced(): void {
    this.fellBack();
  }

  /** What is decided is to be known from the log. */
  #forget(): void {
    this.#isKnown = false;
    this.#epoch++;
  }

  async #run(): Promise<void> {
    const { clock, logger } = this.#deps;
    while (!this.#stop.signal.aborted) {
      try {
        while (await this.tick());
      } catch (error) {
        logger.warn({ error: String(error) }, 'it could not be decided which months are final; will be tried again');
      }
      await clock.sleep(everyMs, this.#stop.signal);
    }
  }

  /**
   * Looks at every month that is marked, until one revision is decided.
   *
   * @returns whether one was: there may be more to decide.
   * @throws PulseError when the log or the store does not answer: to be called again.
   */
  async tick(): Promise<boolean> {
    try {
      if (!this.#isKnown && !(await this.#derive())) return false;
      return await this.#look(this.#epoch);
    } catch (error) {
      // A commit may have landed or not: only the log can tell.
      this.fellBack();
      throw error;
    }
  }

  /** @param epoch of what is known: a decision that is made of it holds for no other. */
  async #look(epoch: number): Promise<boolean> {
    const { store, log, partitions } = this.#deps;
    await this.#book.read();
    const again = this.#book.overwritten();
    if (again.length > 0) await log.publish(again);
    const now = await store.now();
    await this.#differences.look(now);
    const loads = await Promise.all(Array.from({ length: partitions }, (_, p) => store.load(p, [])));
    const states = loads.map((state) => readProgress(state));
    const months = [...new Set(states.flatMap(({ marks }) => [...marks.keys()]))];
    // One that fails each time must not hold up the others: those that failed come last, the latest of them behind.
    const failedAt = (month: string): number => this.#failed.get(month) ?? 0;
    for (const month of months.sort((a, b) => failedAt(a) - failedAt(b))) {
      if (epoch !== this.#epoch || this.#stop.signal.aborted) return false;
      if (await this.#lookAt(month, states, now, epoch)) return true;
    }
    return false;
  }

  async #lookAt(month: string, states: States, now: Instant, epoch: number): Promise<boolean> {
    try {
      const wish = await this.#consider(month, states, now);
      const isDecided = wish !== null && (await this.#decide(wish, epoch));
      this.#failed.delete(month);
      return isDecided;
    } catch (error) {
      this.#failed.set(month, ++this.#failures);
      const more = { retryable: true, details: { month }, cause: error };
      throw new PulseError('PULSE_STORE', `${month} could not be decided: ${String(error)}`, more);
    }
  }

  /** False: we are being stopped, or it was forgotten again meanwhile. */
  async #derive(): Promise<boolean> {
    const epoch = this.#epoch;
    // An outbox that cannot be emptied must not hold up the end of this process.
    await Promise.race([this.#deps.drained(), this.#stopped]);
    if (this.#stop.signal.aborted || epoch !== this.#epoch) return false;
    this.#isKnown = true;
    return true;
  }

  /** What is to be decided of a month; null: nothing. */
  async #consider(month: string, states: States, now: Instant): Promise<RevisionWish | null> {
    // Somebody has signed its figures as they were before the system.
    if (this.#deps.context.baselines?.().has(month) === true) return null;
    const lacking = states.flatMap(({ marks }, p) => (marks.has(month) ? [] : [p]));
    if (lacking.length > 0) {
      this.#patience.wait(month, lacking, now);
      return null;
    }
    const last = this.#book.last(month);
    const { rollback } = this.#book;
    if (last === null) {
      const { cutOff } = states[0]!.marks.get(month)!;
      return (await this.#isRead(month, states)) ? { month, cutOff, last, decidedAt: now, rollback } : null;
    }
    if (!(await this.#differences.areDue(month, last, now))) return null;
    const decidedAt = Math.max(now, Date.parse(last.decidedAt) + 1);
    return { month, cutOff: Date.parse(last.cutOff), last, decidedAt, rollback };
  }

  /** Copies of misplaced records were in the log before the last partition marked the month: they are read first. */
  async #isRead(month: string, states: States): Promise<boolean> {
    const { log, topics } = this.#deps;
    const ends = this.#ends.get(month) ?? (await endsOf(log, topics.inputs));
    this.#ends.set(month, ends);
    return states.every(({ offsets }, p) => hasPassed(offsets, ends, p));
  }

  async #decide(wish: RevisionWish, epoch: number): Promise<boolean> {
    const { month, last } = wish;
    // Once more of the figures that were read: a partition may have fallen back since.
    const ends = this.#ends.get(month) ?? new Map();
    const mayDecide = (state: StateCut, digest: string): boolean =>
      state.progress.every(({ marks, offsets }, p) => marks.has(month) && hasPassed(offsets, ends, p)) &&
      (last === null || (!this.#differences.isBehind(state, last) && digest !== last.digest));
    const content = await revisionContent(wish, { ...this.#deps, shelf: this.#book.shelf }, mayDecide);
    this.#differences.again(month);
    if (content === null) return false;
    const isCommitted = await this.#deps.commit(() =>
      // Forgotten meanwhile: somebody else may have decided.
      epoch === this.#epoch ? (before) => revisionCommit(content, before) : null,
    );
    // Ours too is known when it is read from the log.
    this.#forget();
    if (!isCommitted) return false;
    this.#differences.told(month);
    this.#ends.delete(month);
    this.#say(content);
    return true;
  }

  #say({ record, changes }: RevisionContent): void {
    const { month, revision } = record;
    const fields = {
      month,
      revision,
      ...(changes !== null && { changed: changes.changes.length, causes: changes.total }),
    };
    this.#deps.logger.info(fields, revision === 1 ? 'a month is final' : 'a month that was final is revised');
    const unexplained = Object.keys(changes?.unexplained ?? {});
    if (unexplained.length > 0)
      this.#deps.logger.warn(
        { month, revision, unexplained: unexplained.slice(0, 10) },
        'not every difference of this revision has a known cause: the store fell back, and with it what was on record',
      );
  }
}
