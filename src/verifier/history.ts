import type { CallReceived, HotlineEvent, TicketClosed, TicketCreated } from '../domain/events.js';
import { outranks } from './versions.js';

/** A contact whose winning version is not a retraction. */
export interface KnownContact {
  readonly data: CallReceived;
  /** It has a ticket that is not retracted. */
  readonly hasTicket: boolean;
}

/** A ticket whose winning version is not a retraction, with the winning closing of the same contactId and ticketId. */
export interface KnownTicket {
  readonly data: TicketCreated;
  /** null: no closing, or it was retracted. A closing with `closedAt: null` is one of an open ticket. */
  readonly closing: TicketClosed | null;
  /** Its contact is unseen or retracted. */
  readonly orphan: boolean;
}

type CallEvent = Extract<HotlineEvent, { type: 'hotline.call-received.v1' }>;
type TicketEvent = Extract<HotlineEvent, { type: 'hotline.ticket-created.v1' }>;
type ClosingEvent = Extract<HotlineEvent, { type: 'hotline.ticket-closed.v1' }>;

/** contactId → ticketId → the highest version seen. A ticketId alone names nothing: two contacts may use the same one. */
type ByTicket<E> = Map<string, Map<string, E>>;

/** The state of the world after all events, in whatever order and however often they came (kpi.md section 1). */
export function winningVersions(events: Iterable<HotlineEvent>): { contacts: KnownContact[]; tickets: KnownTicket[] } {
  const calls = new Map<string, CallEvent>();
  const created: ByTicket<TicketEvent> = new Map();
  const closings: ByTicket<ClosingEvent> = new Map();
  for (const event of events) {
    if (event.type === 'hotline.call-received.v1') keepHigher(calls, event.data.contactId, event);
    else if (event.type === 'hotline.ticket-created.v1') keepHigherTicket(created, event);
    else if (event.type === 'hotline.ticket-closed.v1') keepHigherTicket(closings, event);
  }
  const contacts: KnownContact[] = [];
  for (const [contactId, { data }] of calls) {
    if (data.deleted === true) continue;
    const ofContact = [...(created.get(contactId)?.values() ?? [])];
    contacts.push({ data, hasTicket: ofContact.some((ticket) => ticket.data.deleted !== true) });
  }
  const tickets: KnownTicket[] = [];
  for (const [contactId, ofContact] of created) {
    const call = calls.get(contactId)?.data;
    const orphan = call === undefined || call.deleted === true;
    for (const [ticketId, { data }] of ofContact) {
      if (data.deleted === true) continue;
      const closing = closings.get(contactId)?.get(ticketId)?.data;
      tickets.push({ data, closing: closing === undefined || closing.deleted === true ? null : closing, orphan });
    }
  }
  return { contacts, tickets };
}

function keepHigher<E extends HotlineEvent>(versions: Map<string, E>, key: string, event: E): void {
  const known = versions.get(key);
  if (known === undefined || outranks(event, known)) versions.set(key, event);
}

function keepHigherTicket<E extends TicketEvent | ClosingEvent>(versions: ByTicket<E>, event: E): void {
  const { contactId, ticketId } = event.data;
  const ofContact = versions.get(contactId) ?? new Map<string, E>();
  versions.set(contactId, ofContact);
  keepHigher(ofContact, ticketId, event);
}
