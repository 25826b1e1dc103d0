/** Milliseconds before the next try. */
export const firstDelayMs = 1000;
export const longestDelayMs = 300_000;
/** What the other side asks for (`Retry-After`) holds up to this: one that says "a year" must not silence a sink. */
export const longestRetryAfterMs = 3_600_000;

/** 1 s after the first failure, twice as long after each further one, 5 min at most. */
export function backOffMs(failures: number): number {
  return Math.min(longestDelayMs, firstDelayMs * 2 ** Math.min(Math.max(failures, 1) - 1, 30));
}

/**
 * Full jitter: anything between nothing and the back-off, so that what failed together is not tried together
 * (M. Brooker, "Exponential Backoff And Jitter").
 *
 * @param random in [0, 1)
 */
export function jitteredBackOffMs(failures: number, random: number): number {
  return Math.floor(random * backOffMs(failures));
}
