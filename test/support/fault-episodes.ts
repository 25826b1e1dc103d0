import type { Alert } from '../../src/domain/alert.js';
import { isOf, type Known, keyNow, keyOf } from './fault-known.js';
import { isOfTimer } from './fault-told.js';

/** The order in which the timers of one due come true. */
function levelOf({ kind, ticket }: Alert): number {
  if (kind === 'ticket-near-due') return ticket?.percent === 50 ? 1 : 2;
  if (kind === 'ticket-due-soon') return 3;
  return kind === 'ticket-overdue' ? 4 : 4 + (ticket?.day ?? 0);
}

/** Of each ticket its alerts, in the order in which they were committed. */
function byTicket(told: readonly Alert[]): Alert[][] {
  const of = new Map<string, Alert[]>();
  for (const alert of told) of.set(alert.subject, [...(of.get(alert.subject) ?? []), alert]);
  return [...of.values()];
}

/** Timers that told of the same due again, or less than before: only another due, reopening or unit begins anew. */
export function notRising(told: readonly Alert[]): string[] {
  return byTicket(told).flatMap((alerts) => {
    const timers = alerts.filter(isOfTimer);
    return timers.flatMap((alert, i) => {
      const before = timers[i - 1];
      const rises = before === undefined || keyOf(before) !== keyOf(alert) || levelOf(before) < levelOf(alert);
      return rises ? [] : [`${alert.kind} of ${keyOf(alert)} was told after ${before.kind}`];
    });
  });
}

/** Tickets that are closed, retracted, or about something else now, and of which the last that was told still stands open. */
export function leftOpen(told: readonly Alert[], { tickets }: Known): string[] {
  return byTicket(told).flatMap((alerts) => {
    const last = alerts.findLastIndex(isOfTimer);
    const alert = alerts[last];
    if (alert === undefined || alerts.slice(last).some(({ state }) => state === 'resolved')) return [];
    const ticket = tickets.find((t) => isOf(t, alert));
    const stands = ticket !== undefined && ticket.closedAt === null && keyNow(ticket) === keyOf(alert);
    return stands ? [] : [`${alert.kind} of ${keyOf(alert)} stands open, and the ticket does not`];
  });
}
