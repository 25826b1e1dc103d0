import type { RootDatabase } from 'lmdb';
import { commitCause } from './embedded-error.js';

interface Job {
  /** True: runs between transactions, not in one. */
  readonly alone: boolean;
  readonly work: () => unknown;
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: unknown) => void;
}

/** Bounds how much work is lost together when the disk is full, and how long a first job waits for a last. */
const MOST_JOBS = 64;

/**
 * One transaction at a time, with everything that was asked for while the one before was being written: many commits
 * share one fsync, and the fsync does not block the event loop (lmdb commits on a thread of its own).
 *
 * A job runs synchronously inside the write transaction. It must make every check before its first write: lmdb's
 * asynchronous transactions keep what was written before a throw. When LMDB itself fails, the whole transaction is
 * rejected and nothing of it stays.
 */
export class WriteQueue {
  readonly #root: RootDatabase;
  readonly #jobs: Job[] = [];
  #running: Promise<void> | null = null;

  constructor(root: RootDatabase) {
    this.#root = root;
  }

  /** Resolves with what `work` returned when the transaction is committed and on the disk. */
  add<T>(work: () => T, alone = false): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      this.#jobs.push({ alone, work, resolve: resolve as (value: unknown) => void, reject });
      this.#running ??= this.#run();
    });
  }

  /** Resolves when nothing is left to write. */
  async drained(): Promise<void> {
    while (this.#running !== null) await this.#running;
  }

  async #run(): Promise<void> {
    await Promise.resolve(); // what the same turn asks for travels together
    while (this.#jobs.length > 0) {
      const first = this.#jobs.findIndex((job) => job.alone);
      if (first === 0) runAlone(this.#jobs.shift()!);
      else await this.#transact(this.#jobs.splice(0, Math.min(first < 0 ? MOST_JOBS : first, MOST_JOBS)));
    }
    this.#running = null;
  }

  async #transact(jobs: readonly Job[]): Promise<void> {
    const settle: (() => void)[] = [];
    try {
      await this.#root.transaction(() => {
        for (const job of jobs) settle.push(attempt(job));
      });
    } catch (error) {
      const cause = await commitCause(error);
      for (const job of jobs) job.reject(cause);
      return;
    }
    for (const one of settle) one();
  }
}

function runAlone(job: Job): void {
  attempt(job)();
}

/** Runs the job now; the promise is settled by what is returned, once the outcome is on the disk. */
function attempt(job: Job): () => void {
  try {
    const value = job.work();
    return () => job.resolve(value);
  } catch (error) {
    return () => job.reject(error);
  }
}
