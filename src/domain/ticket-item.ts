import type { TicketCase } from './case.js';
import { unitOf, type ViewContext } from './contribution.js';
import { formatInstant, type Instant } from './instant.js';
import type { TicketItem } from './ticket-page.js';
import { reopeningsOf, type Watched, watchedOf } from './watched.js';

/** A ticket as a list shows it, all of it from its case. null: it does not count. */
export function ticketItem(t: TicketCase, asOf: Instant, ctx: ViewContext): TicketItem | null {
  const w = watchedOf(t, ctx);
  if (w === null) return null;
  const { ticket, due } = w;
  const { code, kind } = unitOf(ticket, ctx);
  const name = ticket.unit?.name;
  const closedAt = w.closing?.closedAt ?? null;
  return {
    contactId: ticket.contactId,
    ticketId: ticket.ticketId,
    unit: { code, ...(name !== undefined && { name }), kind: kind as TicketItem['unit']['kind'] },
    nature: ticket.nature,
    urgency: ticket.urgency ?? 'normal',
    ...(ticket.category !== undefined && { category: ticket.category }),
    ...(ticket.region !== undefined && { region: ticket.region }),
    createdAt: formatInstant(ticket.createdAt),
    dueAt: due.at === null ? null : formatInstant(due.at),
    held: due.held,
    closedAt: closedAt === null ? null : formatInstant(closedAt),
    reopenings: reopeningsOf(w),
    lateMs: lateMs(w, closedAt ?? asOf),
    ...(ticket.confidential === true && { confidential: true as const }),
    ...(ticket.confidential !== true && ticket.summary !== undefined && { summary: ticket.summary }),
  };
}

/** Of a held ticket nobody knows: its due moves on as long as the hold runs. */
const lateMs = ({ due }: Watched, until: Instant): number | null =>
  due.at === null || due.held ? null : until - due.at;
