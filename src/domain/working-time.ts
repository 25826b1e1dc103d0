import { type DeadlineContext, type Due, type Hold, holdsOf, lastReopening, type Term, termOf } from './deadlines.js';
import type { TicketClosed, TicketCreated } from './events.js';
import type { Instant } from './instant.js';
import type { LocalDay } from './zone.js';

/**
 * The time that a unit has for a ticket: what its warnings are fractions of (kpi.md section 5). By working days, 0–24 h each,
 * from the day after it began; or by the clock, where the term is one of the clock or no working day lies in between. Time
 * on hold is no part of it. Where that page leaves a choice:
 * - It begins with the creation, or with the reopening whose own due, or term, decides.
 * - A due that somebody gave may lie within its day: so much of that day counts.
 * - The days of a hold are those that move a due: after the local day of its `from`, up to that of its `to`.
 */
export type WorkingTime = DaysTime | ClockTime;

interface DaysTime {
  readonly by: 'days';
  /** The days after this one. */
  readonly after: LocalDay;
  /** Whole working days. */
  readonly days: number;
  /** Milliseconds of the due day that follow them, and how many that day has. */
  readonly part: number;
  readonly dayLength: number;
  readonly holds: readonly Hold[];
}

interface ClockTime {
  readonly by: 'clock';
  readonly from: Instant;
  /** Milliseconds; not positive when the due is not later than the beginning. */
  readonly length: number;
  readonly holds: readonly Hold[];
}

const day = 86_400_000;
const none: readonly Hold[] = [];

/** The day that ends with the due, or in which it lies: that of a due at 24:00 is the one that it ends. */
export const dueDayOf = (dueAt: Instant, ctx: DeadlineContext): LocalDay => ctx.zone.dayOf(dueAt - 1);

/**
 * @param dueAt `due.at`, known; no hold is running (`due.held`).
 * @returns null: it needs a day beyond the official calendar.
 */
export function workingTimeOf(
  ticket: TicketCreated,
  closing: TicketClosed | undefined,
  due: Due,
  dueAt: Instant,
  ctx: DeadlineContext,
): WorkingTime | null {
  const { from, term, moves } = basisOf(ticket, closing, due, ctx);
  const holds = ticket.holds.length === 0 ? none : holdsOf(ticket, closing).filter((hold) => hold.from < dueAt);
  if (term !== null && 'clockMs' in term) return clockTime(from, dueAt, holds);
  const after = ctx.zone.dayOf(from);
  // The term itself, not what lies in between: a hold that begins at the very due moves it on by less than lies there.
  if (term !== null && 'workingDays' in term && moves) return daysTime(after, term.workingDays, holds);
  const lastDay = dueDayOf(dueAt, ctx);
  const end = ctx.zone.startOf(lastDay + 1);
  const days = workingDays(after, end === dueAt ? lastDay : lastDay - 1, holds, ctx);
  const ofLast = end === dueAt || lastDay <= after ? 0 : workingDays(lastDay - 1, lastDay, holds, ctx);
  if (days === null || ofLast === null) return null;
  if (days + ofLast === 0) return clockTime(from, dueAt, holds);
  if (ofLast === 0) return daysTime(after, days, holds);
  const start = ctx.zone.startOf(lastDay);
  return { by: 'days', after, days, part: dueAt - start, dayLength: end - start, holds };
}

/**
 * The first instant at which `percent` of it has passed, cut to milliseconds. In a day that a zone makes shorter or longer, a
 * fraction of the day is that of its real length.
 *
 * @returns null: beyond the calendar, or there is no time of which this could be a part.
 */
export function markAt(work: WorkingTime, percent: number, ctx: DeadlineContext): Instant | null {
  return work.by === 'clock' ? markByClock(work, percent) : markByDays(work, percent, ctx);
}

interface Basis {
  readonly from: Instant;
  /** null: the due was given, not reckoned by the rules. */
  readonly term: Term | null;
  /** Holds have moved this due. */
  readonly moves: boolean;
}

/** What the due of a ticket was reckoned from: the steps of `dueOf` backwards. */
function basisOf(ticket: TicketCreated, closing: TicketClosed | undefined, due: Due, ctx: DeadlineContext): Basis {
  const last = lastReopening(closing);
  if (last?.dueAt !== undefined) return { from: last.at, term: null, moves: false };
  // A reopening without a due of its own changes the due only by its term, and only to a later one.
  if (last !== undefined && due.at !== due.firstAt) return { from: last.at, term: termOf(ticket, ctx), moves: false };
  const given = due.extended || ticket.dueAt !== undefined;
  return { from: ticket.createdAt, term: given ? null : termOf(ticket, ctx), moves: !given };
}

const daysTime = (after: LocalDay, days: number, holds: readonly Hold[]): DaysTime => ({
  by: 'days',
  after,
  days,
  part: 0,
  dayLength: day,
  holds,
});

function clockTime(from: Instant, dueAt: Instant, holds: readonly Hold[]): ClockTime {
  let length = dueAt - from;
  for (const hold of holds) length -= Math.max(0, Math.min(hold.to, dueAt) - Math.max(hold.from, from));
  return { by: 'clock', from, length, holds };
}

/** Working days d with after < d ≤ upTo that are not on hold. null: beyond the calendar. */
function workingDays(
  after: LocalDay,
  upTo: LocalDay,
  holds: readonly Hold[],
  { calendar, zone }: DeadlineContext,
): number | null {
  let days = calendar.workingDaysBetween(after, upTo);
  if (days === null) return null;
  for (const hold of holds) {
    const held = calendar.workingDaysBetween(
      Math.max(after, zone.dayOf(hold.from)),
      Math.min(upTo, zone.dayOf(hold.to)),
    );
    // Never null: these days are among the days above.
    days -= held ?? 0;
  }
  return days;
}

function markByClock(work: ClockTime, percent: number): Instant | null {
  if (work.length <= 0) return null;
  let at = work.from + Math.floor((work.length * percent) / 100);
  for (const hold of work.holds) {
    const from = Math.max(hold.from, work.from);
    if (from >= at) break;
    at += Math.max(0, hold.to - from);
  }
  return at;
}

function markByDays(work: DaysTime, percent: number, ctx: DeadlineContext): Instant | null {
  // In hundredths of a millisecond of a day as long as the due day: integers, so that nothing is rounded before the end.
  const whole = 100 * work.dayLength;
  const passed = (work.days * work.dayLength + work.part) * percent;
  const days = Math.floor(passed / whole);
  const rest = passed - days * whole;
  const local = nthDay(work, rest === 0 ? days : days + 1, ctx);
  if (local === null) return null;
  const end = ctx.zone.startOf(local + 1);
  if (rest === 0) return end;
  const start = ctx.zone.startOf(local);
  // By seconds: the product stays a safe integer, and days are whole seconds in every zone.
  return start + Math.floor((rest * ((end - start) / 1000)) / (whole / 1000));
}

/** The n-th working day that is not on hold. A hold that reaches back before it moves it on, as it moves a due. */
function nthDay(work: DaysTime, n: number, { calendar, zone }: DeadlineContext): LocalDay | null {
  let found = calendar.addWorkingDays(work.after, n);
  for (const hold of work.holds) {
    const from = Math.max(work.after, zone.dayOf(hold.from));
    if (found === null || from >= found) break;
    const held = calendar.workingDaysBetween(from, zone.dayOf(hold.to));
    found = held === null ? null : calendar.addWorkingDays(found, held);
  }
  return found;
}
