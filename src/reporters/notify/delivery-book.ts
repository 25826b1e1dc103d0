import type { EventLog, LogRecord, Tail } from '../../ports/event-log.js';
import { type Delivery, readDeliveryRecord, type SinkPosition } from './deliveries.js';

/** What the topic `deliveries` says of one sink, followed as it grows: another process, or an operator, may write too. */
export class DeliveryBook {
  /** Last state of each alert that has one. */
  readonly #states = new Map<string, Delivery['state']>();
  readonly #retries = new Map<string, Delivery>();
  readonly #sink: string;
  readonly #onNews: () => void;
  position: SinkPosition | null = null;
  #tail: Tail | null = null;

  /** @param onNews called after anything of this sink was read. */
  constructor(sink: string, onNews: () => void) {
    this.#sink = sink;
    this.#onNews = onNews;
  }

  /** Reads the topic to its end and goes on. */
  async open(log: Pick<EventLog, 'tail'>, topic: string): Promise<void> {
    this.#tail = await log.tail([topic], (batch) => {
      for (const record of batch.records) this.#take(record);
    });
    try {
      await this.#tail.caughtUp;
    } catch (error) {
      await this.close();
      throw error;
    }
  }

  async close(): Promise<void> {
    await this.#tail?.close();
    this.#tail = null;
  }

  state(alertId: string): Delivery['state'] | undefined {
    return this.#states.get(alertId);
  }

  /** Remembers what was acknowledged; the topic will say it again. */
  note(delivery: Delivery): void {
    this.#states.set(delivery.alertId, delivery.state);
    this.#retries.delete(delivery.alertId);
  }

  /** What an operator wants sent again, each told once. */
  takeRetries(): Delivery[] {
    const retries = [...this.#retries.values()];
    this.#retries.clear();
    return retries;
  }

  #take(record: LogRecord): void {
    const read = readDeliveryRecord(record);
    if (read === null) return;
    if ('position' in read) {
      if (read.position.sink !== this.#sink) return;
      this.position = read.position;
    } else {
      const { delivery } = read;
      if (delivery.sink !== this.#sink) return;
      this.#states.set(delivery.alertId, delivery.state);
      if (delivery.state === 'retry') this.#retries.set(delivery.alertId, delivery);
      else this.#retries.delete(delivery.alertId);
    }
    this.#onNews();
  }
}
