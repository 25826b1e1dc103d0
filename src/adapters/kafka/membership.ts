import type { Consumer, Kafka } from 'kafkajs';
import { PulseError } from '../../domain/errors.js';
import { coPartitionAssigner } from './assigner.js';
import type { KafkaLogOptions } from './connection.js';

export interface Assignment {
  readonly memberId: string;
  readonly partitions: readonly number[];
}

export interface MembershipEvents {
  assigned(assignment: Assignment): void;
  revoked(): void;
  /** kafkajs has given up; it does not restart. */
  ended(error: Error): void;
}

/**
 * Membership in a consumer group, and nothing else: kafkajs joins, syncs, heartbeats and re-joins; all its fetching is
 * paused for good. So a long batch cannot delay a heartbeat, nor a rebalance.
 */
export class Membership {
  readonly #consumer: Consumer;
  readonly #topics: readonly string[];
  readonly #events: MembershipEvents;
  #current: Assignment | null = null;
  #previous: readonly number[] = [];
  #closed = false;

  constructor(
    kafka: Kafka,
    group: string,
    topics: readonly string[],
    options: KafkaLogOptions,
    events: MembershipEvents,
  ) {
    this.#topics = topics;
    this.#events = events;
    const heartbeatInterval = Math.max(200, Math.min(3_000, Math.floor(options.sessionTimeoutMs / 6)));
    this.#consumer = kafka.consumer({
      groupId: group,
      partitionAssigners: [coPartitionAssigner(() => this.#previous)],
      sessionTimeout: options.sessionTimeoutMs,
      rebalanceTimeout: Math.max(60_000, options.sessionTimeoutMs),
      heartbeatInterval,
      maxWaitTimeInMs: Math.floor(heartbeatInterval / 2), // with all partitions paused: the pause between two looks
      metadataMaxAge: 60_000,
      allowAutoTopicCreation: false,
      readUncommitted: false,
      retry: { retries: 5, initialRetryTime: 200, maxRetryTime: 5_000, restartOnFailure: async () => !this.#closed },
    });
    this.#listen();
  }

  /** Resolves when the first join has succeeded or failed for good. */
  async join(): Promise<void> {
    await this.#consumer.connect();
    await this.#consumer.subscribe({ topics: [...this.#topics], fromBeginning: true });
    await this.#consumer.run({ autoCommit: false, eachBatchAutoResolve: false, eachBatch: async () => undefined });
  }

  isCurrent(assignment: Assignment): boolean {
    return this.#current === assignment;
  }

  /** Asks the coordinator: is this assignment's member one of the group's present, complete generation? */
  async confirm(assignment: Assignment): Promise<void> {
    if (!this.isCurrent(assignment)) throw notMember('this assignment is over');
    const { state, members } = await this.#consumer.describeGroup();
    if (!this.isCurrent(assignment)) throw notMember('this assignment is over');
    if (!members.some((m) => m.memberId === assignment.memberId)) throw notMember('the group has gone on without it');
    if (state !== 'Stable') throw notMember('the group is being shared out anew');
  }

  async note(offsets: readonly { topic: string; partition: number; offset: bigint }[]): Promise<void> {
    await this.#consumer.commitOffsets(offsets.map((o) => ({ ...o, offset: o.offset.toString() })));
  }

  /** Leaves the group. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#revoke();
    await this.#consumer.disconnect();
  }

  #listen(): void {
    const { GROUP_JOIN, REBALANCING, STOP, DISCONNECT, CRASH } = this.#consumer.events;
    this.#consumer.on(GROUP_JOIN, ({ payload }) => {
      if (this.#closed) return;
      // Before kafkajs's first fetch of this generation: it emits this and goes on after the listeners.
      this.#consumer.pause(this.#topics.map((topic) => ({ topic })));
      const [share = []] = Object.values(payload.memberAssignment);
      const partitions = [...share].sort((a, b) => a - b);
      this.#previous = partitions;
      this.#current = { memberId: payload.memberId, partitions };
      this.#events.assigned(this.#current);
    });
    for (const event of [REBALANCING, STOP, DISCONNECT]) this.#consumer.on(event, () => this.#revoke());
    this.#consumer.on(CRASH, ({ payload }) => {
      this.#revoke();
      if (!payload.restart && !this.#closed) this.#events.ended(payload.error);
    });
  }

  #revoke(): void {
    if (this.#current === null) return;
    this.#current = null;
    this.#events.revoked();
  }
}

function notMember(why: string): PulseError {
  return new PulseError('PULSE_LOG', `not a member of the consumer group's current generation: ${why}`, {
    retryable: true,
  });
}
