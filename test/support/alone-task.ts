import type { Instant } from '../../src/domain/instant.js';
import { Horizon } from '../../src/engine/horizon.js';
import { PartitionTask } from '../../src/engine/partition-task.js';
import type { TaskDeps } from '../../src/engine/task-deps.js';
import { TimerDuty } from '../../src/engine/timer-duty.js';
import { topicsOf } from '../../src/engine/topics.js';
import type { EventLog, GroupMember } from '../../src/ports/event-log.js';
import { MemoryLog } from './memory-log.js';
import { MemoryStore } from './memory-store.js';
import { views } from './views.js';

export const topics = topicsOf('t');

/** One real task of the only partition, with its timers, fed and looked at by hand. Calls of the log can be made to fail. */
export class AloneTask {
  readonly store = new MemoryStore();
  readonly log = new MemoryLog([...topics.inputs, topics.deadLetters, topics.alerts], 1);
  readonly task: PartitionTask;
  readonly timers: TimerDuty;
  readonly errors: string[] = [];
  /** Thrown by what is asked of the log next, while it is set. */
  trouble: Partial<Record<'bounds' | 'publish', Error>> = {};
  readonly #from = new Map<string, bigint>();
  #heads = 0;

  constructor() {
    const none = (): void => undefined;
    const deps: TaskDeps = {
      log: this.#flaky(),
      store: this.store,
      clock: { now: () => 0, sleep: async () => undefined },
      topics,
      views,
      partitions: 1,
      generation: { number: 1, hash: 'rules' },
      limits: { records: 1000, bytes: 1_000_000 },
      logger: { debug: none, info: none, warn: none, error: (_, message) => void this.errors.push(message) },
      newHead: () => `h${++this.#heads}`,
      resumePoints: () => null,
      onCommit: none,
    };
    const member: GroupMember = {
      seek: (topic, _, offset) => void this.#from.set(topic, offset),
      pause: none,
      resume: none,
      heartbeat: async () => undefined,
      noteOffsets: async () => undefined,
    };
    this.task = new PartitionTask(0, member, deps);
    this.timers = new TimerDuty(this.task, deps);
  }

  put(topic: string, event: { data: object }, timestamp: Instant): void {
    this.log.append({ topic, key: 'any', value: JSON.stringify(event), timestamp });
  }

  /** The next records of a topic, as one batch. */
  async read(topic: string, size = 1000): Promise<void> {
    const batch = this.log.fetch(topic, 0, this.#from.get(topic) ?? 0n, size);
    if (batch === null) return;
    this.#from.set(topic, batch.nextOffset);
    await this.task.batch(batch);
  }

  look(now: Instant, horizon: () => Promise<Horizon> = () => this.horizon(now)): Promise<void> {
    return this.timers.look(now, horizon);
  }

  horizon(at: Instant): Promise<Horizon> {
    return Horizon.of(at, { log: this.#flaky(), store: this.store, inputs: topics.inputs, partitions: 1 });
  }

  #flaky(): EventLog {
    const may = (call: 'bounds' | 'publish'): void => {
      const error = this.trouble[call];
      if (error !== undefined) throw error;
    };
    const log: Pick<EventLog, 'bounds' | 'publish'> = {
      bounds: async (topic) => {
        may('bounds');
        return this.log.bounds(topic);
      },
      publish: async (records) => {
        may('publish');
        await this.log.publish(records);
      },
    };
    return log as EventLog;
  }
}
