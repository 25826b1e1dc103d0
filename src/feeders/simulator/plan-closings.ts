import type { DeadlineContext } from '../../domain/deadlines.js';
import { PulseError } from '../../domain/errors.js';
import type { Instant } from '../../domain/instant.js';
import { formatDay, type LocalDay } from '../../domain/zone.js';
import { baseDue, extensionOf, reopenedDue } from './due.js';
import {
  type ClosingPlan,
  type ExtensionPlan,
  hour,
  minute,
  type SatisfactionPlan,
  second,
  type TicketPlan,
} from './plan.js';
import type { Month, Shape } from './profile.js';
import { type Random, Weighted } from './random.js';

export interface ClosedTicket {
  readonly ticket: TicketPlan;
  readonly extension?: ExtensionPlan;
  readonly closings: readonly ClosingPlan[];
}

/** A ticket whose reply may come on any working day after its creation within [least, most]. */
interface Flexible {
  readonly ticket: TicketPlan;
  readonly day: LocalDay;
  readonly due: Instant;
  readonly least: number;
  readonly most: number;
  readonly extension?: ExtensionPlan;
  days: number;
}

/**
 * How the tickets of a month end: in time against the very due times that the processor will compute, but for the late
 * ones; and with exactly the profile's sum of reply days.
 *
 * @throws PulseError PULSE_CONFIG when the rules or the calendar leave no way to that sum.
 */
export function planClosings(
  month: Month,
  shape: Shape,
  tickets: readonly TicketPlan[],
  ctx: DeadlineContext,
  random: Random,
): ClosedTicket[] {
  const ends = new Ends(shape, ctx, random);
  const out: ClosedTicket[] = [];
  const flexible: Flexible[] = [];
  for (const ticket of tickets) {
    if (ticket.course === 'late') out.push({ ticket, closings: [ends.late(ticket)] });
    else if (ticket.course === 'reopened') out.push({ ticket, closings: ends.reopened(ticket) });
    else if (ticket.urgency !== 'normal') out.push({ ticket, closings: [ends.byTheClock(ticket)] });
    else flexible.push(ends.flexible(ticket));
  }
  const fixed = out.reduce((sum, { ticket, closings }) => sum + ends.replyDays(ticket, closings.at(-1)!), 0);
  settle(flexible, month.replyWorkingDays - fixed, month, random);
  for (const f of flexible) {
    const closing = ends.onWorkingDay(f.ticket, f.days, f.due);
    out.push({ ticket: f.ticket, closings: [closing], ...(f.extension !== undefined && { extension: f.extension }) });
  }
  return out;
}

/** Moves single tickets by a day until the sum is right. */
function settle(flexible: Flexible[], target: number, month: Month, random: Random): void {
  const sumOf = (days: (f: Flexible) => number): number => flexible.reduce((sum, f) => sum + days(f), 0);
  if (target < sumOf((f) => f.least) || target > sumOf((f) => f.most)) {
    const reach = `${sumOf((f) => f.least)} to ${sumOf((f) => f.most)}`;
    throw new PulseError(
      'PULSE_CONFIG',
      `${month.month}: replyWorkingDays leaves ${target} to the tickets that could take ${reach} by the deadline rules`,
    );
  }
  const order = random.shuffle([...flexible]);
  for (let missing = target - sumOf((f) => f.days); missing !== 0; ) {
    const step = Math.sign(missing);
    for (const f of order) {
      if (missing === 0) break;
      if (f.days + step < f.least || f.days + step > f.most) continue;
      f.days += step;
      missing -= step;
    }
  }
}

class Ends {
  readonly #shape: Shape;
  readonly #ctx: DeadlineContext;
  readonly #random: Random;
  readonly #outcomes: Weighted<NonNullable<ClosingPlan['outcome']>>;
  readonly #replyDays: Weighted<number>;

  constructor(shape: Shape, ctx: DeadlineContext, random: Random) {
    this.#shape = shape;
    this.#ctx = ctx;
    this.#random = random;
    this.#outcomes = new Weighted(Object.entries(shape.outcomes) as [NonNullable<ClosingPlan['outcome']>, number][]);
    this.#replyDays = new Weighted(shape.replyDays.map((weight, days) => [days, weight] as const));
  }

