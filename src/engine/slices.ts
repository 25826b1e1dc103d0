import type { Instant } from '../domain/instant.js';

const fewest = 2;
/** Periods that are built from one cut, at most. */
export const mostAtOnce = 48;

/**
 * How many periods may be built at once, and when: a slice should take no longer than it is given, and then three times as
 * long belongs to others. So a long history that changed delays neither the live figures nor the reading of the log.
 */
export class Slices {
  readonly #sliceMs: number;
  #size = 8;
  #ended: Instant = 0;
  #from: Instant = 0;

  constructor(sliceMs: number) {
    this.#sliceMs = sliceMs;
  }

  /** 0: not yet. A clock that was put back does not prolong the pause. */
  sizeAt(now: Instant): number {
    return now >= this.#ended && now < this.#from ? 0 : this.#size;
  }

  /** The next slice is as large as fits at this one's pace, but grows twofold at most: one quick slice is no pace. */
  built(periods: number, ms: number): void {
    if (periods === 0) return;
    const fits = Math.floor((periods * this.#sliceMs) / Math.max(1, ms));
    this.#size = Math.min(mostAtOnce, Math.max(fewest, Math.min(fits, 2 * this.#size)));
  }

  pause(began: Instant, ended: Instant): void {
    this.#ended = ended;
    this.#from = ended + 3 * (ended - began);
  }
}
