import type { Alert } from '../../src/domain/alert.js';
import { isOf, type Known, keyNow, keyOf, reopeningsOf } from './fault-known.js';
import { configuration } from './views.js';

const { maxAgeMs } = configuration.views.timers;

/**
 * Of what is told at once: it holds in what had been read, after one of the batch's records at least (the next one may have
 * changed it again); what is not for the end of something is not old.
 *
 * @param after what was known after each of the batch's records
 * @param earlier the alerts that were told before, of whatever ticket
 * @returns null: it is true
 */
export function untrueAtOnce(alert: Alert, after: readonly Known[], earlier: readonly Alert[]): string | null {
  const age = Date.parse(alert.firedAt) - Date.parse(alert.at);
  if (alert.state === 'notice' && age > maxAgeMs) return 'it is too old';
  const told = new Set(earlier.filter((a) => a.state === 'open' && a.subject === alert.subject).map(keyOf));
  if (alert.state === 'resolved' && told.size === 0) return 'nothing was told that could end';
  return after.some((known) => holds(alert, known, told)) ? null : 'it never held';
}

function holds(alert: Alert, { tickets }: Known, told: ReadonlySet<string>): boolean {
  const ticket = tickets.find((t) => isOf(t, alert));
  const { kind, ticket: said } = alert;
  if (kind === 'ticket-settled')
    return ticket === undefined || ticket.closedAt !== null || [...told].some((key) => key !== keyNow(ticket));
  if (ticket === undefined || said?.reopenings !== reopeningsOf(ticket)) return false;
  const { closedAt, due, closing } = ticket;
  if (kind === 'ticket-reopened')
    return closedAt === null && closing?.reopenings.some(({ at }) => at === Date.parse(alert.at)) === true;
  const isDue = due.at !== null && due.at === Date.parse(said.dueAt ?? '');
  return isDue && closedAt === Date.parse(alert.at) && closedAt > due.at!;
}
