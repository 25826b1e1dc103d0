import type { Instant } from '../domain/instant.js';
import { countContact } from './count-contact.js';
import { countFlow, countTicket, unitLabels } from './count-ticket.js';
import type { NaiveHistory, TicketFacts } from './facts.js';
import { Tally } from './tally.js';

/**
 * Every counter of kpi.md section 3 over [from, to): contacts by receivedAt, tickets by createdAt, flow_* by closedAt.
 *
 * @param withUnits also those with a `unit` label
 */
export function countersBetween(
  history: NaiveHistory,
  from: Instant,
  to: Instant,
  withUnits: boolean,
): Map<string, number> {
  const tally = new Tally();
  const inside = (at: Instant) => at >= from && at < to;
  for (const contact of history.contacts) if (inside(contact.data.receivedAt)) countContact(contact, tally);
  for (const ticket of history.tickets) {
    if (inside(ticket.data.createdAt)) countTicket(ticket, tally, withUnits);
    if (ticket.closedAt !== null && inside(ticket.closedAt)) countFlow(ticket, tally);
  }
  return tally.counters;
}

/**
 * The `open…` figures of the tickets created in [from, to), as they stand at `asOf`: without labels, by `unit_kind`, `unit_group`
 * and `unit`.
 */
export function openBetween(history: NaiveHistory, from: Instant, to: Instant, asOf: Instant): Map<string, number> {
  const tally = new Tally();
  const { days, calendar } = history;
  const nextWorkingDay = calendar.nthAfter(days.dayOf(asOf), 1);
  const soon = nextWorkingDay === null ? -Infinity : days.startOf(nextWorkingDay + 1);
  for (const ticket of history.tickets) {
    if (ticket.closedAt !== null || ticket.data.createdAt < from || ticket.data.createdAt >= to) continue;
    const labels = unitLabels(ticket, true);
    tally.addEach('open', labels);
    tally.addEach(openState(ticket, asOf), labels);
    const due = ticket.due.at;
    if (due !== null && asOf <= due && due <= soon) tally.addEach('open_due_within_1wd', labels);
  }
  return tally.counters;
}

function openState({ due }: TicketFacts, asOf: Instant): 'open_due_unknown' | 'open_overdue' | 'open_not_due' {
  if (due.at === null) return 'open_due_unknown';
  return due.at < asOf && !due.held ? 'open_overdue' : 'open_not_due';
}
