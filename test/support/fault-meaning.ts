import { type Case, emptyCase, merge } from '../../src/domain/case.js';
import { decodeCase } from '../../src/domain/case-codec.js';
import { type HotlineEvent, parseEvent } from '../../src/domain/events.js';
import { partitionOf } from '../../src/domain/partitioner.js';
import { reroutedHeader } from '../../src/engine/decode.js';
import type { LogRecord } from '../../src/ports/event-log.js';
import { latestDate, topics } from './fault-records.js';
import type { MemoryLog } from './memory-log.js';
import type { MemoryStore } from './memory-store.js';
import { views } from './views.js';

const hour = 3_600_000;
const day = 24 * hour;

type Counters = Map<string, Map<string, number>>;

/** What a partition's stored offsets mean: made from the records below them, from nothing, in one go. */
export interface Meaning {
  readonly counters: Counters;
  readonly cases: ReadonlyMap<string, Case>;
  readonly streamTime: number;
  readonly tallies: Readonly<Record<'events' | 'dead' | 'rerouted', number>>;
  /** Places of the records that must have a dead letter, and of those that must have a copy at home. */
  readonly letters: readonly string[];
  readonly copies: readonly string[];
}

type Read = { kind: 'event' | 'rerouted'; event: HotlineEvent } | { kind: 'dead' };

/** How a record is to be taken: a second reading, apart from the engine's. */
export function readRecord(record: LogRecord, partition: number, partitions: number): Read {
  try {
    const event = parseEvent(JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(record.value!)));
    if (latestDate(event) > record.timestamp + day) return { kind: 'dead' };
    if (partitionOf(event.data.contactId, partitions) === partition) return { kind: 'event', event };
    return reroutedHeader in record.headers ? { kind: 'dead' } : { kind: 'rerouted', event };
  } catch {
    return { kind: 'dead' };
  }
}

export function meaningOf(
  log: MemoryLog,
  partition: number,
  partitions: number,
  offsets: ReadonlyMap<string, bigint>,
): Meaning {
  const cases = new Map<string, Case>();
  const tallies = { events: 0, dead: 0, rerouted: 0 };
  const [letters, copies]: [string[], string[]] = [[], []];
  let streamTime = 0;
  for (const topic of topics.inputs) {
    for (const record of log.records(topic, partition, 0n, offsets.get(topic) ?? 0n)) {
      streamTime = Math.max(streamTime, record.timestamp);
      const read = readRecord(record, partition, partitions);
      if (read.kind === 'event') {
        const id = read.event.data.contactId;
        cases.set(id, merge(cases.get(id) ?? emptyCase, read.event));
        tallies.events++;
        continue;
      }
      tallies[read.kind]++;
      (read.kind === 'dead' ? letters : copies).push(`${topic}/${partition}/${record.offset}`);
    }
  }
  const counters: Counters = new Map();
  const horizon = { hour: streamTime - 400 * day, minute: streamTime - 49 * hour };
  for (const c of cases.values())
    views.contribution.of(c, horizon, (bucket, name, n) => addTo(counters, bucket, name, n));
  return { counters, cases, streamTime, tallies, letters, copies };
}

function addTo(counters: Counters, bucket: string, name: string, n: number): void {
  const names = counters.get(bucket) ?? new Map<string, number>();
  counters.set(bucket, names);
  names.set(name, (names.get(name) ?? 0) + n);
}

export type StoredState = ReturnType<MemoryStore['state']>;

/** Where a stored state is not what its offsets mean; empty: nowhere. */
export function differences(state: StoredState, meaning: Meaning): string[] {
  return [
    ...counterDifferences(state.counters, meaning),
    ...metaDifferences(state.meta, meaning),
    ...caseDifferences(state.cases, meaning),
  ];
}

export function counterDifferences(stored: StoredState['counters'], { counters, streamTime }: Meaning): string[] {
  const out: string[] = [];
  // The hour and the minutes in which what is kept begins are going: the rest of them may still be there.
  const going = new Set([
    `hour:${views.zone.localHour(streamTime - 400 * day)}`,
    `minutes:${views.zone.localHour(streamTime - 49 * hour)}`,
  ]);
  for (const bucket of new Set([...stored.keys(), ...counters.keys()])) {
    if (going.has(bucket)) continue;
    const [is, means] = [
      stored.get(bucket) ?? new Map<string, number>(),
      counters.get(bucket) ?? new Map<string, number>(),
    ];
    for (const name of new Set([...is.keys(), ...means.keys()])) {
      const [a, b] = [is.get(name) ?? 0, means.get(name) ?? 0];
      if (a !== b) out.push(`counter ${bucket} ${name} is ${a}, means ${b}`);
    }
  }
  return out;
}

function metaDifferences(meta: ReadonlyMap<string, string>, { streamTime, tallies }: Meaning): string[] {
  const wanted = {
    'stream-time': streamTime,
    'tally:events': tallies.events,
    'tally:dead': tallies.dead,
    'tally:rerouted': tallies.rerouted,
  };
  return Object.entries(wanted).flatMap(([name, means]) => {
    const is = Number(meta.get(name) ?? 0);
    return is === means ? [] : [`${name} is ${is}, means ${means}`];
  });
}

function caseDifferences(stored: ReadonlyMap<string, Uint8Array>, { cases }: Meaning): string[] {
  return [...new Set([...stored.keys(), ...cases.keys()])].flatMap((id) => {
    const bytes = stored.get(id);
    const is = bytes === undefined ? 'nothing' : flat(decodeCase(id, bytes));
    const means = cases.has(id) ? flat(cases.get(id)!) : 'nothing';
    return is === means ? [] : [`case ${id} is ${is}, means ${means}`];
  });
}

/** A case as text that does not depend on the order in which it was learnt. */
function flat(c: Case): string {
  return JSON.stringify(
    [c.contact, [...c.tickets].sort(([a], [b]) => (a < b ? -1 : 1)).map(([id, t]) => [id, t.created, t.closed])],
    sorted,
  );
}

const sorted = (_key: string, value: unknown): unknown =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? Object.fromEntries(
        Object.entries(value)
          .filter(([, v]) => v !== undefined)
          .sort(([a], [b]) => (a < b ? -1 : 1)),
      )
    : value;
