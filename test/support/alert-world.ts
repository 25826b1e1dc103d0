import type { Alert } from '../../src/domain/alert.js';
import type { EventType } from '../../src/domain/events.js';
import type { Instant } from '../../src/domain/instant.js';
import { readAlert } from '../../src/engine/alert-record.js';
import { readProgress, type Tally } from '../../src/engine/partition-state.js';
import type { TaskDeps } from '../../src/engine/task-deps.js';
import { TaskManager } from '../../src/engine/task-manager.js';
import { topicsOf } from '../../src/engine/topics.js';
import type { EventLog, GroupHandler, GroupMember, Offset } from '../../src/ports/event-log.js';
import type { StateStore } from '../../src/ports/state-store.js';
import { LoopClock } from './loop-clock.js';
import { MemoryLog } from './memory-log.js';
import { MemoryStore } from './memory-store.js';
import { views } from './views.js';

export const topics = topicsOf('t');

/** An event on its way to the log; `at` is when it gets there, and the timestamp of its record. */
export interface Arrival {
  readonly at: Instant;
  readonly event: { readonly type: EventType; readonly data: { readonly contactId: string } };
  /** Absent: where it belongs. */
  readonly partition?: number;
}

interface Options {
  readonly start: Instant;
  readonly partitions?: number;
  /** Absent: one in memory. Its `now` must be `clock`. */
  readonly store?: (clock: { now(): Instant }) => StateStore;
  /** Records of one commit at most. */
  readonly limit?: number;
}

const timersMs = 250;
const never = 1_000_000_000;

/**
 * A hotline whose time is moved by hand: the real task manager with its tasks, timers and outboxes, over a log in memory.
 * Nothing arrives, is read or is looked at but by a call; the store's clock stands still in between.
 */
export class AlertWorld {
  readonly log: MemoryLog;
  readonly partitions: readonly number[];
  readonly store: StateStore;
  /** What was logged as an error. */
  readonly errors: string[] = [];
  readonly #clock: LoopClock;
  readonly #limit: number;
  #queue: Arrival[] = [];
  #manager: TaskManager | null = null;
  #position = new Map<string, Offset>();
  #heads = 0;

  static async open(options: Options): Promise<AlertWorld> {
    const clock = new LoopClock(options.start, timersMs);
    const world = new AlertWorld(options, clock, options.store?.(clock) ?? memoryStore(clock));
    await world.start();
    return world;
  }

  private constructor({ partitions = 1, limit = 1000 }: Options, clock: LoopClock, store: StateStore) {
    this.#clock = clock;
    this.store = store;
    this.#limit = limit;
    this.partitions = Array.from({ length: partitions }, (_, p) => p);
    this.log = new MemoryLog([...topics.inputs, topics.deadLetters, topics.alerts], partitions);
  }

  get now(): Instant {
    return this.#clock.now();
  }

  /** A process comes up; it has read nothing yet. */
  async start(): Promise<void> {
    const manager = new TaskManager(this.#deps(), {
      group: 'g',
      idleCheckMs: never,
      noteOffsetsMs: never,
      timersMs,
      onFatal: (error) => this.errors.push(error.message),
      onAssignment: () => undefined,
    });
    this.#manager = manager;
    await manager.start();
    while (manager.tasks.some((task) => task.state !== 'attached')) await new Promise(setImmediate);
  }

  /** The process is gone; time goes on, and events still come. */
  async stop(): Promise<void> {
    await this.#manager?.stop();
    this.#manager = null;
  }

  #deps(): TaskDeps {
    const quiet = () => undefined;
    return {
      log: this.#asLog(),
      store: this.store,
      clock: this.#clock,
      topics,
      views,
      partitions: this.partitions.length,
      generation: { number: 1, hash: 'rules' },
      limits: { records: this.#limit, bytes: 1e9 },
      logger: { debug: quiet, info: quiet, warn: quiet, error: (_fields, text) => void this.errors.push(text) },
      newHead: () => `h${++this.#heads}`,
      resumePoints: () => null,
      onCommit: quiet,
    };
  }

  /** The log with a group of one member: this world reads for it. */
  #asLog(): EventLog {
    const { log } = this;
    const member: GroupMember = {
      seek: (topic, partition, offset) => void this.#position.set(`${topic}/${partition}`, offset),
      pause: () => undefined,
      resume: () => undefined,
      heartbeat: async () => undefined,
      noteOffsets: async () => undefined,
    };
    const subscribe = async (_group: string, _topics: readonly string[], handler: GroupHandler) => {
      handler.assigned(this.partitions, member);
      return { close: async () => undefined };
    };
    const own: Pick<EventLog, 'publish' | 'bounds' | 'subscribe'> = {
      publish: (records) => log.publish(records),
      bounds: (topic) => log.bounds(topic),
      subscribe,
    };
    return own as EventLog;
  }

  /** They get to the log when the clock has come to their `at`. */
  expect(arrivals: readonly Arrival[]): void {
    this.#queue = [...this.#queue, ...arrivals].sort((a, b) => a.at - b.at);
  }

  /** Moves the clock; what has arrived by then is in the log, and read by nobody yet. */
  pass(to: Instant): void {
    this.#clock.at = to;
    const none = this.#queue.findIndex(({ at }) => at > to);
    for (const { at, event, partition } of this.#queue.splice(0, none < 0 ? this.#queue.length : none)) {
      const key = event.data.contactId;
      const value = JSON.stringify(event);
      this.log.append({ topic: topics.inputOf[event.type], partition, key, value, timestamp: at });
    }
  }

  /** Moves the clock; a process that is up reads what has come, looks at its timers and publishes. */
  async advanceTo(to: Instant): Promise<void> {
    this.pass(to);
    if (this.#manager === null) return;
    await this.readOn();
    await this.look();
  }

  /** One batch; false: nothing is left to read there. */
  async read(topic: string, partition: number, size = 1000): Promise<boolean> {
    const lane = `${topic}/${partition}`;
    const batch = this.log.fetch(topic, partition, this.#position.get(lane) ?? 0n, size);
    if (batch === null) return false;
    this.#position.set(lane, batch.nextOffset);
    await this.#manager!.batch(batch);
    return true;
  }

  /** All that there is, topic by topic in this order; `between` runs after every batch. */
  async readOn({
    order = topics.inputs,
    partitions = this.partitions,
    size = 1000,
    between = async (): Promise<void> => undefined,
  } = {}): Promise<void> {
    for (let found = true; found; ) {
      found = false;
      for (const topic of order) {
        for (const p of partitions) {
          while (await this.read(topic, p, size)) {
            found = true;
            await between();
          }
        }
      }
    }
  }

  /** The process looks at its timers once, and publishes what that, or the reading, has put into the outboxes. */
  look(): Promise<void> {
    return this.#clock.turn();
  }

  /** All of the topic, partition by partition, each in the order in which it was published. */
  alerts(): Alert[] {
    return this.partitions.flatMap((p) =>
      this.log.records(topics.alerts, p, 0n, this.log.end(topics.alerts, p)).map((record) => {
        const alert = readAlert(record.value!);
        if (alert === null) throw new Error('a record of the alerts topic is no alert');
        return alert;
      }),
    );
  }

  /** Over all partitions. */
  async tally(name: Tally): Promise<number> {
    const states = await Promise.all(this.partitions.map((p) => this.store.load(p, [])));
    return states.reduce((sum, state) => sum + readProgress(state).tallies.get(name)!, 0);
  }
}

function memoryStore(clock: LoopClock): StateStore {
  const store = new MemoryStore();
  store.now = async () => clock.now();
  return store;
}
