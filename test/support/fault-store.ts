import type { Instant } from '../../src/domain/instant.js';
import type {
  Commit,
  CommitOutcome,
  DueTimers,
  LoadedCases,
  OutboxRead,
  StateStore,
} from '../../src/ports/state-store.js';
import type { Line } from './fault-line.js';
import type { MemoryStore } from './memory-store.js';

type Wrapped = 'load' | 'commit' | 'dueTimers' | 'outbox' | 'settle';

/** What a task believes to be stored. */
interface Belief {
  readonly head: string | null;
  readonly offsets: ReadonlyMap<string, string>;
}

/**
 * The store as one task sees it: every read (all are loads to the schedule), commit and settling goes over a line that the schedule holds in its hands.
 *
 * Under a fence of offsets (a draft of the design, see MemoryStore) the task must not be saved by a head that the draft
 * did not have: a load of cases shows it the head that it remembers, and a commit says which offsets it remembers. Loads
 * without cases (attaching, the idle check) are where it learns what is stored.
 */
export class FlakyStore implements Pick<StateStore, Wrapped> {
  readonly #store: MemoryStore;
  readonly #line: Line;
  #belief: Belief = { head: null, offsets: new Map() };

  constructor(store: MemoryStore, line: Line) {
    this.#store = store;
    this.#line = line;
  }

  get #isDraft(): boolean {
    return this.#store.fence === 'offsets' || this.#store.fence === 'topics';
  }

  async load(partition: number, ids: readonly string[]): Promise<LoadedCases> {
    const loaded = await this.#line.send('load', () => this.#store.load(partition, ids));
    if (ids.length > 0 && this.#isDraft) return { ...loaded, head: this.#belief.head };
    this.#belief = { head: loaded.head, offsets: offsetsIn(loaded.meta) };
    return loaded;
  }

  async commit(commit: Commit): Promise<CommitOutcome> {
    const believed = this.#belief.offsets;
    const outcome = await this.#line.send('commit', () => this.#store.commit({ ...commit, believed }));
    if (outcome !== 'fenced')
      this.#belief = { head: commit.newHead, offsets: new Map([...believed, ...offsetsIn(commit.meta)]) };
    return outcome;
  }

  async dueTimers(partition: number, upTo: Instant, limit: number): Promise<DueTimers> {
    const due = await this.#line.send('load', () => this.#store.dueTimers(partition, upTo, limit));
    return this.#isDraft ? { ...due, head: this.#belief.head } : due;
  }

  async outbox(partition: number, limit: number): Promise<OutboxRead> {
    const read = await this.#line.send('load', () => this.#store.outbox(partition, limit));
    return this.#isDraft ? { ...read, head: this.#belief.head } : read;
  }

  async settle(partition: number, ids: readonly string[]): Promise<void> {
    await this.#line.send('settle', () => this.#store.settle(partition, ids));
  }
}

const offsetsIn = (meta: ReadonlyMap<string, string>): Map<string, string> =>
  new Map([...meta].filter(([name]) => name.startsWith('offset:')));
