import type { Instant } from '../../domain/instant.js';
import type { Bounds } from '../../ports/event-log.js';
import { parsePlace } from './deliveries.js';
import type { DeliveryBook, Settled } from './delivery-book.js';
import type { Journal } from './journal.js';
import type { RunnerDeps } from './sink.js';

/** One pass over all that is on record in so long at most. */
const passEveryMs = 3_600_000;
/** Of one portion: how much is looked at, and how much of it is taken off the record. */
export const portion = { looked: 2000, forgotten: 200 } as const;

/**
 * Takes off the record what became of alerts that the alerts topic has no more, or the record would grow for ever. An alert
 * that is gone can come again only from a state that is made anew, and is then as old as the topic's retention: too old to be told.
 */
export class Sweep {
  readonly #deps: RunnerDeps;
  readonly #book: Pick<DeliveryBook, 'entries'>;
  readonly #journal: Journal;
  /** The pass that is under way. */
  #pass: { readonly starts: readonly Bounds[]; readonly entries: Iterator<readonly [string, Settled]> } | null = null;
  #nextPassAt: Instant = 0;

  constructor(deps: RunnerDeps, book: Pick<DeliveryBook, 'entries'>, journal: Journal) {
    this.#deps = deps;
    this.#book = book;
    this.#journal = journal;
  }

  /** One portion, if a pass is under way or it is time for one. */
  async some(): Promise<void> {
    if (this.#pass === null && !(await this.#begin())) return;
    const gone = this.#look();
    if (gone.length > 0) await this.#journal.forget(gone);
  }

  async #begin(): Promise<boolean> {
    const { clock, log, topics } = this.#deps;
    const now = clock.now();
    if (now < this.#nextPassAt) return false;
    const read = await this.#journal.untilDone('asking where the alerts begin', () => log.bounds(topics.alerts));
    if (read === null) return false;
    this.#nextPassAt = now + passEveryMs;
    // As long as nothing has left the topic, there is nothing to look for.
    if (read.value.every(({ start }) => start === 0n)) return false;
    this.#pass = { starts: read.value, entries: this.#book.entries() };
    return true;
  }

  #look(): string[] {
    const gone: string[] = [];
    for (let looked = 0; this.#pass !== null && looked < portion.looked && gone.length < portion.forgotten; looked++) {
      const next = this.#pass.entries.next();
      if (next.done === true) this.#pass = null;
      else if (isGone(next.value[1], this.#pass.starts)) gone.push(next.value[0]);
    }
    return gone;
  }
}

/** A wish of an operator is not settled: it is answered first. */
function isGone({ state, place }: Settled, starts: readonly Bounds[]): boolean {
  const { partition, offset } = parsePlace(place);
  const start = starts[partition]?.start;
  return state !== 'retry' && start !== undefined && offset < start;
}
