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
  RowRange,
  RowsRead,
  StateStore,
} from '../../src/ports/state-store.js';

interface Partition {
  head: string | null;
  sequence: number;
  meta: Map<string, string>;
  cases: Map<string, Uint8Array>;
  counters: Map<string, Map<string, number>>;
  changed: Map<string, number>;
  timers: Map<string, Instant>;
  outbox: Map<string, Uint8Array>;
  rows: Map<string, ReadonlySet<string>>;
}

const empty = (): Partition => ({
  head: null,
  sequence: 0,
  meta: new Map(),
  cases: new Map(),
  counters: new Map(),
  changed: new Map(),
  timers: new Map(),
  outbox: new Map(),
  rows: new Map(),
});

/**
 * What a commit is compared with. `head` is the design; the others are earlier drafts of it, to show that tests find them:
 * `offsets`: applied when the stored offsets of all topics are those that the task believes; replayed when they are
 * those after the commit. `topics`: the same, but only of the topics in the commit. `none`: always applied.
 */
export type Fence = 'head' | 'offsets' | 'topics' | 'none';

/** For the fences of offsets: what the task believes was stored before its commit, `offset:<topic>` → decimal text. */
export type Believing = Commit & { readonly believed?: ReadonlyMap<string, string> };

/**
 * A store that can fall back: it keeps every version of every partition. For histories with faults that no server can be
 * made to have on command; it passes the same contract suite as the real ones.
 */
export class MemoryStore implements StateStore {
  /** Versions of each partition, oldest first; the last one holds. A version never changes. */
  readonly #versions: Map<number, Partition[]>;
  #closed = false;
  fence: Fence = 'head';
  /** Set by hand; null: the system's. */
  clock: Instant | null = null;

  /** `of`: another client of the same state. */
  constructor(of?: MemoryStore) {
    this.#versions = of === undefined ? new Map() : of.#versions;
  }

  #list(partition: number): Partition[] {
    if (this.#closed) throw new PulseError('PULSE_STORE', 'the store is closed');
    const list = this.#versions.get(partition) ?? [empty()];
    this.#versions.set(partition, list);
    return list;
  }

