import { PulseError } from '../domain/errors.js';
import type { TicketClosed, TicketCreated } from '../domain/events.js';
import type { Instant } from '../domain/instant.js';
import { type Day, type LocalDays, readDay } from './local-days.js';
import type { NaiveRule, NaiveTerm } from './types.js';
import type { WorkCalendar } from './work-calendar.js';

/** A due time: null = unknown (no official calendar, or a rule that gives none). */
type DueTime = Instant | null;

/** What kpi.md section 5 says of one ticket. */
export interface Due {
  readonly at: DueTime;
  /** The same without step 4. */
  readonly withoutReopenings: DueTime;
  /** An extension counted. */
  readonly extended: boolean;
  /** A hold without end is running: not overdue, whatever `at` says. */
  readonly held: boolean;
}

export interface DueTools {
  readonly days: LocalDays;
  readonly calendar: WorkCalendar;
  readonly rules: readonly NaiveRule[];
}

/**
 * Where kpi.md section 5 leaves a choice: a hold without `to` is ended by any closing after its start that is known
 * (closedAt, firstClosedAt, or a reopening, which proves one); while one runs, nothing is overdue that was not when it
 * began, a given due included; while it moves a due of the rules, every extension is in time.
 */
export function dueOf(ticket: TicketCreated, closing: TicketClosed | null, tools: DueTools): Due {
  const term = termOf(ticket, tools);
  const holds = heldTimes(ticket, closing);
  const running = holds.find((hold) => hold.to === Infinity) ?? null;
  const ended = holds.filter((hold) => hold.to !== Infinity);
  const afterHolds = ticket.dueAt ?? dueByRules(ticket.createdAt, term, ended, tools);
  const endless = ticket.dueAt === undefined && running !== null && afterHolds !== null && running.from <= afterHolds;
  const granted = extensionThatCounts(ticket, endless ? Infinity : afterHolds, term, tools);
  const withoutReopenings = granted ?? afterHolds;
  const at = afterReopening(withoutReopenings, closing, term, tools);
  return {
    at,
    withoutReopenings,
    extended: granted !== null,
    held: running !== null && (at === null || running.from <= at),
  };
}

/** The rule of the latest `validFrom` that is not after the local day of createdAt; before all of them, the first. */
function termOf(ticket: TicketCreated, tools: DueTools): NaiveTerm {
  const created = tools.days.dayOf(ticket.createdAt);
  let earliest: { from: Day; rule: NaiveRule } | null = null;
  let valid: { from: Day; rule: NaiveRule } | null = null;
  for (const rule of tools.rules) {
    const from = rule.validFrom === null ? -Infinity : readDay(rule.validFrom);
    if (from === null) throw new PulseError('PULSE_CONFIG', `rules: not a date: ${rule.validFrom}`);
    if (earliest === null || from < earliest.from) earliest = { from, rule };
    if (from <= created && (valid === null || from > valid.from)) valid = { from, rule };
  }
  const urgency = ticket.urgency ?? 'normal';
  const term = (valid ?? earliest)?.rule.terms[ticket.nature]?.[urgency];
  if (term === undefined) throw new PulseError('PULSE_CONFIG', `rules: no term for ${ticket.nature}, ${urgency}`);
  return term;
}

interface Held {
  readonly from: Instant;
  /** Infinity: it goes on. */
  readonly to: Instant;
}

/** Holds cut to [createdAt, closedAt], in order; those that overlap or touch are one. */
function heldTimes(ticket: TicketCreated, closing: TicketClosed | null): Held[] {
  const cut: Held[] = [];
  for (const hold of ticket.holds) {
    const from = Math.max(hold.from, ticket.createdAt);
    const to = Math.min(hold.to ?? firstClosingAfter(hold.from, closing), closing?.closedAt ?? Infinity);
    if (from < to) cut.push({ from, to });
  }
  cut.sort((a, b) => a.from - b.from);
  const merged: Held[] = [];
  for (const hold of cut) {
    const last = merged.at(-1);
    if (last !== undefined && hold.from <= last.to) {
      merged[merged.length - 1] = { from: last.from, to: Math.max(last.to, hold.to) };
    } else {
      merged.push(hold);
    }
  }
  return merged;
}

function firstClosingAfter(from: Instant, closing: TicketClosed | null): Instant {
  let first = Infinity;
  const known = [closing?.closedAt, closing?.firstClosedAt, ...(closing?.reopenings ?? []).map((r) => r.at)];
  for (const at of known) if (typeof at === 'number' && at > from && at < first) first = at;
  return first;
}

/** Steps 1 and 2 of a due that the rules give; holds that have ended. */
function dueByRules(createdAt: Instant, term: NaiveTerm, holds: readonly Held[], tools: DueTools): DueTime {
  if ('unknown' in term) return null;
  if ('clockHours' in term) {
    let due = createdAt + Math.round(term.clockHours * 3_600_000); // hours may be a fraction such as a third
    for (const hold of holds) if (hold.from <= due) due += hold.to - hold.from;
    return due;
  }
  const { days, calendar } = tools;
  let dueDay = calendar.nthAfter(days.dayOf(createdAt), term.workingDays);
  for (const hold of holds) {
    if (dueDay === null) return null;
    if (hold.from > days.startOf(dueDay + 1)) continue;
    const moved = calendar.countAfter(days.dayOf(hold.from), days.dayOf(hold.to));
    dueDay = moved === null ? null : calendar.nthAfter(dueDay, moved);
  }
  return dueDay === null ? null : days.startOf(dueDay + 1);
}

/**
 * Step 3: the earliest approval, if it came at or before the due so far; the new due, or null when none counts. A due
 * beyond the calendar is later than the last official day, so an approval before the first unofficial year is in time.
 */
function extensionThatCounts(ticket: TicketCreated, due: DueTime, term: NaiveTerm, tools: DueTools): Instant | null {
  let first: { approvedAt: Instant; newDueAt: Instant } | null = null;
  for (const extension of ticket.extensions) {
    if (first === null || extension.approvedAt < first.approvedAt) first = extension;
  }
  if (first === null) return null;
  if (due !== null) return first.approvedAt <= due ? first.newDueAt : null;
  if ('unknown' in term) return first.newDueAt;
  const unofficial = tools.calendar.unofficialAfter(tools.days.dayOf(ticket.createdAt));
  return first.approvedAt < tools.days.startOf(unofficial) ? first.newDueAt : null;
}

/** Step 4: the last reopening's own due, else the later of the due so far and the term counted from the reopening. */
function afterReopening(due: DueTime, closing: TicketClosed | null, term: NaiveTerm, tools: DueTools): DueTime {
  let last: { at: Instant; dueAt?: Instant | undefined } | null = null;
  for (const reopening of closing?.reopenings ?? []) if (last === null || reopening.at >= last.at) last = reopening;
  if (last === null) return due;
  if (last.dueAt !== undefined) return last.dueAt;
  const fromReopening = dueByRules(last.at, term, [], tools);
  return due === null || fromReopening === null ? null : Math.max(due, fromReopening);
}
