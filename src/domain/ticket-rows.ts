import type { Case, TicketCase } from './case.js';
import { timelinessOf } from './closing.js';
import { unitOf, type ViewContext } from './contribution.js';
import type { Instant } from './instant.js';
import { isOpen, type Watched, watchedOf } from './watched.js';
import { formatDay } from './zone.js';

/** A row of an index of the store (ports/state-store.ts). */
export type IndexRow = readonly [index: string, row: string];

/** Open tickets by due, those of an unknown due last. */
export const openIndex = 'open';
/** Tickets of a month (of `createdAt`, such as `2021-06`) that were closed late, by the instant of their closing. */
export const lateIndex = (month: string): string => `late:${month}`;
/** Which contacts have a ticket of an id: the id as JSON, then the contact's. */
export const ticketIndex = 'ticket';

/** A row of the first two indexes: `<instant><JSON [unit, contactId, ticketId, month, 1 if a hold is running]>`. */
export interface PlacedRow {
  /** Of the due, or of the closing. */
  readonly at: Instant | 'unknown';
  readonly unit: string;
  readonly contactId: string;
  readonly ticketId: string;
  /** Of `createdAt`. */
  readonly month: string;
  readonly held: boolean;
}

/**
 * The rows of a case: the view behind the lists of tickets. Pure, and of the tickets alone: a contact owns no row, and
 * neither does a ticket that was retracted or of which only the closing was seen.
 */
export function ticketRows(c: Case, ctx: ViewContext): IndexRow[] {
  return [...c.tickets.values()].flatMap((t) => rowsOfTicket(t, ctx));
}

export function rowsOfTicket(t: TicketCase, ctx: ViewContext): IndexRow[] {
  const w = watchedOf(t, ctx);
  if (w === null) return [];
  const { contactId, ticketId } = w.ticket;
  const known: IndexRow = [ticketIndex, ticketPrefix(ticketId) + contactId];
  const placed = placedRow(w, ctx);
  return placed === null ? [known] : [known, placed];
}

/** null: closed, and not late. */
function placedRow(w: Watched, ctx: ViewContext): IndexRow | null {
  const { ticket, closing, due } = w;
  const isLate = !isOpen(w) && timelinessOf(closing!.closedAt, due) === 'closed_late';
  if (!isOpen(w) && !isLate) return null;
  const month = formatDay(ctx.zone.dayOf(ticket.createdAt)).slice(0, -3);
  const names = [unitOf(ticket, ctx).code, ticket.contactId, ticket.ticketId, month];
  if (isLate) return [lateIndex(month), instantText(closing!.closedAt) + JSON.stringify(names)];
  return [openIndex, instantText(due.at) + JSON.stringify(due.held ? [...names, 1] : names)];
}

/** Rows that a case gains (true) and loses (false) when it changes; empty when they are the same. */
export function movedRows(before: Case, after: Case, ctx: ViewContext): (readonly [...IndexRow, present: boolean])[] {
  // A merge that touches no ticket leaves the very same map.
  if (before.tickets === after.tickets) return [];
  const moved = new Map<string, readonly [string, string, boolean]>();
  for (const [index, row] of ticketRows(before, ctx)) moved.set(`${index} ${row}`, [index, row, false]);
  for (const [index, row] of ticketRows(after, ctx)) {
    if (!moved.delete(`${index} ${row}`)) moved.set(`${index} ${row}`, [index, row, true]);
  }
  return [...moved.values()];
}

export function parsePlacedRow(text: string): PlacedRow {
  const [unit, contactId, ticketId, month, held] = JSON.parse(text.slice(width)) as [
    string,
    string,
    string,
    string,
    1?,
  ];
  return { at: readInstant(text.slice(0, width)), unit, contactId, ticketId, month, held: held === 1 };
}

/** What the rows of a ticket id begin with, and no others. */
export const ticketPrefix = (ticketId: string): string => JSON.stringify(ticketId);

/** Characters of an instant in a row. */
const width = 15;
const unknown = '9'.repeat(width);
const beforeEpoch = 10 ** (width - 1);

/** Texts of one width, in the order of time, also before 1970; an unknown instant (null) comes last. */
export function instantText(at: Instant | null): string {
  if (at === null) return unknown;
  return at < 0 ? `-${String(at + beforeEpoch).padStart(width - 1, '0')}` : String(at).padStart(width, '0');
}

function readInstant(text: string): Instant | 'unknown' {
  if (text === unknown) return 'unknown';
  return text.startsWith('-') ? Number(text.slice(1)) - beforeEpoch : Number(text);
}
