import { type DeadlineContext, dueOf } from '../../src/domain/deadlines.js';
import { parseEvent, type TicketClosed, type TicketCreated } from '../../src/domain/events.js';
import { parseDay, zoneOf } from '../../src/domain/zone.js';
import { loadCalendar } from '../../src/settings/calendar.js';
import { loadDeadlines } from '../../src/settings/deadlines.js';

/** Tickets and closings in few words, under the default rules, in Ankang. */

export const { calendar } = loadCalendar({ base: 'china' });
const standard = {
  urgency: { critical: { hours: 2 }, urgent: { hours: 24 } },
  nature: { consultation: { workingDays: 1 } },
  otherwise: { workingDays: 5 },
};
export const zone = zoneOf('Asia/Shanghai');
export const china: DeadlineContext = { rules: loadDeadlines({ rules: [standard] }), calendar, zone };

/** `06-12 08:30` is that minute of 2021 in Ankang; a whole RFC 3339 text is itself. */
export const full = (text: string) => (text.length > 11 ? text : `2021-${text.replace(' ', 'T')}:00+08:00`);
export const at = (text: string) => Date.parse(full(text));
/** 24:00 of a day of 2021 in Ankang. */
export const endOf = (day: string) => zone.startOf(parseDay(`2021-${day}`)! + 1);
export const shown = (instant: number | null) =>
  instant === null ? null : new Date(instant + 8 * 3_600_000).toISOString().slice(5, 16);
export const end = (day: string) => shown(endOf(day));

function dataOf(type: string, data: object): unknown {
  const ids = { ticketId: 't', contactId: 'c' };
  return parseEvent({
    specversion: '1.0',
    id: 'e',
    source: 's',
    type,
    time: '2021-06-01T00:00:00Z',
    data: { ...ids, ...data },
  }).data;
}

export interface Given {
  urgency?: string;
  nature?: string;
  dueAt?: string;
  holds?: [from: string, to?: string][];
  extensions?: [approvedAt: string, newDueAt: string][];
}
export function ticket(createdAt: string, { holds = [], extensions = [], dueAt, ...rest }: Given = {}): TicketCreated {
  return dataOf('hotline.ticket-created.v1', {
    nature: 'help',
    ...rest,
    createdAt: full(createdAt),
    dueAt: dueAt && full(dueAt),
    holds: holds.map(([from, to]) => ({ from: full(from), to: to && full(to) })),
    extensions: extensions.map(([approvedAt, newDueAt]) => ({
      approvedAt: full(approvedAt),
      newDueAt: full(newDueAt),
    })),
  }) as TicketCreated;
}
export function closing(
  closedAt: string | null,
  reopenings: [at: string, dueAt?: string][] = [],
  firstClosedAt?: string,
): TicketClosed {
  return dataOf('hotline.ticket-closed.v1', {
    closedAt: closedAt && full(closedAt),
    firstClosedAt: firstClosedAt && full(firstClosedAt),
    reopenings: reopenings.map(([reopened, dueAt]) => ({ at: full(reopened), dueAt: dueAt && full(dueAt) })),
  }) as TicketClosed;
}
export const due = (created: string, given: Given = {}, closed?: TicketClosed) =>
  dueOf(ticket(created, given), closed, china);
export const dueText = (...args: Parameters<typeof due>) => shown(due(...args).at);
