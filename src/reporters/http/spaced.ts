import type { Clock } from '../../ports/clock.js';

/**
 * Runs `look` for whoever asks, one at a time and at most once in `gapMs`: whoever asks is answered by a look that began after
 * the question, so nothing that was there before it is missed.
 */
export function spaced(look: () => Promise<void>, gapMs: number, clock: Clock): () => Promise<void> {
  let began = Number.NEGATIVE_INFINITY;
  let running: Promise<void> = Promise.resolve();
  let next: Promise<void> | null = null;
  const begin = async (former: Promise<void>): Promise<void> => {
    await former.catch(() => undefined); // told to those who waited for it
    const wait = began + gapMs - clock.now();
    if (wait > 0) await clock.sleep(wait);
    began = clock.now();
    next = null;
    await look();
  };
  return () => {
    if (next === null) {
      next = begin(running);
      running = next;
    }
    return next;
  };
}
