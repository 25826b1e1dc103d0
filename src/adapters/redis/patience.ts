import { setTimeout as sleep } from 'node:timers/promises';
import { NoAnswer, passesSoon } from './redis-errors.js';

/** First pause before a call is repeated, in milliseconds; doubled each time up to `LONGEST_PAUSE_MS`. */
const FIRST_PAUSE_MS = 20;
const LONGEST_PAUSE_MS = 500;

/** Settles as `promise` does, or rejects with NoAnswer after `ms`. The promise itself goes on and may fail unheard. */
export async function within<T>(ms: number, promise: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new NoAnswer(ms)), Math.max(0, ms));
  });
  try {
    return await Promise.race([promise, timeout]);
  } finally {
    clearTimeout(timer);
  }
}

/**
 * Repeats a call while its errors are of the passing kind and `budgetMs` has not run out.
 *
 * @throws whatever the last try threw; NoAnswer when the time ran out on an unanswered one.
 */
export async function patiently<T>(budgetMs: number, call: () => Promise<T>): Promise<T> {
  const end = performance.now() + budgetMs;
  for (let pause = FIRST_PAUSE_MS; ; pause = Math.min(2 * pause, LONGEST_PAUSE_MS)) {
    try {
      return await within(end - performance.now(), call());
    } catch (error) {
      if (!passesSoon(error) || performance.now() + pause >= end) throw error;
    }
    await sleep(pause);
  }
}
