import { naiveContext } from '../../src/commands/naive-context.js';
import type { Alert } from '../../src/domain/alert.js';
import type { AlertAcked, HotlineEvent } from '../../src/domain/events.js';
import type { LogRecord, Offset } from '../../src/ports/event-log.js';
import { readHistory, type TicketFacts } from '../../src/verifier/facts.js';
import { readRecord } from './fault-meaning.js';
import type { MemoryLog } from './memory-log.js';
import { configuration } from './views.js';

/** What records say of tickets, as the verifier reads them: a second reading, apart from the engine's. */
export interface Known {
  readonly tickets: readonly TicketFacts[];
  /** Contact → the latest timestamp of its records. */
  readonly latest: ReadonlyMap<string, number>;
  /** The earliest closing or reopening that any version told of a ticket: what was too old when it came is not told later. */
  readonly ends: ReadonlyMap<string, number>;
  /** The last one of each ticket. */
  readonly acks: ReadonlyMap<string, AlertAcked>;
}

const naive = naiveContext(configuration, 0);

/** @param upTo topic → the offset below which the records of the partition are known */
export function knownOf(
  log: MemoryLog,
  partition: number,
  partitions: number,
  upTo: ReadonlyMap<string, Offset>,
  copies: readonly HotlineEvent[] = [],
): Known {
  const events: HotlineEvent[] = [...copies];
  const latest = new Map<string, number>();
  const acks = new Map<string, AlertAcked>();
  const ends = new Map<string, number>();
  for (const [topic, end] of upTo) {
    for (const record of log.records(topic, partition, 0n, end)) {
      const event = eventOf(record, partition, partitions);
      if (event === null) continue;
      const { contactId } = event.data;
      latest.set(contactId, Math.max(latest.get(contactId) ?? 0, record.timestamp));
      if (event.type === 'hotline.ticket-closed.v1' && !event.data.deleted) {
        const key = `${contactId} ${event.data.ticketId}`;
        const instants = [event.data.closedAt ?? Infinity, ...event.data.reopenings.map((r) => r.at)];
        ends.set(key, Math.min(ends.get(key) ?? Infinity, ...instants));
      }
      // The steps make acknowledgements in the order of their times, and retract none.
      if (event.type !== 'hotline.alert-acked.v1') events.push(event);
      else if (!event.data.deleted) acks.set(`${contactId} ${event.data.ticketId}`, event.data);
    }
  }
  return { tickets: readHistory(events, naive).tickets, latest, acks, ends };
}

/** What is counted in its partition; null: it is dead, or belongs elsewhere. */
export function eventOf(record: LogRecord, partition: number, partitions: number): HotlineEvent | null {
  const read = readRecord(record, partition, partitions);
  return read.kind === 'event' ? read.event : null;
}

export const isOf = ({ data }: TicketFacts, { ticket }: Alert): boolean =>
  data.contactId === ticket?.contactId && data.ticketId === ticket.ticketId;

export const reopeningsOf = ({ closing }: TicketFacts): number => closing?.reopenings.length ?? 0;

/** What an alert is about: the ticket, its due, reopening and unit. */
export const keyOf = ({ ticket: t }: Alert): string =>
  JSON.stringify([t?.contactId, t?.ticketId, t?.dueAt, t?.reopenings, t?.unit.code]);

export const keyNow = (t: TicketFacts): string =>
  JSON.stringify([
    t.data.contactId,
    t.data.ticketId,
    t.due.at === null ? null : new Date(t.due.at).toISOString(),
    reopeningsOf(t),
    t.unit,
  ]);

/** What was last said of the ticket, if it was said of what the ticket is about now. */
export function ackNow(t: TicketFacts, { acks }: Known, published: readonly Alert[]): AlertAcked | null {
  const ack = acks.get(`${t.data.contactId} ${t.data.ticketId}`);
  return ack !== undefined && published.some((a) => a.id === ack.alertId && keyOf(a) === keyNow(t)) ? ack : null;
}
