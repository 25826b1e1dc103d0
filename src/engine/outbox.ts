import type { EventLog } from '../ports/event-log.js';
import type { Logger } from '../ports/logger.js';
import type { StateStore } from '../ports/state-store.js';
import { alertRecord, readOutboxEntry, type Unsent } from './alert-record.js';
import type { Measured } from './engine-metrics.js';

export interface OutboxDeps extends Measured {
  readonly log: EventLog;
  readonly store: StateStore;
  readonly topic: string;
  readonly logger: Logger;
}

/** So many alerts are published together. */
const most = 500;
/** So many are read at once, as long as there are no more. */
const first = 5000;

/**
 * Empties the outbox of one partition into the alerts topic, in the order in which the alerts were committed: publish, have it acknowledged, take exactly these ids out. A
 * crash in between publishes them again under the same ids. Needs no fence, so it may run beside the commits.
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
    const { store, log, topic, logger, metrics } = this.#deps;
    this.#dirty = false;
    try {
      for (let limit = first; !this.#closed; limit *= 2) {
        const { entries } = await store.outbox(this.#partition, limit);
        // All of it or nothing: what is missing might be the beginning of something whose end is here.
        if (entries.length === limit) continue;
        const unsent = this.#readable(entries).sort((a, b) => a.number - b.number);
        for (let i = 0; i < unsent.length && !this.#closed; i += most) {
          const some = unsent.slice(i, i + most);
          await log.publish(some.map((entry) => alertRecord(topic, entry)));
          await store.settle(
            this.#partition,
            some.map(({ alert }) => alert.id),
          );
          metrics?.alertsPublished(some.map(({ alert }) => alert.kind));
        }
        if (unsent.length > 0) logger.debug({ partition: this.#partition, alerts: unsent.length }, 'alerts published');
        return;
      }
    } catch (error) {
      this.#dirty = true;
      throw error;
    }
  }

  /** One that cannot be read stays where it is, and holds up no other. */
  #readable(entries: readonly (readonly [string, Uint8Array])[]): Unsent[] {
    const read = entries.map(([id, bytes]) => ({ id, unsent: readOutboxEntry(bytes) }));
    const bad = read.filter(({ id, unsent }) => unsent === null && !this.#complained.has(id)).map(({ id }) => id);
    for (const id of bad) this.#complained.add(id);
    if (bad.length > 0)
      this.#deps.logger.error(
        { partition: this.#partition, ids: bad },
        'alerts in the outbox are not readable: left there',
      );
    return read.flatMap(({ unsent }) => (unsent === null ? [] : [unsent]));
  }
}
