import type { EventLog, LogRecord, Tail } from '../../ports/event-log.js';
import { type Delivery, deliveryKey, readDeliveryRecord, type SinkPosition } from './deliveries.js';

/** What the book keeps of an alert. */
export type Settled = Pick<Delivery, 'state' | 'place'>;

/** What the topic `deliveries` says of one sink, followed as it grows: another process, or an operator, may write too. */
export class DeliveryBook {
  /** Last state of each alert that has one. */
  readonly #states = new Map<string, Settled>();
  readonly #retries = new Map<string, Delivery>();
  readonly #sink: string;
  /** Of the keys of its records, those of the position aside. */
  readonly #prefix: Buffer;
  readonly #onNews: () => void;
  position: SinkPosition | null = null;
  #tail: Tail | null = null;

  /** @param onNews called after anything of this sink was read. */
  constructor(sink: string, onNews: () => void) {
    this.#sink = sink;
    this.#prefix = Buffer.from(deliveryKey(sink, ''));
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
    return this.#states.get(alertId)?.state;
  }

  /** What it knows, by id of the alert, in the order in which it came to know; changes meanwhile are seen. */
  entries(): IterableIterator<readonly [alertId: string, Settled]> {
    return this.#states.entries();
  }

  /** Remembers what was acknowledged; the topic will say it again. */
  note(delivery: Delivery): void {
    this.#keep(delivery);
    this.#retries.delete(delivery.alertId);
  }

  /** It is off the record; the topic will say it again. */
  forget(alertId: string): void {
    this.#states.delete(alertId);
    this.#retries.delete(alertId);
  }

  /** What an operator wants sent again, each told once. */
  takeRetries(): Delivery[] {
    const retries = [...this.#retries.values()];
    this.#retries.clear();
    return retries;
  }

  /** By key first: all sinks have their records in this topic. */
  #take(record: LogRecord): void {
    const key = Buffer.from(record.key ?? []);
    if (key.equals(this.#prefix.subarray(0, -1))) this.#takePosition(record);
    else if (key.subarray(0, this.#prefix.length).equals(this.#prefix)) {
      this.#takeDelivery(record, key.toString('utf8', this.#prefix.length));
    } else return;
    this.#onNews();
  }

  #takePosition(record: LogRecord): void {
    const read = readDeliveryRecord(record);
    if (read !== null && 'position' in read && read.position.sink === this.#sink) this.position = read.position;
  }

  #takeDelivery(record: LogRecord, alertId: string): void {
    if (record.value === null) this.forget(alertId);
    const read = readDeliveryRecord(record);
    if (read === null || !('delivery' in read) || read.delivery.alertId !== alertId) return;
    const { delivery } = read;
    this.#keep(delivery);
    if (delivery.state === 'retry') this.#retries.set(alertId, delivery);
    else this.#retries.delete(alertId);
  }

  #keep({ alertId, state, place }: Delivery): void {
    this.#states.set(alertId, { state, place });
  }
}
