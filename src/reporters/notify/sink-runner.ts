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
import { Sweep } from './sweep.js';
import { WakeUp } from './wake-up.js';

/** The position is written so often at most: what lies between is read again after a crash, and is settled by id. */
const positionEveryMs = 5000;
/** One partition that cannot be read must not hold up what the others have for longer. */
const longestReadMs = 60_000;
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
  readonly sweep: Sweep;
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
    const { signal } = this.#stop;
    this.#wake = new WakeUp(deps.clock, signal);
    this.#book = new DeliveryBook(sink.name, () => this.#wake.wake());
    this.#journal = new Journal(sink.name, deps, this.#book, signal);
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
      const former = await this.#handedOver();
      if (former !== 'stopped') await this.#own(former === 'silent');
    } finally {
      await this.#book.close();
    }
  }

  /** From the claim to the release. */
  async #own(followsSilence: boolean): Promise<void> {
    const { log, topics, logger } = this.#deps;
    const { name } = this.#sink;
    const bounds = await this.#journal.untilDone('asking where the alerts end', () => log.bounds(topics.alerts));
    if (bounds === null) return;
    const work = this.#work(beginning(name, this.#book.position, bounds.value, logger), followsSilence);
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
  async #handedOver(): Promise<'done' | 'silent' | 'stopped'> {
    const { clock } = this.#deps;
    const end = clock.now() + this.#sink.handOverMs;
    const isOwned = (): boolean => (this.#book.position?.owner ?? null) !== null;
    while (isOwned() && clock.now() < end && !this.#stop.signal.aborted) await this.#wake.until(end);
    if (this.#stop.signal.aborted) return 'stopped';
    return isOwned() ? 'silent' : 'done';
  }

  /** Resolves when all that is there was read, or it was tried long enough: what is newer must be known before the first send. */
  async #follow({ start, inbox }: Work): Promise<Tail> {
    const { log, topics, clock } = this.#deps;
    const take = (batch: LogBatch): void => {
      try {
        inbox.take(batch, clock.now());
      } catch (error) {
        this.#fail(error);
      }
      this.#wake.wake();
    };
    const tail = await log.tail([topics.alerts], take, (_, partition) => start.next.get(partition) ?? 0n);
    const enough = new AbortController();
    try {
      const patience = clock.sleep(longestReadMs, AbortSignal.any([enough.signal, this.#stop.signal]));
      await Promise.race([tail.caughtUp, patience]);
    } catch (error) {
      await tail.close();
      throw error;
    } finally {
      enough.abort();
    }
    // One that ends before it had read all would leave the sink half blind.
    tail.caughtUp.catch((error: unknown) => {
      if (!this.#stop.signal.aborted) this.#fail(error);
    });
    return tail;
  }

  #work(start: SinkStart, followsSilence: boolean): Work {
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
      dispatcher: new Dispatcher({ ...desk, confirm: this.#confirm, stop: this.#stop.signal, followsSilence }),
      retries: new Retries(sink, deps, book, inbox, this.#journal),
      sweep: new Sweep(deps, book, this.#journal),
    };
  }

  /** Puts on record, moves what is ready, tries one message; or waits until there is something to do. */
  async #step(work: Work): Promise<void> {
    const { inbox, gatherer, queue, dispatcher, retries } = work;
    await this.#skip(work);
    await retries.take();
    const now = this.#deps.clock.now();
    if (now - this.#said.at >= positionEveryMs) await this.#sayAndSweep(work);
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

  /** Nothing is being sent at this moment, so all that is outdated is waiting. */
  async #skip({ inbox, gatherer, queue }: Work): Promise<void> {
    if (inbox.hasOutdated) for (const place of [inbox, gatherer, queue]) place.drop(inbox.isOutdated);
    const skipped = inbox.takeSkipped(this.#deps.clock.now());
    if (skipped.length === 0 || !(await this.#journal.record(skipped))) return;
    for (const { alertId, place } of skipped) inbox.settle(alertId, place);
    const reasons = [...new Set(skipped.map(({ reason }) => reason?.split(' ')[0]))];
    this.#deps.logger.info({ sink: this.#sink.name, alerts: skipped.length, reasons }, 'alerts skipped');
  }

  async #sayAndSweep(work: Work): Promise<void> {
    const before = this.#said.at;
    await this.#sayPosition(work, this.#me);
    if (this.#said.at !== before) await work.sweep.some();
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
