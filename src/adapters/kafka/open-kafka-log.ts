import type { Admin, Cluster, Kafka } from 'kafkajs';
import { type ErrorDetails, PulseError } from '../../domain/errors.js';
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
import { registerCodecs } from './codecs.js';
import { type KafkaLogOptions, makeKafka } from './connection.js';
import { isUnknownTopic, toPulseError } from './kafka-error.js';
import { Publisher } from './publisher.js';
import { connected, QueryCluster } from './query-cluster.js';
import { disjoint, readRanges, withinBounds } from './read-ranges.js';
import { GroupSubscription } from './subscription.js';
import { openTail } from './tail.js';
import { createMissing, settingsOf, unsafeSettings } from './topics.js';

/** Connects. PULSE_LOG says what is wrong: no broker reachable, credentials, certificate. */
export async function openKafkaLog(options: KafkaLogOptions): Promise<EventLog> {
  await registerCodecs();
  const kafka = makeKafka(options);
  try {
    const query = await QueryCluster.connect(kafka);
    const [admin, publisher] = [kafka.admin(), new Publisher(kafka, (topic) => query.partitions(topic))];
    await Promise.all([admin.connect(), publisher.connect()]);
    return new KafkaLog(kafka, query, admin, publisher, options);
  } catch (error) {
    throw toPulseError(error, 'connecting to Kafka', options.brokers);
  }
}

class KafkaLog implements EventLog {
  readonly #kafka: Kafka;
  readonly #query: QueryCluster;
  readonly #admin: Admin;
  readonly #publisher: Publisher;
  readonly #options: KafkaLogOptions;
  /** Subscriptions and tails that are open. */
  readonly #open = new Set<() => Promise<void>>();
  readonly #closed = new AbortController();
  #closing: Promise<void> | null = null;

  constructor(kafka: Kafka, query: QueryCluster, admin: Admin, publisher: Publisher, options: KafkaLogOptions) {
    this.#kafka = kafka;
    this.#query = query;
    this.#admin = admin;
    this.#publisher = publisher;
    this.#options = options;
  }

  publish(records: readonly OutgoingRecord[]): Promise<void> {
    return this.#do('publishing', {}, () => this.#publisher.publish(records));
  }

  bounds(topic: string): Promise<readonly Bounds[]> {
    return this.#do(`asking for the bounds of ${topic}`, { topic }, () => this.#query.bounds(topic));
  }

  facts(topic: string, kind: TopicSpec['retention']): Promise<TopicFacts | null> {
    return this.#do(`looking at topic ${topic}`, { topic }, async () => {
      const replicas = await this.#query.replicas(topic).catch((error: unknown) => {
        if (isUnknownTopic(error)) return null;
        throw error;
      });
      if (replicas === null) return null;
      const settings = await settingsOf(this.#admin, topic);
      const unsafe = unsafeSettings(settings, kind, Math.min(...replicas));
      return { partitions: replicas.length, unsafe };
    });
  }

  createTopics(specs: readonly TopicSpec[]): Promise<readonly string[]> {
    const details = { topics: specs.map((s) => s.name) };
    return this.#do('creating topics', details, async () =>
      createMissing(this.#admin, specs, this.#query.brokers(), (topic) => this.#query.bounds(topic)),
    );
  }

  subscribe(group: string, topics: readonly string[], handler: GroupHandler): Promise<Subscription> {
    return this.#do(`joining group ${group}`, { group, topics }, async () => {
      const open = (cluster: Cluster): Promise<Subscription> =>
        GroupSubscription.open(this.#kafka, cluster, group, topics, handler, this.#options);
      const subscription = await this.#withCluster(topics, open);
      return { close: this.#keep(() => subscription.close()) };
    });
  }

  tail(
    topics: readonly string[],
    onBatch: (batch: LogBatch) => void,
    from?: (topic: string, partition: number) => Offset,
  ): Promise<Tail> {
    return this.#do('opening a tail', { topics }, async () => {
      const open = (cluster: Cluster): Promise<Tail> => openTail(cluster, topics, onBatch, this.#options, from);
      const tail = await this.#withCluster(topics, open);
      return { caughtUp: tail.caughtUp, close: this.#keep(() => tail.close()) };
    });
  }

  async *read(ranges: readonly ReadRange[]): AsyncGenerator<LogBatch, void, undefined> {
    for (const group of disjoint(ranges)) {
      const topics = group.map((range) => range.topic);
      const open = async (cluster: Cluster): Promise<AsyncGenerator<LogBatch, void, undefined>> =>
        readRanges(cluster, await withinBounds(cluster, group), this.#options, this.#closed.signal);
      yield* await this.#do('reading', { topics }, () => this.#withCluster(topics, open));
    }
  }

  close(): Promise<void> {
    this.#closing ??= this.#end();
    return this.#closing;
  }

  async #end(): Promise<void> {
    this.#closed.abort();
    await Promise.all([...this.#open].map((close) => close()));
    await this.#publisher.close();
    await Promise.all([this.#admin.disconnect(), this.#query.disconnect()]);
  }

  /** A connection of its own, since a fetch that waits for data holds up whatever else goes over the same one. */
  async #withCluster<T>(topics: readonly string[], use: (cluster: Cluster) => Promise<T>): Promise<T> {
    for (const topic of topics) await this.#query.partitions(topic); // names the one that is missing
    const cluster = await connected(this.#kafka);
    try {
      return await use(cluster);
    } catch (error) {
      await cluster.disconnect().catch(() => undefined);
      throw error;
    }
  }

  /** Will be closed with the log, unless it is closed before. */
  #keep(close: () => Promise<void>): () => Promise<void> {
    this.#open.add(close);
    return async () => {
      await close();
      this.#open.delete(close);
    };
  }

  async #do<T>(doing: string, details: ErrorDetails, work: () => Promise<T>): Promise<T> {
    if (this.#closing !== null) throw new PulseError('PULSE_LOG', `${doing}: the log is closed`, { details });
    try {
      return await work();
    } catch (error) {
      throw toPulseError(error, doing, this.#options.brokers, details);
    }
  }
}
