import { type Alert, alertId } from './alert.js';
import type { Case, TicketCase, Told } from './case.js';
import type { ViewContext } from './contribution.js';
import { lastReopening } from './deadlines.js';
import type { Instant } from './instant.js';
import { ticketAlert } from './ticket-alert-form.js';
import { levels, mostAdvanced, type Timed, type Timer, timedOf } from './timers.js';
import {
  cycleOf,
  HISTORY,
  isOfThisRound,
  isOpen,
  reopenedAlertId,
  reopeningsOf,
  timerAlertId,
  type Watched,
  warnings,
  watchedOf,
} from './watched.js';

/** What tickets tell: when a timer fires, and at once when a batch changes them. All ids are functions of the case. */

const nothing: readonly Alert[] = [];

export interface Fired {
  /** The very same case when nothing fired. */
  readonly after: Case;
  readonly alerts: readonly Alert[];
}

/** Fires every timer of the case at or before `now`: of each ticket the most advanced is told. */
export function fireTimers(contactId: string, c: Case, now: Instant, ctx: ViewContext): Fired {
  let tickets: Map<string, TicketCase> | null = null;
  const alerts: Alert[] = [];
  for (const [ticketId, t] of c.tickets) {
    const timed = timedOf(t, ctx);
    const timer = timed === null ? null : mostAdvanced(timed, now, ctx);
    if (timed === null || timer === null) continue;
    tickets ??= new Map(c.tickets);
    tickets.set(ticketId, { ...t, told: { cycle: timed.cycle, level: timer.level } });
    alerts.push(alertOf(contactId, timed, timer, now, ctx));
  }
  return { after: tickets === null ? c : { ...c, tickets }, alerts };
}

export interface Changes extends Fired {
  /** What would have been told, had it not been history already when the record came. */
  readonly aged: number;
}

/**
 * What a batch commit tells at once, and which tickets are history (marked in `after`).
 *
 * A ticket is history when it comes to be watched overdue by more than `maxAgeMs`: it is counted, and its timers never fire.
 * One that was already watched before (open, due known, no history) is none, however late its new due or unit comes.
 *
 * @param recordTime the latest broker timestamp of the case's records in this batch.
 */
export function tellChanges(
  contactId: string,
  before: Case,
  after: Case,
  recordTime: Instant,
  ctx: ViewContext,
): Changes {
  if (after.tickets.size === 0 || after.tickets === before.tickets) return { after, alerts: nothing, aged: 0 };
  let tickets: Map<string, TicketCase> | null = null;
  const alerts: Alert[] = [];
  let aged = 0;
  for (const [ticketId, t] of after.tickets) {
    const known = before.tickets.get(ticketId);
    if (known === t) continue;
    const change = { contactId, was: known && watchedOf(known, ctx), now: watchedOf(t, ctx), told: t.told, recordTime };
    const alert = tell(change, ctx);
    if (alert === 'aged') aged++;
    else if (alert !== null) alerts.push(alert);
    const history = historyOf(change, ctx);
    if (history === null) continue;
    aged++;
    tickets ??= new Map(after.tickets);
    tickets.set(ticketId, { ...t, told: history });
  }
  return { after: tickets === null ? after : { ...after, tickets }, alerts, aged };
}

interface Change {
  readonly contactId: string;
  /** undefined: never seen; null: seen, but it did not count. */
  readonly was: Watched | null | undefined;
  readonly now: Watched | null;
  readonly told: Told | undefined;
  readonly recordTime: Instant;
}

/** A batch tells one thing of a ticket at most: one that is closed is not open again. */
function tell(change: Change, ctx: ViewContext): Alert | 'aged' | null {
  const { was, now, recordTime } = change;
  const ends = hasToldOpen(change) && (now === null || !isOpen(now) || isAnotherCycle(change, now, ctx));
  const fact = now === null ? null : factOf(now);
  // A reopened ticket was told as such; that it gets another due, or goes to another unit, ends its warnings all the same.
  if (now === null || fact === null || (was && factOf(was)?.key === fact.key))
    return ends ? settled(change, ctx) : null;
  const old = recordTime - fact.at > ctx.timers.maxAgeMs;
  // What was told before must be seen to end, however late.
  if (old && !ends) return 'aged';
  const id = idOf(fact, now);
  const common = { kind: fact.kind, id, at: fact.at, firedAt: recordTime, digestOnly: old };
  return ticketAlert(change.contactId, now, { ...common, state: ends ? 'resolved' : 'notice' }, ctx);
}

