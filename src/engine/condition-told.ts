import { type Alert, alertId, type ConditionKind, conditionKinds } from '../domain/alert.js';
import type { OpenCondition, OpenConditions } from '../domain/conditions.js';
import { type Instant, parseInstant } from '../domain/instant.js';
import type { EventLog, LogRecord, Offset } from '../ports/event-log.js';
import { readAlert } from './alert-record.js';

interface Told extends OpenCondition {
  readonly open: boolean;
}

/**
 * What partition 0 of the alerts topic says of the conditions: the one memory of them that neither a takeover nor a store
 * that falls back can lose. Reads on from where it was, so that only the first reading is long.
 */
export class ToldConditions {
  readonly #log: Pick<EventLog, 'bounds' | 'read'>;
  readonly #topic: string;
  #next: Offset = 0n;
  readonly #told = new Map<string, Told>();
  /** Everything that was told: a record whose id is here is a repeat. */
  readonly #ids = new Set<string>();
  /** The last minute of which something was told; −∞: nothing ever was. In the future where the clock was put back. */
  lastMinute: Instant = Number.NEGATIVE_INFINITY;

  constructor(log: Pick<EventLog, 'bounds' | 'read'>, topic: string) {
    this.#log = log;
    this.#topic = topic;
  }

  get open(): OpenConditions {
    const open = new Map<string, OpenCondition>();
    for (const [subject, { open: isOpen, ...condition }] of this.#told) if (isOpen) open.set(subject, condition);
    return open;
  }

  has(id: string): boolean {
    return this.#ids.has(id);
  }

  /** Reads to the end of the topic as it is at the call. */
  async read(): Promise<void> {
    const { start, end } = (await this.#log.bounds(this.#topic))[0]!;
    // Made anew: what the former topic said is gone for everybody.
    if (end < this.#next) this.#forget();
    if (start > this.#next) this.#next = start;
    if (this.#next >= end) return;
    for await (const batch of this.#log.read([{ topic: this.#topic, partition: 0, from: this.#next, to: end }])) {
      for (const record of batch.records) this.#take(record);
    }
    this.#next = end;
  }

  #forget(): void {
    this.#next = 0n;
    this.#told.clear();
    this.#ids.clear();
    this.lastMinute = Number.NEGATIVE_INFINITY;
  }

  #take(record: LogRecord): void {
    // By key first: thousands of tickets' alerts may lie between two conditions.
    if (record.value === null || kindOf(Buffer.from(record.key ?? []).toString('utf8')) === undefined) return;
    const alert = readAlert(record.value);
    if (alert !== null) this.#note(alert);
  }

  /**
   * In the order of the topic: minutes may come twice, where a clock was put back. Records may be repeated, and late: an opening
   * that a fall-back brought back into the outbox comes after its end, and an end counts for its own opening only.
   */
  #note({ id, kind: name, subject, state, at, condition }: Alert): void {
    const kind = kindOf(name);
    const [since, minute] = [parseInstant(condition?.since ?? ''), parseInstant(at)];
    if (kind === undefined || condition === undefined || since === null || minute === null) return;
    if (this.#ids.has(id)) return;
    this.#ids.add(id);
    this.lastMinute = minute;
    const known = this.#told.get(subject);
    const counts =
      state === 'open'
        ? !this.#ids.has(alertId(kind, [subject, since, 'resolved']))
        : known === undefined || !known.open || known.since === since;
    if (counts) this.#told.set(subject, { kind, labels: condition.labels, since, open: state === 'open' });
  }
}

const kindOf = (text: string): ConditionKind | undefined => conditionKinds.find((kind) => kind === text);
