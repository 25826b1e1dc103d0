import { PulseError } from '../../src/domain/errors.js';
import type { Instant } from '../../src/domain/instant.js';
import { byBytes } from '../../src/domain/texts.js';
import type {
  CasesRead,
  ChangedBuckets,
  Commit,
  CommitOutcome,
  CounterRead,
  DueTimers,
  LoadedCases,
  OutboxRead,
  PartitionState,
  RowRange,
  RowsRead,
  StateStore,
} from '../../src/ports/state-store.js';

class Partition {
  head: string | null = null;
  sequence = 0;
  readonly meta = new Map<string, string>();
  readonly cases = new Map<string, Uint8Array>();
  readonly counters = new Map<string, Map<string, number>>();
  readonly changed = new Map<string, number>();
  readonly timers = new Map<string, Instant>();
  readonly outbox = new Map<string, Uint8Array>();
  readonly rows = new Map<string, Set<string>>();

  state(): PartitionState {
    return { head: this.head, sequence: this.sequence, meta: new Map(this.meta) };
  }

  apply(c: Commit): void {
    this.head = c.newHead;
    this.sequence++;
    for (const [name, text] of c.meta) this.meta.set(name, text);
    for (const [id, state] of c.cases) this.cases.set(id, state);
    for (const [id, record] of c.outbox ?? []) this.outbox.set(id, record);
    for (const [id, at] of c.timers ?? []) {
      if (at === null) this.timers.delete(id);
      else this.timers.set(id, at);
    }
    for (const [index, row, present] of c.rows ?? []) {
      const rows = this.rows.get(index) ?? new Set();
      this.rows.set(index, rows);
      if (present) rows.add(row);
      else rows.delete(row);
    }
    for (const bucket of c.dropBuckets) {
      this.counters.delete(bucket);
      this.changed.delete(bucket);
    }
    for (const [bucket, deltas] of c.counters) this.#count(bucket, deltas);
  }

  #count(bucket: string, deltas: ReadonlyMap<string, number>): void {
    const counts = this.counters.get(bucket) ?? new Map<string, number>();
    for (const [name, n] of deltas) {
      const sum = (counts.get(name) ?? 0) + n;
      if (sum === 0) counts.delete(name);
      else counts.set(name, sum);
    }
    this.counters.set(bucket, counts);
    this.changed.set(bucket, this.sequence);
  }
}

/**
 * A store in memory that keeps one version, changed in place: for months of many commits, which MemoryStore, with all its
 * versions, has no room for. Passes the same contract suite.
 */
export class QuickStore implements StateStore {
  readonly #partitions: Map<number, Partition>;
  readonly #clock: { now(): Instant };
  #closed = false;

  /** @param of another client of the same state */
  constructor(clock: { now(): Instant }, of?: QuickStore) {
    this.#clock = clock;
    this.#partitions = of === undefined ? new Map() : of.#partitions;
  }

  #of(partition: number): Partition {
    if (this.#closed) throw new PulseError('PULSE_STORE', 'the store is closed');
    const found = this.#partitions.get(partition) ?? new Partition();
    this.#partitions.set(partition, found);
    return found;
  }

  async load(partition: number, ids: readonly string[]): Promise<LoadedCases> {
    const p = this.#of(partition);
    return { ...p.state(), cases: ids.map((id) => p.cases.get(id) ?? null) };
  }

  async commit(c: Commit): Promise<CommitOutcome> {
    for (const [, at] of c.timers ?? []) checkInstant(at ?? 0);
    const p = this.#of(c.partition);
    if (p.head === c.newHead) return 'replayed';
    if (p.head !== c.expectHead) return 'fenced';
    p.apply(c);
    return 'applied';
  }

  async read(partition: number, buckets: readonly string[]): Promise<CounterRead> {
    const p = this.#of(partition);
    return { ...p.state(), buckets: buckets.map((b) => new Map(p.counters.get(b))) };
  }

  async changedSince(partition: number, sequence: number): Promise<ChangedBuckets> {
    const p = this.#of(partition);
    return { ...p.state(), changed: [...p.changed].filter(([, s]) => s > sequence).map(([b]) => b) };
  }

  async cases(partition: number, after: string, limit: number): Promise<CasesRead> {
    const p = this.#of(partition);
    const behind = [...p.cases].filter(([id]) => after === '' || byBytes(id, after) > 0);
    behind.sort(([a], [b]) => byBytes(a, b));
    return { ...p.state(), cases: behind.slice(0, Math.max(0, limit)) };
  }

  async dueTimers(partition: number, upTo: Instant, limit: number): Promise<DueTimers> {
    const p = this.#of(partition);
    checkInstant(upTo);
    const due = [...p.timers].filter(([, at]) => at <= upTo).sort(([, a], [, b]) => a - b);
    return { ...p.state(), caseIds: due.slice(0, Math.max(0, limit)).map(([id]) => id) };
  }

  async outbox(partition: number, limit: number): Promise<OutboxRead> {
    const p = this.#of(partition);
    return { ...p.state(), entries: [...p.outbox].slice(0, Math.max(0, limit)) };
  }

  async settle(partition: number, ids: readonly string[]): Promise<void> {
    const p = this.#of(partition);
    for (const id of ids) p.outbox.delete(id);
  }

  async rows(partition: number, index: string, { after, before, limit }: RowRange): Promise<RowsRead> {
    const p = this.#of(partition);
    const within = [...(p.rows.get(index) ?? [])].filter(
      (row) => byBytes(row, after) > 0 && (before === null || byBytes(row, before) < 0),
    );
    return { ...p.state(), rows: within.sort(byBytes).slice(0, Math.max(0, limit)) };
  }

  async now(): Promise<Instant> {
    this.#of(0);
    return this.#clock.now();
  }

  async clear(): Promise<void> {
    this.#partitions.clear();
  }

  async close(): Promise<void> {
    this.#closed = true;
  }
}

function checkInstant(at: Instant): void {
  if (!Number.isSafeInteger(at)) throw new PulseError('PULSE_STORE', 'an instant is no safe integer');
}