  #now(partition: number): Partition {
    return this.#list(partition).at(-1)!;
  }

  /** Loses the last `commits` commits of a partition. */
  rollBack(partition: number, commits: number): void {
    const list = this.#list(partition);
    list.length = Math.max(1, list.length - commits);
  }

  async load(partition: number, ids: readonly string[]): Promise<LoadedCases> {
    const p = this.#now(partition);
    return { head: p.head, sequence: p.sequence, meta: p.meta, cases: ids.map((id) => p.cases.get(id) ?? null) };
  }

  async commit(c: Believing): Promise<CommitOutcome> {
    for (const [, at] of c.timers ?? []) checkInstant(at ?? 0);
    const p = this.#now(c.partition);
    const outcome = this.#judge(p, c);
    if (outcome === 'applied') this.#list(c.partition).push(after(p, c));
    return outcome;
  }

  #judge(p: Partition, c: Believing): CommitOutcome {
    if (this.fence === 'none') return 'applied';
    if (this.fence === 'head') {
      if (p.head === c.newHead) return 'replayed';
      return p.head === c.expectHead ? 'applied' : 'fenced';
    }
    if (c.believed === undefined) throw new Error('a fence of offsets needs to know what the task believes');
    const moved = new Map([...c.meta].filter(([name]) => name.startsWith('offset:')));
    const names =
      this.fence === 'topics' ? moved.keys() : new Set([...c.believed.keys(), ...moved.keys(), ...offsetsOf(p)]);
    const compared = [...names].map((name) => ({
      stored: p.meta.get(name) ?? '0',
      before: c.believed!.get(name) ?? '0',
      after: moved.get(name) ?? c.believed!.get(name) ?? '0',
    }));
    if (compared.every((o) => o.stored === o.before)) return 'applied';
    return compared.every((o) => o.stored === o.after) ? 'replayed' : 'fenced';
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

  async dueTimers(partition: number, upTo: Instant, limit: number): Promise<DueTimers> {
    const { head, sequence, meta, timers } = this.#now(partition);
    checkInstant(upTo);
    const due = [...timers].filter(([, at]) => at <= upTo).sort(([, a], [, b]) => a - b);
    return { head, sequence, meta, caseIds: due.slice(0, Math.max(0, limit)).map(([id]) => id) };
  }

  async outbox(partition: number, limit: number): Promise<OutboxRead> {
    const { head, sequence, meta, outbox } = this.#now(partition);
    return { head, sequence, meta, entries: [...outbox].slice(0, Math.max(0, limit)) };
  }

  async rows(partition: number, index: string, { after, before, limit }: RowRange): Promise<RowsRead> {
    const { head, sequence, meta, rows } = this.#now(partition);
    const within = [...(rows.get(index) ?? [])].filter(
      (row) => byBytes(row, after) > 0 && (before === null || byBytes(row, before) < 0),
    );
    return { head, sequence, meta, rows: within.sort(byBytes).slice(0, Math.max(0, limit)) };
  }

  async cases(partition: number, after: string, limit: number): Promise<CasesRead> {
    const { head, sequence, meta, cases } = this.#now(partition);
    const all = inOrder.get(cases) ?? [...cases].sort(([a], [b]) => byBytes(a, b));
    inOrder.set(cases, all);
    const first = after === '' ? 0 : all.findIndex(([id]) => byBytes(id, after) > 0);
    return { head, sequence, meta, cases: first < 0 ? [] : all.slice(first, first + Math.max(0, limit)) };
  }

  /** No version of its own: whoever falls back to an earlier one has the entries again. */
  async settle(partition: number, ids: readonly string[]): Promise<void> {
    const list = this.#list(partition);
    const p = this.#now(partition);
    if (!ids.some((id) => p.outbox.has(id))) return;
    const gone = new Set(ids);
    list[list.length - 1] = { ...p, outbox: new Map([...p.outbox].filter(([id]) => !gone.has(id))) };
  }

  /** The whole of a partition as it stands, for comparing states; the same object as long as nothing changed. */
  state(partition: number): Readonly<Partition> {
    return this.#now(partition);
  }

  /** All counters of a partition. */
  counters(partition: number): ReadonlyMap<string, ReadonlyMap<string, number>> {
    return this.#now(partition).counters;
  }

  meta(partition: number): ReadonlyMap<string, string> {
    return this.#now(partition).meta;
  }

  async now(): Promise<Instant> {
    this.#list(0);
    return this.clock ?? Date.now();
  }

  async clear(): Promise<void> {
    this.#versions.clear();
  }

  async close(): Promise<void> {
    this.#closed = true;
  }
}

/** Cases of a version by their ids: a version never changes, and whoever reads on asks for them again and again. */
const inOrder = new WeakMap<object, (readonly [string, Uint8Array])[]>();

function checkInstant(at: Instant): void {
  if (!Number.isSafeInteger(at)) throw new PulseError('PULSE_STORE', 'an instant is no safe integer');
}

/** The version that a commit makes of the one before it. */
function after(p: Partition, c: Commit): Partition {
  const next: Partition = {
    head: c.newHead,
    sequence: p.sequence + 1,
    meta: new Map([...p.meta, ...c.meta]),
    cases: new Map([...p.cases, ...c.cases]),
    counters: new Map(p.counters),
    changed: new Map(p.changed),
    timers: new Map(p.timers),
    outbox: new Map([...p.outbox, ...(c.outbox ?? [])]),
    rows: rowsAfter(p.rows, c.rows ?? []),
  };
  for (const [id, at] of c.timers ?? []) {
    if (at === null) next.timers.delete(id);
    else next.timers.set(id, at);
  }
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
  return next;
}

function rowsAfter(before: Partition['rows'], moved: NonNullable<Commit['rows']>): Partition['rows'] {
  const next = new Map<string, Set<string>>();
  for (const [index, row, present] of moved) {
    const rows = next.get(index) ?? new Set(before.get(index));
    next.set(index, rows);
    if (present) rows.add(row);
    else rows.delete(row);
  }
  return new Map([...before, ...next]);
}

const offsetsOf = (p: Partition): string[] => [...p.meta.keys()].filter((name) => name.startsWith('offset:'));