  flexible(ticket: TicketPlan): Flexible {
    const base = baseDue(ticket, this.#ctx);
    const day = this.#ctx.zone.dayOf(ticket.createdAt);
    const term = this.#daysUntil(day, base);
    if (ticket.course !== 'extended') {
      return { ticket, day, due: base, least: 0, most: term, days: Math.min(term, this.#replyDays.draw(this.#random)) };
    }
    const { extension, due } = extensionOf(ticket, base, this.#ctx);
    const most = this.#daysUntil(day, due);
    return { ticket, day, due, least: term, most, extension, days: this.#random.between(term, most) };
  }

  /** In office hours of the n-th working day after the creation; n = 0: within hours of it, on the same day. */
  onWorkingDay(ticket: TicketPlan, n: number, due: Instant): ClosingPlan {
    const { zone } = this.#ctx;
    const day = zone.dayOf(ticket.createdAt);
    if (n > 0) return this.#closing(ticket, Math.min(this.#officeHours(this.#workingDay(day, n)), due));
    const latest = Math.min(zone.startOf(day + 1) - second, due, ticket.createdAt + 6 * hour);
    return this.#closing(ticket, ticket.createdAt + this.#part(latest - ticket.createdAt));
  }

  /** One to three working days after the due day. */
  late(ticket: TicketPlan): ClosingPlan {
    const dueDay = this.#ctx.zone.dayOf(baseDue(ticket, this.#ctx) - 1);
    return this.#closing(ticket, this.#officeHours(this.#workingDay(dueDay, this.#random.between(1, 3))));
  }

  byTheClock(ticket: TicketPlan): ClosingPlan {
    return this.#closing(ticket, ticket.createdAt + this.#part(baseDue(ticket, this.#ctx) - ticket.createdAt));
  }

  /** Closed, opened again on the next working day, closed for good in the time that the rules give from there. */
  reopened(ticket: TicketPlan): ClosingPlan[] {
    const { zone } = this.#ctx;
    const created = zone.dayOf(ticket.createdAt);
    const first = this.onWorkingDay(
      ticket,
      Math.min(1, this.#daysUntil(created, baseDue(ticket, this.#ctx))),
      baseDue(ticket, this.#ctx),
    );
    const firstClosedAt = first.closedAt!;
    const again = this.#workingDay(zone.dayOf(firstClosedAt), 1);
    const reopenedAt = zone.startOf(again) + this.#random.between(9 * 3600, 12 * 3600) * second;
    const due = reopenedDue(ticket, firstClosedAt, reopenedAt, this.#ctx);
    const days = Math.min(this.#random.between(1, 2), this.#daysUntil(again, due));
    const closedAt = Math.min(days === 0 ? reopenedAt + hour : this.#officeHours(this.#workingDay(again, days)), due);
    const history = { firstClosedAt, reopenedAt };
    return [
      { closedAt: firstClosedAt, at: firstClosedAt, repliedAt: first.repliedAt, outcome: 'resolved' },
      { closedAt: null, at: reopenedAt, ...history },
      { ...this.#closing(ticket, closedAt, reopenedAt), ...history },
    ];
  }

  /** As the counters will have it: by the reply, else by the closing. */
  replyDays(ticket: TicketPlan, closing: ClosingPlan): number {
    return this.#daysUntil(this.#ctx.zone.dayOf(ticket.createdAt), (closing.repliedAt ?? closing.closedAt!) + 1);
  }

  #closing(ticket: TicketPlan, closedAt: Instant, notBefore = ticket.createdAt): ClosingPlan {
    const replied = closedAt - this.#random.between(1, 40) * minute;
    const sameDay = this.#ctx.zone.dayOf(replied) === this.#ctx.zone.dayOf(closedAt);
    return {
      closedAt,
      at: closedAt,
      ...(sameDay && replied >= notBefore && this.#random.chance(0.9) && { repliedAt: replied }),
      outcome: this.#outcomes.draw(this.#random),
      satisfaction: satisfactionOf(ticket, this.#shape, this.#random),
    };
  }

  #officeHours(day: LocalDay): Instant {
    return this.#ctx.zone.startOf(day) + this.#random.between(8.5 * 3600, 18 * 3600) * second;
  }

  #part(ms: number): number {
    return Math.floor((ms * (0.1 + 0.8 * this.#random.next())) / second) * second;
  }

  #workingDay(day: LocalDay, n: number): LocalDay {
    const found = this.#ctx.calendar.addWorkingDays(day, n);
    if (found === null) throw beyondCalendar(day);
    return found;
  }

  /** Working days after `day` up to the local day of the millisecond before `end`: 24:00 belongs to the day it ends. */
  #daysUntil(day: LocalDay, end: Instant): number {
    const found = this.#ctx.calendar.workingDaysBetween(day, this.#ctx.zone.dayOf(end - 1));
    if (found === null) throw beyondCalendar(day);
    return found;
  }
}

export function satisfactionOf(ticket: TicketPlan, shape: Shape, random: Random): SatisfactionPlan | undefined {
  const { mostly, unrated, unreached } = shape.ratings;
  if (ticket.rating === 'satisfied') return { result: random.chance(mostly) ? 'mostly' : 'satisfied', reached: true };
  if (ticket.rating === 'dissatisfied') return { result: 'dissatisfied', reached: true };
  const draw = random.next();
  if (draw < unrated) return { result: 'unrated', reached: true };
  return draw < unrated + unreached ? { result: 'unrated', reached: false } : undefined;
}

const beyondCalendar = (day: LocalDay): PulseError =>
  new PulseError(
    'PULSE_CONFIG',
    `the calendar has no data for the working days after ${formatDay(day)}, which the profile simulates`,
  );