/** Something that was told of the ticket stood open until now. */
function hasToldOpen({ was, told }: Change): boolean {
  if (told === undefined || told.level === HISTORY || !was) return false;
  return isOpen(was) && isOfThisRound(told, was);
}

/** What was told was about another due time or unit: the ticket may now be in time, and if not its timers say so anew. */
function isAnotherCycle({ was, told }: Change, now: Watched, ctx: ViewContext): boolean {
  return told !== undefined && !!was && told.cycle === cycleOf(was, ctx) && told.cycle !== cycleOf(now, ctx);
}

/** Closed in time or by an unknown due, retracted, or given more time: its last known form says which ticket that was. */
function settled({ contactId, was, now, told, recordTime }: Change, ctx: ViewContext): Alert | null {
  // Who was told must hear it: of a ticket that goes on elsewhere, the form that it was told of.
  const shown = now !== null && !isOpen(now) ? now : was;
  if (!shown || told === undefined) return null;
  const at = now?.closing?.closedAt ?? recordTime;
  const id = alertId('ticket-settled', [contactId, shown.ticket.ticketId, told.cycle, at]);
  const digestOnly = recordTime - at > ctx.timers.maxAgeMs;
  const telling = { kind: 'ticket-settled', state: 'resolved', id, at, firedAt: recordTime, digestOnly } as const;
  return ticketAlert(contactId, shown, telling, ctx);
}

interface Fact {
  readonly kind: 'ticket-closed-late' | 'ticket-reopened';
  readonly at: Instant;
  /** Equal for equal ids, and cheaper. */
  readonly key: string;
}

/** What holds of a ticket now and is told when it begins to hold. */
function factOf(w: Watched): Fact | null {
  if (w.closing === undefined) return null;
  const { closedAt } = w.closing;
  if (closedAt === null) {
    const last = lastReopening(w.closing);
    return last === undefined ? null : { kind: 'ticket-reopened', at: last.at, key: `${reopeningsOf(w)}` };
  }
  if (w.due.at === null || closedAt <= w.due.at) return null;
  return { kind: 'ticket-closed-late', at: closedAt, key: `${reopeningsOf(w)} ${w.due.at}` };
}

function idOf(fact: Fact, w: Watched): string {
  if (fact.kind === 'ticket-reopened') return reopenedAlertId(w, reopeningsOf(w));
  return alertId(fact.kind, [w.ticket.contactId, w.ticket.ticketId, w.due.at ?? 'unknown', reopeningsOf(w)]);
}

/** The mark of a ticket that comes to be watched as history; null: it does not. */
function historyOf({ was, now, told, recordTime }: Change, ctx: ViewContext): Told | null {
  if (now === null || !isOpen(now) || now.due.at === null || now.due.held) return null;
  if (recordTime - now.due.at <= ctx.timers.maxAgeMs) return null;
  const cycle = cycleOf(now, ctx);
  if (told?.cycle === cycle) return null;
  if (was) {
    const watched = isOpen(was) && was.due.at !== null && told?.level !== HISTORY;
    if (watched || cycleOf(was, ctx) === cycle) return null;
  }
  return { cycle, level: HISTORY };
}

const kinds = {
  [levels.halfway]: 'ticket-near-due',
  [levels.threeQuarters]: 'ticket-near-due',
  [levels.dueSoon]: 'ticket-due-soon',
  [levels.overdue]: 'ticket-overdue',
} as const;

function alertOf(contactId: string, timed: Timed, { level, at, fireAt }: Timer, now: Instant, ctx: ViewContext): Alert {
  const kind = kinds[level as keyof typeof kinds] ?? 'ticket-still-overdue';
  const percent = warnings[level - 1];
  const day = level > levels.overdue ? level - levels.overdue : undefined;
  // The overdue alert is as old as the due, whatever it waited for. What somebody put off is not late when that time is over.
  const late = now - (level === levels.overdue ? at : fireAt);
  const digestOnly = late > ctx.timers.maxAgeMs;
  const id = timerAlertId(kind, timed, ctx, percent ?? day);
  return ticketAlert(contactId, timed, { kind, state: 'open', id, at, firedAt: now, digestOnly, percent, day }, ctx);
}
