import type { Snapshot } from '../../domain/snapshot-schema.js';
import { FigureView } from './figure-view.js';
import { column, type Table } from './table.js';

const columns = [
  column('day', 'day', '日期', 'Day'),
  column('contacts', 'count', '来电来信', 'Contacts'),
  column('answered', 'count', '接通', 'Answered'),
  column('connection_rate', 'percent', '接通率', 'Connection rate'),
  column('direct', 'count', '直接解答', 'Answered at once'),
  column('abandoned', 'count', '放弃', 'Abandoned'),
  column('tickets', 'count', '当日工单', 'Tickets of the day'),
  column('closed', 'count', '当日工单已办结', 'Of these closed'),
  column('closed_late', 'count', '其中逾期', 'Of these late'),
  column('flow_closed', 'count', '当日办结', 'Closed on the day'),
  column('flow_closed_late', 'count', '当日逾期办结', 'Closed late on the day'),
] as const;

/** @param days a snapshot a day, in order. */
export function dayTable(days: readonly Snapshot[]): Table {
  const rows = days.map((s) => {
    const view = new FigureView(s);
    const figures = columns.slice(1);
    return [s.period.id, ...figures.map(({ id, kind }) => (kind === 'percent' ? view.rate(id) : view.known(id)))];
  });
  return { id: 'days', title: { zh: '逐日', en: 'Days' }, columns, rows };
}

/** The local days from first to last, both included, that have begun. */
export function daysBegun({ period, asOf }: Snapshot): string[] {
  const { from, to, timeZone } = period;
  if (from === undefined || to === undefined) return [];
  const today = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short' }).format(Date.parse(asOf.instant));
  const last = Math.min(Date.parse(to), Date.parse(today));
  const days: string[] = [];
  for (let at = Date.parse(from); at <= last; at += 86_400_000) days.push(new Date(at).toISOString().slice(0, 10));
  return days;
}
