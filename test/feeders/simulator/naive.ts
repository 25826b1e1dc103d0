import type { SimulatedEvent } from '../../../src/feeders/simulator/wire.js';

/**
 * Counts simulated events by plain loops, sharing nothing with src/: fixed +08:00, the holidays of kpi.md section 5
 * typed in, days stepped one by one. Counters are `<month>|<name>`, names as in kpi.md section 3.
 */
export interface Naive {
  readonly get: (month: string, name: string) => number;
  readonly names: () => string[];
  /** Summaries of late tickets: unit, nature, summary. */
  readonly late: (month: string) => string[][];
}

// biome-ignore lint/suspicious/noExplicitAny: a reader that trusts nothing about the shape
type Data = any;

export const dayMs = 86_400_000;
const eightHours = 28_800_000;
export const localDay = (text: string): number => Math.floor((Date.parse(text) + eightHours) / dayMs);
const dayText = (day: number): string => new Date(day * dayMs).toISOString().slice(0, 10);
const offDays = new Set(
  [['01-01', 3], ['02-11', 7], ['04-03', 3], ['05-01', 5], ['06-12', 3], ['09-19', 3], ['10-01', 7]].flatMap(([first, n]) =>
    Array.from({ length: n as number }, (_, i) => Date.parse(`2021-${first}T00:00:00Z`) / dayMs + i),
  ),
); // biome-ignore format: a list
const makeUp = new Set([
  '2021-02-07',
  '2021-02-20',
  '2021-04-25',
  '2021-05-08',
  '2021-09-18',
  '2021-09-26',
  '2021-10-09',
]);

export function isWorking(day: number): boolean {
  if (makeUp.has(dayText(day))) return true;
  const weekday = new Date(day * dayMs).getUTCDay();
  return weekday !== 0 && weekday !== 6 && !offDays.has(day);
}

/** 24:00 of the n-th working day after a day. */
function endAfter(day: number, n: number): number {
  let at = day;
  for (let left = n; left > 0; ) if (isWorking(++at)) left--;
  return (at + 1) * dayMs - eightHours;
}

export function dueMs(t: Data, closing: Data): number {
  const created = Date.parse(t.createdAt);
  const term = (from: number): number => {
    if (t.urgency === 'critical') return from + 2 * 3_600_000;
    if (t.urgency === 'urgent') return from + 24 * 3_600_000;
    return endAfter(Math.floor((from + eightHours) / dayMs), t.nature === 'consultation' ? 1 : 5);
  };
  let due = term(created);
  const extension = t.extensions?.[0];
  if (extension !== undefined && Date.parse(extension.approvedAt) <= due) due = Date.parse(extension.newDueAt);
  const reopening = closing?.reopenings?.at(-1);
  return reopening === undefined ? due : Math.max(due, term(Date.parse(reopening.at)));
}

/** The 12th of the month after, 24:00: when a month's figures become final (design.md section 5). */
function cutOffMs(createdAt: string): number {
  const created = new Date(localDay(createdAt) * dayMs);
  return Date.UTC(created.getUTCFullYear(), created.getUTCMonth() + 1, 13) - eightHours;
}

const group = (kind: string): string => (kind === 'county' || kind === 'township' ? 'county' : 'department');

export function countNaively(events: Iterable<SimulatedEvent>): Naive {
  const contacts = new Map<string, Data>();
  const tickets = new Map<string, Data>();
  const closings = new Map<string, Data>();
  const newest = (map: Map<string, Data>, id: string, data: Data): void => {
    const known = map.get(id);
    if (known === undefined || (known.rev ?? 0) < (data.rev ?? 0)) map.set(id, data);
  };
  for (const { type, data } of events) {
    const d = data as Data;
    if (type === 'hotline.call-received.v1') newest(contacts, d.contactId, d);
    else newest(type === 'hotline.ticket-created.v1' ? tickets : closings, d.ticketId, d);
  }
  const counts = new Map<string, number>();
  const late = new Map<string, string[][]>();
  const adder = (instant: string) => {
    const month = dayText(localDay(instant)).slice(0, 7);
    return (name: string, n = 1): void => {
      for (const key of [`${month}|${name}`, `all|${name}`]) counts.set(key, (counts.get(key) ?? 0) + n);
    };
  };
  const withTicket = new Set([...tickets.values()].map((t) => t.contactId));
  for (const c of contacts.values()) countContact(c, withTicket.has(c.contactId), adder(c.receivedAt));
  for (const t of tickets.values()) {
    const add = adder(t.createdAt);
    const lateness = countTicket(t, closings.get(t.ticketId), contacts.get(t.contactId), add);
    if (lateness) {
      const month = dayText(localDay(t.createdAt)).slice(0, 7);
      late.set(month, [...(late.get(month) ?? []), [t.unit.code, t.nature, t.summary]]);
    }
  }
  return {
    get: (month, name) => counts.get(`${month}|${name}`) ?? 0,
    names: () => [...counts.keys()],
    late: (month) => late.get(month) ?? [],
  };
}

