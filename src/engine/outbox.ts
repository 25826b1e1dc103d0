import type { Alert } from '../domain/alert.js';
import { PulseError } from '../domain/errors.js';
import type { EventLog } from '../ports/event-log.js';
import type { Logger } from '../ports/logger.js';
import type { StateStore } from '../ports/state-store.js';
import { alertRecord, readAlert } from './alert-record.js';
import type { Measured } from './engine-metrics.js';

export interface OutboxDeps extends Measured {
  readonly log: EventLog;
  readonly store: StateStore;
  readonly topic: string;
  readonly logger: Logger;
}

/** So many alerts are published together. */
const most = 500;

/**
 * Empties the outbox of one partition into the alerts topic: publish, have it acknowledged, take exactly these ids out. A
 * crash in between publishes them again under the same ids. Needs no fence, so it may run beside the commits.
 */
export class Outbox {
  readonly #partition: number;
  readonly #deps: OutboxDeps;
  #running: Promise<void> | null = null;
  /** There may be something in it: a commit put it there, or nobody has looked yet. */
  #dirty = true;
  #closed = false;

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
      while (!this.#closed) {
        const { entries } = await store.outbox(this.#partition, most);
        if (entries.length === 0) return;
        const found = entries.map(([id, bytes]) => ({ id, bytes, alert: readAlert(bytes) }));
        const readable = found.filter((e): e is typeof e & { alert: Alert } => e.alert !== null);
        if (readable.length < found.length)
          throw new PulseError('PULSE_STORE', 'an entry of the outbox is not readable', {
            details: { partition: this.#partition, ids: found.filter((e) => e.alert === null).map((e) => e.id) },
          });
        // In the order in which they became true: the end of something must not be told before its beginning.
        readable.sort((a, b) => compare(a.alert, b.alert));
        await log.publish(readable.map(({ alert, bytes }) => alertRecord(topic, alert, bytes)));
        await store.settle(
          this.#partition,
          found.map((e) => e.id),
        );
        metrics?.alertsPublished(readable.map((e) => e.alert.kind));
        logger.debug({ partition: this.#partition, alerts: found.length }, 'alerts published');
      }
    } catch (error) {
      this.#dirty = true;
      throw error;
    }
  }
}

const compare = (a: Alert, b: Alert): number =>
  Date.parse(a.firedAt) - Date.parse(b.firedAt) || Date.parse(a.at) - Date.parse(b.at);
