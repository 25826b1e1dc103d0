import type { Case, TicketCase } from './case.js';
import { type ClosingFigures, closingFigures } from './closing.js';
import { counterName, NameCache } from './counter-name.js';
import { type DeadlineContext, type Due, dueOf } from './deadlines.js';
import type { CallReceived, TicketCreated, UnitKind } from './events.js';
import type { Instant } from './instant.js';
import { openRow } from './open-row.js';
import type { TimerRules } from './timers.js';
import { formatDay, type LocalDay } from './zone.js';

/** Everything the views need to know apart from the case. Part of the generation's hash. */
export interface ViewContext extends DeadlineContext {
  /** The catalogue's unit directory: code → kind. */
  readonly unitKinds: ReadonlyMap<string, UnitKind>;
  /** When the warnings and reminders of a ticket fire. */
  readonly timers: TimerRules;
}

/** Receives `n` for a counter of a bucket. */
export type Add = (bucket: string, counter: string, n: number) => void;

/** Buckets of finer grains that are too old to be kept: hours that begin before these instants are left out. */
export interface Horizon {
  readonly hour: Instant;
  readonly minute: Instant;
}

/** Bump when the meaning of any counter, timer or row changes: states of other versions need a rebuild. */
export const viewVersion = 3;

/**
 * What one case adds to the counters: all of kpi.md section 3, and its rows of the due index (open-row.ts).
 *
 * Buckets: `month:2021-06`, `day:2021-06-12` (all counters without a unit label), `units:2021-06` (those with one),
 * `hour:<local hour>`, `minutes:<local hour>` (names prefixed by the two-digit minute), `open…` (the due index).
 *
 * Total: any partial case has a contribution. A closing without its ticket counts for nothing yet.
 */
export class Contribution {
  readonly #context: ViewContext;
  readonly #names = new NameCache();
  readonly #dayKeys = new Map<LocalDay, DayKeys>();

  constructor(context: ViewContext) {
    this.#context = context;
  }

  of(c: Case, horizon: Horizon, add: Add): void {
    const contact = c.contact?.data;
    const present = contact !== undefined && !contact.deleted;
    let tickets = 0;
    for (const ticket of c.tickets.values()) {
      if (ticket.created === undefined || ticket.created.data.deleted) continue;
      tickets++;
      this.#ticket(ticket, ticket.created.data, !present, horizon, add);
    }
    if (present) this.#contact(contact, tickets > 0, horizon, add);
  }

