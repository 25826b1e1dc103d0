/** Waiting that others can cut short. */
export class WakeUp {
  #waiting = new Set<() => void>();
  readonly #deaf = new Set<() => void>();
  #ended = false;

  all(): void {
    const woken = this.#waiting;
    this.#waiting = new Set();
    for (const wake of woken) wake();
  }

  /** Wakes the deaf too; nobody waits any more. */
  end(): void {
    this.#ended = true;
    for (const wake of [...this.#deaf, ...this.#waiting]) wake();
  }

  /** Resolves after `ms`, or at `all()` unless `deaf`, or at `end()`. */
  wait(ms: number, deaf = false): Promise<void> {
    if (this.#ended) return Promise.resolve();
    return new Promise((resolve) => {
      const mine = deaf ? this.#deaf : this.#waiting;
      const done = (): void => {
        clearTimeout(timer);
        mine.delete(done);
        resolve();
      };
      const timer = setTimeout(done, ms);
      mine.add(done);
    });
  }
}
