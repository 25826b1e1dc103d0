import { setImmediate as nextTurn } from 'node:timers/promises';
import { PulseError } from '../../domain/errors.js';
import type { Instant } from '../../domain/instant.js';
import type { Clock } from '../../ports/clock.js';
import type {
  CasesRead,
  ChangedBuckets,
  Commit,
  CommitOutcome,
  CounterRead,
  DueTimers,
  LoadedCases,
  OutboxRead,
  RowRange,
  RowsRead,
  StateStore,
} from '../../ports/state-store.js';
import { applyCommit, planCommit } from './apply-commit.js';
import type { Environment, Rows } from './environment.js';
import { rowsBetween } from './index-rows.js';
import { caseKey, outboxKey } from './state-keys.js';
import { bucketCounters, bucketsSince, casesBehind, partitionState } from './state-rows.js';
import { outboxEntries, timersUpTo } from './timer-rows.js';

/** The state of one generation in an LMDB environment (contract: ports/state-store.ts). */
export class EmbeddedStateStore implements StateStore {
  readonly #environment: Environment;
  readonly #clock: Pick<Clock, 'now'>;
  readonly #name: string;
  #closed: Promise<void> | null = null;

  constructor(environment: Environment, namespace: string, generation: number, clock: Pick<Clock, 'now'>) {
    this.#environment = environment;
    this.#name = `state/${namespace}/${generation}`;
    this.#clock = clock;
  }

  async load(partition: number, caseIds: readonly string[]): Promise<LoadedCases> {
    return this.#read('loading cases', (rows) => ({
      ...partitionState(rows, partition),
      cases: caseIds.map((id) => rows.get(caseKey(partition, id)) ?? null),
    }));
  }

  async commit(commit: Commit): Promise<CommitOutcome> {
    const rows = await this.#rows();
    const planned = planCommit(commit);
    return this.#environment.write('PULSE_STORE', 'committing', () => applyCommit(rows, planned));
  }

  async read(partition: number, buckets: readonly string[]): Promise<CounterRead> {
    return this.#read('reading counters', (rows) => ({
      ...partitionState(rows, partition),
      buckets: buckets.map((bucket) => bucketCounters(rows, partition, bucket)),
    }));
  }

  async changedSince(partition: number, sequence: number): Promise<ChangedBuckets> {
    return this.#read('reading changes', (rows) => ({
      ...partitionState(rows, partition),
      changed: bucketsSince(rows, partition, sequence),
    }));
  }

  async dueTimers(partition: number, upTo: Instant, limit: number): Promise<DueTimers> {
    return this.#read('reading timers', (rows) => ({
      ...partitionState(rows, partition),
      caseIds: timersUpTo(rows, partition, upTo, limit),
    }));
  }

  async outbox(partition: number, limit: number): Promise<OutboxRead> {
    return this.#read('reading the outbox', (rows) => ({
      ...partitionState(rows, partition),
      entries: outboxEntries(rows, partition, limit),
    }));
  }

  async rows(partition: number, index: string, range: RowRange): Promise<RowsRead> {
    return this.#read('reading an index', (rows) => ({
      ...partitionState(rows, partition),
      rows: rowsBetween(rows, partition, index, range),
    }));
  }

  async cases(partition: number, after: string, limit: number): Promise<CasesRead> {
    return this.#read('reading cases', (rows) => ({
      ...partitionState(rows, partition),
      cases: casesBehind(rows, partition, after, limit),
    }));
  }

  async settle(partition: number, ids: readonly string[]): Promise<void> {
    const rows = await this.#rows();
    const keys = ids.map((id) => outboxKey(partition, id));
    await this.#environment.write('PULSE_STORE', 'settling the outbox', () => {
      for (const key of keys) void rows.remove(key);
    });
  }

  async now(): Promise<Instant> {
    this.#check();
    return this.#clock.now();
  }

  /** Empties the generation's database, whatever partitions it had. */
  async clear(_partitions: number): Promise<void> {
    const rows = await this.#rows();
    await this.#environment.write('PULSE_STORE', 'forgetting a generation', () => rows.clearSync());
  }

  close(): Promise<void> {
    this.#closed ??= this.#environment.release();
    return this.#closed;
  }

  /** Gives way first: LMDB answers without waiting, so a loop of reads would never let a timer or a commit through. */
  async #read<T>(doing: string, work: (rows: Rows) => T): Promise<T> {
    this.#check();
    await nextTurn();
    const rows = await this.#rows();
    return this.#environment.read('PULSE_STORE', doing, () => work(rows));
  }

  /** Opened when it is first needed: a client of the log alone leaves no empty state behind. */
  async #rows(): Promise<Rows> {
    this.#check();
    const rows = await this.#environment.database(this.#name);
    this.#check();
    return rows;
  }

  #check(): void {
    if (this.#closed !== null) throw new PulseError('PULSE_STORE', 'the store is closed');
  }
}
