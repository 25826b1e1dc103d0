import { randomUUID } from 'node:crypto';
import type { Instant } from '../../domain/instant.js';
import type { LogBatch, Tail } from '../../ports/event-log.js';
import { DeliveryBook } from './delivery-book.js';
import { Dispatcher } from './dispatcher.js';
import { Gatherer } from './gather.js';
import { Inbox } from './inbox.js';
import { Journal } from './journal.js';
import { ReadProgress } from './read-progress.js';
import { Retries } from './retries.js';
import { SendQueue } from './send-queue.js';
import type { RunnerDeps, Sink } from './sink.js';
import { beginning, type SinkStart } from './sink-start.js';
import { WakeUp } from './wake-up.js';

/** The position is written so often at most: what lies between is read again after a crash, and is settled by id. */
const positionEveryMs = 5000;
/** A clock that was set back must not send the loop to sleep for ever. */
const longestNapMs = 60_000;

/** What a runner has once it has read where the sink stands. */
interface Work {
  readonly start: SinkStart;
  readonly progress: ReadProgress;
  readonly inbox: Inbox;
  readonly gatherer: Gatherer;
  readonly queue: SendQueue;
  readonly dispatcher: Dispatcher;
  readonly retries: Retries;
}

/**
 * Runs one sink while this process owns it: reads the alerts from the sink's position, sends one message after another,
 * puts each outcome on record before the next. A crash at any moment loses nothing; what was being sent may be sent
 * again, under the same id.
 */
export class SinkRunner {
  readonly #sink: Sink;
  readonly #deps: RunnerDeps;
  readonly #confirm: () => Promise<void>;
  readonly #onFatal: (error: Error) => void;
  readonly #me = randomUUID();
  readonly #stop = new AbortController();
  readonly #wake: WakeUp;
  readonly #book: DeliveryBook;
  readonly #journal: Journal;
  #said = { at: 0 as Instant, next: '' };
  #running: Promise<void> = Promise.resolve();

  /**
   * @param confirm asked before each send: rejects when another process may own the sink by now.
   * @param onFatal told once, when nothing more can be done.
   */
  constructor(sink: Sink, deps: RunnerDeps, confirm: () => Promise<void>, onFatal: (error: Error) => void) {
    this.#sink = sink;
    this.#deps = deps;
    this.#confirm = confirm;
    this.#onFatal = onFatal;
    this.#wake = new WakeUp(deps.clock, this.#stop.signal);
    this.#book = new DeliveryBook(sink.name, () => this.#wake.wake());
    this.#journal = new Journal(sink.name, deps, this.#book, this.#stop.signal);
  }

  start(): void {
    this.#running = this.#run().catch((error: unknown) => this.#fail(error));
  }

  /** Nothing is sent from now on; resolves when the send in hand has ended and is on record. */
  stop(): Promise<void> {
    this.#stop.abort();
    return this.#running;
  }

