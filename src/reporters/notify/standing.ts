import type { Alert, AlertTicket } from '../../domain/alert.js';
import type { Instant } from '../../domain/instant.js';
import { instantOf } from './local-time.js';
import type { Texts } from './texts.js';

/** How a ticket stands towards its due time. `ms`: how late, or how long it has; null: unknown due. */
export type Standing =
  | { readonly is: 'overdue' | 'left' | 'closed-late'; readonly ms: number }
  | { readonly is: 'due-unknown' | 'closed-in-time' | 'settled' };

/** Closed: by its closing. Open: by `now`. */
export function standingOf(alert: Alert, ticket: AlertTicket, now: Instant): Standing {
  const [due, closed] = [instantOf(ticket.dueAt), instantOf(ticket.closedAt)];
  if (alert.kind === 'ticket-settled' && closed === null) return { is: 'settled' };
  // A reopened ticket is open, whatever its former closing was.
  if (closed !== null && alert.kind !== 'ticket-reopened') {
    return due !== null && closed > due ? { is: 'closed-late', ms: closed - due } : { is: 'closed-in-time' };
  }
  if (due === null) return { is: 'due-unknown' };
  return now > due ? { is: 'overdue', ms: now - due } : { is: 'left', ms: due - now };
}

export function standingText(s: Standing, texts: Texts): string {
  switch (s.is) {
    case 'overdue':
      return texts.overdueFor(texts.duration(s.ms));
    case 'left':
      return texts.left(texts.duration(s.ms));
    case 'closed-late':
      return texts.closedLateBy(texts.duration(s.ms));
    case 'closed-in-time':
      return texts.closedInTime;
    case 'settled':
      return texts.settled;
    case 'due-unknown':
      return texts.dueUnknown;
  }
}
