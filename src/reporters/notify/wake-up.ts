import type { Instant } from '../../domain/instant.js';
import type { Clock } from '../../ports/clock.js';

/** A sleep that news may end. News that came while nobody slept end the next sleep at once. */
export class WakeUp {
  readonly #clock: Clock;
  readonly #stop: AbortSignal;
  #news = false;
  #nap: AbortController | null = null;

  constructor(clock: Clock, stop: AbortSignal) {
    this.#clock = clock;
    this.#stop = stop;
    stop.addEventListener('abort', () => this.wake(), { once: true });
  }

  wake(): void {
    this.#news = true;
    this.#nap?.abort();
  }

  /** Resolves at the instant, at the next news, or when all is stopped. */
  async until(at: Instant): Promise<void> {
    if (!this.#news && !this.#stop.aborted) {
      const nap = new AbortController();
      this.#nap = nap;
      await this.#clock.sleep(Math.max(0, at - this.#clock.now()), nap.signal);
      this.#nap = null;
    }
    this.#news = false;
  }
}
