import type { HotlineEvent } from '../domain/events.js';
import type { Instant } from '../domain/instant.js';
import type { NaiveBaselines } from './baseline.js';
import { type Due, type DueTools, dueOf } from './due.js';
import { type KnownContact, type KnownTicket, winningVersions } from './history.js';
import { type LocalDays, localDays } from './local-days.js';
import type { NaiveContext, NaiveDescent } from './types.js';
import { type WorkCalendar, workCalendar } from './work-calendar.js';

/** One ticket with everything that is derived from it. */
export interface TicketFacts extends KnownTicket {
  /** null: open. */
  readonly closedAt: Instant | null;
  readonly unit: string;
  readonly unitKind: string;
  readonly unitGroup: string;
  readonly due: Due;
  /** Working days until the reply; null: open, or beyond the official calendar. */
  readonly replyDays: number | null;
}

/** All events of a log, read once; figures of any period are loops over this. */
export interface NaiveHistory {
  readonly contacts: readonly KnownContact[];
  readonly tickets: readonly TicketFacts[];
  readonly days: LocalDays;
  readonly calendar: WorkCalendar;
  readonly baselines: NaiveBaselines;
  readonly descents: readonly NaiveDescent[];
}

/** @throws PulseError PULSE_CONFIG for a time zone, rule or calendar that cannot be used */
export function readHistory(events: Iterable<HotlineEvent>, context: NaiveContext): NaiveHistory {
  const days = localDays(context.timeZone);
  const calendar = workCalendar(context);
  const tools = { days, calendar, rules: context.rules };
  const { contacts, tickets } = winningVersions(events);
  return {
    contacts,
    tickets: tickets.map((ticket) => factsOf(ticket, tools, context.unitKinds)),
    days,
    calendar,
    baselines: context.baselines ?? new Map(),
    descents: context.descents ?? [],
  };
}

const groups: Readonly<Record<string, string>> = {
  county: 'county',
  township: 'county',
  department: 'department',
  enterprise: 'department',
};

function factsOf(ticket: KnownTicket, tools: DueTools, catalogue: ReadonlyMap<string, string>): TicketFacts {
  const closedAt = ticket.closing?.closedAt ?? null;
  const unit = ticket.data.unit?.code ?? 'unassigned';
  const unitKind = ticket.data.unit?.kind ?? catalogue.get(unit) ?? 'unknown';
  const due = dueOf(ticket.data, ticket.closing, tools);
  const repliedAt = ticket.closing?.repliedAt ?? closedAt;
  const replyDays =
    closedAt === null || repliedAt === null
      ? null
      : tools.calendar.countAfter(tools.days.dayOf(ticket.data.createdAt), tools.days.dayOf(repliedAt));
  return { ...ticket, closedAt, unit, unitKind, unitGroup: groups[unitKind] ?? 'unknown', due, replyDays };
}
