import type { Alert } from '../../domain/alert.js';
import { formatInstant, type Instant, parseInstant } from '../../domain/instant.js';
import type { LogBatch, LogRecord } from '../../ports/event-log.js';
import type { Logger } from '../../ports/logger.js';
import { type Delivery, placeText } from './deliveries.js';
import type { DeliveryBook } from './delivery-book.js';
import { readAlert } from './read-alert.js';
import type { ReadProgress } from './read-progress.js';
import type { Item, Sink } from './sink.js';

/** Takes the alerts as they are read, and keeps what the sink has to tell until its time. */
export class Inbox {
  readonly #sink: Sink;
  readonly #book: Pick<DeliveryBook, 'state'>;
  readonly #progress: ReadProgress;
  readonly #logger: Logger;
  /** Ids that are on their way. A fall-back of the store publishes an alert again, under its id. */
  readonly #pending = new Set<string>();
  /** What is held for quiet hours, by the instant at which it may go. */
  readonly #held = new Map<Instant, Item[]>();
  #skipped: Delivery[] = [];

  constructor(sink: Sink, book: Pick<DeliveryBook, 'state'>, progress: ReadProgress, logger: Logger) {
    this.#sink = sink;
    this.#book = book;
    this.#progress = progress;
    this.#logger = logger;
  }

  take(batch: LogBatch, now: Instant): void {
    for (const record of batch.records) this.#take(batch.partition, record, now);
    this.#progress.read(batch.partition, batch.nextOffset);
  }

  /** An operator wants this one told again. */
  takeAgain(item: Item): void {
    if (this.#pending.has(item.alert.id)) return;
    this.#pending.add(item.alert.id);
    this.#hold(item, 0);
  }

  /** What may go at `now`, in the order in which it came. */
  release(now: Instant): Item[] {
    const ready = [...this.#held.keys()].filter((until) => until <= now).sort((a, b) => a - b);
    return ready.flatMap((until) => {
      const items = this.#held.get(until)!;
      this.#held.delete(until);
      return items;
    });
  }

  /** When `release` has something; null: nothing is held. */
  nextAt(): Instant | null {
    return this.#held.size === 0 ? null : Math.min(...this.#held.keys());
  }

  /** What is to be recorded as skipped; each has to be settled when it is. */
  takeSkipped(): Delivery[] {
    const skipped = this.#skipped;
    this.#skipped = [];
    return skipped;
  }

  /** Its outcome is on record. */
  settle(alertId: string, place: string): void {
    this.#pending.delete(alertId);
    this.#progress.settle(place);
  }

  #take(partition: number, record: LogRecord, now: Instant): void {
    const place = placeText(partition, record.offset);
    const alert = readAlert(record);
    const became = alert === null ? null : parseInstant(alert.at);
    if (alert === null || became === null) {
      this.#logger.warn({ sink: this.#sink.name, place }, 'a record of the alerts topic is no alert: left out');
      return;
    }
    if (this.#book.state(alert.id) !== undefined || this.#pending.has(alert.id)) return;
    const { wanted, to, heldUntil } = this.#sink.decide(alert);
    if (wanted || alert.state === 'resolved') this.#supersede(alert, now);
    if (!wanted) return;
    this.#progress.open(partition, record.offset);
    this.#pending.add(alert.id);
    if (!alert.digestOnly && record.timestamp - became > this.#sink.maxAgeMs)
      this.#skip(alert, place, now, 'too old when it was written');
    else this.#hold({ alert, place, to, again: false }, heldUntil ?? 0);
  }

  /** What is held of a ticket is no longer so: at the end of quiet hours people are told how it stands then. */
  #supersede({ id, subject, ticket }: Alert, now: Instant): void {
    if (ticket === undefined) return;
    for (const [until, items] of this.#held) {
      const old = items.filter((item) => item.alert.subject === subject && !item.again);
      for (const { alert, place } of old) this.#skip(alert, place, now, `superseded by ${id}`);
      if (old.length > 0)
        this.#held.set(
          until,
          items.filter((item) => !old.includes(item)),
        );
    }
  }

  #skip(alert: Alert, place: string, now: Instant, reason: string): void {
    this.#skipped.push({
      ...{ sink: this.#sink.name, alertId: alert.id, state: 'skipped', at: formatInstant(now), to: [] },
      ...{ messageId: null, attempts: 0, place, reason },
    });
  }

  #hold(item: Item, until: Instant): void {
    const items = this.#held.get(until);
    if (items === undefined) this.#held.set(until, [item]);
    else items.push(item);
  }
}
