import type { TicketCase } from './case.js';
import type { ViewContext } from './contribution.js';
import type { Instant } from './instant.js';
import { reopenedAlertId, reopeningsOf, timerAlertId, type Watched, warnings } from './watched.js';

/** `-` and the 16 digits that follow the kind in an alert's id. */
const digest = 17;

/**
 * Until when the timers of a ticket say nothing, because somebody took note of one of its alerts. What was said of an
 * earlier cycle (another due, reopening or unit) is void: it was about something else. A snooze that is acknowledged later,
 * or the other way round, follows the last word, as every event does.
 *
 * @returns -Infinity: they are not silent; Infinity: for the rest of the cycle.
 */
export function silentUntil(t: TicketCase, w: Watched, ctx: ViewContext): Instant {
  const ack = t.acked?.data;
  if (ack === undefined || ack.deleted || !isOfThisCycle(ack.alertId, w, ctx)) return Number.NEGATIVE_INFINITY;
  return ack.action === 'ack' ? Number.POSITIVE_INFINITY : (ack.until ?? Number.NEGATIVE_INFINITY);
}

/** Ids cannot be read backwards: those that the cycle may have are made again. */
function isOfThisCycle(id: string, w: Watched, ctx: ViewContext): boolean {
  const kind = id.slice(0, -digest);
  switch (kind) {
    case 'ticket-near-due':
      return warnings.some((percent) => timerAlertId(kind, w, ctx, percent) === id);
    case 'ticket-due-soon':
    case 'ticket-overdue':
      return timerAlertId(kind, w, ctx) === id;
    case 'ticket-still-overdue':
      for (let n = 1; n <= ctx.timers.maxReminders; n++) if (timerAlertId(kind, w, ctx, n) === id) return true;
      return false;
    case 'ticket-reopened':
      return reopenedAlertId(w, reopeningsOf(w)) === id;
    default:
      return false;
  }
}
