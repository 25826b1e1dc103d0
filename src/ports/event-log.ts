import type { Instant } from '../domain/instant.js';

/** Offsets are bigint here and decimal text in JSON: Kafka's are 64 bit. */
export type Offset = bigint;

export interface LogRecord {
  readonly offset: Offset;
  /** The broker's timestamp of the record. */
  readonly timestamp: Instant;
  readonly key: Uint8Array | null;
  /** null: a tombstone. */
  readonly value: Uint8Array | null;
  /** Header values are text; a repeated header has its last value. */
  readonly headers: Readonly<Record<string, string>>;
}

export interface LogBatch {
  readonly topic: string;
  readonly partition: number;
  /** The offset that was asked for: the batch holds every record from here up to `nextOffset`. */
  readonly fetchedOffset: Offset;
  /** Where to read on. Beyond the last record + 1 where control records or compaction leave gaps. */
  readonly nextOffset: Offset;
  /** May be empty: a fetch of nothing but control records still moves the position. */
  readonly records: readonly LogRecord[];
}

export interface OutgoingRecord {
  readonly topic: string;
  /** Absent: murmur2 of the key's UTF-8 bytes, as Java's producer does (design.md section 3). */
  readonly partition?: number | undefined;
  readonly key: string | Uint8Array | null;
  readonly value: string | Uint8Array | null;
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** Absent: now. */
  readonly timestamp?: Instant | undefined;
}

/** First offset kept, and the last stable offset (the next one to be written, open transactions aside). */
export interface Bounds {
  readonly start: Offset;
  readonly end: Offset;
}

export interface TopicFacts {
  readonly partitions: number;
  /** Problems that could cost figures: compaction or finite retention on an input, and the like; in words. */
  readonly unsafe: readonly string[];
}

export interface TopicSpec {
  readonly name: string;
  readonly partitions: number;
  /** input: kept for ever; compacted: last record a key; days: deleted after so many. */
  readonly retention: 'input' | 'compacted' | { readonly days: number };
}

/** What a member of the consumer group is told. Calls for one partition number never overlap in time per topic. */
export interface GroupHandler {
  /**
   * Partition numbers of all subscribed topics together (co-partitioned). Replaces any assignment before it. Called at
   * every assignment, even if nothing changed: offsets must be sought anew.
   */
  assigned(partitions: readonly number[], member: GroupMember): void;
  /** The member is no longer part of the group's current generation: nothing of it may be committed any more. */
  revoked(): void;
  /** Handles one batch; the next batch of the same topic and partition comes after this resolves. */
  batch(batch: LogBatch): Promise<void>;
  /** The client gave up for good (not retriable): the process should stop with exit code 3. */
  failed(error: Error): void;
}

export interface GroupMember {
  /** The next batch of this topic and partition starts here. Batches fetched before may still come. */
  seek(topic: string, partition: number, offset: Offset): void;
  /** Stops fetching a partition of all topics until the next assignment or `resume`. */
  pause(partition: number): void;
  resume(partition: number): void;
  /** Tells the group coordinator that we live; rejects when we are not a member of the current group generation. */
  heartbeat(): Promise<void>;
  /** For lag tools only; best effort, never awaited by a commit. */
  noteOffsets(offsets: readonly { topic: string; partition: number; offset: Offset }[]): Promise<void>;
}

export interface Subscription {
  /** Finishes the batches in hand, then leaves the group. */
  close(): Promise<void>;
}

/**
 * The event log. Contract, run against every adapter:
 * - `publish` resolves after the log has acknowledged all records durably; order is kept per partition within a call.
 * - `bounds` answers for every partition of the topic, in order; unknown topic: PulseError PULSE_LOG.
 * - `subscribe`: co-partitioned: partition p of every topic goes to one member; every partition goes to exactly one live
 *   member; a batch's records are in offset order and complete from `fetchedOffset` to `nextOffset`.
 * - `seek` takes effect for fetches after it; batches fetched before may still be delivered, with their own `fetchedOffset`.
 * - `tail` needs no group and disturbs none: it delivers every record of the topics from `from` on (absent: the start; outside of
 *   what the log has: its start or its end) and goes on as they grow, new partitions from their start; `caughtUp` resolves
 *   when all that existed at the call was delivered.
 * - `read` delivers exactly the records of [from, to) that the log still has, then ends.
 * - Adapters throw only PulseError; a vendor's error travels as `cause`.
 */
export interface EventLog {
  publish(records: readonly OutgoingRecord[]): Promise<void>;
  bounds(topic: string): Promise<readonly Bounds[]>;
  /** null: the topic does not exist. `kind` says what the topic is used for, hence what is unsafe. */
  facts(topic: string, kind: TopicSpec['retention']): Promise<TopicFacts | null>;
  /** Creates the topics that are missing; those that exist are left alone. Returns the names created. */
  createTopics(specs: readonly TopicSpec[]): Promise<readonly string[]>;
  subscribe(group: string, topics: readonly string[], handler: GroupHandler): Promise<Subscription>;
  tail(
    topics: readonly string[],
    onBatch: (batch: LogBatch) => void,
    from?: (topic: string, partition: number) => Offset,
  ): Promise<Tail>;
  read(ranges: readonly ReadRange[]): AsyncIterable<LogBatch>;
  close(): Promise<void>;
}

export interface ReadRange {
  readonly topic: string;
  readonly partition: number;
  readonly from: Offset;
  readonly to: Offset;
}

export interface Tail {
  readonly caughtUp: Promise<void>;
  close(): Promise<void>;
}
