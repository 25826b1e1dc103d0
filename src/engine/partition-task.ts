import type { PulseError } from '../domain/errors.js';
import type { Clock } from '../ports/clock.js';
import type { EventLog, GroupMember, LogBatch, Offset } from '../ports/event-log.js';
import type { Logger } from '../ports/logger.js';
import type { StateStore } from '../ports/state-store.js';
import { checkOffsets, type ResumePoints } from './check-offsets.js';
import { type BatchLimits, cutBatch } from './cut-batch.js';
import { type Decoded, decode } from './decode.js';
import { type Chunk, fingerprintOf, mergeChunk, touchedCases } from './micro-batch.js';
import { Mutex } from './mutex.js';
import { deadLetter, reroutedCopy } from './outgoing.js';
import { isSame, type Progress, readProgress } from './partition-state.js';
import { otherRules, replacedLog } from './task-errors.js';
import type { Topics } from './topics.js';
import type { Views } from './views.js';

export interface TaskDeps {
  readonly log: EventLog;
  readonly store: StateStore;
  readonly clock: Clock;
  readonly topics: Topics;
  readonly views: Views;
  readonly partitions: number;
  readonly generation: { readonly number: number; readonly hash: string };
  readonly limits: BatchLimits;
  readonly logger: Logger;
  /** A head never made before by anyone. */
  readonly newHead: () => string;
  /** Gaps that an operator accepted (control topic). */
  readonly resumePoints: ResumePoints;
  /** Called after each commit of this task. */
  readonly onCommit: (partition: number, chunk: Chunk) => void;
  /** The store holds less than this task had committed. */
  readonly onFallBack?: (partition: number) => void;
}

/** detached: owns nothing · attached: at `head`, reads on · parked: stored offsets and log do not fit together. */
export type TaskState = 'detached' | 'attached' | 'parked';

/**
 * Owns one partition of every input topic, with its state (design.md section 3). All it does to the state passes one
 * queue, one commit in flight; whatever it remembers is dropped when a commit is refused or its outcome is unknown.
 */
export class PartitionTask {
  state: TaskState = 'detached';
  /** Why it is parked, in words. */
  parkedBecause: PulseError | null = null;
  readonly partition: number;
  readonly #deps: TaskDeps;
  readonly #member: GroupMember;
  readonly #queue = new Mutex();
  #head: string | null = null;
  #progress: Progress | null = null;
  /** Where the next batch of a topic must begin; lower than the committed offset while its last record is re-read. */
  readonly #expected = new Map<string, Offset>();
  #lastContact = 0;
  /** The assignment is over. */
  #gone = false;
  /** Fenced, and the group did not confirm that we are a member. */
  #waiting = false;

  constructor(partition: number, member: GroupMember, deps: TaskDeps) {
    this.partition = partition;
    this.#member = member;
    this.#deps = deps;
  }

  /** Next offset of each topic as committed; empty while detached. */
  get offsets(): ReadonlyMap<string, Offset> {
    return this.#progress?.offsets ?? new Map();
  }

  /** Loads the head, compares the stored offsets with the log, seeks. */
  attach(): Promise<void> {
    return this.#queue.run(() => this.#attach());
  }

