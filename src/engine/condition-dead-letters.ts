import type { DeadLetterCount } from '../domain/conditions-evaluate.js';
import type { Instant } from '../domain/instant.js';

/**
 * How many records were refused within a window, from the tallies of the state.
 *
 * It begins to count when the state has caught up for the first time: what is refused in a history that is being read was
 * not refused now. A store that falls back lowers the tallies and reads the same records again: they count once.
 */
export class DeadLetterWindow {
  readonly #windowMs: number;
  /** Oldest first; `total` never falls. */
  #samples: readonly { readonly at: Instant; readonly total: number }[] = [];

  constructor(windowMinutes: number) {
    this.#windowMs = windowMinutes * 60_000;
  }

  /** @param total refused so far, as the state says at `at`, which is later than the time before. */
  note(at: Instant, total: number, caughtUp: boolean): void {
    const last = this.#samples.at(-1);
    if (caughtUp && (last === undefined || total < last.total)) {
      // Caught up, and still fewer than before: the log is another one.
      this.#samples = [{ at, total }];
    } else if (last !== undefined) {
      const all = [...this.#samples, { at, total: Math.max(total, last.total) }];
      const begin = all.findLastIndex((s) => s.at <= at - this.#windowMs);
      this.#samples = begin > 0 ? all.slice(begin) : all;
    }
  }

  /** Of the window that ends with the last note. */
  get count(): DeadLetterCount | null {
    const [first, last] = [this.#samples[0], this.#samples.at(-1)];
    if (first === undefined || last === undefined) return null;
    return { count: last.total - first.total, whole: last.at - first.at >= this.#windowMs };
  }
}
