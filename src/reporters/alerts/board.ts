import { type Alert, alertSchema } from '../../domain/alert.js';
import type { AlertAcked } from '../../domain/events.js';
import type { Instant } from '../../domain/instant.js';
import { byBytes } from '../../domain/texts.js';
import type { LogRecord } from '../../ports/event-log.js';
import { type Delivery, deliveryKey, readDeliveryRecord } from '../notify/deliveries.js';
import { type AckEvent, inVersionOrder, readAck, sameEpisode, subjectOf } from './acknowledgement.js';

/** Topic names of what is folded. */
export interface BoardTopics {
  readonly alerts: string;
  readonly acks: string;
  readonly deliveries: string;
}

/** Somebody took note. `until`: of a snooze. */
export interface Acknowledgement {
  readonly alertId: string;
  readonly action: AlertAcked['action'];
  readonly by: string;
  readonly at: Instant;
  readonly until?: Instant;
  readonly note?: string;
}

/** A subject: one ticket, or one condition of the hotline. */
export interface Row {
  readonly subject: string;
  /** The last of its alerts: says how the subject stands. */
  readonly alert: Alert;
  /** All its alerts, oldest first, each id once. */
  readonly history: readonly Alert[];
  /** What became of its alerts at the sinks, oldest first. */
  readonly deliveries: readonly Delivery[];
  /** Everything that was said and not taken back, oldest first. */
  readonly acks: readonly Acknowledgement[];
  /** The acknowledgement that holds now; null: none, or it was about what is over. */
  readonly standing: Acknowledgement | null;
}

/** What an id, or the beginning of one, leads to. */
export type Found = { readonly row: Row; readonly alert: Alert } | { readonly candidates: readonly string[] };

/**
 * All alerts with what people and sinks made of them: a pure fold of the records of three topics. The order of topics among
 * each other does not matter; within a topic, records of a partition come in their order, which is that of a subject's alerts.
 */
export class AlertBoard {
  readonly #topics: BoardTopics;
  /** By id; a repeat of an id is the same alert. */
  readonly #alerts = new Map<string, Alert>();
  readonly #subjects = new Map<string, Alert[]>();
  /** By everything that an event says: a repeat is the same. */
  readonly #acks = new Map<string, AckEvent>();
  /** By key of the record: the last one holds. */
  readonly #deliveries = new Map<string, Delivery>();
  /** Records that are not what their topic holds; passed over. */
  unreadable = 0;

  constructor(topics: BoardTopics) {
    this.#topics = topics;
  }

