import type { Instant } from '../domain/instant.js';
import type { Mark, Marks } from '../domain/revision.js';
import type { Offset } from '../ports/event-log.js';
import type { PartitionState } from '../ports/state-store.js';

/** The last record that was read of a topic: what shows that a log was replaced under the same offsets. */
export interface Fingerprint {
  readonly offset: Offset;
  readonly timestamp: Instant;
  readonly crc: number;
}

export const isSame = (a: Fingerprint, b: Fingerprint): boolean =>
  a.offset === b.offset && a.timestamp === b.timestamp && a.crc === b.crc;

/** Counts of what happened to records, kept in the state so that they survive and roll back with it. */
export const tallies = [
  'events', 'dead', 'rerouted', 'foreign-key', 'masked', 'demo', 'alerts', 'alerts-aged', 'late-changes',
] as const; // biome-ignore format: a list
export type Tally = (typeof tallies)[number];

/** The texts of a partition's `meta`, typed. Names are a contract of the state schema. */
export interface Progress {
  readonly generationHash: string | null;
  /** Next offset a topic; a topic that was never read is absent. */
  readonly offsets: ReadonlyMap<string, Offset>;
  readonly last: ReadonlyMap<string, Fingerprint>;
  /** Latest broker timestamp read: decides which hours and minutes are still kept. */
  readonly streamTime: Instant;
  /** Latest event time counted. */
  readonly eventTime: Instant | null;
  /** Stream time when a re-routed copy was last read; null: never. Its closing may still be in the wrong partition. */
  readonly copyAt: Instant | null;
  readonly tallies: ReadonlyMap<Tally, number>;
  /** Months whose changes are put on record. */
  readonly marks: Marks;
}

export function readProgress(state: PartitionState): Progress {
  const offsets = new Map<string, Offset>();
  const last = new Map<string, Fingerprint>();
  const marks = new Map<string, Mark>();
  for (const [name, text] of state.meta) {
    if (name.startsWith('offset:')) offsets.set(name.slice(7), BigInt(text));
    if (name.startsWith('last:')) {
      const [offset, timestamp, crc] = text.split(' ') as [string, string, string];
      last.set(name.slice(5), { offset: BigInt(offset), timestamp: Number(timestamp), crc: Number(crc) });
    }
    if (name.startsWith('final:')) {
      const [at, cutOff] = text.split(' ').map(Number) as [number, number];
      marks.set(name.slice(6), { at, cutOff });
    }
  }
  const number = (name: string): number => Number(state.meta.get(name) ?? 0);
  const known = (name: string): number | null => (state.meta.has(name) ? number(name) : null);
  return {
    generationHash: state.meta.get('generation') ?? null,
    offsets,
    last,
    streamTime: number('stream-time'),
    eventTime: known('event-time'),
    copyAt: known('copy-at'),
    tallies: new Map(tallies.map((t) => [t, number(`tally:${t}`)])),
    marks,
  };
}

/** Alerts that the partition has told so far: the number of the next one, which orders them. */
export const toldSoFar = (p: Progress): number => p.tallies.get('alerts') ?? 0;

/** The same progress with these counts added. */
export function counted(p: Progress, more: Partial<Record<Tally, number>>): Progress {
  const counts = new Map(p.tallies);
  for (const [tally, n] of Object.entries(more) as [Tally, number][])
    if (n > 0) counts.set(tally, (counts.get(tally) ?? 0) + n);
  return { ...p, tallies: counts };
}

/** A mark as `meta` holds it. */
export const markText = (month: string, { at, cutOff }: Mark): [name: string, text: string] => [
  `final:${month}`,
  `${at} ${cutOff}`,
];

/** Only what may have changed when so many topics were read; the rest of meta stays as it is. */
export function writeProgress(p: Progress, topics: readonly string[]): Map<string, string> {
  const meta = new Map<string, string>([
    ['generation', p.generationHash ?? ''],
    ['stream-time', String(p.streamTime)],
  ]);
  for (const topic of topics) {
    meta.set(`offset:${topic}`, String(p.offsets.get(topic) ?? 0n));
    const last = p.last.get(topic);
    if (last !== undefined) meta.set(`last:${topic}`, `${last.offset} ${last.timestamp} ${last.crc}`);
  }
  if (p.eventTime !== null) meta.set('event-time', String(p.eventTime));
  if (p.copyAt !== null) meta.set('copy-at', String(p.copyAt));
  for (const [tally, n] of p.tallies) if (n > 0) meta.set(`tally:${tally}`, String(n));
  return meta;
}
