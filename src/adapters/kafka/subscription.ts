import type { Cluster, Kafka } from 'kafkajs';
import { PulseError } from '../../domain/errors.js';
import type { GroupHandler, GroupMember, LogBatch, Subscription } from '../../ports/event-log.js';
import type { KafkaLogOptions } from './connection.js';
import { Fetcher } from './fetcher.js';
import { toPulseError } from './kafka-error.js';
import type { Lane } from './lane.js';
import { type Assignment, Membership } from './membership.js';
import { WakeUp } from './wake-up.js';

const retryMs = { first: 100, most: 5_000 };

/** One handler's part in a group: kafkajs's membership decides which lanes the fetcher has, the handler where they begin. */
export class GroupSubscription implements Subscription {
  readonly #topics: readonly string[];
  readonly #handler: GroupHandler;
  readonly #options: KafkaLogOptions;
  readonly #fetcher: Fetcher;
  readonly #membership: Membership;
  readonly #patience = new WakeUp();
  #ending: Promise<void> | null = null;
  #failed = false;

  /** Takes over the cluster, which must be connected. */
  static async open(
    kafka: Kafka,
    cluster: Cluster,
    group: string,
    topics: readonly string[],
    handler: GroupHandler,
    options: KafkaLogOptions,
  ): Promise<GroupSubscription> {
    await cluster.addMultipleTargetTopics([...topics]);
    const self = new GroupSubscription(kafka, cluster, group, topics, handler, options);
    try {
      await self.#membership.join();
    } catch (error) {
      await self.close();
      throw error;
    }
    return self;
  }

  private constructor(
    kafka: Kafka,
    cluster: Cluster,
    group: string,
    topics: readonly string[],
    handler: GroupHandler,
    options: KafkaLogOptions,
  ) {
    this.#topics = topics;
    this.#handler = handler;
    this.#options = options;
    this.#membership = new Membership(kafka, group, topics, options, {
      assigned: (assignment) => this.#assigned(assignment),
      revoked: () => this.#revoked(),
      ended: (error) => this.#fail(error),
    });
    this.#fetcher = new Fetcher(cluster, {
      maxBytesPerPartition: options.maxBytesPerPartition,
      onWarning: options.onWarning,
      deliver: (batch, lane) => this.#deliver(batch, lane),
      tellGoneTopics: true,
      onFatal: (error) => this.#fail(error),
    });
  }

  close(): Promise<void> {
    this.#ending ??= this.#end();
    return this.#ending;
  }

  /** The batches in hand first: whoever gets our partitions should find their commits done. */
  async #end(): Promise<void> {
    const fetched = this.#fetcher.close();
    this.#patience.end();
    await fetched;
    await this.#membership.close();
  }

  #assigned(assignment: Assignment): void {
    if (this.#ending !== null) return;
    // Without an offset nothing is fetched: the handler has to seek, and what lies before is not worth reading.
    const lanes = this.#topics.flatMap((topic) =>
      assignment.partitions.map((partition) => ({ topic, partition, from: null })),
    );
    this.#fetcher.assign(lanes);
    this.#handler.assigned(assignment.partitions, this.#memberOf(assignment));
  }

  #revoked(): void {
    this.#fetcher.assign([]);
    this.#patience.all();
    this.#handler.revoked();
  }

  #memberOf(assignment: Assignment): GroupMember {
    const [membership, fetcher] = [this.#membership, this.#fetcher];
    const ifCurrent = (act: () => void): void => {
      if (membership.isCurrent(assignment)) act();
    };
    return {
      seek: (topic, partition, offset) => ifCurrent(() => fetcher.seek(topic, partition, offset)),
      pause: (partition) => ifCurrent(() => fetcher.setPaused(partition, true)),
      resume: (partition) => ifCurrent(() => fetcher.setPaused(partition, false)),
      heartbeat: () =>
        membership.confirm(assignment).catch((error: unknown) => {
          throw toPulseError(error, 'asking the group coordinator', this.#options.brokers);
        }),
      noteOffsets: async (offsets) => {
        if (!membership.isCurrent(assignment) || offsets.length === 0) return;
        await membership.note(offsets).catch((error: unknown) => {
          this.#options.onWarning('offsets for lag tools were not noted', { error: String(error) });
        });
      },
    };
  }

  /** A retryable failure gets the same batch again, unless the handler has sought or the assignment is over. */
  async #deliver(batch: LogBatch, lane: Lane): Promise<void> {
    const epoch = lane.epoch;
    for (let wait = retryMs.first; !lane.dead && lane.epoch === epoch; wait = Math.min(wait * 2, retryMs.most)) {
      try {
        return await this.#handler.batch(batch);
      } catch (error) {
        if (!(error instanceof PulseError) || !error.retryable) return this.#fail(error);
        const { topic, partition } = batch;
        this.#options.onWarning('a batch will be tried again', { topic, partition, error: error.message });
        await this.#patience.wait(wait);
      }
    }
  }

  #fail(error: unknown): void {
    if (this.#failed || this.#ending !== null) return;
    this.#failed = true;
    const reason = error instanceof Error ? error : new Error(String(error));
    void this.close().catch(() => undefined); // not awaited: the batch that failed is one of those in hand
    const known =
      reason instanceof PulseError ? reason : toPulseError(reason, 'reading the log', this.#options.brokers);
    this.#handler.failed(known);
  }
}
