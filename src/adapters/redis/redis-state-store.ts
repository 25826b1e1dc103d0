import type { Cluster, Redis } from 'ioredis';
import { PulseError } from '../../domain/errors.js';
import type { Instant } from '../../domain/instant.js';
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
import { clearGeneration } from './clear-generation.js';
import { outcomeOf } from './commit-outcome.js';
import { type PartitionKeys, partitionKeys } from './keys.js';
import { commitCall, counterMap, loadCall, partitionState, wholeText } from './messages.js';
import { patiently, within } from './patience.js';
import { casesCall, casesOf } from './read-cases.js';
import { storeError } from './redis-errors.js';
import { defineScripts, type Scripts } from './scripts.js';

export interface RedisStateStoreOptions {
  /** Keeps several hotlines apart on one Redis. */
  readonly namespace: string;
  readonly generation: number;
  /** How long one call may take, repeats included, before it is PULSE_STORE; milliseconds. */
  readonly commitTimeoutMs: number;
}

/** Ids that one HDEL takes out of an outbox: a long one would keep other clients waiting. */
const SETTLE_STEP = 1000;

/** State in Redis or a Redis Cluster: each call one Lua script, hence one instant of one partition. */
export class RedisStateStore implements StateStore {
  readonly #client: Redis | Cluster;
  readonly #scripts: Scripts;
  readonly #options: RedisStateStoreOptions;
  #closed = false;

  constructor(client: Redis | Cluster, options: RedisStateStoreOptions) {
    this.#client = client;
    this.#scripts = defineScripts(client);
    this.#options = options;
  }