  #contact(c: CallReceived, hasTicket: boolean, horizon: Horizon, add: Add): void {
    const cohort = this.#cohort(c.receivedAt, add);
    const reason = c.direction === 'outbound' ? 'outbound' : c.invalid;
    if (reason !== undefined) {
      cohort(this.#names.name('contacts_excluded', 'reason', reason));
      return;
    }
    const fine = this.#fine(c.receivedAt, horizon, add);
    const counted = (measure: string): void => {
      const labelled = this.#names.name(measure, 'channel', c.channel);
      cohort(measure);
      cohort(labelled);
      fine(measure);
      fine(labelled);
    };
    counted('contacts');
    if (!c.answered) {
      if (c.abandonedAt !== undefined) counted('abandoned');
      if (hasTicket) cohort('unanswered_with_ticket');
      return;
    }
    counted('answered');
    if (c.category !== undefined) cohort(this.#names.name('answered', 'category', c.category));
    if (c.region !== undefined) cohort(this.#names.name('answered', 'region', c.region));
    for (const topic of c.topics) cohort(this.#names.name('answered', 'topic', topic));
    cohort(hasTicket ? 'contacts_with_ticket' : 'direct');
    const wait = waitSeconds(c);
    if (wait === null) return;
    for (const count of [cohort, fine]) {
      count('waited');
      if (wait <= 15) count('waited_within_15s');
      count('wait_seconds', wait);
    }
  }

  #ticket(t: TicketCase, ticket: TicketCreated, orphan: boolean, horizon: Horizon, add: Add): void {
    const name = this.#names;
    const at = ticket.createdAt;
    const cohort = this.#cohort(at, add);
    const unit = unitOf(ticket, this.#context);
    const units = `units:${this.#keys(this.#context.zone.dayOf(at)).id}`;
    /** Counts by everything a unit is: its kind, its group, itself. */
    const byUnit = (measure: string): void => {
      cohort(name.name(measure, 'unit_kind', unit.kind));
      cohort(name.name(measure, 'unit_group', unit.group));
      add(units, name.name(measure, 'unit', unit.code), 1);
    };
    cohort('tickets');
    this.#fine(at, horizon, add)('tickets');
    cohort(name.name('tickets', 'nature', ticket.nature));
    cohort(name.name('tickets', 'urgency', ticket.urgency ?? 'normal'));
    if (ticket.region !== undefined) cohort(name.name('tickets', 'region', ticket.region));
    if (ticket.category !== undefined) cohort(name.name('tickets', 'category', ticket.category));
    for (const topic of ticket.topics) cohort(name.name('tickets', 'topic', topic));
    byUnit('tickets');
    if (ticket.nature === 'praise') add(units, name.name('praise', 'unit', unit.code), 1);
    if (orphan) cohort('orphan_tickets');
    if (ticket.repeatOf !== undefined) cohort('repeated');
    const closing = t.closed === undefined || t.closed.data.deleted ? undefined : t.closed.data;
    const due = dueOf(ticket, closing, this.#context);
    if (due.extended) cohort('extended');
    const closed = closing === undefined ? null : closingFigures(ticket, closing, due, this.#context);
    if (closed !== null) this.#closing(closed, ticket, unit, { cohort, byUnit, units, add });
    if (closed === null || closed.closedAt === null) this.#open(due, at, unit, add);
  }

  #closing(c: ClosingFigures, ticket: TicketCreated, unit: UnitLabels, to: Counting): void {
    const name = this.#names;
    if (c.reopened) to.cohort('reopened');
    if (c.firstOnTime) to.cohort('first_closed_on_time');
    if (c.closedAt === null) return;
    to.cohort('closed');
    to.byUnit('closed');
    for (const topic of ticket.topics) to.cohort(name.name('closed', 'topic', topic));
    if (c.outcome !== undefined) to.cohort(name.name('closed', 'outcome', c.outcome));
    to.cohort(c.timeliness);
    to.byUnit(c.timeliness);
    const flow = this.#cohort(c.closedAt, to.add);
    flow('flow_closed');
    if (c.timeliness === 'closed_late') {
      flow('flow_closed_late');
      to.cohort(name.name('closed_late', 'nature', ticket.nature));
      to.add(to.units, counterName('closed_late', { nature: ticket.nature, unit: unit.code }), 1);
    }
    if (c.replyWorkingDays !== null) {
      to.cohort('replied');
      to.cohort('reply_working_days', c.replyWorkingDays);
    }
    if (c.rating === null) return;
    for (const measure of c.rating === 'satisfied' ? ['rated', 'satisfied'] : ['rated']) {
      to.cohort(measure);
      for (const topic of ticket.topics) to.cohort(name.name(measure, 'topic', topic));
      to.add(to.units, name.name(measure, 'unit', unit.code), 1);
    }
  }

  #open(due: Due, createdAt: Instant, unit: UnitLabels, add: Add): void {
    const { id, day } = this.#keys(this.#context.zone.dayOf(createdAt));
    const row = openRow(due, unit.kind);
    const unitRow = openRow(due, unit.kind, unit.code);
    add(`open:${day}`, row, 1);
    add(`open:${id}`, row, 1);
    add('open:all', row, 1);
    add(`open-units:${day}`, unitRow, 1);
    add(`open-units:${id}`, unitRow, 1);
    add('open-units:all', unitRow, 1);
  }

  /** Counts at month and day of an instant. */
  #cohort(at: Instant, add: Add): Count {
    const { monthBucket, dayBucket } = this.#keys(this.#context.zone.dayOf(at));
    return (counter, n = 1) => {
      add(monthBucket, counter, n);
      add(dayBucket, counter, n);
    };
  }

  /** Counts at hour and minute, where these are still kept. */
  #fine(at: Instant, horizon: Horizon, add: Add): Count {
    const hourStart = hourStartOf(at, this.#context.zone.offsetAt(at));
    if (hourStart < horizon.hour) return () => undefined;
    const hour = this.#context.zone.localHour(at);
    const minutes = hourStart < horizon.minute ? null : `minutes:${hour}`;
    const prefix = `${String(this.#context.zone.minuteOfHour(at)).padStart(2, '0')} `;
    return (counter, n = 1) => {
      add(`hour:${hour}`, counter, n);
      if (minutes !== null) add(minutes, prefix + counter, n);
    };
  }

  #keys(day: LocalDay): DayKeys {
    let keys = this.#dayKeys.get(day);
    if (keys === undefined) {
      const text = formatDay(day);
      const id = text.slice(0, -3);
      keys = { id, day: text, monthBucket: `month:${id}`, dayBucket: `day:${text}` };
      if (this.#dayKeys.size > 20_000) this.#dayKeys.clear();
      this.#dayKeys.set(day, keys);
    }
    return keys;
  }
}

interface DayKeys {
  /** `2021-06` */
  readonly id: string;
  /** `2021-06-12` */
  readonly day: string;
  readonly monthBucket: string;
  readonly dayBucket: string;
}

type Count = (counter: string, n?: number) => void;

interface Counting {
  readonly cohort: Count;
  readonly byUnit: (measure: string) => void;
  readonly units: string;
  readonly add: Add;
}

export interface UnitLabels {
  readonly code: string;
  readonly kind: string;
  readonly group: string;
}

/** The unit of the winning version of the ticket, with its kind and group (kpi.md section 2). */
export function unitOf(ticket: TicketCreated, context: ViewContext): UnitLabels {
  if (ticket.unit === undefined) return { code: 'unassigned', kind: 'unknown', group: 'unknown' };
  const kind = ticket.unit.kind ?? context.unitKinds.get(ticket.unit.code) ?? 'unknown';
  return { code: ticket.unit.code, kind, group: unitGroupOf(kind) };
}

export function unitGroupOf(kind: string): string {
  if (kind === 'county' || kind === 'township') return 'county';
  return kind === 'department' || kind === 'enterprise' ? 'department' : 'unknown';
}

/** The instant at which the local hour of `at` begins, by the offset in force at `at`. */
export const hourStartOf = (at: Instant, offset: number): Instant => at - mod(at + offset, 3_600_000);
const mod = (n: number, d: number): number => ((n % d) + d) % d;

/** Whole seconds that an answered phone contact waited; null when unknown. */
function waitSeconds(c: CallReceived): number | null {
  if (c.channel !== 'phone') return null;
  const wait =
    c.waitSeconds ?? (c.answeredAt === undefined ? Number.NaN : (c.answeredAt - (c.queuedAt ?? c.receivedAt)) / 1000);
  return wait >= 0 ? Math.floor(wait) : null;
}
