import { CompressionTypes, type Kafka, type Producer, type RecordMetadata } from 'kafkajs';
import { PulseError } from '../../domain/errors.js';
import { partitionOf } from '../../domain/partitioner.js';
import type { OutgoingRecord } from '../../ports/event-log.js';
import { isTooLarge } from './kafka-error.js';
import { chunksOf, messageOf, type Placed, sizeOf } from './outgoing.js';

interface Call {
  readonly records: readonly Placed[];
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
  failed: boolean;
}

interface Item {
  readonly call: Call;
  readonly record: Placed;
}

/**
 * One producer for all callers. One request is in flight at a time, so retries cannot change the order; calls that come
 * meanwhile share the next request.
 */
export class Publisher {
  readonly #producer: Producer;
  readonly #partitionsOf: (topic: string) => Promise<number>;
  /** Calls are queued in the order in which they came, whatever the metadata look-ups of each take. */
  #placing: Promise<unknown> = Promise.resolve();
  #queue: Call[] = [];
  #sending: Promise<void> | null = null;
  #turn = 0;

  constructor(kafka: Kafka, partitionsOf: (topic: string) => Promise<number>) {
    this.#partitionsOf = partitionsOf;
    this.#producer = kafka.producer({
      idempotent: false, // repeats are harmless here (design.md section 2); acks of all replicas are what counts
      allowAutoTopicCreation: false,
      metadataMaxAge: 60_000,
      createPartitioner:
        () =>
        ({ message }) =>
          message.partition ?? 0, // ours has decided
    });
  }

  connect(): Promise<void> {
    return this.#producer.connect();
  }

  /** After the calls under way. */
  async close(): Promise<void> {
    await this.#placing.catch(() => undefined);
    while (this.#sending !== null) await this.#sending;
    await this.#producer.disconnect();
  }

  async publish(records: readonly OutgoingRecord[]): Promise<void> {
    if (records.length === 0) return;
    const placing = Promise.all([this.#place(records), this.#placing.catch(() => undefined)]);
    this.#placing = placing;
    const [placed] = await placing;
    await new Promise<void>((resolve, reject) => {
      this.#queue.push({ records: placed, resolve, reject, failed: false });
      this.#sending ??= this.#drain();
    });
  }

  async #place(records: readonly OutgoingRecord[]): Promise<Placed[]> {
    const counts = new Map<string, number>();
    for (const { topic } of records) if (!counts.has(topic)) counts.set(topic, await this.#partitionsOf(topic));
    return records.map((record) => {
      const { topic, key, partition } = record;
      const count = counts.get(topic) ?? 1;
      const chosen = partition ?? (key === null ? this.#turn++ % count : partitionOf(key, count));
      if (!Number.isInteger(chosen) || chosen < 0 || chosen >= count)
        throw new PulseError('PULSE_LOG', `topic ${topic} has no partition ${chosen}: it has ${count}`, {
          details: { topic, partition: chosen },
        });
      const message = messageOf(record, chosen);
      return { topic, partition: chosen, message, bytes: sizeOf(message) };
    });
  }

  async #drain(): Promise<void> {
    await Promise.resolve(); // calls of the same turn go together
    while (this.#queue.length > 0) {
      const calls = this.#queue;
      this.#queue = [];
      const items = calls.flatMap((call) => call.records.map((record) => ({ call, record })));
      for (const chunk of chunksOf(items, (item) => item.record)) await this.#send(chunk);
      for (const call of calls) if (!call.failed) call.resolve();
    }
    this.#sending = null;
  }

  /** Never rejects: a failure is that of the calls concerned. What follows in a call that failed is not sent. */
  async #send(all: readonly Item[]): Promise<void> {
    const items = all.filter((item) => !item.call.failed);
    if (items.length === 0) return;
    try {
      await this.#request(items.map((item) => item.record));
    } catch (error) {
      if (!isTooLarge(error)) return fail(items, error);
      const [only] = items;
      if (only !== undefined && items.length === 1) return fail(items, tooLarge(only.record, error));
      const half = items.length >> 1;
      await this.#send(items.slice(0, half));
      await this.#send(items.slice(half));
    }
  }

  /**
   * Sends until every topic-partition is acknowledged. kafkajs itself answers "done" without having sent a partition
   * whose leader moved, between its tries, to a broker that had already answered for others.
   */
  async #request(records: readonly Placed[]): Promise<void> {
    let rest = records;
    for (let attempt = 0; rest.length > 0; attempt++) {
      if (attempt > 5) throw new PulseError('PULSE_LOG', 'partitions were not acknowledged', { retryable: true });
      const topics = new Map<string, Placed['message'][]>();
      for (const { topic, message } of rest) {
        const list = topics.get(topic);
        if (list === undefined) topics.set(topic, [message]);
        else list.push(message);
      }
      const topicMessages = [...topics].map(([topic, messages]) => ({ topic, messages }));
      const done = acknowledged(
        await this.#producer.sendBatch({ acks: -1, topicMessages, compression: codecFor(rest) }),
      );
      rest = rest.filter(({ topic, partition }) => !done.has(`${topic}/${partition}`));
    }
  }
}

/** Snapshots shrink to a tenth; events are too small to be worth the time. */
const worthCompressing = 4096;

function codecFor(records: readonly Placed[]): CompressionTypes {
  const bytes = records.reduce((sum, record) => sum + record.bytes, 0);
  return bytes > worthCompressing * records.length ? CompressionTypes.GZIP : CompressionTypes.None;
}

function acknowledged(answers: readonly RecordMetadata[]): Set<string> {
  return new Set(answers.filter((a) => a.errorCode === 0).map((a) => `${a.topicName}/${a.partition}`));
}

function fail(items: readonly Item[], error: unknown): void {
  for (const { call } of items) {
    if (!call.failed) call.reject(error);
    call.failed = true;
  }
}

function tooLarge({ topic, partition, bytes, message }: Placed, cause: unknown): PulseError {
  const key = message.key === null || message.key === undefined ? '(none)' : message.key.toString().slice(0, 100);
  const text = `record with key ${key} of ${bytes} bytes is larger than topic ${topic} accepts (max.message.bytes)`;
  return new PulseError('PULSE_LOG', text, { details: { topic, partition, bytes }, cause });
}
