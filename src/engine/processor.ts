import { randomBytes } from 'node:crypto';
import type { ConditionPolicy } from '../domain/conditions.js';
import { PulseError } from '../domain/errors.js';
import type { Clock } from '../ports/clock.js';
import type { EventLog } from '../ports/event-log.js';
import type { Logger } from '../ports/logger.js';
import type { StateStore } from '../ports/state-store.js';
import { ConditionWatch } from './condition-watch.js';
import type { ControlBoard } from './control.js';
import type { Measured } from './engine-metrics.js';
import { figureContext } from './figure-context.js';
import { tell } from './fire-due.js';
import { inspectPartition } from './inspect-partition.js';
import type { Chunk, Merged } from './micro-batch.js';
import { type Duty, Ownership } from './ownership.js';
import { type Progress, readProgress } from './partition-state.js';
import type { PartitionTask } from './partition-task.js';
import { SnapshotPublisher } from './publisher.js';
import { RefusalLog } from './refusal-log.js';
import { cutOffRules, type RevisionSettings } from './revision-cut-off.js';
import { RevisionWatch } from './revision-watch.js';
import { StateReader } from './state-reader.js';
import { TaskManager } from './task-manager.js';
import type { Topics } from './topics.js';
import { loweredByGaps } from './vector.js';
import type { Views } from './views.js';

export interface ProcessorOptions extends Measured {
  readonly log: EventLog;
  readonly store: StateStore;
  readonly board: ControlBoard;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly topics: Topics;
  readonly views: Views;
  readonly partitions: number;
  readonly generation: { readonly number: number; readonly hash: string };
  readonly group: string;
  readonly limits: { readonly records: number; readonly bytes: number };
  readonly idleCheckMs: number;
  readonly noteOffsetsMs: number;
  readonly timersMs: number;
  readonly conditions: ConditionPolicy;
  readonly snapshots: { readonly intervalMs: number; readonly unitsIntervalMs: number };
  readonly revision: RevisionSettings;
}

/** The partition tasks of one process, and the snapshot publisher while it owns partition 0. */
export class Processor {
  readonly reader: StateReader;
  /** Rejects when nothing more can be done; never resolves. */
  readonly failed: Promise<never>;
  readonly #options: ProcessorOptions;
  readonly #manager: TaskManager;
  readonly #me = randomBytes(8).toString('hex');
  #fail: (error: Error) => void = () => undefined;
  readonly #ownership = new Ownership(() => this.#dutiesOfOwner());
  #events = 0;
  readonly #refusals: RefusalLog;
  #sequence = 0;

