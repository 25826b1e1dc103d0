import type { Instant } from '../domain/instant.js';

/** Time as the engine sees it. `domain/` never asks; it is told. */
export interface Clock {
  now(): Instant;
  /** Resolves after `ms`; at once (without an error) when `signal` is aborted. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}
