import type { TicketClosed, TicketCreated } from '../../src/domain/events.js';

/**
 * The second path to dues and timers, by kpi.md section 5, for May to July 2021 in Ankang. It knows what the simulator makes:
 * no holds, no given dues, extensions to 24:00 of a day, reopenings without a due.
 */

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;
const east = 8 * hour;
const grace = 10 * minute;

/** Days since 1970 on the wall of Ankang. */
const dayOf = (at: number): number => Math.floor((at + east) / day);
const startOf = (d: number): number => d * day - east;
const dateOf = (d: number): string => new Date(d * day).toISOString().slice(5, 10);

const off = ['05-01', '05-02', '05-03', '05-04', '05-05', '06-12', '06-13', '06-14'];
const makeUp = ['05-08'];
const isWorkingDate = (d: number): boolean =>
  makeUp.includes(dateOf(d)) || (new Date(d * day).getUTCDay() % 6 !== 0 && !off.includes(dateOf(d)));
/** May to August, by the day: asked a million times. */
const worked = new Map(
  Array.from({ length: 123 }, (_, i) => dayOf(Date.UTC(2021, 4, 1)) + i).map((d) => [d, isWorkingDate(d)]),
);
function isWorking(d: number): boolean {
  const found = worked.get(d);
  if (found === undefined) throw new Error(`${dateOf(d)} is not in the table`);
  return found;
}

/** The first n working days after a day. */
function workingDays(after: number, n: number): number[] {
  const found: number[] = [];
  for (let d = after + 1; found.length < n; d++) if (isWorking(d)) found.push(d);
  return found;
}

/** A ticket as far as it is known. */
export interface Known {
  readonly ticket: TicketCreated;
  readonly closing: TicketClosed | undefined;
}

export interface Timer {
  readonly level: number;
  readonly kind: string;
  readonly at: number;
  readonly fireAt: number;
}

const termDays = (t: TicketCreated): number => (t.nature === 'consultation' ? 1 : 5);
const clockHours = (t: TicketCreated): number | null =>
  t.urgency === 'critical' ? 2 : t.urgency === 'urgent' ? 24 : null;

/** 24:00 of the last working day of the term, or the end of its hours. */
function termFrom(t: TicketCreated, at: number): number {
  const hours = clockHours(t);
  return hours === null ? startOf(workingDays(dayOf(at), termDays(t)).at(-1)! + 1) : at + hours * hour;
}

export function dueOf({ ticket, closing }: Known): { due: number; from: number; byRule: boolean } {
  let due = termFrom(ticket, ticket.createdAt);
  let from = ticket.createdAt;
  let byRule = true;
  const extension = ticket.extensions[0];
  if (extension !== undefined && extension.approvedAt <= due) {
    due = extension.newDueAt;
    byRule = false;
  }
  const reopening = closing?.reopenings.at(-1);
  if (reopening !== undefined && termFrom(ticket, reopening.at) > due) {
    due = termFrom(ticket, reopening.at);
    from = reopening.at;
    byRule = true;
  }
  if (ticket.holds.length + ticket.extensions.length > 1 || ticket.dueAt !== undefined)
    throw new Error('the simulator makes more than this path knows');
  return { due, from, byRule };
}

export function timersOf(known: Known): Timer[] {
  const { due, from, byRule } = dueOf(known);
  const timers: Timer[] = [];
  const add = (level: number, kind: string, at: number, fireAt = at) => timers.push({ level, kind, at, fireAt });
  const dueDay = dayOf(due - 1);
  if (byRule && clockHours(known.ticket) !== null) {
    add(1, 'near-due 50', from + (due - from) * 0.5);
    add(2, 'near-due 75', from + (due - from) * 0.75);
  } else {
    if (startOf(dueDay + 1) !== due) throw new Error('a due by days ends a day');
    const days: number[] = [];
    for (let d = dayOf(from) + 1; d <= dueDay; d++) if (isWorking(d)) days.push(d);
    // Quarters of a day at most, so floating point is exact.
    const mark = (share: number): number => {
      const passed = days.length * share;
      const whole = Math.floor(passed);
      return passed === whole ? startOf(days[whole - 1]! + 1) : startOf(days[whole]!) + (passed - whole) * day;
    };
    add(1, 'near-due 50', mark(0.5));
    add(2, 'near-due 75', mark(0.75));
    if (startOf(dueDay) > mark(0.75)) add(3, 'due-soon', startOf(dueDay));
  }
  add(4, 'overdue', due, due + grace);
  for (const [i, d] of workingDays(dueDay, 10).entries()) {
    const at = startOf(d) + 9 * hour;
    if (at > due + grace) add(5 + i, `still-overdue ${i + 1}`, at);
  }
  return timers;
}
