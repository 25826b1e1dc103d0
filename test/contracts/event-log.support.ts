import { randomUUID } from 'node:crypto';
import type {
  Bounds,
  EventLog,
  GroupHandler,
  GroupMember,
  LogBatch,
  LogRecord,
  Offset,
  OutgoingRecord,
  Subscription,
  TopicSpec,
} from '../../src/ports/event-log.js';

/** What an adapter's own test gives the suite. */
export interface OpenLog {
  readonly log: EventLog;
  /** A second client on the same log. */
  newLog(): Promise<EventLog>;
  /** Releases all that `open` and `newLog` took. */
  close(): Promise<void>;
}

/** The suite's handle on the log of the running test. */
export interface LogContext {
  log: EventLog;
  newLog(): Promise<EventLog>;
}

export const uniqueName = (what: string): string => `${what}-${randomUUID()}`;

export async function makeTopic(
  log: EventLog,
  partitions: number,
  retention: TopicSpec['retention'] = 'input',
): Promise<string> {
  const name = uniqueName('topic');
  await log.createTopics([{ name, partitions, retention }]);
  return name;
}

/** `count` records of one partition; values are `<prefix>0`, `<prefix>1`, … */
export function numbered(topic: string, partition: number, count: number, prefix = 'v'): OutgoingRecord[] {
  return Array.from({ length: count }, (_, i) => ({ topic, partition, key: `k${i}`, value: `${prefix}${i}` }));
}

export const textOf = (bytes: Uint8Array | null): string | null =>
  bytes === null ? null : Buffer.from(bytes).toString('utf8');

export const valuesOf = (records: readonly LogRecord[]): (string | null)[] => records.map((r) => textOf(r.value));

export async function collect(batches: AsyncIterable<LogBatch>): Promise<LogBatch[]> {
  const all: LogBatch[] = [];
  for await (const batch of batches) all.push(batch);
  return all;
}

/** Everything the log has of a topic, by partition. */
export async function readAll(log: EventLog, topic: string): Promise<LogRecord[][]> {
  const bounds = await log.bounds(topic);
  const out: LogRecord[][] = bounds.map(() => []);
  const ranges = bounds.map((b: Bounds, partition) => ({ topic, partition, from: b.start, to: b.end }));
  for await (const batch of log.read(ranges)) out[batch.partition]?.push(...batch.records);
  return out;
}

export const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Waits until `fact` holds; fails naming `what` after `timeoutMs`. */
export async function until(what: string, fact: () => boolean, timeoutMs = 30_000): Promise<void> {
  const end = Date.now() + timeoutMs;
  while (!fact()) {
    if (Date.now() > end) throw new Error(`waited ${timeoutMs} ms in vain until ${what}`);
    await sleep(10);
  }
}

/**
 * A group member that behaves as the engine does: seeks at every assignment, applies a batch only when it starts at its
 * position, and keeps what it applied.
 */
export class TestMember implements GroupHandler {
  readonly topics: readonly string[];
  /** Next offset by `topic/partition`; members of one test share it as processors share the store. */
  readonly positions: Map<string, Offset>;
  readonly applied: LogBatch[] = [];
  readonly delivered: LogBatch[] = [];
  readonly failures: Error[] = [];
  assignments = 0;
  revocations = 0;
  owned: readonly number[] | null = null;
  member: GroupMember | null = null;
  subscription: Subscription | null = null;
  /** Runs inside `batch` before it is applied; may throw. */
  before: (batch: LogBatch) => Promise<void> = async () => {};

  constructor(topics: readonly string[], positions = new Map<string, Offset>()) {
    this.topics = topics;
    this.positions = positions;
  }

  async join(log: EventLog, group: string): Promise<this> {
    this.subscription = await log.subscribe(group, this.topics, this);
    return this;
  }

  assigned(partitions: readonly number[], member: GroupMember): void {
    this.assignments++;
    this.owned = [...partitions].sort((a, b) => a - b);
    this.member = member;
    for (const topic of this.topics)
      for (const p of partitions) member.seek(topic, p, this.positions.get(`${topic}/${p}`) ?? 0n);
  }

  revoked(): void {
    this.revocations++;
    this.owned = null;
  }

  async batch(batch: LogBatch): Promise<void> {
    this.delivered.push(batch);
    await this.before(batch);
    const id = `${batch.topic}/${batch.partition}`;
    if (batch.fetchedOffset !== (this.positions.get(id) ?? 0n)) return;
    this.positions.set(id, batch.nextOffset);
    this.applied.push(batch);
  }

  failed(error: Error): void {
    this.failures.push(error);
  }

  seek(topic: string, partition: number, offset: Offset): void {
    this.positions.set(`${topic}/${partition}`, offset);
    this.member?.seek(topic, partition, offset);
  }

  values(topic?: string): (string | null)[] {
    return valuesOf(this.applied.filter((b) => topic === undefined || b.topic === topic).flatMap((b) => b.records));
  }
}
