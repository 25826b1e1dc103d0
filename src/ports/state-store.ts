import type { Instant } from '../domain/instant.js';

/** Bucket (such as `month:2021-06`) → counter name → integer. */
export type CounterDeltas = ReadonlyMap<string, ReadonlyMap<string, number>>;

/** What a partition is, apart from its cases and counters. */
export interface PartitionState {
  /** Id of the last commit; null: nothing was ever committed. */
  readonly head: string | null;
  /** Commits so far; grows by one a commit, falls only when the store falls back. */
  readonly sequence: number;
  /** Small texts of the partition by name: next offset a topic (`offset:<topic>`), generation hash, stream time, tallies. */
  readonly meta: ReadonlyMap<string, string>;
}

export interface LoadedCases extends PartitionState {
  /** In the order of the ids asked for; null: unknown case. */
  readonly cases: readonly (Uint8Array | null)[];
}

export interface CounterRead extends PartitionState {
  /** One map a bucket asked for, in that order; empty when the bucket does not exist. No entry is 0. */
  readonly buckets: readonly ReadonlyMap<string, number>[];
}

export interface ChangedBuckets extends PartitionState {
  /** Buckets written by commits with a sequence > the one asked for. */
  readonly changed: readonly string[];
}

export interface DueTimers extends PartitionState {
  /** Cases whose timer is at or before the instant asked for, earliest first. */
  readonly caseIds: readonly string[];
}

export interface OutboxRead extends PartitionState {
  /** In no particular order. */
  readonly entries: readonly (readonly [id: string, record: Uint8Array])[];
}

export interface RowsRead extends PartitionState {
  /** In the order of their UTF-8 bytes. */
  readonly rows: readonly string[];
}

export interface CasesRead extends PartitionState {
  /** In the store's own order, which no commit changes. */
  readonly cases: readonly (readonly [id: string, state: Uint8Array])[];
}

/** A piece of an index: the first `limit` rows between two texts, both left out. */
export interface RowRange {
  /** Empty: from the first row on. */
  readonly after: string;
  /** null: to the last row. */
  readonly before: string | null;
  readonly limit: number;
}

/** One commit of one partition: everything or nothing. */
export interface Commit {
  readonly partition: number;
  /** The head that this commit was computed on; null: none yet. */
  readonly expectHead: string | null;
  /** Made once, by one owner, for this very commit. */
  readonly newHead: string;
  readonly cases: readonly (readonly [id: string, state: Uint8Array])[];
  /** Added to what is there; a counter that becomes 0 ceases to exist. Deltas are safe integers. */
  readonly counters: CounterDeltas;
  /** Buckets to forget, applied before `counters`. A dropped bucket is forgotten by `changed` too. */
  readonly dropBuckets: readonly string[];
  /** Texts to set. */
  readonly meta: ReadonlyMap<string, string>;
  /** The timer index: a case has one timer or none (null). Cases that are not named keep theirs. */
  readonly timers?: readonly (readonly [caseId: string, at: Instant | null])[];
  /** Added to the outbox; an entry whose id is there already is replaced. */
  readonly outbox?: readonly (readonly [id: string, record: Uint8Array])[];
  /**
   * The indexes: each a set of texts, none of them empty, of any length. A row is there afterwards or not; the last word on
   * it counts. Rows that are not named stay as they are.
   */
  readonly rows?: readonly (readonly [index: string, row: string, present: boolean])[];
}

export type CommitOutcome = 'applied' | 'replayed' | 'fenced';

/**
 * Durable state of the partition tasks of one generation. Contract, run against every adapter:
 * - One cut: `load`, `read`, `changedSince`, `dueTimers`, `outbox`, `rows` and `cases` return all they return as of one instant.
 * - Atomic: after `commit` settles, the whole commit is visible or none of it; also to another process.
 * - Fenced: unless the stored head equals `expectHead`, `commit` answers `fenced` and writes nothing.
 * - Replay-safe: already at `newHead` is `replayed`, counted once. Sound because a head is made once, by one owner, for
 *   one commit.
 * - A commit whose outcome is unknown (timeout, connection lost) is settled by the adapter through the head: the caller
 *   sees one of the three outcomes, or PULSE_STORE (retryable) when the store does not answer at all.
 * - Partitions, generations and namespaces do not see each other.
 * - Adapters throw only PulseError; a vendor's error travels as `cause`.
 */
export interface StateStore {
  load(partition: number, caseIds: readonly string[]): Promise<LoadedCases>;
  commit(commit: Commit): Promise<CommitOutcome>;
  /** Counters of several buckets of one partition. */
  read(partition: number, buckets: readonly string[]): Promise<CounterRead>;
  /** Which buckets changed since a sequence (0: all that exist). */
  changedSince(partition: number, sequence: number): Promise<ChangedBuckets>;
  /** The first `limit` cases whose timer is at or before `upTo`; the cost grows with these, not with the timers stored. */
  dueTimers(partition: number, upTo: Instant, limit: number): Promise<DueTimers>;
  /** Rows of an index (none: there is no such index); the cost grows with the rows returned, not with those stored. */
  rows(partition: number, index: string, range: RowRange): Promise<RowsRead>;
  /**
   * The first `limit` cases behind the case `after` (empty: from the first on), which need not exist; fewer: these were the
   * last. Whoever goes on behind the last one of each piece meets every case once that is there all the while, however many
   * are written meanwhile; one that is born meanwhile, once or not at all. For reports, not for the path of events.
   */
  cases(partition: number, after: string, limit: number): Promise<CasesRead>;
  /** Up to `limit` entries of the outbox: what was committed and is not yet known to be published. */
  outbox(partition: number, limit: number): Promise<OutboxRead>;
  /**
   * Takes exactly these ids out of the outbox: the log has acknowledged them. The only write that is no commit. It needs no
   * fence: an id means one alert whoever holds it, and one that a fall-back brings back is published again under its id.
   */
  settle(partition: number, ids: readonly string[]): Promise<void>;
  /** The store's own clock; timers and asOf use it, so that processors with skewed clocks agree. */
  now(): Promise<Instant>;
  /** Forgets everything of this generation; for `rebuild` and tests. */
  clear(partitions: number): Promise<void>;
  close(): Promise<void>;
}
