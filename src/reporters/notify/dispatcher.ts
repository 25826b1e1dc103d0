import type { Alert } from '../../domain/alert.js';
import { formatInstant, type Instant } from '../../domain/instant.js';
import { maskPersonal } from '../../domain/texts.js';
import { digestOf } from '../../domain/zone.js';
import { jitteredBackOffMs, longestRetryAfterMs } from './back-off.js';
import type { Delivery } from './deliveries.js';
import type { DeliveryBook } from './delivery-book.js';
import type { Inbox } from './inbox.js';
import type { Journal } from './journal.js';
import type { Message } from './message.js';
import { RateLimit } from './rate-limit.js';
import type { Job, SendQueue } from './send-queue.js';
import type { Sent } from './sender.js';
import type { Item, RunnerDeps, Sink } from './sink.js';

export interface Desk {
  readonly sink: Sink;
  readonly deps: RunnerDeps;
  readonly book: DeliveryBook;
  readonly inbox: Inbox;
  readonly queue: SendQueue;
  readonly journal: Journal;
  /** Resolves when this process is the one that runs the sink; rejects otherwise. */
  readonly confirm: () => Promise<void>;
  readonly stop: AbortSignal;
  /** A former runner ended without a word: nobody knows what it sent in the last minute. */
  readonly followsSilence: boolean;
}

/** Sends one message at a time and puts its outcome on record before the next. */
export class Dispatcher {
  readonly #desk: Desk;
  readonly #rate: RateLimit;
  /** Failures of the sink in a row, whatever the message. */
  #failures = 0;
  #notBefore: Instant = 0;

  constructor(desk: Desk) {
    this.#desk = desk;
    this.#rate = new RateLimit(desk.sink.sender.perMinute);
    if (desk.followsSilence) this.#rate.fill(desk.deps.clock.now());
  }

