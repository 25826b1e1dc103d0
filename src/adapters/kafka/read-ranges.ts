import type { Cluster } from 'kafkajs';
import { PulseError } from '../../domain/errors.js';
import type { Bounds, LogBatch, Offset, ReadRange } from '../../ports/event-log.js';
import { boundsOf } from './bounds.js';
import type { KafkaLogOptions } from './connection.js';
import { Deferred } from './deferred.js';
import { Fetcher } from './fetcher.js';
import { toPulseError } from './kafka-error.js';
import { laneId } from './lane.js';

interface Item {
  readonly batch: LogBatch;
  /** Lets the lane go on. */
  readonly taken: () => void;
}

/** Batches on their way to a reader; a lane waits until its batch was taken, so memory stays bounded. */
class Channel {
  readonly #items: Item[] = [];
  #news = new Deferred<void>();
  #failure: unknown;

  put(batch: LogBatch): Promise<void> {
    return new Promise((taken) => {
      this.#items.push({ batch, taken });
      this.#news.resolve();
    });
  }

  fail(error: unknown): void {
    this.#failure = error;
    this.#news.resolve();
  }

  async take(): Promise<Item> {
    for (;;) {
      const item = this.#items.shift();
      if (item !== undefined) return item;
      if (this.#failure !== undefined) throw this.#failure;
      await this.#news.promise;
      this.#news = new Deferred<void>();
    }
  }

  /** Lets all waiting lanes go; what they brought is dropped. */
  drain(): void {
    for (const { taken } of this.#items.splice(0)) taken();
  }
}

/**
 * The records of ranges of different topic-partitions, which must lie within the log's bounds. Takes over the cluster,
 * which must be connected, and disconnects it when the reader ends or stops. `closed` makes a read that goes on fail.
 */
export async function* readRanges(
  cluster: Cluster,
  ranges: readonly ReadRange[],
  options: KafkaLogOptions,
  closed: AbortSignal,
): AsyncGenerator<LogBatch, void, undefined> {
  const goals = new Map<string, Offset>();
  const channel = new Channel();
  for (const range of ranges) goals.set(laneId(range), range.to);
  const fetcher = new Fetcher(cluster, {
    maxBytesPerPartition: options.maxBytesPerPartition,
    onWarning: options.onWarning,
    deliver: async (batch) => {
      if (goals.has(laneId(batch))) await channel.put(batch);
    },
    onFatal: (error) => channel.fail(toPulseError(error, 'reading the log', options.brokers)),
  });
  const abort = (): void => channel.fail(new PulseError('PULSE_LOG', 'reading: the log was closed'));
  closed.addEventListener('abort', abort);
  let current: Item | null = null;
  try {
    fetcher.assign(ranges);
    while (goals.size > 0) {
      current = await channel.take();
      const { batch, taken } = current;
      const to = goals.get(laneId(batch));
      if (to !== undefined) {
        if (batch.nextOffset >= to) goals.delete(laneId(batch));
        yield upTo(batch, to);
      }
      taken();
    }
  } finally {
    closed.removeEventListener('abort', abort);
    goals.clear();
    current?.taken();
    const closing = fetcher.close();
    channel.drain();
    await closing;
  }
}

function upTo(batch: LogBatch, to: Offset): LogBatch {
  if (batch.nextOffset <= to) return batch;
  return { ...batch, nextOffset: to, records: batch.records.filter((r) => r.offset < to) };
}

const later = (a: Offset, b: Offset): Offset => (a > b ? a : b);
const earlier = (a: Offset, b: Offset): Offset => (a > b ? b : a);

/** Ranges cut to what the log has now; empty ones left out. */
export async function withinBounds(cluster: Cluster, ranges: readonly ReadRange[]): Promise<ReadRange[]> {
  const bounds = new Map<string, Bounds[]>();
  const out: ReadRange[] = [];
  for (const range of ranges) {
    const known = bounds.get(range.topic) ?? (await boundsOf(cluster, range.topic));
    bounds.set(range.topic, known);
    const has = known[range.partition];
    if (has === undefined) {
      const { topic, partition } = range;
      throw new PulseError('PULSE_LOG', `topic ${topic} has no partition ${partition}`, {
        details: { topic, partition },
      });
    }
    const [from, to] = [later(range.from, has.start), earlier(range.to, has.end)];
    if (from < to) out.push({ ...range, from, to });
  }
  return out;
}

/** Ranges such that no topic-partition occurs twice in one group; groups are read one after another. */
export function disjoint(ranges: readonly ReadRange[]): ReadRange[][] {
  const groups: { seen: Set<string>; ranges: ReadRange[] }[] = [];
  for (const range of ranges) {
    const id = laneId(range);
    const group = groups.find((g) => !g.seen.has(id));
    if (group === undefined) {
      groups.push({ seen: new Set([id]), ranges: [range] });
      continue;
    }
    group.seen.add(id);
    group.ranges.push(range);
  }
  return groups.map((g) => g.ranges);
}