  /**
   * Applies a batch that starts where this task stands; drops any other and seeks.
   *
   * @throws PulseError when the store or the log failed (retryable), or the state is not ours (not retryable).
   */
  async batch(batch: LogBatch): Promise<void> {
    if (this.state === 'parked') return;
    // Outside the queue: records are decoded while another topic's commit is on its way.
    const decoded = batch.records.map((r) => decode(r, this.partition, this.#deps.partitions));
    await this.#queue.run(() => this.#apply(batch, decoded));
  }

  /** Compares the stored head with ours, so that a quiet partition also learns that the store fell back. */
  async checkHead(idleSince: number): Promise<void> {
    if (this.state !== 'attached' || this.#lastContact > idleSince) return;
    await this.#queue.run(async () => {
      if (this.state !== 'attached') return;
      const { head } = await this.#deps.store.load(this.partition, []);
      this.#lastContact = this.#deps.clock.now();
      if (head !== this.#head) await this.#fenced('an idle check found another head');
    });
  }

  /** Asks the group again after a fence that it could not be asked about. */
  async retry(): Promise<void> {
    if (this.#waiting) await this.#queue.run(() => this.#rejoin());
  }

  /** Forgets everything; nothing is committed any more. Resolves when what was on its way has ended. */
  detach(): Promise<void> {
    this.#gone = true;
    this.state = 'detached';
    return this.#queue.run(async () => this.#forget());
  }

  #forget(): void {
    this.#head = null;
    this.#progress = null;
    this.#expected.clear();
  }

  async #attach(): Promise<void> {
    const { store, log, topics, generation, logger } = this.#deps;
    this.#forget();
    this.#waiting = false;
    const stored = await store.load(this.partition, []);
    this.#lastContact = this.#deps.clock.now();
    const progress = readProgress(stored);
    if (progress.generationHash !== null && progress.generationHash !== generation.hash)
      throw otherRules(this.partition, progress, generation);
    const check = await checkOffsets(this.partition, progress, topics.inputs, log, this.#deps.resumePoints);
    if (this.#gone) return;
    if (check.refused !== null) return this.#park(check.refused);
    this.#head = stored.head;
    this.#progress = { ...progress, generationHash: generation.hash, offsets: check.offsets, last: check.last };
    this.state = 'attached';
    if (this.parkedBecause !== null) this.#member.resume(this.partition);
    this.parkedBecause = null;
    for (const topic of topics.inputs) {
      const from = check.last.get(topic)?.offset ?? check.offsets.get(topic)!;
      this.#expected.set(topic, from);
      this.#member.seek(topic, this.partition, from);
    }
    for (const [topic, nextOffset] of check.resumed) {
      if (!(await this.#commit({ topic, decoded: [], nextOffset }))) return;
    }
    logger.debug({ partition: this.partition, head: stored.head }, 'attached');
  }

  #park(error: PulseError): void {
    const said = this.parkedBecause?.message === error.message;
    this.state = 'parked';
    this.parkedBecause = error;
    this.#forget();
    this.#member.pause(this.partition);
    if (!said)
      this.#deps.logger.error({ partition: this.partition, code: error.code, ...error.details }, error.message);
  }

  async #apply(batch: LogBatch, decoded: readonly Decoded[]): Promise<void> {
    if (this.state !== 'attached') return;
    const expected = this.#expected.get(batch.topic);
    if (batch.fetchedOffset !== expected) {
      // Fetched before a seek; or the client went elsewhere by itself, because our offset is no longer in the log. Looking
      // at the bounds again tells the two apart.
      return expected === undefined ? undefined : this.#attach();
    }
    const fresh = this.#unread(batch, decoded);
    if (fresh === null) return;
    try {
      for (const chunk of cutBatch(batch, fresh, this.#progress!.offsets.get(batch.topic)!, this.#deps.limits)) {
        if (this.#gone || !(await this.#commit(chunk))) return;
      }
      this.#expected.set(batch.topic, batch.nextOffset);
    } catch (error) {
      this.#forget();
      this.state = 'detached';
      throw error;
    }
  }

  /** The records beyond the committed offset. Checks the re-read last record; null when the log is another one. */
  #unread(batch: LogBatch, decoded: readonly Decoded[]): readonly Decoded[] | null {
    const committed = this.#progress!.offsets.get(batch.topic)!;
    if (batch.fetchedOffset >= committed) return decoded;
    const known = this.#progress!.last.get(batch.topic)!;
    const first = batch.records[0];
    // Beyond it lie offsets without records (transaction markers): a later part of the same reading has nothing to compare.
    const isReread = batch.fetchedOffset <= known.offset;
    if (isReread && first !== undefined && !isSame(fingerprintOf(first), known)) {
      this.#park(replacedLog(this.partition, batch.topic, known));
      return null;
    }
    return decoded.filter((d) => d.record.offset >= committed);
  }

  /** False when the task was fenced and has sought anew. */
  async #commit(chunk: Chunk): Promise<boolean> {
    const { store, views, log, topics } = this.#deps;
    const ids = touchedCases(chunk);
    const outgoing = chunk.decoded.flatMap((d) => {
      if (d.kind === 'dead') return [deadLetter(d, chunk.topic, this.partition, topics)];
      return d.kind === 'misplaced' ? [reroutedCopy(d, chunk.topic, this.partition)] : [];
    });
    // Acknowledged before the commit: a crash between the two repeats them, recognisably, and loses none.
    const [loaded] = await Promise.all([
      store.load(this.partition, ids),
      outgoing.length === 0 ? undefined : log.publish(outgoing),
    ]);
    if (loaded.head !== this.#head) return this.#fenced('a load found another head');
    const merged = mergeChunk(chunk, ids, loaded.cases, this.#progress!, views);
    const newHead = this.#deps.newHead();
    const outcome = await store.commit({
      partition: this.partition,
      expectHead: this.#head,
      newHead,
      ...merged.commit,
    });
    this.#lastContact = this.#deps.clock.now();
    if (outcome === 'fenced') return this.#fenced('a commit was refused');
    this.#head = newHead;
    this.#progress = merged.progress;
    this.#deps.onCommit(this.partition, chunk);
    return true;
  }

  /** Another owner was here, or the store fell back: only a member of the current group generation goes on. */
  async #fenced(why: string): Promise<false> {
    this.#deps.logger.warn({ partition: this.partition, why }, 'fenced: memory dropped, reading the state again');
    const had = this.offsets;
    this.#forget();
    this.state = 'detached';
    await this.#rejoin();
    if ([...had].some(([topic, offset]) => (this.offsets.get(topic) ?? offset) < offset))
      this.#deps.onFallBack?.(this.partition);
    return false;
  }

  async #rejoin(): Promise<void> {
    if (this.#gone) return;
    try {
      await this.#member.heartbeat();
    } catch (error) {
      this.#waiting = true;
      const fields = { partition: this.partition, error: String(error) };
      return this.#deps.logger.info(fields, 'not confirmed as a member of the current group generation: waiting');
    }
    await this.#attach();
  }
}
