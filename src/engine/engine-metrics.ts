import type { AlertKind, ConditionKind } from '../domain/alert.js';
import type { RefusalReason } from '../domain/events.js';
import type { CommitOutcome } from '../ports/state-store.js';
import type { Chunk } from './micro-batch.js';

/** One try to commit, whatever became of it. */
export interface CommitFacts {
  readonly partition: number;
  /** records: a micro-batch · alerts: timers that fired, or what is told of the hotline as a whole. */
  readonly cause: 'records' | 'alerts';
  readonly outcome: CommitOutcome;
  /** From the load to the store's answer, dead letters and copies that go first included. */
  readonly seconds: number;
  /** What was read; absent unless it was committed. */
  readonly read?: ReadFacts;
}

/** What the records of one micro-batch were. */
export interface ReadFacts {
  readonly topic: string;
  readonly records: number;
  readonly events: number;
  /** Events that changed nothing: repeats, and versions older than what is known. */
  readonly duplicates: number;
  readonly rerouted: number;
  readonly dead: ReadonlyMap<RefusalReason, number>;
}

/**
 * What the engine tells of its work, for whoever measures. Calls come on the hot path: they must be cheap, and must not
 * throw. Whatever is told twice (a process that was fenced reads again) is counted twice.
 */
export interface EngineMetrics {
  /** The partitions that this process owns from now on; all others are somebody else's. */
  assigned(partitions: readonly number[]): void;
  /** Stored offsets and log do not fit together (true), or do again. */
  parked(partition: number, isParked: boolean): void;
  /** Records between what is committed and the end of the log. */
  lag(topic: string, partition: number, records: number): void;
  committed(facts: CommitFacts): void;
  fenced(partition: number): void;
  /** The store holds less than had been committed. */
  fellBack(partition: number): void;
  /** So many cases went on to their next timer. */
  fired(cases: number): void;
  alertsPublished(kinds: readonly AlertKind[]): void;
  /** The kinds of the conditions that are open, one entry a condition; [] from a process that no longer watches. */
  conditionsOpen(kinds: readonly ConditionKind[]): void;
  snapshotsPublished(keys: readonly string[]): void;
  /** One look at what changed, with all that was published of it. */
  snapshotTick(seconds: number, failed: boolean): void;
}

/** What measures may be given; absent: nothing is measured. */
export interface Measured {
  readonly metrics?: EngineMetrics | undefined;
}

/** @returns a function that tells the seconds since this call. */
export function stopwatch(): () => number {
  const began = performance.now();
  return () => (performance.now() - began) / 1000;
}

/**
 * An event is a duplicate when its case was left as it was, or when the same event (source and id) stands before it in
 * the chunk. A repeat of an earlier commit's event is missed when another event of the chunk changed the same case.
 *
 * @param changed cases that the commit wrote.
 */
export function readFacts({ topic, decoded }: Chunk, changed: readonly (readonly [string, unknown])[]): ReadFacts {
  const written = new Set(changed.map(([id]) => id));
  const seen = new Set<string>();
  const dead = new Map<RefusalReason, number>();
  let [events, duplicates, rerouted] = [0, 0, 0];
  for (const d of decoded) {
    if (d.kind === 'dead') dead.set(d.reason, (dead.get(d.reason) ?? 0) + 1);
    if (d.kind === 'misplaced') rerouted++;
    if (d.kind !== 'event') continue;
    events++;
    const { source, id, data } = d.event;
    const before = seen.size;
    seen.add(`${source}\n${id}`);
    if (seen.size === before || !written.has(data.contactId)) duplicates++;
  }
  return { topic, records: decoded.length, events, duplicates, rerouted, dead };
}

/**
 * Tells of one try to commit.
 *
 * @param chunk null: no records were read for it.
 * @param changed cases that the commit wrote.
 */
export function tellCommit(
  metrics: EngineMetrics,
  facts: Pick<CommitFacts, 'partition' | 'outcome' | 'seconds'>,
  chunk: Chunk | null,
  changed: readonly (readonly [string, unknown])[],
): void {
  const cause = chunk === null ? 'alerts' : 'records';
  const read = chunk === null || facts.outcome === 'fenced' ? {} : { read: readFacts(chunk, changed) };
  metrics.committed({ ...facts, cause, ...read });
}
