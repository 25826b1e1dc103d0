import type { WorkCalendar } from './calendar.js';
import type { natures, TicketClosed, TicketCreated, urgencies } from './events.js';
import type { Instant } from './instant.js';
import { firstDayOf, type LocalDay, type Zone } from './zone.js';

export type Nature = (typeof natures)[number];
export type Urgency = (typeof urgencies)[number];

/**
 * How long a unit has. `workingDays`: until 24:00 of the n-th working day after the local day it counts from;
 * `clockMs`: by the clock, nights and holidays included; `unknown`: no rule gives a due (the source's own `dueAt` only).
 */
export type Term = { readonly workingDays: number } | { readonly clockMs: number } | { readonly unknown: true };

/** One version of the rules: a term for every urgency and nature. */
export interface DeadlineRule {
  /** First local day of `createdAt` that it holds for. null: from ever. */
  readonly validFrom: LocalDay | null;
  readonly terms: Readonly<Record<Urgency, Readonly<Record<Nature, Term>>>>;
}

/** At least one; `validFrom` strictly ascending, null only in the first. Before the first `validFrom` the first rule holds. */
export type DeadlineRules = readonly DeadlineRule[];

export interface DeadlineContext {
  readonly rules: DeadlineRules;
  readonly calendar: WorkCalendar;
  readonly zone: Zone;
}

export interface Due {
  /** On time is `closedAt <= at`, overdue is open and `at < asOf`. null: unknown. */
  readonly at: Instant | null;
  /** The due that held without reopenings: what the first closing is measured against. null: unknown. */
  readonly firstAt: Instant | null;
  /** `at` or `firstAt` is unknown because this year has no official calendar. */
  readonly missingYear?: number;
  /** A hold is running: the ticket is open and not overdue, whatever `at` says. `at` leaves the running hold out. */
  readonly held: boolean;
  /** An extension counted. */
  readonly extended: boolean;
}

/** A due on the way through the steps. `lastDay`: it is 24:00 of that local day, by a day term of the rules. */
interface DueSoFar {
  readonly at: Instant | null;
  readonly lastDay?: LocalDay;
  readonly missingYear?: number;
}

/** [from, to); `to` is Infinity while the hold is running. */
export interface Hold {
  readonly from: Instant;
  readonly to: Instant;
}

/**
 * The due time of a ticket: the steps of kpi.md section 5 in their order. Where that page leaves a choice:
 * - The rule is that of the local day of `createdAt`, for the term from a reopening too.
 * - A hold without `to` also ends at the first closing, or reopening (which proves a closing), that is known after its start.
 * - A running hold keeps a ticket with a given `dueAt` from being overdue too, though it never moves that due.
 * - While a running hold moves the due on, an extension is in time whenever it is approved.
 * - Where the due of step 2 is unknown because it lies beyond the calendar, an extension approved before the first year without
 *   official data counts: it would count under any calendar. Where the rules give no term, it counts.
 *
 * @param closing its `closedAt` null, or no closing: the ticket is open.
 */
export function dueOf(ticket: TicketCreated, closing: TicketClosed | undefined, ctx: DeadlineContext): Due {
  const term = termOf(ticket, ctx);
  const base: DueSoFar = ticket.dueAt === undefined ? termFrom(ticket.createdAt, term, ctx) : { at: ticket.dueAt };
  if (ticket.holds.length + ticket.extensions.length + (closing?.reopenings.length ?? 0) === 0) {
    return asDue(base, base, false, false);
  }
  const holds = holdsOf(ticket, closing);
  const running = holds.find((hold) => hold.to === Number.POSITIVE_INFINITY);
  const finished = running === undefined ? holds : holds.filter((hold) => hold !== running);
  const move = (due: DueSoFar, hold: Hold): DueSoFar => (ticket.dueAt === undefined ? moved(due, hold, ctx) : due);
  const afterHolds = finished.reduce(move, base);
  const movesOn =
    ticket.dueAt === undefined && running !== undefined && afterHolds.at !== null && running.from <= afterHolds.at;
  const extension = countedExtension(ticket, ctx, movesOn ? { at: Number.POSITIVE_INFINITY } : afterHolds);
  const first: DueSoFar = extension === undefined ? afterHolds : { at: extension.newDueAt };
  const due = afterReopenings(first, closing, (at) => termFrom(at, term, ctx));
  const held = running !== undefined && (due.at === null || running.from <= due.at);
  return asDue(due, first, held, extension !== undefined);
}

/**
 * Working days whose date is after the local date of creation and not after that of the reply (else the closing); 0 if
 * the reply is earlier. null: one of the days lies beyond the calendar (`WorkCalendar.missingYearAfter` says which year).
 */
export function replyWorkingDays(createdAt: Instant, repliedOrClosedAt: Instant, ctx: DeadlineContext): number | null {
  return ctx.calendar.workingDaysBetween(ctx.zone.dayOf(createdAt), ctx.zone.dayOf(repliedOrClosedAt));
}

