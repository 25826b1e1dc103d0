import type { PulseError } from '../domain/errors.js';
import type { GroupMember, LogBatch, Offset } from '../ports/event-log.js';
import { checkOffsets } from './check-offsets.js';
import { cutBatch } from './cut-batch.js';
import { type Decoded, decode } from './decode.js';
import { stopwatch, tellCommit } from './engine-metrics.js';
import type { Chunk } from './micro-batch.js';
import { Mutex } from './mutex.js';
import { Outbox } from './outbox.js';
import { type Progress, readProgress } from './partition-state.js';
import type { TaskDeps, TaskListener } from './task-deps.js';
import { otherRules, replacedLog } from './task-errors.js';
import { unread } from './unread.js';
import { chunkWork, type Work } from './work.js';

/** detached: owns nothing · attached: at `head`, reads on · parked: stored offsets and log do not fit together. */
export type TaskState = 'detached' | 'attached' | 'parked';

/**
 * Owns one partition of every input topic, with its state (design.md section 3). All it does to the state passes one
 * queue, one commit in flight; whatever it remembers is dropped when a commit is refused or its outcome is unknown.
 */
export class PartitionTask {
  state: TaskState = 'detached';
  parkedBecause: PulseError | null = null;
  readonly partition: number;
  listener: TaskListener | null = null;
  readonly #deps: TaskDeps;
  readonly #member: GroupMember;
  readonly #queue = new Mutex();
  #head: string | null = null;
  #progress: Progress | null = null;
  /** Where the next batch of a topic must begin; lower than the committed offset while its last record is re-read. */
  readonly #expected = new Map<string, Offset>();
  #lastContact = 0;
  readonly #outbox: Outbox;
  #gone = false; // the assignment is over
  /** Fenced, and the group did not confirm that we are a member. */
  #waiting = false;

  constructor(partition: number, member: GroupMember, deps: TaskDeps) {
    this.partition = partition;
    this.#member = member;
    this.#deps = deps;
    this.#outbox = new Outbox(partition, { ...deps, topic: deps.topics.alerts });
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

  /**
   * Commits what `plan` finds to do; it runs in the queue, so that nothing else changes the state meanwhile.
   *
   * @returns false when there was nothing to do, or the task is not attached, or was fenced and has sought anew.
   * @throws PulseError as `batch` does.
   */
  commit(plan: (progress: Progress) => Promise<Work | null>): Promise<boolean> {
    return this.#queue.run(async () => {
      if (this.state !== 'attached') return false;
      const work = await plan(this.#progress!);
      return work !== null && (await this.#commitOrForget(() => this.#commit(work)));
    });
  }

  /** Publishes what the outbox holds. @throws PulseError when the store or the log does not answer: to be called again. */
  async drain(): Promise<void> {
    if (this.state !== 'detached') await this.#outbox.drain();
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
    return this.#queue.run(async () => {
      this.#forget();
      await this.#outbox.close();
    });
  }

  #forget(): void {
    this.#head = null;
    this.#progress = null;
    this.#expected.clear();
    this.listener?.forgot();
  }

  async #attach(): Promise<void> {
    const { store, log, topics, generation, logger } = this.#deps;
    this.#forget();
    // Until this has succeeded; a parked task stays so while it is looked at again.
    if (this.state === 'attached') this.state = 'detached';
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
    this.#deps.metrics?.parked(this.partition, false);
    this.parkedBecause = null;
    for (const topic of topics.inputs) {
      const from = check.last.get(topic)?.offset ?? check.offsets.get(topic)!;
      this.#expected.set(topic, from);
      this.#member.seek(topic, this.partition, from);
    }
    for (const [topic, nextOffset] of check.resumed) {
      if (!(await this.#commitChunk({ topic, decoded: [], nextOffset }))) return;
    }
    this.#outbox.filled(); // by a former owner, perhaps
    logger.debug({ partition: this.partition, head: stored.head }, 'attached');
  }

  #park(error: PulseError): void {
    const said = this.parkedBecause?.message === error.message;
    this.state = 'parked';
    this.parkedBecause = error;
    this.#forget();
    this.#member.pause(this.partition);
    this.#deps.metrics?.parked(this.partition, true);
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
    const fresh = unread(batch, decoded, this.#progress!);
    if (fresh === null)
      return this.#park(replacedLog(this.partition, batch.topic, this.#progress!.last.get(batch.topic)!));
    await this.#commitOrForget(async () => {
      for (const chunk of cutBatch(batch, fresh, this.#progress!.offsets.get(batch.topic)!, this.#deps.limits)) {
        if (this.#gone || !(await this.#commitChunk(chunk))) return false;
      }
      this.#expected.set(batch.topic, batch.nextOffset);
      return true;
    });
  }

  /** A failure leaves it open what the store holds: only attaching again tells. */
  async #commitOrForget(work: () => Promise<boolean>): Promise<boolean> {
    try {
      return await work();
    } catch (error) {
      this.#forget();
      this.state = 'detached';
      throw error;
    }
  }

  async #commitChunk(chunk: Chunk): Promise<boolean> {
    if (!(await this.#commit(chunkWork(chunk, this.partition, this.#deps), chunk))) return false;
    this.listener?.committed(chunk);
    this.#deps.onCommit(this.partition, chunk);
    return true;
  }

  /** False when the task was fenced and has sought anew. */
  async #commit(work: Work, chunk: Chunk | null = null): Promise<boolean> {
    const { store, metrics } = this.#deps;
    const seconds = stopwatch();
    // Acknowledged before the commit: a crash between the two repeats them, recognisably, and loses none.
    const [loaded] = await Promise.all([store.load(this.partition, work.caseIds), work.first()]);
    if (loaded.head !== this.#head) return this.#fenced('a load found another head');
    const { commit, progress } = work.merge(loaded.cases, this.#progress!);
    const newHead = this.#deps.newHead();
    const outcome = await store.commit({ partition: this.partition, expectHead: this.#head, newHead, ...commit });
    this.#lastContact = this.#deps.clock.now();
    const facts = { partition: this.partition, outcome, seconds: seconds() };
    if (metrics) tellCommit(metrics, facts, chunk, commit.cases);
    if (outcome === 'fenced') return this.#fenced('a commit was refused');
    this.#head = newHead;
    this.#progress = progress;
    if ((commit.outbox?.length ?? 0) > 0) this.#outbox.filled();
    return true;
  }

  /** Another owner was here, or the store fell back: only a member of the current group generation goes on. */
  async #fenced(why: string): Promise<false> {
    this.#deps.logger.warn({ partition: this.partition, why }, 'fenced: memory dropped, reading the state again');
    this.#deps.onFenced?.(this.partition);
    this.#deps.metrics?.fenced(this.partition);
    const had = this.offsets;
    this.#forget();
    this.state = 'detached';
    await this.#rejoin();
    if ([...had].some(([topic, offset]) => (this.offsets.get(topic) ?? offset) < offset)) {
      this.#deps.onFallBack?.(this.partition);
      this.#deps.metrics?.fellBack(this.partition);
    }
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
