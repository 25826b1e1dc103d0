import { type Alert, type AlertTicket, type Severity, type TicketAlertKind, ticketSubject } from './alert.js';
import { unitOf, type ViewContext } from './contribution.js';
import { formatInstant, type Instant } from './instant.js';
import { reopeningsOf, type Watched } from './watched.js';

/** What an alert of a ticket says beside the ticket. */
export interface Telling {
  readonly kind: TicketAlertKind;
  readonly state: Alert['state'];
  readonly id: string;
  readonly at: Instant;
  readonly firedAt: Instant;
  readonly digestOnly: boolean;
  readonly percent?: number | undefined;
  readonly day?: number | undefined;
}

/** Still overdue on this working day after the due day: critical, whatever the ticket is. */
const criticalDay = 5;

/** The published form of an alert of a ticket. The summary of a confidential ticket stays inside. */
export function ticketAlert(contactId: string, w: Watched, telling: Telling, ctx: ViewContext): Alert {
  const { kind, state, id, at, firedAt, digestOnly, percent, day } = telling;
  return {
    id,
    subject: ticketSubject(contactId, w.ticket.ticketId),
    kind,
    state,
    severity: severityOf(telling, w),
    at: formatInstant(at),
    firedAt: formatInstant(firedAt),
    digestOnly,
    ticket: {
      ...ticketOf(contactId, w, ctx),
      ...(percent !== undefined && { percent }),
      ...(day !== undefined && { day }),
    },
  };
}

function ticketOf(contactId: string, w: Watched, ctx: ViewContext): AlertTicket {
  const { ticket, closing, due } = w;
  const { code, kind } = unitOf(ticket, ctx);
  const name = ticket.unit?.name;
  const { category, region, summary } = ticket;
  const closedAt = closing?.closedAt ?? null;
  return {
    contactId,
    ticketId: ticket.ticketId,
    unit: { code, kind: kind as AlertTicket['unit']['kind'], ...(name !== undefined && { name }) },
    nature: ticket.nature,
    urgency: ticket.urgency ?? 'normal',
    ...(category !== undefined && { category }),
    ...(region !== undefined && { region }),
    createdAt: formatInstant(ticket.createdAt),
    dueAt: due.at === null ? null : formatInstant(due.at),
    ...(closedAt !== null && { closedAt: formatInstant(closedAt) }),
    reopenings: reopeningsOf(w),
    ...(summary !== undefined && !ticket.confidential && { summary }),
    ...(ticket.confidential && { confidential: true }),
  };
}

function severityOf({ kind, day = 0 }: Telling, { ticket }: Watched): Severity {
  switch (kind) {
    case 'ticket-near-due':
    case 'ticket-settled':
      return 'info';
    case 'ticket-due-soon':
    case 'ticket-reopened':
      return 'warning';
    default: {
      const pressing = ticket.urgency === 'urgent' || ticket.urgency === 'critical';
      return pressing || day >= criticalDay ? 'critical' : 'warning';
    }
  }
}
