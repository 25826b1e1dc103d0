import type { Alert } from '../../domain/alert.js';
import { formatInstant } from '../../domain/instant.js';
import { type Delivery, parsePlace } from './deliveries.js';
import type { DeliveryBook } from './delivery-book.js';
import type { Inbox } from './inbox.js';
import type { Journal } from './journal.js';
import { readAlert } from './read-alert.js';
import type { RunnerDeps, Sink } from './sink.js';

/** Fetches the alerts that an operator wants sent again: what is parked lies below the position. */
export class Retries {
  readonly #sink: Sink;
  readonly #deps: RunnerDeps;
  readonly #book: DeliveryBook;
  readonly #inbox: Inbox;
  readonly #journal: Journal;

  constructor(sink: Sink, deps: RunnerDeps, book: DeliveryBook, inbox: Inbox, journal: Journal) {
    this.#sink = sink;
    this.#deps = deps;
    this.#book = book;
    this.#inbox = inbox;
    this.#journal = journal;
  }

  /** Hands what was asked for since the last call to the inbox; what the log has no more is parked for good. */
  async take(): Promise<void> {
    for (const wish of this.#book.takeRetries()) {
      const read = await this.#journal.untilDone('reading an alert back', () => this.#read(wish));
      if (read === null) return;
      const alert = read.value;
      if (alert === null) await this.#giveUp(wish);
      else {
        const { to } = this.#sink.decide(alert);
        this.#inbox.takeAgain({ alert, place: wish.place, to: to.length > 0 ? to : wish.to, again: true });
      }
    }
  }

  async #read({ alertId, place }: Delivery): Promise<Alert | null> {
    const { log, topics } = this.#deps;
    const { partition, offset } = parsePlace(place);
    const { start, end } = (await log.bounds(topics.alerts))[partition] ?? { start: 0n, end: 0n };
    if (offset < start || offset >= end) return null;
    for await (const { records } of log.read([{ topic: topics.alerts, partition, from: offset, to: offset + 1n }])) {
      const alert = records.map(readAlert).find((found) => found?.id === alertId);
      if (alert) return alert;
    }
    return null;
  }

  async #giveUp(wish: Delivery): Promise<void> {
    const { clock, logger } = this.#deps;
    const reason = 'the topic of alerts has it no more';
    await this.#journal.record([{ ...wish, state: 'parked', at: formatInstant(clock.now()), reason }]);
    logger.warn({ sink: this.#sink.name, id: wish.alertId }, 'cannot be sent again: the alert is gone');
  }
}
