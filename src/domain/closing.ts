import { type DeadlineContext, type Due, replyWorkingDays } from './deadlines.js';
import type { TicketClosed, TicketCreated } from './events.js';
import type { Instant } from './instant.js';

/** What the closing of a ticket says about it (kpi.md section 3). */
export interface ClosingFigures {
  /** null: open again. */
  readonly closedAt: Instant | null;
  readonly timeliness: 'closed_on_time' | 'closed_late' | 'closed_due_unknown';
  /** The first closing came at or before the due that held without reopenings. */
  readonly firstOnTime: boolean;
  readonly reopened: boolean;
  readonly outcome: TicketClosed['outcome'];
  /** null: not closed now, or beyond the official calendar. */
  readonly replyWorkingDays: number | null;
  /** null: not rated. */
  readonly rating: 'satisfied' | 'dissatisfied' | null;
}

export function closingFigures(
  ticket: TicketCreated,
  c: TicketClosed,
  due: Due,
  context: DeadlineContext,
): ClosingFigures {
  const first = c.firstClosedAt ?? c.closedAt;
  const { closedAt } = c;
  return {
    closedAt,
    timeliness: timelinessOf(closedAt, due),
    firstOnTime: first !== null && due.firstAt !== null && first <= due.firstAt,
    reopened: c.reopenings.length > 0 || closedAt === null,
    outcome: c.outcome,
    replyWorkingDays: closedAt === null ? null : replyWorkingDays(ticket.createdAt, c.repliedAt ?? closedAt, context),
    rating: closedAt === null ? null : ratingOf(c.satisfaction),
  };
}

/** On time = closedAt ≤ due (kpi.md section 5). */
export function timelinessOf(closedAt: Instant | null, due: Due): ClosingFigures['timeliness'] {
  if (due.at === null || closedAt === null) return 'closed_due_unknown';
  return closedAt <= due.at ? 'closed_on_time' : 'closed_late';
}

function ratingOf(s: TicketClosed['satisfaction']): ClosingFigures['rating'] {
  if (s === undefined || s.result === 'unrated' || s.reached === false) return null;
  return s.result === 'dissatisfied' ? 'dissatisfied' : 'satisfied';
}
