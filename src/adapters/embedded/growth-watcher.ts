import type { Environment } from './environment.js';

interface Waiter {
  readonly topicId: number;
  readonly partition: number;
  readonly position: number;
  readonly wake: () => void;
}

/** How late records of another process are seen at most, in ms. Records of this process are seen at once. */
const POLL_MS = 50;

/** Wakes readers at the end of a partition when it grows. One timer for all, and none while nobody waits. */
export class GrowthWatcher {
  readonly #endOf: (topicId: number, partition: number) => number;
  readonly #environment: Environment;
  readonly #waiters = new Set<Waiter>();
  #timer: NodeJS.Timeout | null = null;
  #soon = false;

  constructor(endOf: (topicId: number, partition: number) => number, environment: Environment) {
    this.#endOf = endOf;
    this.#environment = environment;
  }

  /** Calls `wake` once, when the partition's end has passed `position`. Returns what cancels that. */
  watch(topicId: number, partition: number, position: number, wake: () => void): () => void {
    const waiter = { topicId, partition, position, wake };
    this.#waiters.add(waiter);
    this.#timer ??= setInterval(() => this.#check(), POLL_MS);
    return () => {
      this.#waiters.delete(waiter);
      if (this.#waiters.size === 0) this.#stop();
    };
  }

  /** This process has appended: look now, once for all appends of the turn. */
  grown(): void {
    if (this.#soon || this.#waiters.size === 0) return;
    this.#soon = true;
    setImmediate(() => {
      this.#soon = false;
      this.#check();
    });
  }

  #check(): void {
    for (const waiter of this.#due()) {
      this.#waiters.delete(waiter);
      waiter.wake();
    }
    if (this.#waiters.size === 0) this.#stop();
  }

  /** When the log cannot be read, all are woken: their own reads then fail where somebody listens. */
  #due(): Waiter[] {
    const waiters = [...this.#waiters];
    try {
      return this.#environment.read('PULSE_LOG', 'looking for new records', () =>
        waiters.filter((w) => this.#endOf(w.topicId, w.partition) > w.position),
      );
    } catch {
      return waiters;
    }
  }

  #stop(): void {
    if (this.#timer !== null) clearInterval(this.#timer);
    this.#timer = null;
  }
}
