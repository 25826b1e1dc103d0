import { shareOf } from '../tables/figure-view.js';
import type { Figure } from './figure.js';
import type { DayCounts } from './input.js';
import { column, type ReportTable } from './table.js';

export const dayColumns = [
  column('day', '日期', '日期', 'text', '2021-06-12'),
  column('contacts', '来电来信', '来电来信（件）', 'count', 'calls and letters'),
  column('answered', '接通', '接通（件）', 'count', 'of these answered'),
  column('connection_rate', '接通率', '接通率', 'percent', 'answered ÷ contacts'),
  column('tickets', '工单', '当日工单（件）', 'count', 'tickets created on the day'),
  column('flow_closed', '当日办结', '当日办结（件）', 'count', 'closed on the day, whenever created'),
] as const;

export const dayTableHead = { id: 'days', name: '逐日表', title: '逐日情况', columns: dayColumns };

/** One row a day. */
export function dayTable(days: readonly DayCounts[]): ReportTable {
  const rows = days.map((d) => {
    const count = (id: string, value: number): Figure => ({
      is: 'figure', period: `day:${d.day}`, id, labels: {}, form: 'count', value, text: String(value),
    }); // biome-ignore format: one object
    const value = shareOf(d.answered, d.contacts);
    const rate: Figure = {
      ...count('connection_rate', 0),
      form: 'percent',
      value,
      numerator: d.answered,
      denominator: d.contacts,
      base: 'contacts',
      text: value === null ? '—' : `${value}%`,
    };
    const cells = [d.day, count('contacts', d.contacts), count('answered', d.answered), rate];
    return { cells: [...cells, count('tickets', d.tickets), count('flow_closed', d.flowClosed)] };
  });
  return { ...dayTableHead, rows, note: '' };
}
