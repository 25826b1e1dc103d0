import { type Case, emptyCase, merge } from '../../domain/case.js';
import { decode } from '../../engine/decode.js';
import type { Vector } from '../../engine/state-reader.js';
import type { ReadRange } from '../../ports/event-log.js';
import type { Pipeline } from '../context.js';

export interface ReadOptions {
  /** Up to where each partition of each input topic is read. */
  readonly vector: Vector;
  /** Called with every batch: how many offsets it took. */
  readonly advanced: (offsets: number) => void;
}

/**
 * The cases that the log makes, from its start up to a vector: the events as the processor takes them, joined by the domain's
 * own merge. One partition at a time is held in memory, about a kilobyte a case (measured): a gigabyte holds a million.
 *
 * Left out is what the processor leaves out: what dead letters name, and records in a partition that is not theirs.
 */
export async function* casesOfLog(
  { log, topics, partitions }: Pick<Pipeline, 'log' | 'topics' | 'partitions'>,
  { vector, advanced }: ReadOptions,
): AsyncGenerator<Case> {
  const dead = await deadPlaces(log, topics.deadLetters);
  const starts = new Map<string, readonly bigint[]>();
  for (const topic of vector.keys())
    starts.set(
      topic,
      (await log.bounds(topic)).map(({ start }) => start),
    );
  for (let partition = 0; partition < partitions; partition++) {
    const ranges = [...vector].map(([topic, offsets]): ReadRange => {
      return { topic, partition, from: starts.get(topic)?.[partition] ?? 0n, to: offsets[partition] ?? 0n };
    });
    const cases = new Map<string, Case>();
    for await (const batch of log.read(ranges.filter(({ from, to }) => from < to))) {
      for (const record of batch.records) {
        if (dead.has(`${batch.topic}/${partition}/${record.offset}`)) continue;
        const decoded = decode(record, partition, partitions);
        if (decoded.kind !== 'event') continue;
        const { contactId } = decoded.event.data;
        cases.set(contactId, merge(cases.get(contactId) ?? emptyCase, decoded.event));
      }
      advanced(Number(batch.nextOffset - batch.fetchedOffset));
    }
    yield* cases.values();
  }
}

/** Offsets that `casesOfLog` goes through. */
export async function offsetsToRead(log: Pipeline['log'], vector: Vector): Promise<number> {
  let total = 0n;
  for (const [topic, offsets] of vector) {
    const bounds = await log.bounds(topic);
    for (const [p, to] of offsets.entries()) {
      const from = bounds[p]?.start ?? 0n;
      if (from < to) total += to - from;
    }
  }
  return Number(total);
}

/** Places that dead letters name: their keys. */
async function deadPlaces(log: Pipeline['log'], topic: string): Promise<Set<string>> {
  const ranges = (await log.bounds(topic)).map((b, partition) => ({ topic, partition, from: b.start, to: b.end }));
  const places = new Set<string>();
  for await (const { records } of log.read(ranges))
    for (const { key } of records) if (key !== null) places.add(Buffer.from(key).toString('utf8'));
  return places;
}