  constructor(options: ProcessorOptions) {
    this.#options = options;
    this.#refusals = new RefusalLog(options.logger);
    this.failed = new Promise((_, reject) => {
      this.#fail = reject;
    });
    this.failed.catch(() => undefined);
    this.reader = readerOf(options);
    this.#manager = new TaskManager(this.#taskDeps(), {
      group: options.group,
      idleCheckMs: options.idleCheckMs,
      noteOffsetsMs: options.noteOffsetsMs,
      timersMs: options.timersMs,
      onFatal: (error) => this.#fail(error),
      onAssignment: (tasks) => this.#ownership.assigned(tasks.some((t) => t.partition === 0)),
    });
  }

  /** Records that this process has committed since its start. */
  get events(): number {
    return this.#events;
  }

  get tasks(): readonly PartitionTask[] {
    return this.#manager.tasks;
  }

  start(): Promise<void> {
    return this.#manager.start();
  }

  /** Finishes the micro-batches in hand, publishes what is still to be said, leaves the group. */
  async stop(): Promise<void> {
    await this.#ownership.lastWordsAfter(() => this.#manager.stop());
  }

  /**
   * Resolves to true when the state has read to the end of the log as it is when looked at, in every partition, whoever
   * owns it; to false when `signal` is aborted before.
   *
   * @throws PulseError PULSE_OFFSETS when a partition is parked: it will not get there.
   */
  async caughtUp(signal?: AbortSignal): Promise<boolean> {
    while (!signal?.aborted) {
      const parked = this.tasks.find((t) => t.parkedBecause !== null)?.parkedBecause;
      if (parked) throw parked;
      if (await this.#isAtEnd()) return true;
      await Promise.race([this.#options.clock.sleep(100, signal), this.failed]);
    }
    return false;
  }

  /** False also while the store or the log does not answer: that is no reason to give up. */
  async #isAtEnd(): Promise<boolean> {
    try {
      const states = await this.#atTheEnd();
      if (states !== null) await this.#confirm(states);
      return states !== null;
    } catch (error) {
      if (error instanceof PulseError && error.retryable) return false;
      throw error;
    }
  }

  /** What each partition has read; null when one of them has more to read. */
  async #atTheEnd(): Promise<Progress[] | null> {
    const { log, store, topics, partitions } = this.#options;
    const ends = await Promise.all(topics.inputs.map((topic) => log.bounds(topic)));
    const states = await Promise.all(Array.from({ length: partitions }, (_, p) => store.load(p, [])));
    const progress = states.map(readProgress);
    const isAtEnd = ({ offsets }: Progress, p: number): boolean =>
      topics.inputs.every((topic, t) => (offsets.get(topic) ?? 0n) >= (ends[t]![p]?.end ?? 0n));
    return progress.every(isAtEnd) ? progress : null;
  }

  /** A log that became shorter, or another one, also looks as if it were read to its end. */
  async #confirm(states: readonly Progress[]): Promise<void> {
    const { log, topics } = this.#options;
    const { resumePoints } = this.#taskDeps();
    for (const [p, progress] of states.entries()) {
      const refused = await inspectPartition(p, progress, topics.inputs, log, resumePoints);
      if (refused !== null) throw refused;
    }
  }

  #taskDeps() {
    const { log, store, clock, topics, views, partitions, generation, limits, logger, board, metrics } = this.#options;
    return {
      metrics,
      log,
      store,
      clock,
      topics,
      views,
      partitions,
      generation,
      limits,
      logger,
      newHead: () => `${this.#me}-${++this.#sequence}`,
      resumePoints: (topic: string, partition: number, stored: bigint) =>
        board.resumePoint(generation.number, topic, partition, stored),
      cutOff: cutOffRules(this.#options.revision, board),
      onFallBack: () => this.#ownership.fellBack(),
      onFenced: (partition: number) => {
        if (partition === 0) this.#ownership.fenced();
      },
      onCommit: (partition: number, chunk: Chunk) => {
        this.#events += chunk.decoded.length;
        this.#refusals.report(partition, chunk);
      },
    };
  }

  /** Conditions and revisions are a commit of partition 0, whoever notices them. */
  async #commit(plan: () => ((before: Progress) => Merged) | null): Promise<boolean> {
    const task = this.#manager.tasks.find((t) => t.partition === 0);
    const work = async () => {
      const merge = plan();
      const none = { caseIds: [], first: async () => undefined };
      return merge && { ...none, merge: (_: unknown, before: Progress) => merge(before) };
    };
    return (await task?.commit(work)) ?? false;
  }

  /** Resolves when partition 0 is attached and its outbox is published. @throws PulseError when we lost it meanwhile. */
  async #drained(): Promise<void> {
    for (;;) {
      const task = this.#manager.tasks.find((t) => t.partition === 0);
      if (task === undefined) throw new PulseError('PULSE_STORE', 'partition 0 is no longer ours', { retryable: true });
      if (task.state === 'attached') return task.drain();
      await this.#options.clock.sleep(100);
    }
  }

  #dutiesOfOwner(): Duty[] {
    const { log, store, clock, topics, partitions, generation, snapshots, logger, board, metrics } = this.#options;
    const { revision, views } = this.#options;
    const context = figureContext(this.#options);
    const shared = { log, store, clock, logger, partitions, metrics, reader: this.reader, context };
    return [
      new SnapshotPublisher({
        ...shared,
        topic: topics.snapshots,
        inputs: topics.inputs,
        generation: generation.number,
        me: randomBytes(8).toString('hex'),
        intervalMs: snapshots.intervalMs,
        unitsIntervalMs: snapshots.unitsIntervalMs,
        lowered: (vector) => loweredByGaps(vector, board.gaps(generation.number)),
      }),
      new ConditionWatch({
        ...shared,
        topics,
        policy: this.#options.conditions,
        commit: (alerts) => this.#commit(() => (before) => tell(alerts, before)),
        drained: () => this.#drained(),
      }),
      new RevisionWatch({
        ...shared,
        topics,
        views,
        settleMs: revision.settleMinutes * 60_000,
        lowered: (vector) => loweredByGaps(vector, board.gaps(generation.number)),
        commit: (plan) => this.#commit(plan),
        drained: () => this.#drained(),
      }),
    ];
  }
}

export function readerOf(
  o: Pick<ProcessorOptions, 'store' | 'topics' | 'partitions' | 'generation' | 'views' | 'board'>,
): StateReader {
  return new StateReader({
    store: o.store,
    inputs: o.topics.inputs,
    partitions: o.partitions,
    generation: o.generation.number,
    context: figureContext(o),
    gaps: () => o.board.gaps(o.generation.number),
  });
}
