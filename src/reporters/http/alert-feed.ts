import type { Alert } from '../../domain/alert.js';
import { formatInstant } from '../../domain/instant.js';
import type { EventLog, LogRecord, Tail } from '../../ports/event-log.js';
import { readAck } from '../alerts/acknowledgement.js';
import { AlertBoard, type BoardTopics, type Found, type Row } from '../alerts/board.js';
import { readAlert } from '../notify/read-alert.js';
import type { NoteOnRecord } from './sources.js';

/** The board of alerts, kept up with the log, and what is new of it. */
export class AlertFeed {
  readonly #board: AlertBoard;
  readonly #topics: BoardTopics;
  readonly #alertListeners = new Set<(alert: Alert) => void>();
  readonly #noteListeners = new Set<(note: NoteOnRecord) => void>();
  #following = false;
  #tail: Tail | null = null;
  /** All rows as of the last record; null: something has come since. */
  #rows: readonly Row[] | null = null;

  private constructor(topics: BoardTopics) {
    this.#topics = topics;
    this.#board = new AlertBoard(topics);
  }

  static async open(log: Pick<EventLog, 'tail'>, topics: BoardTopics): Promise<AlertFeed> {
    const feed = new AlertFeed(topics);
    const names = [topics.alerts, topics.acks, topics.deliveries];
    feed.#tail = await log.tail(names, ({ topic, records }) => {
      for (const record of records) feed.#take(topic, record);
    });
    await feed.#tail.caughtUp;
    feed.#following = true;
    return feed;
  }

  async close(): Promise<void> {
    await this.#tail?.close();
  }

  /** Newest first. */
  rows(): readonly Row[] {
    this.#rows ??= this.#board.all();
    return this.#rows;
  }

  byId(prefix: string): Found {
    return this.#board.byId(prefix);
  }

  /** Every version of what was said of a subject, in their order. */
  versions(subject: string): ReturnType<AlertBoard['versions']> {
    return this.#board.versions(subject);
  }

  onAlert(listener: (alert: Alert) => void): () => void {
    this.#alertListeners.add(listener);
    return () => void this.#alertListeners.delete(listener);
  }

  onNote(listener: (note: NoteOnRecord) => void): () => void {
    this.#noteListeners.add(listener);
    return () => void this.#noteListeners.delete(listener);
  }

  #take(topic: string, record: LogRecord): void {
    this.#rows = null;
    const alert = topic === this.#topics.alerts ? readAlert(record) : null;
    // A repeat of an id is no news.
    const isNew = alert !== null && this.#board.alert(alert.id) === undefined;
    this.#board.take(topic, record);
    if (!this.#following) return;
    if (isNew) for (const listener of this.#alertListeners) listener(alert);
    if (topic === this.#topics.acks) this.#tellNote(record);
  }

  #tellNote({ value }: LogRecord): void {
    const note = value === null ? null : noteOf(value);
    if (note !== null) for (const listener of this.#noteListeners) listener(note);
  }
}

/** null: not readable, or it takes back what was said; then a look at the list tells how the subject stands. */
function noteOf(value: Uint8Array): NoteOnRecord | null {
  try {
    const ack = readAck(value);
    if (ack === null || ack.data.deleted === true) return null;
    const { alertId, action, by, until } = ack.data;
    return {
      alertId,
      action,
      by,
      at: formatInstant(ack.time),
      ...(until !== undefined && { until: formatInstant(until) }),
    };
  } catch {
    return null;
  }
}
