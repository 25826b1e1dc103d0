import type { Instant } from '../../src/domain/instant.js';
import type { Clock } from '../../src/ports/clock.js';

/**
 * A clock that only the test moves. Of the loops that sleep by it, the one with this interval runs once a `turn`; all
 * others sleep until they are stopped.
 */
export class LoopClock implements Clock {
  at: Instant;
  readonly #interval: number;
  #wake: (() => void) | null = null;
  #asleep: () => void = () => undefined;

  constructor(at: Instant, interval: number) {
    this.at = at;
    this.#interval = interval;
  }

  now(): Instant {
    return this.at;
  }

  async sleep(ms: number, signal?: AbortSignal): Promise<void> {
    if (signal?.aborted) return;
    let stop = (): void => undefined;
    await new Promise<void>((resolve) => {
      stop = resolve;
      signal?.addEventListener('abort', stop, { once: true });
      if (ms !== this.#interval) return;
      this.#wake = resolve;
      this.#asleep();
    });
    signal?.removeEventListener('abort', stop);
  }

  /** Resolves when the loop has done its work and sleeps again. */
  async turn(): Promise<void> {
    const wake = this.#wake;
    if (wake === null) throw new Error('nothing sleeps by this clock');
    const asleep = new Promise<void>((resolve) => {
      this.#asleep = resolve;
    });
    this.#wake = null;
    wake();
    await asleep;
  }
}
