import { PulseError } from '../../domain/errors.js';
import type { Instant } from '../../domain/instant.js';
import { parseInstant } from '../../domain/instant.js';
import { type Period, parsePeriod, periodKey } from '../../domain/period.js';
import type { Snapshot } from '../../domain/snapshot-schema.js';
import type { TicketItem, TicketState } from '../../domain/ticket-page.js';
import { formatDay } from '../../domain/zone.js';
import { TicketReader } from '../../engine/ticket-reader.js';
import type { DayCounts, LateCases } from '../../reporters/report/input.js';
import type { Pipeline } from '../context.js';
import { largerPeriods, monthsOf } from './larger-periods.js';

/** What a report of the moment is made of, besides names and settings. */
export interface LiveFigures {
  readonly snapshot: Snapshot;
  readonly cumulative: readonly Snapshot[];
  readonly late: LateCases;
  readonly days: readonly DayCounts[] | null;
}

/** A read each: longer periods have no table of days. */
const mostDays = 100;
const pageSize = 500;
/** While events come in, counters and cases are read again until they are of the same offsets; then the difference is said. */
const mostTries = 5;

/**
 * Reads the state.
 *
 * @param step told after each read.
 * @throws PulseError PULSE_USAGE when nothing was counted in the period.
 */
export async function liveFigures(
  pipeline: Pipeline,
  text: string,
  at: Instant | null,
  step: () => void,
): Promise<LiveFigures> {
  const { reader, store, context } = pipeline;
  const now = await store.now();
  const asOf = at ?? now;
  const period = parsePeriod(text, context.zone.dayOf(asOf));
  let snapshot = await reader.snapshot(period, asOf, true);
  mustHaveFigures(snapshot, period);
  step();
  let late = await lateCases(pipeline, period, asOf, now);
  step();
  for (let i = 1; i < mostTries; i++) {
    const again = await reader.snapshot(period, asOf, true);
    if (JSON.stringify(again.asOf.offsets) === JSON.stringify(snapshot.asOf.offsets)) break;
    [snapshot, late] = [again, await lateCases(pipeline, period, asOf, now)];
  }
  const cumulative: Snapshot[] = [];
  for (const larger of largerPeriods(period)) cumulative.push(await reader.snapshot(larger, asOf, false));
  step();
  const days = await dayCounts(pipeline, period, asOf);
  step();
  return { snapshot, cumulative, late, days };
}

function mustHaveFigures({ counters }: Snapshot, period: Period): void {
  const n = (name: string): number => counters[name] ?? 0;
  if (n('contacts') + n('tickets') + n('flow_closed') > 0) return;
  throw new PulseError('PULSE_USAGE', `${periodKey(period)} has no figures: nothing was counted in it`);
}

/** Closed late, and open and overdue as of the instant; of the tickets that were created in the period. */
async function lateCases(pipeline: Pipeline, period: Period, asOf: Instant, now: Instant): Promise<LateCases> {
  const { store, partitions, context } = pipeline;
  const reader = new TicketReader({ store, partitions, context });
  const { zone } = context;
  const inPeriod = ({ createdAt }: TicketItem): boolean => {
    const day = zone.dayOf(parseInstant(createdAt)!);
    return day >= period.first && day < period.next;
  };
  const tickets: TicketItem[] = [];
  for (const month of monthsOf(period)) {
    tickets.push(...(await wholeList(reader, 'closed-late', month)).filter(inPeriod));
    // What is due between now and a later instant is not overdue yet in any list.
    const open = await wholeList(reader, asOf > now ? 'open' : 'overdue', month);
    tickets.push(...open.filter(inPeriod).flatMap((t) => overdueAt(t, asOf)));
  }
  return { tickets, total: tickets.length };
}

function overdueAt(ticket: TicketItem, asOf: Instant): TicketItem[] {
  const due = ticket.dueAt === null ? null : parseInstant(ticket.dueAt);
  return due === null || ticket.held || due >= asOf ? [] : [{ ...ticket, lateMs: asOf - due }];
}

async function wholeList(reader: TicketReader, state: TicketState, month: string): Promise<TicketItem[]> {
  const out: TicketItem[] = [];
  for (let after: string | null | undefined; after !== null; ) {
    const page = await reader.list({ state, month, limit: pageSize, ...(after === undefined ? {} : { after }) });
    out.push(...page.tickets);
    after = page.next;
  }
  return out;
}

async function dayCounts({ reader, context }: Pipeline, period: Period, asOf: Instant): Promise<DayCounts[] | null> {
  const next = Math.min(period.next, context.zone.dayOf(asOf) + 1);
  if (next - period.first > mostDays || next - period.first < 2) return null;
  const days = Array.from({ length: next - period.first }, (_, i) => formatDay(period.first + i));
  const { sum } = await reader.read(days.map((day) => `day:${day}`));
  return days.map((day) => {
    const counts = sum(`day:${day}`);
    const n = (name: string): number => counts.get(name) ?? 0;
    return {
      day,
      contacts: n('contacts'),
      answered: n('answered'),
      tickets: n('tickets'),
      flowClosed: n('flow_closed'),
    };
  });
}
