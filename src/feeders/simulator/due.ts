import { type DeadlineContext, dueOf } from '../../domain/deadlines.js';
import { PulseError } from '../../domain/errors.js';
import type { TicketClosed, TicketCreated } from '../../domain/events.js';
import { formatInstant, type Instant } from '../../domain/instant.js';
import type { ExtensionPlan, TicketPlan } from './plan.js';

/** What the processor will make of a planned ticket: asked of the very function that it uses. */

/** How many working days an extension adds. */
const extraWorkingDays = 3;

export function baseDue(ticket: TicketPlan, ctx: DeadlineContext): Instant {
  return known(dueOf(asCreated(ticket), undefined, ctx).at, ticket);
}

/** Approved halfway to the due time `base`, for three working days more. */
export function extensionOf(
  ticket: TicketPlan,
  base: Instant,
  ctx: DeadlineContext,
): { extension: ExtensionPlan; due: Instant } {
  const half = ticket.createdAt + Math.floor((base - ticket.createdAt) / 2000) * 1000;
  const lastDay = ctx.calendar.addWorkingDays(ctx.zone.dayOf(base - 1), extraWorkingDays);
  const newDueAt = known(lastDay === null ? null : ctx.zone.startOf(lastDay + 1), ticket);
  const extension = { approvedAt: half, newDueAt };
  return { extension, due: known(dueOf(asCreated(ticket, extension), undefined, ctx).at, ticket) };
}

export function reopenedDue(
  ticket: TicketPlan,
  firstClosedAt: Instant,
  reopenedAt: Instant,
  ctx: DeadlineContext,
): Instant {
  const { ticketId, contact } = ticket;
  const closing: TicketClosed = {
    ticketId,
    contactId: contact.contactId,
    rev: 1,
    closedAt: null,
    repliedAt: undefined,
    firstClosedAt,
    reopenings: [{ at: reopenedAt, dueAt: undefined }],
    outcome: undefined,
    satisfaction: undefined,
    unit: undefined,
    note: undefined,
  };
  return known(dueOf(asCreated(ticket), closing, ctx).at, ticket);
}

function asCreated(ticket: TicketPlan, extension?: ExtensionPlan): TicketCreated {
  return {
    ticketId: ticket.ticketId,
    contactId: ticket.contact.contactId,
    rev: 0,
    createdAt: ticket.createdAt,
    nature: ticket.nature,
    urgency: ticket.urgency,
    category: undefined,
    region: undefined,
    topics: [],
    unit: undefined,
    dueAt: undefined,
    dispatchedAt: undefined,
    extensions: extension === undefined ? [] : [{ ...extension, reason: undefined }],
    holds: [],
    summary: undefined,
    confidential: undefined,
    repeatOf: undefined,
  };
}

function known(at: Instant | null, ticket: TicketPlan): Instant {
  if (at !== null) return at;
  const when = formatInstant(ticket.createdAt);
  throw new PulseError(
    'PULSE_CONFIG',
    `a ticket of ${when} would have no due time by these rules and this calendar, so nothing could be in time`,
  );
}
