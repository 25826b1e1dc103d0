import type { Message } from 'kafkajs';
import type { OutgoingRecord } from '../../ports/event-log.js';

/** A record on its way to a partition that is decided. */
export interface Placed {
  readonly topic: string;
  readonly partition: number;
  readonly message: Message;
  /** Estimated size on the wire, uncompressed. */
  readonly bytes: number;
}

/** A request holds one broker batch a partition; the broker's default limit of a batch is 1 MiB (message.max.bytes). */
const partitionBytes = 900_000;
const requestBytes = 4_000_000;
/** kafkajs copies all records so far for each record that it adds. */
const requestRecords = 2_000;
const recordOverhead = 40;

export function messageOf(record: OutgoingRecord, partition: number): Message {
  const { key, value, headers, timestamp = Date.now() } = record;
  return { key: bytesOf(key), value: bytesOf(value), partition, headers: { ...headers }, timestamp: String(timestamp) };
}

function bytesOf(content: string | Uint8Array | null): Buffer | null {
  if (content === null) return null;
  return typeof content === 'string' ? Buffer.from(content, 'utf8') : Buffer.from(content); // a copy: callers reuse theirs
}

export function sizeOf({ key, value, headers = {} }: Message): number {
  let size = recordOverhead + (key?.length ?? 0) + (value?.length ?? 0);
  for (const [name, text] of Object.entries(headers))
    size += 8 + Buffer.byteLength(name) + Buffer.byteLength(String(text));
  return size;
}

/** Cuts items into requests, order kept. An item that is too large by itself makes a request of its own. */
export function* chunksOf<T>(items: readonly T[], recordOf: (item: T) => Placed): Generator<T[]> {
  let chunk: T[] = [];
  let total = 0;
  const perPartition = new Map<string, number>();
  for (const item of items) {
    const { topic, partition, bytes } = recordOf(item);
    const id = `${topic}/${partition}`;
    const full = total + bytes > requestBytes || (perPartition.get(id) ?? 0) + bytes > partitionBytes;
    if (chunk.length > 0 && (full || chunk.length === requestRecords)) {
      yield chunk;
      chunk = [];
      total = 0;
      perPartition.clear();
    }
    chunk.push(item);
    total += bytes;
    perPartition.set(id, (perPartition.get(id) ?? 0) + bytes);
  }
  if (chunk.length > 0) yield chunk;
}