  async #run(): Promise<void> {
    const { log, topics } = this.#deps;
    try {
      const open = (): Promise<void> => this.#book.open(log, topics.deliveries);
      if ((await this.#journal.untilDone('reading deliveries', open)) === null) return;
      if (await this.#handedOver()) await this.#own();
    } finally {
      await this.#book.close();
    }
  }

  /** From the claim to the release. */
  async #own(): Promise<void> {
    const { log, topics, logger } = this.#deps;
    const { name } = this.#sink;
    const bounds = await this.#journal.untilDone('asking where the alerts end', () => log.bounds(topics.alerts));
    if (bounds === null) return;
    const work = this.#work(beginning(name, this.#book.position, bounds.value, logger));
    try {
      // Before the first send: a new sink that crashes at once must not begin anew, behind what it was to tell.
      if (!(await this.#sayPosition(work, this.#me))) return;
      const tail = await this.#journal.untilDone('reading the alerts', () => this.#follow(work));
      logger.info({ sink: name }, 'this process runs the sink');
      try {
        while (!this.#stop.signal.aborted) await this.#step(work);
      } finally {
        await tail?.value.close();
      }
    } finally {
      await this.#release(work);
    }
  }

  /** A former runner may be in the middle of a send, and about to put it on record: that must not be sent twice. */
  async #handedOver(): Promise<boolean> {
    const { clock } = this.#deps;
    const end = clock.now() + this.#sink.handOverMs;
    while (this.#book.position !== null && this.#book.position.owner !== null && clock.now() < end) {
      if (this.#stop.signal.aborted) return false;
      await this.#wake.until(end);
    }
    return !this.#stop.signal.aborted;
  }

  #follow({ start, inbox }: Work): Promise<Tail> {
    const { log, topics, clock } = this.#deps;
    const take = (batch: LogBatch): void => {
      try {
        inbox.take(batch, clock.now());
      } catch (error) {
        this.#fail(error);
      }
      this.#wake.wake();
    };
    return log.tail([topics.alerts], take, (_, partition) => start.next.get(partition) ?? 0n);
  }

  #work(start: SinkStart): Work {
    const [sink, deps, book] = [this.#sink, this.#deps, this.#book];
    const progress = new ReadProgress(start.next);
    const inbox = new Inbox(sink, book, progress, deps.logger);
    const queue = new SendQueue();
    const desk = { sink, deps, book, inbox, queue, journal: this.#journal };
    return {
      start,
      progress,
      inbox,
      queue,
      gatherer: new Gatherer(deps.zone, sink.digest),
      dispatcher: new Dispatcher({ ...desk, confirm: this.#confirm, stop: this.#stop.signal }),
      retries: new Retries(sink, deps, book, inbox, this.#journal),
    };
  }

  /** Puts on record, moves what is ready, tries one message; or waits until there is something to do. */
  async #step(work: Work): Promise<void> {
    const { inbox, gatherer, queue, dispatcher, retries } = work;
    await this.#skip(work);
    await retries.take();
    const now = this.#deps.clock.now();
    if (now - this.#said.at >= positionEveryMs) await this.#sayPosition(work, this.#me);
    for (const item of inbox.release(now)) {
      const parcel = gatherer.offer(item, now);
      if (parcel !== null) queue.add(parcel);
    }
    for (const parcel of gatherer.due(now)) queue.add(parcel);
    const job = queue.next(now);
    const freeAt = dispatcher.freeAt(now);
    if (this.#stop.signal.aborted) return;
    if (job !== null && freeAt <= now) await dispatcher.try(job);
    else await this.#wake.until(this.#nextAt(work, now, freeAt));
  }

  #nextAt({ inbox, gatherer, queue, progress }: Work, now: Instant, freeAt: Instant): Instant {
    const never = Infinity;
    const sendAt = Math.max(queue.nextAt() ?? never, freeAt);
    const moved = JSON.stringify(progress.position()) !== this.#said.next;
    const sayAt = moved ? this.#said.at + positionEveryMs : never;
    return Math.min(sendAt, sayAt, inbox.nextAt() ?? never, gatherer.nextAt() ?? never, now + longestNapMs);
  }

  async #skip({ inbox }: Work): Promise<void> {
    const skipped = inbox.takeSkipped();
    if (skipped.length === 0 || !(await this.#journal.record(skipped))) return;
    for (const { alertId, place } of skipped) inbox.settle(alertId, place);
    const reasons = [...new Set(skipped.map(({ reason }) => reason?.split(' ')[0]))];
    this.#deps.logger.info({ sink: this.#sink.name, alerts: skipped.length, reasons }, 'alerts skipped');
  }

  /** @param owner null: done, whoever comes next need not wait. */
  async #sayPosition({ start, progress }: Work, owner: string | null): Promise<boolean> {
    const position = progress.position();
    const next = JSON.stringify(position);
    if (owner !== null && next === this.#said.next) return true;
    const said = await this.#journal.position({ sink: this.#sink.name, since: start.since, next: position, owner });
    if (said) this.#said = { at: this.#deps.clock.now(), next };
    return said;
  }

  /** Says that nothing more will be sent, unless another runner has claimed the sink: its word must stand. */
  async #release(work: Work): Promise<void> {
    const owner = this.#book.position?.owner ?? null;
    if (owner === null || owner === this.#me) await this.#sayPosition(work, null);
  }

  #fail(error: unknown): void {
    this.#stop.abort();
    this.#deps.logger.error({ sink: this.#sink.name, error: String(error) }, 'the sink cannot go on');
    this.#onFatal(error instanceof Error ? error : new Error(String(error)));
  }
}
