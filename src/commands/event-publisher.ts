import type { EventType } from '../domain/events.js';
import type { Topics } from '../engine/topics.js';
import type { EventLog, OutgoingRecord } from '../ports/event-log.js';

const batchRecords = 2000;

/** Publishes input events in large batches, two on their way at once, each case's events in their order. */
export class EventPublisher {
  readonly #log: EventLog;
  readonly #topics: Topics;
  readonly #onAcknowledged: (records: number) => void;
  #batch: OutgoingRecord[] = [];
  #inFlight: Promise<void>[] = [];
  published = 0;

  constructor(log: EventLog, topics: Topics, onAcknowledged: (records: number) => void = () => undefined) {
    this.#log = log;
    this.#topics = topics;
    this.#onAcknowledged = onAcknowledged;
  }

  /** @param text the event as JSON; resolves when there is room for more. */
  async publish(type: EventType, contactId: string, text: string): Promise<void> {
    this.#batch.push({ topic: this.#topics.inputOf[type], key: contactId, value: text });
    if (this.#batch.length >= batchRecords) await this.#send();
  }

  /** Resolves when everything is acknowledged. */
  async flush(): Promise<void> {
    await this.#send();
    await Promise.all(this.#inFlight.splice(0));
  }

  async #send(): Promise<void> {
    const batch = this.#batch;
    this.#batch = [];
    if (batch.length === 0) return;
    const sent = this.#log.publish(batch).then(() => {
      this.published += batch.length;
      this.#onAcknowledged(batch.length);
    });
    sent.catch(() => undefined);
    this.#inFlight.push(sent);
    if (this.#inFlight.length >= 2) await this.#inFlight.shift();
  }
}