  take(topic: string, record: Pick<LogRecord, 'key' | 'value'>): void {
    try {
      if (topic === this.#topics.alerts) this.#takeAlert(record);
      else if (topic === this.#topics.acks) this.#takeAck(record);
      else if (topic === this.#topics.deliveries) this.#takeDelivery(record);
    } catch {
      this.unreadable++;
    }
  }

  /** Subjects whose last alert leaves something to act upon; newest first. */
  open(): Row[] {
    return this.all().filter((row) => row.alert.state === 'open');
  }

  /** Newest first. */
  all(): Row[] {
    const sides = this.#sides();
    return [...this.#subjects.values()]
      .map((history) => rowOf(history, sides))
      .sort((a, b) => Date.parse(b.alert.at) - Date.parse(a.alert.at) || byBytes(a.alert.id, b.alert.id));
  }

  /**
   * @param prefix an id, or a beginning of one or of its hexadecimal part that no other id shares. A whole id is found though it
   *   begins another.
   */
  byId(prefix: string): Found {
    const exact = this.#alerts.get(prefix);
    const found =
      exact !== undefined
        ? [exact]
        : [...this.#alerts.values()].filter(({ id }) => prefix !== '' && begins(id, prefix));
    const [alert] = found;
    if (alert === undefined || found.length > 1) return { candidates: found.map(({ id }) => id).sort(byBytes) };
    return { alert, row: rowOf(this.#subjects.get(alert.subject) ?? [alert], this.#sides()) };
  }

  alert(id: string): Alert | undefined {
    return this.#alerts.get(id);
  }

  /** What sinks gave up on; oldest first. */
  parked(): Delivery[] {
    return inTimeOrder([...this.#deliveries.values()].filter(({ state }) => state === 'parked'));
  }

  /** Every version of what was said of this subject, taken back or not, in their order. */
  versions(subject: string): readonly AckEvent[] {
    return this.#sides().acks.get(subject) ?? [];
  }

  #takeAlert({ value }: Pick<LogRecord, 'value'>): void {
    const alert = alertSchema.parse(jsonOf(value)?.['data']);
    if (this.#alerts.has(alert.id)) return;
    this.#alerts.set(alert.id, alert);
    push(this.#subjects, alert.subject, alert);
  }

  #takeAck({ value }: Pick<LogRecord, 'value'>): void {
    const ack = value === null ? null : readAck(value);
    if (ack === null) this.unreadable++;
    else this.#acks.set(JSON.stringify(ack), ack);
  }

  #takeDelivery({ key, value }: Pick<LogRecord, 'key' | 'value'>): void {
    const name = Buffer.from(key ?? []).toString('utf8');
    const read = readDeliveryRecord({ value });
    if (value === null) this.#deliveries.delete(name);
    else if (read === null) this.unreadable++;
    else if ('delivery' in read)
      this.#deliveries.set(deliveryKey(read.delivery.sink, read.delivery.alertId), read.delivery);
  }

  /** What belongs to alerts and subjects, gathered at the time of asking: its records may come before theirs. */
  #sides(): Sides {
    const acks = new Map<string, AckEvent[]>();
    for (const ack of inVersionOrder(this.#acks.values())) {
      const subject = subjectOf(ack, this.#alerts.get(ack.data.alertId));
      if (subject !== null) push(acks, subject, ack);
    }
    const deliveries = new Map<string, Delivery[]>();
    for (const delivery of inTimeOrder([...this.#deliveries.values()])) push(deliveries, delivery.alertId, delivery);
    return { acks, deliveries };
  }
}

interface Sides {
  readonly acks: ReadonlyMap<string, readonly AckEvent[]>;
  readonly deliveries: ReadonlyMap<string, readonly Delivery[]>;
}

function rowOf(history: readonly Alert[], { acks, deliveries }: Sides): Row {
  const alert = history.at(-1)!;
  const versions = acks.get(alert.subject) ?? [];
  const last = versions.at(-1);
  const said = last === undefined ? null : acknowledgementOf(last);
  const about = history.find(({ id }) => id === said?.alertId);
  return {
    subject: alert.subject,
    alert,
    history,
    deliveries: inTimeOrder(history.flatMap(({ id }) => deliveries.get(id) ?? [])),
    acks: versions
      .slice(versions.findLastIndex(({ data }) => data.deleted === true) + 1)
      .map(acknowledgementOf)
      .filter((ack) => ack !== null),
    standing: said !== null && about !== undefined && sameEpisode(about, alert) ? said : null,
  };
}

function acknowledgementOf({ time, data }: AckEvent): Acknowledgement | null {
  if (data.deleted === true) return null;
  const { alertId, action, by, until, note } = data;
  return { alertId, action, by, at: time, ...(until !== undefined && { until }), ...(note !== undefined && { note }) };
}

/** Ids are a kind, a dash and 16 hexadecimal digits (domain/alert.ts): people need not write the kind. */
const begins = (id: string, prefix: string): boolean =>
  id.startsWith(prefix) || id.slice(id.lastIndexOf('-') + 1).startsWith(prefix);

const inTimeOrder = (deliveries: readonly Delivery[]): Delivery[] =>
  [...deliveries].sort(
    (a, b) => Date.parse(a.at) - Date.parse(b.at) || byBytes(a.sink, b.sink) || byBytes(a.alertId, b.alertId),
  );

function push<K, V>(map: Map<K, V[]>, key: K, value: V): void {
  const list = map.get(key);
  if (list === undefined) map.set(key, [value]);
  else list.push(value);
}

function jsonOf(value: Uint8Array | null): Record<string, unknown> | null {
  return value === null ? null : (JSON.parse(Buffer.from(value).toString('utf8')) as Record<string, unknown> | null);
}
