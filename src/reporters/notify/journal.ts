import { PulseError } from '../../domain/errors.js';
import { backOffMs } from './back-off.js';
import { type Delivery, deliveryRecord, positionRecord, type SinkPosition, tombstoneRecord } from './deliveries.js';
import type { DeliveryBook } from './delivery-book.js';
import type { RunnerDeps } from './sink.js';

/** Writes what became of alerts, and the position, into the topic `deliveries`. */
export class Journal {
  readonly #deps: RunnerDeps;
  readonly #book: DeliveryBook;
  readonly #sink: string;
  readonly #stop: AbortSignal;

  constructor(sink: string, deps: RunnerDeps, book: DeliveryBook, stop: AbortSignal) {
    this.#sink = sink;
    this.#deps = deps;
    this.#book = book;
    this.#stop = stop;
  }

  /** @returns false when it was stopped before the log had acknowledged them. */
  async record(deliveries: readonly Delivery[]): Promise<boolean> {
    const { log, topics } = this.#deps;
    const records = deliveries.map((delivery) => deliveryRecord(topics.deliveries, delivery));
    const done = (await this.untilDone('recording deliveries', () => log.publish(records))) !== null;
    if (done) for (const delivery of deliveries) this.#book.note(delivery);
    return done;
  }

  /** Takes what became of these alerts off the record. */
  async forget(alertIds: readonly string[]): Promise<void> {
    const { log, topics } = this.#deps;
    const records = alertIds.map((id) => tombstoneRecord(topics.deliveries, this.#sink, id));
    const done = await this.untilDone('forgetting deliveries', () => log.publish(records));
    if (done !== null) for (const id of alertIds) this.#book.forget(id);
  }

  async position(position: SinkPosition): Promise<boolean> {
    const { log, topics } = this.#deps;
    const record = positionRecord(topics.deliveries, position);
    return (await this.untilDone('recording the position', () => log.publish([record]))) !== null;
  }

  /**
   * Does something with the log, again and again while the log does not answer; once even when stopped already, so that
   * what was sent is on record.
   *
   * @returns null when it was stopped before.
   * @throws what trying again does not heal.
   */
  async untilDone<T>(what: string, act: () => Promise<T>): Promise<{ readonly value: T } | null> {
    const { clock, logger } = this.#deps;
    for (let failures = 1; ; failures++) {
      try {
        return { value: await act() };
      } catch (error) {
        if (!(error instanceof PulseError && error.retryable)) throw error;
        const { code, message } = error;
        logger.warn({ sink: this.#sink, code, error: message }, `${what}: will be tried again`);
      }
      if (!this.#stop.aborted) await clock.sleep(backOffMs(Math.min(failures, 6)), this.#stop);
      if (this.#stop.aborted) return null;
    }
  }
}
