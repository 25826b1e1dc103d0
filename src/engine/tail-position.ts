import { PulseError } from '../domain/errors.js';
import type { EventLog, Offset } from '../ports/event-log.js';

/** Records that are there come within moments; whoever waits for them has a client that waits. */
const patienceMs = 5000;

/** How far the tail of one topic has been taken, for those who must know all that stands in it by now. */
export class TailPosition {
  /** Partition → offset after the last record that was taken. */
  readonly #next = new Map<number, Offset>();
  readonly #waiting = new Set<() => void>();

  /** The tail begins anew. */
  reset(): void {
    this.#next.clear();
  }

  moved(partition: number, nextOffset: Offset): void {
    this.#next.set(partition, nextOffset);
    for (const look of [...this.#waiting]) look();
  }

  /**
   * Resolves when all that stood in the topic at the call has been taken.
   *
   * @throws PulseError, retryable, when the log does not answer or the records do not come.
   */
  async reachedEnd(log: EventLog, topic: string): Promise<void> {
    const bounds = await log.bounds(topic);
    const isThere = (): boolean =>
      bounds.every(({ start, end }, p) => start >= end || (this.#next.get(p) ?? 0n) >= end);
    if (isThere()) return;
    let look = (): void => undefined;
    let timer: NodeJS.Timeout | undefined;
    try {
      await new Promise<void>((resolve, reject) => {
        look = () => void (isThere() && resolve());
        this.#waiting.add(look);
        timer = setTimeout(() => reject(late(topic)), patienceMs);
      });
    } finally {
      clearTimeout(timer);
      this.#waiting.delete(look);
    }
  }
}

const late = (topic: string): PulseError =>
  new PulseError('PULSE_LOG', `the topic ${topic} was not read to its end in time`, { retryable: true });
