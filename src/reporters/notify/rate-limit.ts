import type { Instant } from '../../domain/instant.js';

const minute = 60_000;

/**
 * At most so many tries in any minute. Counted from the end of each try: the other side counts from its arrival, which
 * is never later, so its minute never holds more than ours.
 */
export class RateLimit {
  readonly #perMinute: number | null;
  /** Ends of the tries of the last minute, oldest first. */
  #ends: Instant[] = [];

  /** @param perMinute null: no limit. */
  constructor(perMinute: number | null) {
    this.#perMinute = perMinute;
  }

  /** The first instant from `now` on at which another try is allowed. */
  freeAt(now: Instant): Instant {
    if (this.#perMinute === null) return now;
    // A clock that was set back must not stop the sink: what lies ahead counts as now.
    this.#ends = this.#ends.map((end) => Math.min(end, now)).filter((end) => end > now - minute);
    const over = this.#ends.length - this.#perMinute;
    return over < 0 ? now : this.#ends[over]! + minute;
  }

  /** Nobody knows what was sent before: as if it had been all that a minute allows. */
  fill(now: Instant): void {
    this.#ends = Array<Instant>(this.#perMinute ?? 0).fill(now);
  }

  note(end: Instant): void {
    if (this.#perMinute !== null) this.#ends.push(end);
  }
}
