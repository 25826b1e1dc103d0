import { setImmediate as nextTurn } from 'node:timers/promises';
import { PulseError } from '../../domain/errors.js';
import type { Clock } from '../../ports/clock.js';
import type {
  Bounds,
  EventLog,
  GroupHandler,
  LogBatch,
  Offset,
  OutgoingRecord,
  ReadRange,
  Subscription,
  Tail,
  TopicFacts,
  TopicSpec,
} from '../../ports/event-log.js';
import { applyAppend, planAppends } from './append.js';
import { fetchBatch } from './fetch-batch.js';
import { EmbeddedGroupMember, type GroupTiming } from './group-member.js';
import type { LogTables, Topic } from './log-tables.js';
import { EmbeddedTail } from './tail.js';
import { createTopics, topicFacts } from './topic-table.js';

/**
 * The event log in an LMDB environment (contract: ports/event-log.ts). Readers of other processes see an append within
 * 50 ms, those of this process at once.
 */
export class EmbeddedLog implements EventLog {
  readonly #tables: LogTables;
  readonly #clock: Pick<Clock, 'now'>;
  readonly #timing: Partial<GroupTiming>;
  readonly #open = new Set<{ close(): Promise<void> }>();
  #closed: Promise<void> | null = null;
  #turn = 0;

  constructor(tables: LogTables, clock: Pick<Clock, 'now'>, timing: Partial<GroupTiming> = {}) {
    this.#tables = tables;
    this.#clock = clock;
    this.#timing = timing;
  }

  async publish(records: readonly OutgoingRecord[]): Promise<void> {
    this.#check();
    if (records.length === 0) return;
    const now = this.#clock.now();
    const appends = planAppends(this.#tables, records, now, (partitions) => this.#turn++ % partitions);
    await this.#tables.environment.write('PULSE_LOG', 'publishing', () => {
      for (const append of appends) applyAppend(this.#tables, append, now);
    });
    this.#tables.watcher.grown();
  }

  async bounds(topic: string): Promise<readonly Bounds[]> {
    const { id, partitions } = this.#existing([topic])[0]!;
    return this.#tables.environment.read('PULSE_LOG', `reading the ends of ${topic}`, () =>
      Array.from({ length: partitions }, (_, partition) => {
        const { start, end } = this.#tables.range(id, partition);
        return { start: BigInt(start), end: BigInt(end) };
      }),
    );
  }

  async facts(topic: string, kind: TopicSpec['retention']): Promise<TopicFacts | null> {
    this.#check();
    return topicFacts(this.#tables, topic, kind);
  }

  async createTopics(specs: readonly TopicSpec[]): Promise<readonly string[]> {
    this.#check();
    return createTopics(this.#tables, specs);
  }

  async subscribe(group: string, topics: readonly string[], handler: GroupHandler): Promise<Subscription> {
    const member = new EmbeddedGroupMember(this.#tables, group, this.#existing(topics), handler, this.#timing);
    await member.join();
    return this.#track(member);
  }

  async tail(
    topics: readonly string[],
    onBatch: (batch: LogBatch) => void,
    from?: (topic: string, partition: number) => Offset,
  ): Promise<Tail> {
    const tail = new EmbeddedTail(this.#tables, this.#existing(topics), onBatch, from);
    return Object.assign(this.#track(tail), { caughtUp: tail.caughtUp });
  }

  async *read(ranges: readonly ReadRange[]): AsyncIterable<LogBatch> {
    const topics = this.#existing(ranges.map((range) => range.topic));
    ranges.forEach(({ topic, partition }, i) => {
      if (partition >= 0 && partition < topics[i]!.partitions) return;
      throw new PulseError('PULSE_LOG', `the topic ${topic} has no partition ${partition}`, {
        details: { topic, partition },
      });
    });
    for (const [i, { partition, from, to }] of ranges.entries()) {
      for (let at = Number(from); ; ) {
        this.#check();
        const batch = fetchBatch(this.#tables, topics[i]!, partition, at, Number(to));
        if (batch === null) break;
        at = Number(batch.nextOffset);
        yield batch;
        await nextTurn(); // LMDB answers without waiting: a long read must let timers and commits through
      }
    }
  }

  close(): Promise<void> {
    this.#closed ??= (async () => {
      await Promise.all([...this.#open].map((one) => one.close()));
      await this.#tables.environment.release();
    })();
    return this.#closed;
  }

  /** What is still open when the log is closed is closed with it. */
  #track(one: { close(): Promise<void> }): { close(): Promise<void> } {
    const tracked = {
      close: async () => {
        await one.close();
        this.#open.delete(tracked);
      },
    };
    this.#open.add(tracked);
    return tracked;
  }

  #existing(topics: readonly string[]): Topic[] {
    this.#check();
    return this.#tables.existing(topics);
  }

  #check(): void {
    if (this.#closed !== null) throw new PulseError('PULSE_LOG', 'the log is closed');
  }
}
