import type { TicketFacts } from './facts.js';
import type { Labels } from './names.js';
import type { Tally } from './tally.js';

/** What one ticket adds to the period of its createdAt. `withUnits`: the period has counters with a unit label. */
export function countTicket(ticket: TicketFacts, tally: Tally, withUnits: boolean): void {
  const { data, closing } = ticket;
  const units = unitLabels(ticket, withUnits);
  tally.addEach('tickets', [{ nature: data.nature }, { urgency: data.urgency ?? 'normal' }, ...units]);
  if (data.region !== undefined) tally.add('tickets', { region: data.region });
  if (data.category !== undefined) tally.add('tickets', { category: data.category });
  for (const topic of data.topics) tally.add('tickets', { topic });
  if (ticket.orphan) tally.add('orphan_tickets');
  if (withUnits && data.nature === 'praise') tally.add('praise', { unit: ticket.unit });
  if (ticket.due.extended) tally.add('extended');
  if (closing !== null && (closing.closedAt === null || closing.reopenings.length > 0)) tally.add('reopened');
  if (data.repeatOf !== undefined) tally.add('repeated');
  if (wasFirstClosedOnTime(ticket)) tally.add('first_closed_on_time');
  if (ticket.closedAt !== null) countClosed(ticket, tally, units, withUnits);
}

/** What one ticket adds to the period of its closedAt, whenever it was created. */
export function countFlow(ticket: TicketFacts, tally: Tally): void {
  if (ticket.closedAt === null) return;
  tally.add('flow_closed');
  if (closingState(ticket, ticket.closedAt) === 'closed_late') tally.add('flow_closed_late');
}

function countClosed(ticket: TicketFacts, tally: Tally, units: readonly Labels[], withUnits: boolean): void {
  const { data, closing } = ticket;
  if (closing === null || ticket.closedAt === null) return;
  tally.addEach('closed', units);
  for (const topic of data.topics) tally.add('closed', { topic });
  if (closing.outcome !== undefined) tally.add('closed', { outcome: closing.outcome });
  const state = closingState(ticket, ticket.closedAt);
  tally.addEach(state, units);
  if (state === 'closed_late') {
    tally.add(state, { nature: data.nature });
    if (withUnits) tally.add(state, { nature: data.nature, unit: ticket.unit });
  }
  if (ticket.replyDays !== null) {
    tally.add('replied');
    tally.add('reply_working_days', {}, ticket.replyDays);
  }
  countRating(ticket, tally, withUnits);
}

function countRating({ data, closing, unit }: TicketFacts, tally: Tally, withUnits: boolean): void {
  const rating = closing?.satisfaction;
  if (rating === undefined || rating.result === 'unrated' || rating.reached === false) return;
  const labels: Labels[] = data.topics.map((topic) => ({ topic }));
  if (withUnits) labels.push({ unit });
  tally.addEach('rated', labels);
  if (rating.result === 'satisfied' || rating.result === 'mostly') tally.addEach('satisfied', labels);
}

/** Against the due time; a closing at the very instant of the due is on time. */
function closingState({ due }: TicketFacts, closedAt: number): 'closed_on_time' | 'closed_late' | 'closed_due_unknown' {
  if (due.at === null) return 'closed_due_unknown';
  return closedAt <= due.at ? 'closed_on_time' : 'closed_late';
}

/** Counts for tickets that are open again, too: their first closing is a fact. */
function wasFirstClosedOnTime({ closing, due }: TicketFacts): boolean {
  const first = closing?.firstClosedAt ?? closing?.closedAt ?? null;
  return first !== null && due.withoutReopenings !== null && first <= due.withoutReopenings;
}

/** The labels by which a ticket is shown under its unit. */
export function unitLabels(ticket: TicketFacts, withUnits: boolean): Labels[] {
  const labels: Labels[] = [{ unit_kind: ticket.unitKind }, { unit_group: ticket.unitGroup }];
  if (withUnits) labels.push({ unit: ticket.unit });
  return labels;
}
