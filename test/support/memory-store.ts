import type {
  ChangedBuckets,
  Commit,
  CommitOutcome,
  CounterRead,
  LoadedCases,
  StateStore,
} from '../../src/ports/state-store.js';

interface Partition {
  head: string | null;
  sequence: number;
  meta: Map<string, string>;
  cases: Map<string, Uint8Array>;
  counters: Map<string, Map<string, number>>;
  changed: Map<string, number>;
}

const empty = (): Partition => ({
  head: null,
  sequence: 0,
  meta: new Map(),
  cases: new Map(),
  counters: new Map(),
  changed: new Map(),
});

/**
 * A store that can fall back: it keeps every version of every partition. For histories with faults that no server can be
 * made to have on command; it passes the same contract suite as the real ones.
 */
export class MemoryStore implements StateStore {
  /** Versions of each partition, oldest first; the last one holds. */
  readonly #versions = new Map<number, Partition[]>();
  /** Off: the fence compares nothing, to show that the tests would find it. */
  fence: 'head' | 'offsets' | 'none' = 'head';
  clock = 0;

  #now(partition: number): Partition {
    let list = this.#versions.get(partition);
    if (list === undefined) this.#versions.set(partition, (list = [empty()]));
    return list.at(-1)!;
  }

  /** Loses the last `commits` commits of a partition. */
  rollBack(partition: number, commits: number): void {
    this.#now(partition);
    const list = this.#versions.get(partition)!;
    list.length = Math.max(1, list.length - commits);
  }

  async load(partition: number, ids: readonly string[]): Promise<LoadedCases> {
    const p = this.#now(partition);
    return { head: p.head, sequence: p.sequence, meta: p.meta, cases: ids.map((id) => p.cases.get(id) ?? null) };
  }

  async commit(c: Commit): Promise<CommitOutcome> {
    const p = this.#now(c.partition);
    if (p.head === c.newHead) return 'replayed';
    if (!this.#passes(p, c)) return 'fenced';
    const next: Partition = {
      head: c.newHead,
      sequence: p.sequence + 1,
      meta: new Map([...p.meta, ...c.meta]),
      cases: new Map([...p.cases, ...c.cases]),
      counters: new Map(p.counters),
      changed: new Map(p.changed),
    };
    for (const bucket of c.dropBuckets) {
      next.counters.delete(bucket);
      next.changed.delete(bucket);
    }
    for (const [bucket, deltas] of c.counters) {
      const counts = new Map(next.counters.get(bucket));
      for (const [name, n] of deltas) {
        const sum = (counts.get(name) ?? 0) + n;
        if (sum === 0) counts.delete(name);
        else counts.set(name, sum);
      }
      next.counters.set(bucket, counts);
      next.changed.set(bucket, next.sequence);
    }
    this.#versions.get(c.partition)!.push(next);
    return 'applied';
  }

  #passes(p: Partition, c: Commit): boolean {
    if (this.fence === 'none') return true;
    if (this.fence === 'head') return p.head === c.expectHead;
    // The fence of an earlier draft: a commit passes when it moves the offsets forward from where they are.
    return [...c.meta].every(
      ([k, v]) => !k.startsWith('offset:') || BigInt(p.meta.get(k) ?? '0') < BigInt(v) || c.counters.size === 0,
    );
  }

  async read(partition: number, buckets: readonly string[]): Promise<CounterRead> {
    const p = this.#now(partition);
    return {
      head: p.head,
      sequence: p.sequence,
      meta: p.meta,
      buckets: buckets.map((b) => p.counters.get(b) ?? new Map()),
    };
  }

  async changedSince(partition: number, sequence: number): Promise<ChangedBuckets> {
    const p = this.#now(partition);
    const changed = [...p.changed].filter(([, s]) => s > sequence).map(([b]) => b);
    return { head: p.head, sequence: p.sequence, meta: p.meta, changed };
  }

  /** All counters of a partition, for comparing whole states. */
  counters(partition: number): ReadonlyMap<string, ReadonlyMap<string, number>> {
    return this.#now(partition).counters;
  }

  meta(partition: number): ReadonlyMap<string, string> {
    return this.#now(partition).meta;
  }

  async now(): Promise<number> {
    return this.clock;
  }

  async clear(): Promise<void> {
    this.#versions.clear();
  }

  async close(): Promise<void> {}
}
