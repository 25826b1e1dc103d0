import type { Alert, AlertTicket } from './alert.js';
import type { WorkCalendar } from './calendar.js';
import { type Instant, parseInstant } from './instant.js';
import type { Zone } from './zone.js';

/** Who is told of a ticket, by how long it has been due: the unit, its supervisor, the hotline's duty desk, the leader. */
export const rungs = ['unit', 'supervisor', 'duty', 'leader'] as const;
export type Rung = (typeof rungs)[number];

/** `at-once`: of everything, from the first warning on. The others: from so long after the due time on. */
export type StepStart = 'at-once' | { readonly workingDays: number } | { readonly hours: number };
export interface EscalationStep {
  readonly to: Rung;
  readonly after: StepStart;
}

/** What the ladder has to know to count working days as the reminders do (timers.ts). */
export interface ReminderRules {
  readonly reminderHour: number;
  readonly maxReminders: number;
}
export interface LocalTime {
  readonly calendar: WorkCalendar;
  readonly zone: Zone;
}

/** `ms` is negative before the due time. `workingDays`: the number of the last reminder that was due, 0 before the first. */
interface SinceDue {
  readonly ms: number;
  readonly workingDays: number;
}

/**
 * The rungs that are told of a ticket's alert, each once, in the order of the steps.
 *
 * A still-overdue alert carries its working day. For every other kind the days are counted here, so that who was
 * reminded of a ticket also hears that it was closed. While the due time is unknown only the steps `at-once` hold; days
 * beyond the official calendar count as 0.
 */
export function rungsOf(
  steps: readonly EscalationStep[],
  alert: Alert & { readonly ticket: AlertTicket },
  rules: ReminderRules,
  local: LocalTime,
): readonly Rung[] {
  const since = sinceDue(alert, rules, local);
  return [...new Set(steps.filter(({ after }) => isReached(after, since)).map(({ to }) => to))];
}

function isReached(after: StepStart, since: SinceDue | null): boolean {
  if (after === 'at-once') return true;
  if (since === null || since.ms < 0) return false;
  return 'hours' in after ? since.ms >= after.hours * 3_600_000 : since.workingDays >= after.workingDays;
}

/** null: the due time is unknown. */
function sinceDue(
  alert: Alert & { readonly ticket: AlertTicket },
  rules: ReminderRules,
  local: LocalTime,
): SinceDue | null {
  const due = alert.ticket.dueAt === null ? null : parseInstant(alert.ticket.dueAt);
  // What was overdue and is closed is as late as it was at the closing, however late that became known.
  const until = parseInstant(alert.kind === 'ticket-closed-late' ? alert.at : alert.firedAt);
  if (due === null || until === null) return null;
  return { ms: until - due, workingDays: alert.ticket.day ?? reminders(due, until, rules, local) };
}

/** How many reminders came from `due` up to `until`: one at the reminder hour of each working day after the due day. */
function reminders(due: Instant, until: Instant, rules: ReminderRules, { calendar, zone }: LocalTime): number {
  if (until < due) return 0;
  // A due time of 24:00 is the first instant of the next day.
  const dueDay = zone.dayOf(due - 1);
  const today = zone.dayOf(until);
  const days = calendar.workingDaysBetween(dueDay, today) ?? 0;
  const isEarly = days > 0 && calendar.isWorkingDay(today) === true && hourOf(zone, until) < rules.reminderHour;
  return Math.min(isEarly ? days - 1 : days, rules.maxReminders);
}

/** 0–23, on the wall. */
const hourOf = (zone: Zone, at: Instant): number => new Date(at + zone.offsetAt(at)).getUTCHours();
