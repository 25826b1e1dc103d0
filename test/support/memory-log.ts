import { PulseError } from '../../src/domain/errors.js';
import { partitionOf } from '../../src/domain/partitioner.js';
import type {
  Bounds,
  EventLog,
  LogBatch,
  LogRecord,
  Offset,
  OutgoingRecord,
  ReadRange,
  Tail,
} from '../../src/ports/event-log.js';

/** null: an offset without a record, as control records and compaction leave them. */
type Entry = LogRecord | null;

/**
 * An event log in memory, without a group: who reads what, when, and whether twice is decided by the test. It never
 * forgets and never falls back.
 */
export class MemoryLog implements Pick<EventLog, 'publish' | 'bounds' | 'read' | 'tail'> {
  readonly #topics: ReadonlyMap<string, readonly Entry[][]>;
  readonly #tails = new Set<() => void>();

  /** @param others topics with other numbers of partitions */
  constructor(topics: readonly string[], partitions: number, others: Readonly<Record<string, number>> = {}) {
    const counts = [...topics.map((topic) => [topic, partitions] as const), ...Object.entries(others)];
    this.#topics = new Map(counts.map(([topic, count]) => [topic, Array.from({ length: count }, () => [])]));
  }

  #partition(topic: string, partition: number): Entry[] {
    const entries = this.#topics.get(topic)?.[partition];
    if (entries === undefined) throw new PulseError('PULSE_LOG', `${topic} has no partition ${partition}`);
    return entries;
  }

  /** @returns where the record lies: `topic/partition/offset` */
  append(r: OutgoingRecord): string {
    const partition = r.partition ?? partitionOf(r.key ?? '', this.#topics.get(r.topic)?.length ?? 1);
    const entries = this.#partition(r.topic, partition);
    const offset = BigInt(entries.length);
    const timestamp = r.timestamp ?? Date.now();
    entries.push({ offset, timestamp, key: bytesOf(r.key), value: bytesOf(r.value), headers: { ...r.headers } });
    for (const look of this.#tails) queueMicrotask(look);
    return `${r.topic}/${partition}/${offset}`;
  }

  /** An offset that holds no record. */
  appendGap(topic: string, partition: number): void {
    this.#partition(topic, partition).push(null);
  }

  async publish(records: readonly OutgoingRecord[]): Promise<void> {
    for (const r of records) this.append(r);
  }

  async bounds(topic: string): Promise<readonly Bounds[]> {
    const partitions = this.#topics.get(topic);
    if (partitions === undefined) throw new PulseError('PULSE_LOG', `unknown topic ${topic}`);
    return partitions.map((entries) => ({ start: 0n, end: BigInt(entries.length) }));
  }

  /** Numbers of the partitions of a topic. */
  partitions(topic: string): number[] {
    return [...(this.#topics.get(topic)?.keys() ?? [])];
  }

  end(topic: string, partition: number): Offset {
    return BigInt(this.#partition(topic, partition).length);
  }

  /** Everything of [from, to), the gaps left out. */
  records(topic: string, partition: number, from: Offset, to: Offset): LogRecord[] {
    return this.#partition(topic, partition)
      .slice(Number(from), Number(to))
      .filter((e) => e !== null);
  }

  /** The next `size` offsets from one on; null at the end. */
  fetch(topic: string, partition: number, from: Offset, size: number): LogBatch | null {
    const end = this.end(topic, partition);
    if (from >= end) return null;
    const nextOffset = from + BigInt(size) < end ? from + BigInt(size) : end;
    return {
      topic,
      partition,
      fetchedOffset: from,
      nextOffset,
      records: this.records(topic, partition, from, nextOffset),
    };
  }

  /** One batch a partition and look; each look comes after the call that wrote. */
  async tail(
    topics: readonly string[],
    onBatch: (batch: LogBatch) => void,
    from?: (topic: string, partition: number) => Offset,
  ): Promise<Tail> {
    const lanes = topics.flatMap((topic) =>
      this.partitions(topic).map((partition) => {
        const [wished, end] = [from?.(topic, partition) ?? 0n, this.end(topic, partition)];
        return { topic, partition, at: wished < 0n ? 0n : wished > end ? end : wished };
      }),
    );
    const look = (): void => {
      for (const lane of this.#tails.has(look) ? lanes : []) {
        const batch = this.fetch(lane.topic, lane.partition, lane.at, Number(this.end(lane.topic, lane.partition)));
        if (batch === null) continue;
        lane.at = batch.nextOffset;
        onBatch(batch);
      }
    };
    this.#tails.add(look);
    const caughtUp = Promise.resolve().then(look);
    return { caughtUp, close: async () => void this.#tails.delete(look) };
  }

  async *read(ranges: readonly ReadRange[]): AsyncIterable<LogBatch> {
    for (const { topic, partition, from, to } of ranges) {
      const batch = this.fetch(topic, partition, from, Number(to - from));
      if (batch !== null) yield batch;
    }
  }
}

function bytesOf(value: string | Uint8Array | null): Uint8Array | null {
  return typeof value === 'string' ? Buffer.from(value, 'utf8') : value;
}