function asDue(due: DueSoFar, first: DueSoFar, held: boolean, extended: boolean): Due {
  const missingYear = due.missingYear ?? first.missingYear;
  const known = { at: due.at, firstAt: first.at, held, extended };
  return missingYear === undefined ? known : { ...known, missingYear };
}

/** Step 1: the rule of the day of creation, by urgency and nature. */
export function termOf(ticket: TicketCreated, ctx: DeadlineContext): Term {
  const created = ctx.zone.dayOf(ticket.createdAt);
  let rule = ctx.rules[0]!;
  for (const later of ctx.rules) if (later.validFrom !== null && later.validFrom <= created) rule = later;
  return rule.terms[ticket.urgency ?? 'normal'][ticket.nature];
}

function termFrom(at: Instant, term: Term, ctx: DeadlineContext): DueSoFar {
  if ('clockMs' in term) return { at: at + term.clockMs };
  if ('unknown' in term) return { at: null };
  return endAfter(ctx.zone.dayOf(at), term.workingDays, ctx);
}

function endAfter(day: LocalDay, workingDays: number, ctx: DeadlineContext): DueSoFar {
  const lastDay = ctx.calendar.addWorkingDays(day, workingDays);
  if (lastDay === null) return { at: null, missingYear: ctx.calendar.missingYearAfter(day) };
  return { at: ctx.zone.startOf(lastDay + 1), lastDay };
}

/** Step 2: sorted, joined where they overlap or touch, cut to the time from creation to closing. The running one is last. */
export function holdsOf(ticket: TicketCreated, closing: TicketClosed | undefined): Hold[] {
  const end = closing?.closedAt ?? Number.POSITIVE_INFINITY;
  const cut = ticket.holds
    .map(({ from, to }) => ({
      from: Math.max(from, ticket.createdAt),
      to: Math.min(to ?? closingAfter(from, closing), end),
    }))
    .filter((hold) => hold.from < hold.to)
    .sort((a, b) => a.from - b.from);
  const joined: Hold[] = [];
  for (const hold of cut) {
    const last = joined.at(-1);
    if (last === undefined || hold.from > last.to) joined.push(hold);
    else joined[joined.length - 1] = { from: last.from, to: Math.max(last.to, hold.to) };
  }
  return joined;
}

/** When a hold without `to` ended: at the first sign of a closing after its start. Infinity: it is running. */
function closingAfter(from: Instant, closing: TicketClosed | undefined): Instant {
  if (closing === undefined) return Number.POSITIVE_INFINITY;
  const signs = [closing.firstClosedAt, closing.closedAt, ...closing.reopenings.map((reopening) => reopening.at)];
  return Math.min(
    ...signs.map((at) => (at === undefined || at === null || at <= from ? Number.POSITIVE_INFINITY : at)),
  );
}

/** Step 2: what one hold does to a due that the rules gave. */
function moved(due: DueSoFar, hold: Hold, ctx: DeadlineContext): DueSoFar {
  if (due.at === null || hold.from > due.at || hold.to <= hold.from) return due;
  if (due.lastDay === undefined) return { at: due.at + (hold.to - hold.from) };
  const from = ctx.zone.dayOf(hold.from);
  const days = ctx.calendar.workingDaysBetween(from, ctx.zone.dayOf(hold.to));
  if (days === null) return { at: null, missingYear: ctx.calendar.missingYearAfter(from) };
  return days === 0 ? due : endAfter(due.lastDay, days, ctx);
}

/** Step 3: the earliest approval (of equal ones the first listed), if it came in time. */
function countedExtension(
  ticket: TicketCreated,
  ctx: DeadlineContext,
  due: DueSoFar,
): TicketCreated['extensions'][number] | undefined {
  const [first, ...others] = ticket.extensions;
  if (first === undefined) return undefined;
  const earliest = others.reduce((a, b) => (b.approvedAt < a.approvedAt ? b : a), first);
  if (due.at !== null) return earliest.approvedAt <= due.at ? earliest : undefined;
  const { missingYear } = due;
  const surelyInTime = missingYear === undefined || earliest.approvedAt < ctx.zone.startOf(firstDayOf(missingYear));
  return surelyInTime ? earliest : undefined;
}

/** The one that step 4 is about: of equal ones the last listed. */
export function lastReopening(closing: TicketClosed | undefined): TicketClosed['reopenings'][number] | undefined {
  const [first, ...others] = closing?.reopenings ?? [];
  return first === undefined ? undefined : others.reduce((a, b) => (b.at >= a.at ? b : a), first);
}

/** Step 4: the last reopening sets the due, or moves it on. */
function afterReopenings(
  due: DueSoFar,
  closing: TicketClosed | undefined,
  termAt: (at: Instant) => DueSoFar,
): DueSoFar {
  const last = lastReopening(closing);
  if (last === undefined) return due;
  if (last.dueAt !== undefined) return { at: last.dueAt };
  const term = termAt(last.at);
  if (due.at === null || term.at === null) return due.at === null ? due : term;
  return term.at > due.at ? term : due;
}
