import type {
  AlertAcked,
  CallReceived,
  HotlineEvent,
  RetractedAck,
  RetractedContact,
  RetractedTicket,
  TicketClosed,
  TicketCreated,
} from './events.js';
import { formatInstant, type Instant } from './instant.js';
import { byBytes } from './texts.js';

/** One event as it is kept: what orders it, and its data. `rev` is in the data. */
export interface Held<D> {
  readonly time: Instant;
  readonly id: string;
  readonly source: string;
  readonly data: D;
}

/** How far the alerts of a ticket have gone: the one thing in a case that no event says, written when a timer fires. */
export interface Told {
  /** The due time, reopening and unit that they were about (timers.ts): of another one nothing has been told yet. */
  readonly cycle: string;
  /** The most advanced timer that has fired. */
  readonly level: number;
}

/** The winning creation, closing and acknowledgement of one ticket; any may not have been seen yet. */
export interface TicketCase {
  readonly created?: Held<TicketCreated | RetractedTicket>;
  readonly closed?: Held<TicketClosed | RetractedTicket>;
  readonly acked?: Held<AlertAcked | RetractedAck>;
  readonly told?: Told;
}

/** Everything known about one contact. Immutable: merge makes a new one. */
export interface Case {
  readonly contact?: Held<CallReceived | RetractedContact>;
  readonly tickets: ReadonlyMap<string, TicketCase>;
}

export const emptyCase: Case = { tickets: new Map() };

/**
 * The join of a case and an event: commutative, associative, idempotent, because per entity and event type the highest
 * version wins and versions are totally ordered (kpi.md section 1). So duplicates, disorder, corrections, retractions
 * and reopenings are all just this.
 *
 * @returns the very same case when the event is known or older.
 */
export function merge(before: Case, event: HotlineEvent): Case {
  const held = { time: event.time, id: event.id, source: event.source, data: event.data };
  if (event.type === 'hotline.call-received.v1') {
    const contact = held as Held<CallReceived | RetractedContact>;
    return wins(contact, before.contact) ? { ...before, contact } : before;
  }
  const ticketId = event.data.ticketId;
  // What somebody said of an alert about no ticket is of no case.
  if (ticketId === undefined) return before;
  const known = before.tickets.get(ticketId);
  const slot = slots[event.type];
  if (!wins(held, known?.[slot])) return before;
  const tickets = new Map(before.tickets);
  tickets.set(ticketId, { ...known, [slot]: held });
  return { ...before, tickets };
}

const slots = {
  'hotline.ticket-created.v1': 'created',
  'hotline.ticket-closed.v1': 'closed',
  'hotline.alert-acked.v1': 'acked',
} as const;

type AnyData = HotlineEvent['data'];

function wins(candidate: Held<AnyData>, known: Held<AnyData> | undefined): boolean {
  return known === undefined || compareVersions(candidate, known) > 0;
}

/** Order of versions: (rev, time, id, source, canonical JSON of data). 0 only for the same event. */
export function compareVersions(a: Held<AnyData>, b: Held<AnyData>): number {
  return (
    a.data.rev - b.data.rev ||
    a.time - b.time ||
    byBytes(a.id, b.id) ||
    byBytes(a.source, b.source) ||
    byBytes(canonicalJson(a.data), canonicalJson(b.data))
  );
}

/** JSON with keys in byte order, absent members left out, instants as UTC text with milliseconds. */
export function canonicalJson(value: unknown, key = ''): string {
  if (Array.isArray(value)) return `[${value.map((v) => canonicalJson(v)).join(',')}]`;
  if (typeof value === 'object' && value !== null) {
    const members = Object.entries(value)
      .filter(([, v]) => v !== undefined)
      // Names of fields are ASCII, for which the order of UTF-16 is that of bytes.
      .sort(([x], [y]) => (x < y ? -1 : 1))
      .map(([k, v]) => `${JSON.stringify(k)}:${canonicalJson(v, k)}`);
    return `{${members.join(',')}}`;
  }
  if (typeof value === 'number' && isInstantField(key)) return JSON.stringify(formatInstant(value));
  return JSON.stringify(value);
}

const isInstantField = (key: string): boolean =>
  key.endsWith('At') || key === 'at' || key === 'from' || key === 'to' || key === 'until';
