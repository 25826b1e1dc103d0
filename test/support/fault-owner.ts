import { PulseError } from '../../src/domain/errors.js';
import type { Horizon } from '../../src/engine/horizon.js';
import { PartitionTask } from '../../src/engine/partition-task.js';
import type { TaskDeps } from '../../src/engine/task-deps.js';
import { TimerDuty } from '../../src/engine/timer-duty.js';
import type { GroupMember, LogBatch, Offset } from '../../src/ports/event-log.js';
import { type Call, Line } from './fault-line.js';

/** What an owner shares with its world. */
export interface Surroundings {
  /** What happened, for people. */
  readonly trace: string[];
  /** Errors that would have ended a process, partitions that were parked: neither has a reason here. */
  readonly failures: string[];
  now(): number;
  depsOf(owner: Owner): TaskDeps;
  horizonOf(owner: Owner, at: number): Promise<Horizon>;
}

/**
 * One process as far as one partition goes: its task, what it has sent, where its client reads. Does about failures what
 * the task manager does, but waits for the schedule where that would wait for time.
 */
export class Owner {
  readonly name: string;
  readonly partition: number;
  line = new Line();
  task: PartitionTask | null = null;
  /** Where the client reads on, as the task sought. */
  position = new Map<string, Offset>();
  isMember = false;
  readonly #world: Surroundings;
  /** Topics with a batch in hand: the next one comes after it. */
  #busy = new Set<string>();
  /** The task could not attach and waits for the next try. */
  #mustAttach = false;
  #timers: TimerDuty | null = null;
  /** Looking and publishing each wait for the one before. */
  #inHand = new Set<'look' | 'drain'>();

  constructor(name: string, partition: number, world: Surroundings) {
    this.name = name;
    this.partition = partition;
    this.#world = world;
  }

  say(what: string): void {
    this.#world.trace.push(`${this.name} ${what}`);
  }

  assign(): void {
    void this.task?.detach();
    this.position = new Map();
    this.#busy = new Set();
    this.isMember = true;
    const deps = this.#world.depsOf(this);
    const task = new PartitionTask(this.partition, this.#member(this.position), deps);
    this.task = task;
    this.#timers = new TimerDuty(task, deps);
    this.#inHand = new Set();
    this.say('is assigned');
    void this.#attach(task);
  }

  /** @returns what it had sent and may still arrive */
  crash(): Call[] {
    if (this.task !== null) this.say('crashes');
    const sent = this.line.cut();
    this.line = new Line();
    this.task = null;
    this.#timers = null;
    this.#inHand = new Set();
    this.position = new Map();
    this.#busy = new Set();
    this.isMember = false;
    this.#mustAttach = false;
    return sent;
  }

  canTake(topic: string): boolean {
    return this.task !== null && !this.#busy.has(topic);
  }

  deliver(batch: LogBatch, which = ''): void {
    const task = this.task;
    if (task === null) return;
    this.say(`gets ${which}${batch.topic} [${batch.fetchedOffset}, ${batch.nextOffset})`);
    const busy = this.#busy;
    busy.add(batch.topic);
    void task
      .batch(batch)
      .catch((error: unknown) => this.#tryAgain(task, error))
      .then(() => busy.delete(batch.topic));
  }

  /** What happens every second: a new try to attach, or a look at the head. */
  idle(): void {
    const { task } = this;
    if (task === null) return;
    if (this.#mustAttach) return void this.#attach(task);
    this.say('looks at the head');
    const look = task.state === 'detached' ? task.retry() : task.checkHead(this.#world.now());
    void look.catch((error: unknown) => this.#tryAgain(task, error));
  }

  /** Fires what is due by now. */
  look(): void {
    const [timers, now] = [this.#timers, this.#world.now()];
    if (timers !== null) this.#do('look', () => timers.look(now, () => this.#world.horizonOf(this, now)));
  }

  drain(): void {
    const { task } = this;
    if (task !== null) this.#do('drain', () => task.drain());
  }

  #do(what: 'look' | 'drain', work: () => Promise<void>): void {
    const [task, inHand] = [this.task, this.#inHand];
    if (task === null || inHand.has(what)) return;
    this.say(what === 'look' ? 'looks at its timers' : 'empties its outbox');
    inHand.add(what);
    void work()
      .catch(async (error: unknown) => {
        // What is not known to be committed is looked at again; what is not known to be published is sent again.
        if (this.#isWorthATry(task, error) && task.state === 'detached') await this.#attach(task);
      })
      .then(() => inHand.delete(what));
  }

  async #tryAgain(task: PartitionTask, error: unknown): Promise<void> {
    if (this.#isWorthATry(task, error)) await this.#attach(task);
  }

  async #attach(task: PartitionTask): Promise<void> {
    this.#mustAttach = false;
    try {
      await task.attach();
    } catch (error) {
      if (this.#isWorthATry(task, error)) this.#mustAttach = true;
    }
  }

  #isWorthATry(task: PartitionTask, error: unknown): boolean {
    if (this.task !== task) return false;
    if (error instanceof PulseError && error.retryable) return true;
    this.#world.failures.push(`${this.name}: ${error instanceof Error ? error.stack : String(error)}`);
    return false;
  }

  #member(position: Map<string, Offset>): GroupMember {
    return {
      seek: (topic, _partition, offset) => void position.set(topic, offset),
      pause: () => {
        this.#world.failures.push(`${this.name} was parked: ${this.task?.parkedBecause?.message}`);
      },
      resume: () => undefined,
      heartbeat: async () => {
        if (this.isMember && this.position === position) return;
        throw new PulseError('PULSE_LOG', 'no member of this generation', { retryable: true });
      },
      noteOffsets: async () => undefined,
    };
  }
}