  async load(partition: number, caseIds: readonly string[]): Promise<LoadedCases> {
    const { keys, args, order } = loadCall(this.#keys(partition), caseIds);
    const reply = await this.#ask('load', partition, () => this.#scripts.runBuffer('load', keys, args));
    const [meta, ...lists] = reply as [Buffer[], ...(Buffer | null)[][]];
    const cases = new Array<Uint8Array | null>(caseIds.length).fill(null);
    for (const [i, value] of lists.flat().entries()) cases[order[i]!] = value;
    return { ...partitionState(meta), cases };
  }

  async read(partition: number, buckets: readonly string[]): Promise<CounterRead> {
    const of = this.#keys(partition);
    const keys = [of.meta, ...buckets.map(of.bucket)];
    const reply = await this.#ask('read', partition, () => this.#scripts.run('read', keys, []));
    const [meta, ...found] = reply as [string[], ...string[][]];
    return { ...partitionState(meta), buckets: found.map((flat, i) => counterMap(buckets[i]!, flat)) };
  }

  async changedSince(partition: number, sequence: number): Promise<ChangedBuckets> {
    const { meta: key, changed: index } = this.#keys(partition);
    const script = () => this.#scripts.run('changed', [key, index], [String(sequence)]);
    const [meta, changed] = (await this.#ask('changedSince', partition, script)) as [string[], string[]];
    return { ...partitionState(meta), changed };
  }

  async dueTimers(partition: number, upTo: Instant, limit: number): Promise<DueTimers> {
    const { meta: key, timers } = this.#keys(partition);
    const args = [wholeText('an instant', upTo), countText(limit)];
    const reply = await this.#ask('dueTimers', partition, () => this.#scripts.run('due', [key, timers], args));
    const [meta, caseIds] = reply as [string[], string[]];
    return { ...partitionState(meta), caseIds };
  }

  async outbox(partition: number, limit: number): Promise<OutboxRead> {
    const { meta: key, outbox } = this.#keys(partition);
    const args = [countText(limit)];
    const reply = await this.#ask('outbox', partition, () => this.#scripts.runBuffer('outbox', [key, outbox], args));
    const [meta, flat] = reply as [Buffer[], Buffer[]];
    const ids = flat.filter((_, i) => i % 2 === 0);
    return { ...partitionState(meta), entries: ids.map((id, i) => [String(id), flat[2 * i + 1]!] as const) };
  }

  async rows(partition: number, index: string, { after, before, limit }: RowRange): Promise<RowsRead> {
    const of = this.#keys(partition);
    const args = [`(${after}`, before === null ? '+' : `(${before}`, countText(limit)];
    const script = () => this.#scripts.run('rows', [of.meta, of.rows(index)], args);
    const [meta, rows] = (await this.#ask('rows', partition, script)) as [string[], string[]];
    return { ...partitionState(meta), rows };
  }

  async cases(partition: number, after: string, limit: number): Promise<CasesRead> {
    wholeText('a limit', limit);
    const most = Math.max(0, limit);
    const { keys, args } = casesCall(this.#keys(partition), after, most);
    const reply = await this.#ask('cases', partition, () => this.#scripts.runBuffer('cases', keys, args));
    return casesOf(reply, after, most);
  }

  /** Not one step, and need not be: what a failure leaves is published again under its id. */
  async settle(partition: number, ids: readonly string[]): Promise<void> {
    const { outbox } = this.#keys(partition);
    this.#refuseWhenClosed('settle');
    for (let i = 0; i < ids.length; i += SETTLE_STEP) {
      const step = ids.slice(i, i + SETTLE_STEP);
      await this.#ask('settle', partition, () => this.#client.hdel(outbox, ...step));
    }
  }

  /** After a try whose answer was lost, the head is asked before the commit is sent again. */
  async commit(commit: Commit): Promise<CommitOutcome> {
    const { partition } = commit;
    const keys = this.#keys(partition);
    const { keys: scriptKeys, args } = commitCall(keys, commit);
    let sent = false;
    return this.#ask('commit', partition, async () => {
      const settled = sent ? await this.#outcomeSoFar(keys, commit) : null;
      if (settled !== null) return settled;
      sent = true;
      return outcomeOf(await this.#scripts.run('commit', scriptKeys, args), partition);
    });
  }

  async now(): Promise<Instant> {
    // Partition 0's node: in a cluster every processor must read the same clock.
    const key = this.#keys(0).meta;
    const reply = await this.#ask('now', 0, () => this.#scripts.run('now', [key], []));
    const [seconds, micros] = reply as [string, string];
    return Number(seconds) * 1000 + Math.floor(Number(micros) / 1000);
  }

  async clear(partitions: number): Promise<void> {
    this.#refuseWhenClosed('clear');
    const { namespace, generation } = this.#options;
    try {
      await clearGeneration(this.#client, namespace, generation, partitions);
    } catch (error) {
      throw storeError('clear', error);
    }
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    try {
      await within(1000, this.#client.quit());
    } catch {
      // Not reachable: nothing is pending that a farewell could save.
      this.#client.disconnect();
    }
  }

  /**
   * What became of a commit whose answer was lost. Not here yet (null): it may be sent again, even if the first copy is
   * still on its way, since the script lets only one of them pass.
   */
  async #outcomeSoFar(keys: PartitionKeys, { expectHead, newHead }: Commit): Promise<CommitOutcome | null> {
    const head = await this.#client.hget(keys.meta, 'head');
    if (head === newHead) return 'replayed';
    return head === expectHead ? null : 'fenced';
  }

  #keys(partition: number): PartitionKeys {
    return partitionKeys(this.#options.namespace, this.#options.generation, partition);
  }

  async #ask<T>(what: string, partition: number, call: () => Promise<T>): Promise<T> {
    this.#refuseWhenClosed(what);
    try {
      return await patiently(this.#options.commitTimeoutMs, call);
    } catch (error) {
      throw storeError(what, error, { partition });
    }
  }

  #refuseWhenClosed(what: string): void {
    if (this.#closed) throw new PulseError('PULSE_STORE', `Redis: ${what} failed: the store is closed`);
  }
}

/** How many rows are wanted, as the scripts read it: Redis takes a negative one for all. */
function countText(limit: number): string {
  return wholeText('a limit', Math.max(0, limit));
}
