import type { Case, TicketCase } from './case.js';
import type { ViewContext } from './contribution.js';
import type { Instant } from './instant.js';
import { silentUntil } from './silence.js';
import { cycleOf, type Watched, warnings, watchedIfOpen } from './watched.js';
import { dueDayOf, markAt, workingTimeOf } from './working-time.js';
import type { LocalDay, Zone } from './zone.js';

export { HISTORY } from './watched.js';

/** Part of the generation's hash: when a timer fires is state. */
export interface TimerRules {
  /** 0–23, on the wall: when the reminders of a working day go out. */
  readonly reminderHour: number;
  /** 0–900: the levels stay below that of history. */
  readonly maxReminders: number;
  /** Closings arrive late: so long after the due its alert waits for them. */
  readonly graceMs: number;
  /** What is older when it is first seen is history, and what is found so much later than it became true is for a digest. */
  readonly maxAgeMs: number;
}

/** In the order in which they come true, `warnings` first. */
export const levels = { halfway: 1, threeQuarters: 2, dueSoon: 3, overdue: 4 } as const;
/** Reminder n is level 4 + n. */
export const lastLevel = (rules: TimerRules): number => levels.overdue + rules.maxReminders;

/** An open ticket with a due that is known and not on hold: what has timers. */
export interface Timed extends Watched {
  readonly dueAt: Instant;
  readonly cycle: string;
  /** The most advanced level told of this cycle; 0: none yet. */
  readonly told: number;
  /** Before this only the overdue alert is told (silence.ts). */
  readonly silentUntil: Instant;
}

export interface Timer {
  readonly level: number;
  /** When it becomes true. */
  readonly at: Instant;
  readonly fireAt: Instant;
}

/** The case's next timer; null: none. */
export function nextTimer(c: Case, ctx: ViewContext): Instant | null {
  let next: Instant | null = null;
  for (const t of c.tickets.values()) {
    const timed = timedOf(t, ctx);
    const at = timed === null ? null : nextOf(timed, ctx);
    if (at !== null && (next === null || at < next)) next = at;
  }
  return next;
}

/** null: the ticket has no timers. */
export function timedOf(t: TicketCase, ctx: ViewContext): Timed | null {
  const w = watchedIfOpen(t, ctx);
  if (w === null || w.due.at === null || w.due.held) return null;
  const cycle = cycleOf(w, ctx);
  const told = t.told?.cycle === cycle ? t.told.level : 0;
  if (told >= lastLevel(ctx.timers)) return null;
  const { ticket, closing, due } = w;
  return { ticket, closing, due, dueAt: w.due.at, cycle, told, silentUntil: silentUntil(t, w, ctx) };
}

/** The most advanced timer that was to fire at or before `now`; null: none. */
export function mostAdvanced(timed: Timed, now: Instant, ctx: ViewContext): Timer | null {
  let found: Timer | null = null;
  for (let level = timed.told + 1; level <= lastLevel(ctx.timers); level++) {
    const timer = timerOf(timed, level, ctx);
    if (timer === null) continue;
    if (timer.fireAt <= now) found = timer;
    // From the overdue alert on, a later level never fires earlier.
    else if (level >= levels.overdue) break;
  }
  return found;
}

function nextOf(timed: Timed, ctx: ViewContext): Instant | null {
  let next: Instant | null = null;
  for (let level = timed.told + 1; level <= lastLevel(ctx.timers); level++) {
    const timer = timerOf(timed, level, ctx);
    if (timer === null) continue;
    if (next === null || timer.fireAt < next) next = timer.fireAt;
    // Only a snooze makes a later level fire first: the overdue alert does not wait for its end.
    if (level >= levels.overdue || timer.fireAt === timer.at) return next;
  }
  return next;
}

/** null: there is no such level in this cycle, or nobody wants to hear it. */
function timerOf(timed: Timed, level: number, ctx: ViewContext): Timer | null {
  if (level === levels.overdue) return { level, at: timed.dueAt, fireAt: timed.dueAt + ctx.timers.graceMs };
  if (timed.silentUntil === Number.POSITIVE_INFINITY) return null;
  const at = level < levels.overdue ? beforeDue(timed, level, ctx) : reminder(timed, level - levels.overdue, ctx);
  return at === null ? null : { level, at, fireAt: Math.max(at, timed.silentUntil) };
}

function beforeDue({ ticket, closing, due, dueAt }: Timed, level: number, ctx: ViewContext): Instant | null {
  const work = workingTimeOf(ticket, closing, due, dueAt, ctx);
  if (level !== levels.dueSoon) return work === null ? null : markAt(work, warnings[level - 1]!, ctx);
  if (work?.by === 'clock') return null;
  const soon = ctx.zone.startOf(dueDayOf(dueAt, ctx));
  // Beyond the calendar nothing else warns, so nothing makes it idle.
  const mark = work === null ? null : markAt(work, warnings[1], ctx);
  return mark !== null && soon <= mark ? null : soon;
}

/** The n-th one. One that would not come after the overdue alert has fired is left out: that one says the same. */
function reminder({ dueAt }: Timed, n: number, ctx: ViewContext): Instant | null {
  const day = ctx.calendar.addWorkingDays(dueDayOf(dueAt, ctx), n);
  if (day === null) return null;
  const at = onTheWall(day, ctx.timers.reminderHour, ctx.zone);
  return at > dueAt + ctx.timers.graceMs ? at : null;
}

/** `hour`:00 of a local day; the first instant after it where the zone skips it, the earlier one where it comes twice. */
function onTheWall(day: LocalDay, hour: number, zone: Zone): Instant {
  const wall = (day * 24 + hour) * 3_600_000;
  const byMidnight = wall - zone.offsetAt(zone.startOf(day));
  const corrected = wall - zone.offsetAt(byMidnight);
  return zone.offsetAt(corrected) === zone.offsetAt(byMidnight) ? corrected : Math.max(byMidnight, corrected);
}
