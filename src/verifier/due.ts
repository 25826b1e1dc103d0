import { PulseError } from '../domain/errors.js';
import type { TicketClosed, TicketCreated } from '../domain/events.js';
import type { Instant } from '../domain/instant.js';
import { type Day, type LocalDays, readDay } from './local-days.js';
import type { NaiveRule, NaiveTerm } from './types.js';
import type { WorkCalendar } from './work-calendar.js';

/** A due time: null = unknown (no official calendar, or a rule that gives none), Infinity = a hold is running and has no end yet. */
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

export function dueOf(ticket: TicketCreated, closing: TicketClosed | null, tools: DueTools): Due {
  const term = termOf(ticket, tools);
  const afterHolds =
    ticket.dueAt ?? dueByRules(ticket.createdAt, term, heldTimes(ticket, closing?.closedAt ?? null), tools);
  const granted = extensionThatCounts(ticket, afterHolds);
  const withoutReopenings = granted ?? afterHolds;
  return {
    at: afterReopening(withoutReopenings, closing, term, tools),
    withoutReopenings,
    extended: granted !== null,
    held: afterHolds === Infinity,
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
function heldTimes(ticket: TicketCreated, closedAt: Instant | null): Held[] {
  const cut: Held[] = [];
  for (const hold of ticket.holds) {
    const from = Math.max(hold.from, ticket.createdAt);
    const to = Math.min(hold.to ?? Infinity, closedAt ?? Infinity);
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

/** Steps 1 and 2 of a due that the rules give. */
function dueByRules(createdAt: Instant, term: NaiveTerm, holds: readonly Held[], tools: DueTools): DueTime {
  if ('unknown' in term) return null;
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
    if (hold.to === Infinity) return Infinity;
    const moved = calendar.countAfter(days.dayOf(hold.from), days.dayOf(hold.to));
    dueDay = moved === null ? null : calendar.nthAfter(dueDay, moved);
  }
  return dueDay === null ? null : days.startOf(dueDay + 1);
}

/** Step 3: the earliest approval, if it came at or before the due so far; the new due, or null when none counts. */
function extensionThatCounts(ticket: TicketCreated, due: DueTime): Instant | null {
  let first: { approvedAt: Instant; newDueAt: Instant } | null = null;
  for (const extension of ticket.extensions) {
    if (first === null || extension.approvedAt < first.approvedAt) first = extension;
  }
  return first !== null && due !== null && first.approvedAt <= due ? first.newDueAt : null;
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
