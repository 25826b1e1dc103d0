import { PulseError } from '../domain/errors.js';
import type { EventLog, OutgoingRecord } from '../ports/event-log.js';
import type { Logger } from '../ports/logger.js';
import type { StateStore } from '../ports/state-store.js';
import type { Measured } from './engine-metrics.js';
import { readUnsent, type Unsent } from './outbox-entry.js';
import type { Topics } from './topics.js';

export interface OutboxDeps extends Measured {
  readonly log: EventLog;
  readonly store: StateStore;
  /** Of alerts. */
  readonly topic: string;
  /** Where the records of revisions go; absent: this outbox is never given one. */
  readonly topics?: Pick<Topics, 'snapshots' | 'control'>;
  readonly logger: Logger;
}

/** So many alerts are published together. */
const most = 500;
/** So many are read at once, as long as there are no more. */
const first = 5000;

/**
 * Empties the outbox of one partition into the topics that its entries are for, in the order in which they were committed:
 * publish, have it acknowledged, take exactly these ids out. A crash in between publishes them again under the same ids.
 * Needs no fence, so it may run beside the commits.
 */
export class Outbox {
  readonly #partition: number;
  readonly #deps: OutboxDeps;
  #running: Promise<void> | null = null;
  /** There may be something in it: a commit put it there, or nobody has looked yet. */
  #dirty = true;
  #closed = false;
  readonly #complained = new Set<string>();

  constructor(partition: number, deps: OutboxDeps) {
    this.#partition = partition;
    this.#deps = deps;
  }

  /** A commit has put something into it. */
  filled(): void {
    this.#dirty = true;
  }

  /**
   * Resolves when everything that was in it at the call is published.
   *
   * @throws PulseError when the store or the log does not answer (retryable); what is left goes with the next call.
   */
  async drain(): Promise<void> {
    // One after the other: the run that is under way may have read the outbox before our entry was there.
    while (this.#running !== null) await this.#running.catch(() => undefined);
    if (!this.#dirty || this.#closed) return;
    this.#running = this.#drain();
    try {
      await this.#running;
    } finally {
      this.#running = null;
    }
  }

  /** Resolves when nothing is on its way any more. */
  async close(): Promise<void> {
    this.#closed = true;
    await this.#running?.catch(() => undefined);
  }

  async #drain(): Promise<void> {
    const { store, logger } = this.#deps;
    this.#dirty = false;
    try {
      for (let limit = first; !this.#closed; limit *= 2) {
        const { entries } = await store.outbox(this.#partition, limit);
        // All of it or nothing: what is missing might be the beginning of something whose end is here.
        if (entries.length === limit) continue;
        const unsent = this.#readable(entries);
        for (const some of together(unsent)) if (!this.#closed) await this.#send(some);
        if (unsent.length > 0) logger.debug({ partition: this.#partition, entries: unsent.length }, 'outbox emptied');
        return;
      }
    } catch (error) {
      this.#dirty = true;
      throw error;
    }
  }

  async #send(some: readonly Unsent[]): Promise<void> {
    const { log, store, metrics } = this.#deps;
    const isOptional = some.every(({ optional }) => optional);
    await log
      .publish(some.map(({ record }) => record))
      .catch((error: unknown) => this.#leaveOut(error, isOptional, some[0]!.record));
    await store.settle(
      this.#partition,
      some.map(({ id }) => id),
    );
    metrics?.alertsPublished(some.flatMap(({ kind }) => (kind === null ? [] : [kind])));
  }

  /** A table that the log will never take must not hold up what comes after it. */
  #leaveOut(error: unknown, isOptional: boolean, { key }: OutgoingRecord): void {
    if (!isOptional || !(error instanceof PulseError) || error.retryable) throw error;
    this.#deps.logger.error(
      { key: String(key), error: error.message },
      'the log refuses a part of a revision: it is left out',
    );
  }

  /** In their order. One that cannot be read stays where it is, and holds up no other. */
  #readable(entries: readonly (readonly [string, Uint8Array])[]): Unsent[] {
    const { topic, topics, logger } = this.#deps;
    const read = entries.map(([id, bytes]) => ({ id, unsent: readUnsent(id, bytes, { alerts: topic, ...topics }) }));
    const bad = read.filter(({ id, unsent }) => unsent === null && !this.#complained.has(id)).map(({ id }) => id);
    for (const id of bad) this.#complained.add(id);
    if (bad.length > 0)
      logger.error({ partition: this.#partition, ids: bad }, 'entries of the outbox are not readable: left there');
    return read
      .flatMap(({ unsent }) => (unsent === null ? [] : [unsent]))
      .sort((a, b) => a.number - b.number || a.order - b.order);
  }
}

/** Alerts in requests of many; a record of a revision may be large, and goes alone. */
function together(unsent: readonly Unsent[]): Unsent[][] {
  const out: Unsent[][] = [];
  for (const one of unsent) {
    const last = out.at(-1);
    const isJoined = one.kind !== null && last !== undefined && last[0]!.kind !== null && last.length < most;
    if (isJoined) last.push(one);
    else out.push([one]);
  }
  return out;
}