function countContact(c: Data, hasTicket: boolean, add: (name: string, n?: number) => void): void {
  const excluded = c.direction === 'outbound' ? 'outbound' : c.invalid;
  if (excluded !== undefined) {
    add(`contacts_excluded{reason=${excluded}}`);
    return;
  }
  add('contacts');
  add(`contacts{channel=${c.channel}}`);
  if (!c.answered) {
    if (c.abandonedAt !== undefined) add('abandoned');
    if (hasTicket) add('unanswered_with_ticket');
    return;
  }
  add('answered');
  add(`answered{channel=${c.channel}}`);
  if (c.category !== undefined) add(`answered{category=${c.category}}`);
  for (const topic of c.topics ?? []) add(`answered{topic=${topic}}`);
  add(hasTicket ? 'contacts_with_ticket' : 'direct');
  if (c.channel !== 'phone' || c.answeredAt === undefined) return;
  const wait = c.waitSeconds ?? Math.floor((Date.parse(c.answeredAt) - Date.parse(c.queuedAt)) / 1000);
  add('waited');
  if (wait <= 15) add('waited_within_15s');
}

/** True when the ticket was closed late. */
function countTicket(t: Data, closing: Data, contact: Data, add: (name: string, n?: number) => void): boolean {
  const labels = [
    `nature=${t.nature}`,
    `unit=${t.unit.code}`,
    `unit_kind=${t.unit.kind}`,
    `unit_group=${group(t.unit.kind)}`,
    `urgency=${t.urgency ?? 'normal'}`,
  ];
  if (t.region !== undefined) labels.push(`region=${t.region}`);
  for (const topic of t.topics ?? []) labels.push(`topic=${topic}`);
  const each = (measure: string): void => {
    add(measure);
    for (const label of labels) add(`${measure}{${label}}`);
  };
  each('tickets');
  if (t.nature === 'praise') add(`praise{unit=${t.unit.code}}`);
  if (contact === undefined) add('orphan_tickets');
  if (localDay(contact.receivedAt) > localDay(t.createdAt)) add('created_before_contact');
  if (dayText(localDay(contact.receivedAt)).slice(0, 7) !== dayText(localDay(t.createdAt)).slice(0, 7))
    add('other_month');
  if (t.extensions !== undefined) add('extended');
  if (closing?.reopenings !== undefined) add('reopened');
  if (closing?.closedAt == null) return false;
  each('closed');
  if (Date.parse(closing.closedAt) < Date.parse(t.createdAt)) add('closed_before_created');
  if (Date.parse(closing.closedAt) >= cutOffMs(t.createdAt)) add('closed_after_cut_off');
  let days = 0;
  for (let day = localDay(t.createdAt) + 1; day <= localDay(closing.repliedAt ?? closing.closedAt); day++)
    if (isWorking(day)) days++;
  add('reply_working_days', days);
  const { result, reached } = closing.satisfaction ?? {};
  if (result !== undefined && result !== 'unrated' && reached !== false) {
    each('rated');
    if (result !== 'dissatisfied') each('satisfied');
  }
  const onTime = Date.parse(closing.closedAt) <= dueMs(t, closing);
  each(onTime ? 'closed_on_time' : 'closed_late');
  if (!onTime) add(`closed_late{nature=${t.nature},unit=${t.unit.code}}`);
  return !onTime;
}
