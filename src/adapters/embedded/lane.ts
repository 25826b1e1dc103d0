import { setTimeout as delay, setImmediate as nextTurn } from 'node:timers/promises';
import { PulseError } from '../../domain/errors.js';
import type { LogBatch } from '../../ports/event-log.js';
import { fetchBatch } from './fetch-batch.js';
import type { LogTables, Topic } from './log-tables.js';

export interface LaneTarget {
  /** Takes one batch; the next one comes when this has resolved. */
  deliver(batch: LogBatch): void | Promise<void>;
  /** The lane has stopped: the target or the log failed in a way that trying again does not heal. */
  failed(error: Error): void;
}

const FIRST_RETRY_MS = 100;
const LONGEST_RETRY_MS = 5000;

/** Reads one partition of one topic, batch after batch, for ever. Each batch gives way to the other lanes. */
export class Lane {
  readonly #tables: LogTables;
  readonly topic: Topic;
  readonly partition: number;
  readonly #target: LaneTarget;
  /** Next offset; null: wait to be told. */
  #position: number | null;
  /** Grows with each seek: a batch in hand must not move a position that was sought meanwhile. */
  #seeks = 0;
  #paused = false;
  readonly #stop = new AbortController();
  #wake: () => void = () => {};
  #running: Promise<void> | null = null;

  constructor(tables: LogTables, topic: Topic, partition: number, position: number | null, target: LaneTarget) {
    this.#tables = tables;
    this.topic = topic;
    this.partition = partition;
    this.#position = position;
    this.#target = target;
  }

  get position(): number | null {
    return this.#position;
  }

  start(): void {
    this.#running ??= this.#run().catch((error: Error) => {
      this.#stop.abort();
      this.#target.failed(error);
    });
  }

  seek(offset: number): void {
    this.#position = offset;
    this.#seeks += 1;
    this.#wake();
  }

  pause(paused: boolean): void {
    this.#paused = paused;
    this.#wake();
  }

  /** No batch begins after this; resolves when the one in hand has ended. Not to be awaited from inside it. */
  async stop(): Promise<void> {
    this.#stop.abort();
    this.#wake();
    await this.#running;
  }

  async #run(): Promise<void> {
    while (!this.#stop.signal.aborted) {
      const from = this.#paused ? null : this.#position;
      const batch = from === null ? null : fetchBatch(this.#tables, this.topic, this.partition, from);
      if (batch === null) {
        await this.#sleep(from);
        continue;
      }
      await this.#hand(batch);
      await nextTurn();
    }
  }

  /** Hands over one batch until it is taken, the lane is stopped or moved elsewhere. */
  async #hand(batch: LogBatch): Promise<void> {
    const seeks = this.#seeks;
    const stale = (): boolean => this.#stop.signal.aborted || this.#seeks !== seeks;
    for (let wait = FIRST_RETRY_MS; ; wait = Math.min(wait * 2, LONGEST_RETRY_MS)) {
      try {
        await this.#target.deliver(batch);
        if (!stale()) this.#position = Number(batch.nextOffset);
        return;
      } catch (error) {
        if (!(error instanceof PulseError && error.retryable)) throw error;
      }
      if (stale()) return;
      await Promise.race([this.#woken(), delay(wait, undefined, { signal: this.#stop.signal }).catch(() => {})]);
      if (stale()) return;
    }
  }

  /** Until there is something to read behind `from`, or something was changed. */
  async #sleep(from: number | null): Promise<void> {
    const woken = this.#woken();
    if (from === null) return woken;
    const cancel = this.#tables.watcher.watch(this.topic.id, this.partition, from, this.#wake);
    await woken;
    cancel();
  }

  #woken(): Promise<void> {
    return new Promise((resolve) => {
      this.#wake = resolve;
    });
  }
}
