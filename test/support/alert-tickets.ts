import type { Alert } from '../../src/domain/alert.js';
import type { Published } from './scenario-events.js';
import { type Short, types, wire } from './wire.js';

/** A ticket of a kill test. Instants in milliseconds, within one local day, or of a term by the clock. */
export interface TestTicket {
  readonly contactId: string;
  readonly ticketId: string;
  readonly unit: string;
  readonly urgency: 'normal' | 'urgent' | 'critical';
  readonly createdAt: number;
  readonly dueAt: number;
  /** The event says when it is due; else the rules do: critical 2 h, urgent 24 h. */
  readonly given: boolean;
}

export const ruleMs = { critical: 2 * 3_600_000, urgent: 24 * 3_600_000 } as const;

const text = (at: number): string => new Date(at).toISOString();

function event(kind: Short, id: string, at: number, data: Readonly<Record<string, unknown>>): Published {
  return {
    type: types[kind],
    contactId: String(data['contactId']),
    text: JSON.stringify(wire(kind, data, { id, time: text(at) })),
  };
}

export function ticketEvent(t: TestTicket): Published {
  const { contactId, ticketId, urgency } = t;
  return event('ticket', `${ticketId}.created`, t.createdAt, {
    ...{ contactId, ticketId, urgency, nature: 'complaint', unit: { code: t.unit }, createdAt: text(t.createdAt) },
    ...(t.given && { dueAt: text(t.dueAt) }),
  });
}

export function closingEvent({ contactId, ticketId }: TestTicket, closedAt: number): Published {
  return event('closing', `${ticketId}.closed`, closedAt, { contactId, ticketId, closedAt: text(closedAt) });
}

/** A call that came in at that instant. */
export function callEvent(contactId: string, at: number, answered: boolean): Published {
  return event('call', `${contactId}.received`, at, { contactId, receivedAt: text(at), channel: 'phone', answered });
}

/**
 * When each timer of a ticket comes true, by plain reckoning: half and three quarters of the time from creation to due, for
 * none of that time is a whole working day; then the due.
 */
export function marksOf({ createdAt, dueAt }: TestTicket): readonly number[] {
  const length = dueAt - createdAt;
  return [createdAt + Math.floor(length / 2), createdAt + Math.floor((length * 3) / 4), dueAt];
}

/** Which of the marks an alert is about; −1: none, such as the end of a ticket. */
export function markIn({ kind, ticket }: Alert): number {
  if (kind === 'ticket-overdue') return 2;
  return kind === 'ticket-near-due' ? [50, 75].indexOf(ticket?.percent ?? 0) : -1;
}
