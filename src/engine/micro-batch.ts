import { crc32 } from 'node:zlib';
import { type Case, emptyCase, merge } from '../domain/case.js';
import { decodeCase, encodeCase } from '../domain/case-codec.js';
import { type Horizon, hourStartOf } from '../domain/contribution.js';
import type { Instant } from '../domain/instant.js';
import { tellChanges } from '../domain/ticket-alerts.js';
import { movedRows } from '../domain/ticket-rows.js';
import { nextTimer } from '../domain/timers.js';
import type { Zone } from '../domain/zone.js';
import type { LogRecord, Offset } from '../ports/event-log.js';
import type { Commit } from '../ports/state-store.js';
import { type OutboxEntry, outboxEntry } from './alert-record.js';
import { type Decoded, demoSource, reroutedHeader } from './decode.js';
import { counted, type Progress, type Tally, toldSoFar, writeProgress } from './partition-state.js';
import { RevisionJournal } from './revision-journal.js';
import type { Views } from './views.js';

const hour = 3_600_000;
/** How long hours and minutes are kept; an hour of minutes goes as a whole. */
const keep = { hour: 400 * 24 * hour, minute: 49 * hour } as const;

/** Consecutive records of one topic that are committed together, and where to read on after them. */
export interface Chunk {
  readonly topic: string;
  readonly decoded: readonly Decoded[];
  readonly nextOffset: Offset;
}

/** Ids of the cases that a chunk touches, each once. */
export function touchedCases(chunk: Chunk): string[] {
  const ids = new Set<string>();
  for (const d of chunk.decoded) if (d.kind === 'event') ids.add(d.event.data.contactId);
  return [...ids];
}

export interface Merged {
  readonly commit: Omit<Commit, 'partition' | 'expectHead' | 'newHead'>;
  readonly progress: Progress;
}

/**
 * What one chunk does to the state: a pure function of the chunk, the cases as loaded and the progress before it.
 * Every view moves by view(after) − view(before), once a case: counters, timer, rows, what is told at once.
 */
export function mergeChunk(
  chunk: Chunk,
  ids: readonly string[],
  states: readonly (Uint8Array | null)[],
  before: Progress,
  views: Views,
): Merged {
  const progress = advance(before, chunk);
  const horizon = { hour: progress.streamTime - keep.hour, minute: progress.streamTime - keep.minute };
  const loaded = new Map(ids.map((id, i) => [id, states[i] ? decodeCase(id, states[i]) : emptyCase]));
  const merged = new Map<string, Case>(loaded);
  const moved = new Moved(before);
  const journal = new RevisionJournal(before, views);
  for (const d of chunk.decoded) {
    if (d.kind !== 'event') continue;
    const id = d.event.data.contactId;
    const known = merged.get(id)!;
    const next = merge(known, d.event);
    if (next === known) continue;
    // Event by event: what is told, and what a revision names, must not depend on where chunks are cut.
    journal.note(chunk.topic, d, known, next);
    merged.set(id, moved.tell(id, known, next, d.record.timestamp, views));
  }
  for (const [id, after] of merged) {
    const first = loaded.get(id)!;
    if (after !== first) moved.move(id, first, after, horizon, views);
  }
  const dropBuckets = bucketsToDrop(before.streamTime, progress.streamTime, views.zone);
  const news = { alerts: moved.outbox.length, 'alerts-aged': moved.aged, 'late-changes': journal.rows.length };
  const told = counted(progress, news);
  const { rows, ...commit } = moved.commit();
  const meta = writeProgress(told, [chunk.topic]);
  return { commit: { ...commit, rows: [...rows, ...journal.rows], dropBuckets, meta }, progress: told };
}

/** The differences of a chunk's cases, added up. */
class Moved {
  readonly #cases: [string, Uint8Array][] = [];
  readonly #timers: [string, Instant | null][] = [];
  readonly #counters = new Map<string, Map<string, number>>();
  readonly #rows: (readonly [string, string, boolean])[] = [];
  readonly outbox: OutboxEntry[] = [];
  aged = 0;
  readonly #told: number;
  readonly #plus = (bucket: string, counter: string, n: number) => addTo(this.#counters, bucket, counter, n);
  readonly #minus = (bucket: string, counter: string, n: number) => addTo(this.#counters, bucket, counter, -n);

