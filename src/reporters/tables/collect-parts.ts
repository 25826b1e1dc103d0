import { PulseError } from '../../domain/errors.js';
import type { Instant } from '../../domain/instant.js';
import type { Snapshot } from '../../domain/snapshot-schema.js';
import type { CatalogueLabels, FigureSource, TicketItem, TicketQuery, TicketSource } from '../http/sources.js';
import { daysBegun } from './day-table.js';
import type { LateTickets } from './overdue-table.js';
import type { TableId } from './table.js';
import type { TableParts } from './tables-of.js';

export interface TableSources {
  readonly figures: Pick<FigureSource, 'latest' | 'compute'>;
  readonly tickets: TicketSource;
  readonly catalogue: CatalogueLabels;
}

/** A day is a read of its own: longer periods are to be asked for in pieces. */
const mostDays = 100;
const pageSize = 500;
/** A file that people open; more is to be asked for unit by unit. */
const mostTickets = 50_000;

export interface TableWish {
  readonly period: string;
  readonly table: TableId;
  /** Open tickets as of this instant; null: as published. */
  readonly at: Instant | null;
  readonly unit?: string | undefined;
}

/**
 * Reads what one table needs, and no more. What is published is taken from there, unless an instant is given.
 *
 * @throws PulseError PULSE_USAGE when the period is none, or cannot have this table.
 */
export async function collectParts(sources: TableSources, wish: TableWish): Promise<TableParts> {
  const { period, table, at, unit } = wish;
  const snapshot = await figuresOf(sources, period, period, at);
  switch (table) {
    case 'units':
      if (snapshot.period.kind === 'live') throw usage('live has no table of units: ask for its month');
      return { snapshot, units: await figuresOf(sources, `${period}/units`, period, at) };
    case 'days':
      return { snapshot, days: await daysOf(sources, snapshot, at) };
    case 'overdue':
      return { snapshot, late: await lateTickets(sources, snapshot, unit) };
    default:
      return { snapshot };
  }
}

async function figuresOf({ figures }: TableSources, key: string, period: string, at: Instant | null) {
  return (at === null ? figures.latest(key)?.snapshot : undefined) ?? figures.compute(period, at);
}

async function daysOf(sources: TableSources, snapshot: Snapshot, at: Instant | null): Promise<Snapshot[]> {
  const days = daysBegun(snapshot);
  if (snapshot.period.kind === 'live') throw usage('live has no table of days: ask for a month');
  if (days.length > mostDays) throw usage(`a table of days has ${mostDays} of them at most`);
  const out: Snapshot[] = [];
  for (const day of days) out.push(await figuresOf(sources, `day:${day}`, `day:${day}`, at));
  return out;
}

/** Of `live` the open ones only: what was closed late belongs to a month. */
async function lateTickets(
  sources: TableSources,
  { period }: Snapshot,
  unit: string | undefined,
): Promise<LateTickets> {
  const of = unit === undefined ? {} : { unit };
  if (period.kind === 'live') return { overdue: await allPages(sources, { state: 'overdue', ...of }), closedLate: [] };
  if (period.kind !== 'month') throw usage('a table of overdue tickets is of live, or of one month');
  const month = period.id;
  return {
    overdue: await allPages(sources, { state: 'overdue', month, ...of }),
    closedLate: await allPages(sources, { state: 'closed-late', month, ...of }),
  };
}

async function allPages({ tickets }: TableSources, query: Omit<TicketQuery, 'limit' | 'after'>): Promise<TicketItem[]> {
  const out: TicketItem[] = [];
  for (let after: string | null | undefined; after !== null; ) {
    const page = await tickets.list({ ...query, limit: pageSize, ...(after === undefined ? {} : { after }) });
    out.push(...page.tickets);
    if (out.length > mostTickets) throw usage(`more than ${mostTickets} tickets: ask for one unit`);
    after = page.next;
  }
  return out;
}

const usage = (message: string): PulseError => new PulseError('PULSE_USAGE', message);
