import { PulseError } from '../domain/errors.js';
import type { Instant } from '../domain/instant.js';
import type { GroupHandler, GroupMember, LogBatch, Subscription } from '../ports/event-log.js';
import { Horizon } from './horizon.js';
import { PartitionTask } from './partition-task.js';
import { CutOffDuty } from './revision-cut-off.js';
import type { TaskDeps } from './task-deps.js';
import { TimerDuty } from './timer-duty.js';

export interface ManagerOptions {
  readonly group: string;
  readonly idleCheckMs: number;
  /** Group offsets are only for lag tools, so they are noted late and now and then. */
  readonly noteOffsetsMs: number;
  /** How often timers and outboxes are looked at. */
  readonly timersMs: number;
  /** Nothing more can be done: the process should stop. */
  readonly onFatal: (error: Error) => void;
  /** Tasks came or went. */
  readonly onAssignment: (tasks: readonly PartitionTask[]) => void;
}

/** A process that stops publishes what is in its outboxes, for so long. */
const lastDrainMs = 5000;
/** What fails again and again is said so often. */
const sayAgainMs = 60_000;

/** Keeps one task for each partition that the consumer group gives to this process. */
export class TaskManager implements GroupHandler {
  readonly #deps: TaskDeps;
  readonly #options: ManagerOptions;
  readonly #stop = new AbortController();
  #tasks = new Map<number, PartitionTask>();
  #timers: readonly TimerDuty[] = [];
  readonly #cutOff: CutOffDuty;
  readonly #attaching = new Map<PartitionTask, Promise<void>>();
  #saidNotSent: Instant = Number.NEGATIVE_INFINITY;
  #member: GroupMember | null = null;
  #subscription: Subscription | null = null;
  #loops: Promise<unknown> = Promise.resolve();

  constructor(deps: TaskDeps, options: ManagerOptions) {
    this.#deps = deps;
    this.#options = options;
    this.#cutOff = new CutOffDuty(deps);
  }