  constructor(before: Progress) {
    this.#told = toldSoFar(before);
  }

  /** @returns the case with the marks of what need not be told. */
  tell(id: string, before: Case, merged: Case, recordTime: Instant, views: Views): Case {
    const { after, alerts, aged } = tellChanges(id, before, merged, recordTime, views.context);
    for (const alert of alerts) this.outbox.push(outboxEntry(alert, this.#told + this.outbox.length));
    this.aged += aged;
    return after;
  }

  move(id: string, before: Case, after: Case, horizon: Horizon, views: Views): void {
    this.#cases.push([id, encodeCase(after)]);
    if (before !== emptyCase) views.contribution.of(before, horizon, this.#minus);
    views.contribution.of(after, horizon, this.#plus);
    if (after.tickets === before.tickets) return;
    const timer = nextTimer(after, views.context);
    if (timer !== nextTimer(before, views.context)) this.#timers.push([id, timer]);
    this.#rows.push(...movedRows(before, after, views.context));
  }

  commit() {
    const counters = dropZeros(this.#counters);
    return { cases: this.#cases, counters, timers: this.#timers, rows: this.#rows, outbox: this.outbox };
  }
}

function addTo(counters: Map<string, Map<string, number>>, bucket: string, counter: string, n: number): void {
  let names = counters.get(bucket);
  if (names === undefined) {
    names = new Map();
    counters.set(bucket, names);
  }
  names.set(counter, (names.get(counter) ?? 0) + n);
}

function dropZeros(counters: Map<string, Map<string, number>>): Map<string, Map<string, number>> {
  for (const [bucket, names] of counters) {
    for (const [name, n] of names) if (n === 0) names.delete(name);
    if (names.size === 0) counters.delete(bucket);
  }
  return counters;
}

function advance(before: Progress, chunk: Chunk): Progress {
  const counts = new Map(before.tallies);
  const count = (tally: Tally): void => void counts.set(tally, (counts.get(tally) ?? 0) + 1);
  let { streamTime, eventTime, copyAt } = before;
  for (const d of chunk.decoded) {
    streamTime = Math.max(streamTime, d.record.timestamp);
    count(d.kind === 'event' ? 'events' : d.kind === 'dead' ? 'dead' : 'rerouted');
    if (d.kind !== 'event') continue;
    eventTime = Math.max(eventTime ?? d.event.time, d.event.time);
    if (reroutedHeader in d.record.headers) copyAt = streamTime;
    if (d.foreignKey) count('foreign-key');
    if (d.masked) count('masked');
    // That somebody took note says nothing of the figures, whichever part of the program wrote it down.
    if (d.event.type !== 'hotline.alert-acked.v1' && d.event.source.startsWith(demoSource)) count('demo');
  }
  const last = new Map(before.last);
  const final = chunk.decoded.at(-1)?.record;
  if (final !== undefined) last.set(chunk.topic, fingerprintOf(final));
  return {
    ...before,
    offsets: new Map(before.offsets).set(chunk.topic, chunk.nextOffset),
    last,
    streamTime,
    eventTime,
    copyAt,
    tallies: counts,
  };
}

export function fingerprintOf(record: LogRecord): { offset: Offset; timestamp: Instant; crc: number } {
  return { offset: record.offset, timestamp: record.timestamp, crc: record.value === null ? 0 : crc32(record.value) };
}

/** Hours and minutes that fell out of what is kept when stream time moved from one instant to another. */
function bucketsToDrop(from: Instant, to: Instant, zone: Zone): string[] {
  if (from === 0 || to - from < 0 || hourStartOf(from, zone.offsetAt(from)) === hourStartOf(to, zone.offsetAt(to)))
    return [];
  const drop = new Set<string>();
  for (const [grain, kept] of [
    ['hour', keep.hour],
    ['minutes', keep.minute],
  ] as const) {
    // Nothing can be stored beyond a day after the old stream time: such events are dead letters.
    const end = Math.min(to - kept, from + 25 * hour);
    // By half hours: where the clock changes by as much, an hour's bucket may be no longer.
    for (let at = from - kept - hour; at < end; at += hour / 2) {
      if (hourStartOf(at, zone.offsetAt(at)) < to - kept) drop.add(`${grain}:${zone.localHour(at)}`);
    }
  }
  return [...drop];
}
