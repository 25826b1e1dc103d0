import type { Instant } from '../../domain/instant.js';
import { backOffMs } from './back-off.js';
import type { Item, Parcel } from './sink.js';

/** Failures in a row after which the next message gets its turn: one that is poison must not block the others. */
export const triesPerTurn = 5;

/** A parcel on its way out. */
export interface Job {
  readonly parcel: Parcel;
  /** What of the parcel is still to be sent. */
  items: readonly Item[];
  /** Tries, of whatever outcome. */
  attempts: number;
  failures: number;
  firstFailedAt: Instant | null;
  /** Not to be tried before. */
  notBefore: Instant;
}

/** What a sink has to send, in order. */
export class SendQueue {
  readonly #jobs: Job[] = [];

  get length(): number {
    return this.#jobs.length;
  }

  add(parcel: Parcel): void {
    this.#jobs.push({ parcel, items: parcel.items, attempts: 0, failures: 0, firstFailedAt: null, notBefore: 0 });
  }

  /** The first in order that may be tried at `now`. */
  next(now: Instant): Job | null {
    return this.#jobs.find((job) => job.notBefore <= now) ?? null;
  }

  /** When `next` has something; null: the queue is empty. */
  nextAt(): Instant | null {
    let next: Instant | null = null;
    for (const { notBefore } of this.#jobs) {
      if (next === null || notBefore < next) next = notBefore;
      if (next === 0) break;
    }
    return next;
  }

  remove(job: Job): void {
    const i = this.#jobs.indexOf(job);
    if (i >= 0) this.#jobs.splice(i, 1);
  }

  /** Takes out every item that matches, and the jobs of which nothing is left. */
  drop(matches: (item: Item) => boolean): void {
    for (const job of [...this.#jobs]) {
      job.items = job.items.filter((item) => !matches(item));
      if (job.items.length === 0) this.remove(job);
    }
  }

  /** A temporary failure: tried again in its place, or after a while of its own when its turn is over. */
  failed(job: Job, now: Instant): void {
    job.failures += 1;
    job.firstFailedAt ??= now;
    if (job.failures >= triesPerTurn) job.notBefore = now + backOffMs(job.failures);
  }
}
