import { alertId, type TicketAlertKind } from './alert.js';
import type { TicketCase, Told } from './case.js';
import { unitOf, type ViewContext } from './contribution.js';
import { type Due, dueOf } from './deadlines.js';
import type { TicketClosed, TicketCreated } from './events.js';

/** A ticket that counts, as its alerts see it. */
export interface Watched {
  readonly ticket: TicketCreated;
  /** undefined: none seen, or retracted. */
  readonly closing: TicketClosed | undefined;
  readonly due: Due;
}

/** Level of a ticket that was overdue for so long when it was first seen that nothing is told of it: of no timer. */
export const HISTORY = 999;

/** So many percent of the working time have passed: what the first two timers tell. */
export const warnings = [50, 75] as const;

/** null: not seen yet, or retracted. */
export function watchedOf(t: TicketCase, ctx: ViewContext): Watched | null {
  const ticket = t.created?.data;
  if (ticket === undefined || ticket.deleted) return null;
  const closing = closingOf(t);
  return { ticket, closing, due: dueOf(ticket, closing, ctx) };
}

/** Without a look at its due, which costs more. */
export function watchedIfOpen(t: TicketCase, ctx: ViewContext): Watched | null {
  const closing = closingOf(t);
  return closing !== undefined && closing.closedAt !== null ? null : watchedOf(t, ctx);
}

export const isOpen = (w: Watched): boolean => w.closing === undefined || w.closing.closedAt === null;

export const reopeningsOf = (w: Watched): number => w.closing?.reopenings.length ?? 0;

/**
 * What the timers of a ticket are about: its reopening, due time and unit. Another one of these is another cycle, of which
 * nothing has been told yet: the due is another promise, the unit has other people.
 */
export function cycleOf(w: Watched, ctx: ViewContext): string {
  return `${reopeningsOf(w)}|${w.due.at ?? 'unknown'}|${unitOf(w.ticket, ctx).code}`;
}

/** A closing ends what was told: of the cycles of one ticket, only those since its last reopening may stand open. */
export const isOfThisRound = (told: Told, w: Watched): boolean => told.cycle.startsWith(`${reopeningsOf(w)}|`);

/** Id of an alert of a timer. `n`: the percent of one that is near its due, the day of a reminder. */
export function timerAlertId(kind: TicketAlertKind, w: Watched, ctx: ViewContext, n?: number): string {
  const { contactId, ticketId } = w.ticket;
  const cycle = [contactId, ticketId, w.due.at ?? 'unknown', reopeningsOf(w), unitOf(w.ticket, ctx).code];
  return alertId(kind, n === undefined ? cycle : [...cycle, n]);
}

/** Id of the alert that tells the n-th reopening. */
export const reopenedAlertId = (w: Watched, n: number): string =>
  alertId('ticket-reopened', [w.ticket.contactId, w.ticket.ticketId, n]);

function closingOf(t: TicketCase): TicketClosed | undefined {
  const closing = t.closed?.data;
  return closing === undefined || closing.deleted ? undefined : closing;
}