  /** The first instant from `now` on at which the sink may be tried. */
  freeAt(now: Instant): Instant {
    return Math.max(this.#rate.freeAt(now), this.#notBefore);
  }

  async try(job: Job): Promise<void> {
    // Twice: while the group is asked, something newer may come, or another process's record.
    if (!this.#isReady(job) || !(await this.#isMine()) || this.#desk.stop.aborted || !this.#isReady(job)) return;
    const { items } = job;
    const message = this.#compose(job, items);
    if (message === null)
      return this.#finish(job, items, null, { state: 'parked', reason: 'it could not be put into words' });
    const sent = await this.#send(message, job.parcel.to);
    const now = this.#desk.deps.clock.now();
    this.#rate.note(now);
    if (sent.kind === 'later') return this.#later(job, items, message, sent, now);
    this.#failures = 0;
    job.attempts += 1;
    if (sent.kind === 'delivered') return this.#finish(job, items, message, { state: 'delivered' });
    return this.#finish(job, items, message, { state: 'parked', reason: sent.reason });
  }

  /** Whether there is something to send, now. What is settled already is taken out; what is outdated, its runner takes out. */
  #isReady(job: Job): boolean {
    const { queue, inbox, deps } = this.#desk;
    for (const item of job.items) if (this.#isSettled(item)) inbox.settle(item.alert.id, item.place);
    job.items = job.items.filter((item) => !this.#isSettled(item));
    if (job.items.length === 0) queue.remove(job);
    if (job.items.length === 0 || job.items.some(inbox.isOutdated)) return false;
    const heldUntil = this.#heldUntil(job.items);
    if (heldUntil <= deps.clock.now()) return true;
    job.notBefore = heldUntil;
    return false;
  }

  /** Another process may have sent it, in the moment before it heard that the sink is ours. */
  #isSettled({ alert }: Item): boolean {
    const state = this.#desk.book.state(alert.id);
    return state !== undefined && state !== 'retry';
  }

  /** Quiet hours may have begun while it waited for others, or for a sink that was down. */
  #heldUntil(items: readonly Item[]): Instant {
    return Math.min(...items.map(({ alert, again }) => (again ? 0 : (this.#desk.sink.decide(alert).heldUntil ?? 0))));
  }

  #compose(job: Job, items: readonly Item[]): Message | null {
    const { sink, deps } = this.#desk;
    const alerts = items.map((item) => item.alert);
    const unit = job.parcel.digestOf;
    try {
      if (unit === null) return sink.compose.one(alerts[0]!);
      // Of all its alerts: a digest that has grown after a crash is another message to a receiver that drops repeats.
      const id = `digest-${digestOf(JSON.stringify(idsOf(alerts)))}`;
      return { ...sink.compose.digest(alerts, unit, deps.clock.now()), id };
    } catch (error) {
      // Its name only: the words of an error may quote what is in the ticket.
      const name = error instanceof Error ? error.name : 'unknown';
      deps.logger.error({ sink: sink.name, ids: idsOf(alerts), error: name }, 'a message could not be composed');
      return null;
    }
  }

  async #isMine(): Promise<boolean> {
    const { confirm, deps, sink } = this.#desk;
    try {
      await confirm();
      return true;
    } catch {
      const now = deps.clock.now();
      this.#notBefore = now + 500;
      deps.logger.info({ sink: sink.name }, 'not sure to be the one that runs this sink: waiting');
      return false;
    }
  }

  async #send(message: Message, to: readonly string[]): Promise<Sent> {
    try {
      return await this.#desk.sink.sender.send(message, to);
    } catch (error) {
      return { kind: 'later', reason: `the sender failed: ${error instanceof Error ? error.name : 'unknown'}` };
    }
  }

  async #later(
    job: Job,
    items: readonly Item[],
    message: Message,
    sent: Sent & { kind: 'later' },
    now: Instant,
  ): Promise<void> {
    const { sink, queue, deps } = this.#desk;
    this.#failures += 1;
    job.attempts += 1;
    queue.failed(job, now);
    // Whoever says "at once" is waited for all the same: it has just failed.
    const asked = Math.min(sent.afterMs ?? 0, longestRetryAfterMs);
    const afterMs = Math.max(asked, jitteredBackOffMs(this.#failures, deps.random()));
    this.#notBefore = now + afterMs;
    const facts = { sink: sink.name, id: message.id, outcome: 'later', attempts: job.attempts, afterMs };
    deps.logger.warn({ ...facts, reason: shown(sent.reason) }, 'not delivered yet');
    deps.onOutcome?.(sink.name, 'later', queue.length);
    if (now - job.firstFailedAt! >= sink.parkAfterMs)
      await this.#finish(job, items, message, { state: 'parked', reason: `not taken for too long: ${sent.reason}` });
  }

  async #finish(
    job: Job,
    items: readonly Item[],
    message: Message | null,
    outcome: Pick<Delivery, 'state' | 'reason'>,
  ): Promise<void> {
    const { sink, queue, journal, inbox, deps } = this.#desk;
    const { attempts } = job;
    const at = formatInstant(deps.clock.now());
    const deliveries = items.map(
      ({ alert, place }): Delivery => ({
        ...{ sink: sink.name, alertId: alert.id, at, to: job.parcel.to, messageId: message?.id ?? null },
        ...{ attempts, place, ...outcome },
      }),
    );
    if (!(await journal.record(deliveries))) return;
    queue.remove(job);
    deps.onOutcome?.(sink.name, outcome.state === 'delivered' ? 'delivered' : 'parked', queue.length);
    for (const { alert, place } of items) inbox.settle(alert.id, place);
    const facts = { sink: sink.name, id: message?.id ?? null, alerts: items.length, outcome: outcome.state, attempts };
    if (outcome.state === 'delivered') deps.logger.info(facts, 'delivered');
    else
      deps.logger.warn(
        { ...facts, reason: shown(outcome.reason ?? '') },
        'parked: "pulse alerts parked" shows why, "pulse alerts retry" sends it again',
      );
  }
}

/** Words of the other side, for the log: short, and without numbers of persons should it repeat what it was sent. */
const shown = (reason: string): string => maskPersonal(reason).slice(0, 160);

const idsOf = (alerts: readonly Alert[]): string[] => alerts.map((alert) => alert.id);