  get tasks(): readonly PartitionTask[] {
    return [...this.#tasks.values()];
  }

  async start(): Promise<void> {
    this.#subscription = await this.#deps.log.subscribe(this.#options.group, this.#deps.topics.inputs, this);
    this.#loops = Promise.all([
      this.#every(this.#options.idleCheckMs, () => this.#checkHeads()),
      this.#every(this.#options.noteOffsetsMs, () => this.#noteOffsets()),
      this.#every(this.#options.noteOffsetsMs, () => this.#measureLag()),
      this.#every(this.#options.timersMs, () => this.#lookAtAlerts()),
    ]);
  }

  /** Finishes the batches in hand, leaves the group. */
  async stop(): Promise<void> {
    this.#stop.abort();
    await this.#noteOffsets();
    // Nobody may take over soon: alerts that are committed go out now, if the log lets them.
    const drained = Promise.allSettled(this.tasks.map((task) => task.drain()));
    const patience = new AbortController();
    await Promise.race([drained, this.#deps.clock.sleep(lastDrainMs, patience.signal)]);
    patience.abort();
    await this.#subscription?.close();
    await this.#loops;
    await this.#drop();
  }

  assigned(partitions: readonly number[], member: GroupMember): void {
    this.#member = member;
    // New tasks every time: whatever the old ones remember belongs to an assignment that is over.
    void this.#drop();
    this.#tasks = new Map(partitions.map((p) => [p, new PartitionTask(p, member, this.#deps)]));
    this.#timers = this.tasks.map((task) => new TimerDuty(task, this.#deps));
    this.#cutOff.assigned(this.tasks);
    this.#deps.logger.info({ partitions }, 'partitions assigned');
    for (const task of this.#tasks.values()) void this.#attach(task);
    this.#deps.metrics?.assigned(partitions);
    this.#options.onAssignment(this.tasks);
  }

  revoked(): void {
    void this.#drop();
    this.#deps.metrics?.assigned([]);
    this.#options.onAssignment([]);
  }

  failed(error: Error): void {
    this.#options.onFatal(error);
  }

  /** Never rejects for a failure that may pass: it tries again until the assignment changes. */
  async batch(batch: LogBatch): Promise<void> {
    const task = this.#tasks.get(batch.partition);
    if (task === undefined) return;
    try {
      await task.batch(batch);
    } catch (error) {
      this.#complain(error, task);
      await this.#attach(task);
    }
  }

  /** Attaches a task, again and again while the store or the log does not answer; once at a time. */
  #attach(task: PartitionTask): Promise<void> {
    const running =
      this.#attaching.get(task) ?? this.#attachPatiently(task).finally(() => this.#attaching.delete(task));
    this.#attaching.set(task, running);
    return running;
  }

  async #attachPatiently(task: PartitionTask): Promise<void> {
    for (let wait = 100; this.#owns(task); wait = Math.min(wait * 2, 5000)) {
      try {
        return await task.attach();
      } catch (error) {
        if (!this.#complain(error, task)) return;
        await this.#deps.clock.sleep(wait, this.#stop.signal);
      }
    }
  }

  /** True when it is worth trying again. */
  #complain(error: unknown, task: PartitionTask): boolean {
    if (!this.#owns(task)) return false;
    const retryable = error instanceof PulseError && error.retryable;
    if (retryable)
      this.#deps.logger.warn(
        { partition: task.partition, code: error.code, error: error.message },
        'will be tried again',
      );
    else this.#options.onFatal(error as Error);
    return retryable;
  }

  #owns(task: PartitionTask): boolean {
    return this.#tasks.get(task.partition) === task && !this.#stop.signal.aborted;
  }

  async #drop(): Promise<void> {
    const old = this.#tasks;
    this.#tasks = new Map();
    this.#timers = [];
    this.#cutOff.assigned([]);
    await Promise.all([...old.values()].map((task) => task.detach()));
  }

  async #checkHeads(): Promise<void> {
    const since = this.#deps.clock.now() - this.#options.idleCheckMs;
    await Promise.all(
      this.tasks.map(async (task) => {
        try {
          if (task.state === 'parked') this.#lookAgain(task);
          else if (task.state === 'detached') await task.retry();
          else await task.checkHead(since);
        } catch (error) {
          if (this.#complain(error, task)) void this.#attach(task);
        }
      }),
    );
  }

  /** Fires what is due in all partitions, publishes what that, or a micro-batch, has put into the outboxes, cuts months off. */
  async #lookAtAlerts(): Promise<void> {
    const { store, log, topics, partitions, logger } = this.#deps;
    const now = await store.now().catch((error: unknown) => {
      logger.warn({ error: String(error) }, 'the clock of the store does not answer: no timer is fired meanwhile');
      return null;
    });
    if (now === null) return;
    let horizon: Promise<Horizon> | null = null;
    const take = (): Promise<Horizon> => {
      horizon ??= Horizon.of(now, { log, store, inputs: topics.inputs, partitions });
      return horizon;
    };
    await Promise.all(this.#timers.map((timer) => this.#alertsOf(timer, now, take)));
    await this.#cutOff.look(now, take, (error, task) => this.#attachAgain(error, task));
  }

  async #alertsOf(timer: TimerDuty, now: Instant, take: () => Promise<Horizon>): Promise<void> {
    const { task } = timer;
    try {
      await timer.look(now, take);
    } catch (error) {
      this.#attachAgain(error, task);
    }
    await task.drain().catch((error: unknown) => this.#sayNotSent(error, task));
  }

  /** A commit whose outcome is unknown. Apart: while one partition does not answer, the others go on. */
  #attachAgain(error: unknown, task: PartitionTask): void {
    if (this.#complain(error, task) && task.state === 'detached') void this.#attach(task);
  }

  /** Alerts that cannot be published wait in their outbox, whatever the reason: figures do not depend on them. */
  #sayNotSent(error: unknown, task: PartitionTask): void {
    const fields = { partition: task.partition, error: String(error) };
    const now = this.#deps.clock.now();
    if (now - this.#saidNotSent < sayAgainMs) return;
    this.#saidNotSent = now;
    this.#deps.logger.error(fields, 'alerts could not be published; will be tried again');
  }

  /** A log may be restored; one that was replaced would be read again and refused again each time. */
  #lookAgain(task: PartitionTask): void {
    if (task.parkedBecause?.details['problem'] !== 'replaced') void this.#attach(task);
  }

  async #noteOffsets(): Promise<void> {
    const offsets = this.tasks.flatMap((task) =>
      [...task.offsets].map(([topic, offset]) => ({ topic, partition: task.partition, offset })),
    );
    if (offsets.length > 0) await this.#member?.noteOffsets(offsets).catch(() => undefined);
  }

  async #measureLag(): Promise<void> {
    const { metrics, log, topics } = this.#deps;
    if (metrics === undefined) return;
    for (const topic of topics.inputs) {
      // What was measured last stands while the log does not answer.
      const bounds = await log.bounds(topic).catch(() => []);
      for (const { partition, offsets } of this.tasks) {
        const [end, offset] = [bounds[partition]?.end, offsets.get(topic)];
        if (end !== undefined && offset !== undefined) metrics.lag(topic, partition, Math.max(0, Number(end - offset)));
      }
    }
  }

  async #every(ms: number, work: () => Promise<void>): Promise<void> {
    while (!this.#stop.signal.aborted) {
      await this.#deps.clock.sleep(ms, this.#stop.signal);
      if (!this.#stop.signal.aborted) await work();
    }
  }
}
