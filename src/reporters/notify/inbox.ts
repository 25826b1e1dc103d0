import type { Alert } from '../../domain/alert.js';
import { formatInstant, type Instant, parseInstant } from '../../domain/instant.js';
import type { LogBatch, LogRecord } from '../../ports/event-log.js';
import type { Logger } from '../../ports/logger.js';
import { type Delivery, placeText } from './deliveries.js';
import type { DeliveryBook } from './delivery-book.js';
import { Outdated } from './outdated.js';
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
  readonly #outdated = new Outdated();
  #tooOld: Delivery[] = [];

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

  /** Something newer of its ticket has come while it waited: it is not to be sent any more. */
  isOutdated = ({ alert }: Item): boolean => this.#outdated.has(alert.id);

  /** Takes out what is held and matches. */
  drop(matches: (item: Item) => boolean): void {
    for (const [until, items] of this.#held) {
      const rest = items.filter((item) => !matches(item));
      if (rest.length === 0) this.#held.delete(until);
      else if (rest.length < items.length) this.#held.set(until, rest);
    }
  }

  get hasOutdated(): boolean {
    return this.#outdated.size > 0;
  }

  /** What is to be recorded as skipped; each has to be settled when it is. What is outdated must not be waiting any more. */
  takeSkipped(now: Instant): Delivery[] {
    const outdated = this.#outdated.all().map(([{ alert, place }, by]) => this.#skipped(alert, place, now, by));
    const skipped = [...this.#tooOld, ...outdated];
    this.#tooOld = [];
    return skipped;
  }

  /** Its outcome is on record. */
  settle(alertId: string, place: string): void {
    this.#pending.delete(alertId);
    this.#outdated.remove(alertId);
    this.#progress.settle(place);
  }

  #take(partition: number, record: LogRecord, now: Instant): void {
    const place = placeText(partition, record.offset);
    const alert = readAlert(record);
    const foundAt = alert === null ? null : parseInstant(alert.firedAt);
    if (alert === null || foundAt === null) {
      this.#logger.warn({ sink: this.#sink.name, place }, 'a record of the alerts topic is no alert: left out');
      return;
    }
    if (this.#book.state(alert.id) !== undefined || this.#pending.has(alert.id)) return;
    const { wanted, to, heldUntil } = this.#sink.decide(alert);
    if (this.#sink.supersede && (wanted || alert.state === 'resolved')) this.#outdated.by(alert);
    if (!wanted) return;
    this.#progress.open(partition, record.offset);
    this.#pending.add(alert.id);
    // By when it was found, not by when it became true: a snooze or a long holiday may lie in between.
    if (!alert.digestOnly && record.timestamp - foundAt > this.#sink.maxAgeMs)
      this.#tooOld.push(this.#skipped(alert, place, now, 'too old when it was written'));
    else this.#hold({ alert, place, to, again: false }, heldUntil ?? 0);
  }

  #skipped(alert: Alert, place: string, now: Instant, reason: string): Delivery {
    return {
      ...{ sink: this.#sink.name, alertId: alert.id, state: 'skipped', at: formatInstant(now), to: [] },
      ...{ messageId: null, attempts: 0, place, reason },
    };
  }

  #hold(item: Item, until: Instant): void {
    if (!item.again) this.#outdated.watch(item);
    const items = this.#held.get(until);
    if (items === undefined) this.#held.set(until, [item]);
    else items.push(item);
  }
}
