import type { TicketItem } from '../http/sources.js';
import { localTime } from './summary-table.js';
import { type Cell, type CodeNames, column, type Language, type Table } from './table.js';

const columns = [
  column('state', 'text', '状态', 'State'),
  column('unit', 'text', '承办单位代码', 'Unit code'),
  column('unit_name', 'text', '承办单位', 'Unit'),
  column('ticketId', 'text', '工单号', 'Ticket'),
  column('contactId', 'text', '来电号', 'Contact'),
  column('nature', 'text', '性质', 'Nature'),
  column('urgency', 'text', '紧急程度', 'Urgency'),
  column('category', 'text', '归口', 'Category'),
  column('region', 'text', '区域', 'Region'),
  column('createdAt', 'time', '受理时间', 'Created'),
  column('dueAt', 'time', '办结期限', 'Due'),
  column('closedAt', 'time', '办结时间', 'Closed'),
  column('late_hours', 'decimal', '逾期(小时)', 'Late (hours)'),
  column('reopenings', 'count', '重办次数', 'Reopened'),
  column('summary', 'text', '内容', 'Summary'),
] as const;

const states = {
  overdue: { zh: '在办已逾期', en: 'open, overdue' },
  'closed-late': { zh: '逾期办结', en: 'closed late' },
} as const;

export interface LateTickets {
  readonly overdue: readonly TicketItem[];
  readonly closedLate: readonly TicketItem[];
}

/** Tickets that are, or were, too late; the summary of a confidential one is not in it. */
export function overdueTable(late: LateTickets, names: CodeNames, language: Language, timeZone: string): Table {
  const label = (kind: string, code: string | undefined): Cell =>
    code === undefined ? null : language === 'zh' ? (names.labels[kind]?.[code] ?? code) : code;
  const time = (instant: string | null): Cell => (instant === null ? null : localTime(instant, timeZone));
  const row =
    (state: keyof typeof states) =>
    (t: TicketItem): Cell[] => [
      states[state][language],
      t.unit.code,
      t.unit.name ?? names.units[t.unit.code]?.name ?? t.unit.code,
      t.ticketId,
      t.contactId,
      label('nature', t.nature),
      label('urgency', t.urgency),
      label('category', t.category),
      label('region', t.region),
      time(t.createdAt),
      time(t.dueAt),
      time(t.closedAt),
      t.lateMs === null ? null : (t.lateMs / 3_600_000).toFixed(1),
      t.reopenings,
      t.confidential ? null : (t.summary ?? null),
    ];
  const rows = [...late.overdue.map(row('overdue')), ...late.closedLate.map(row('closed-late'))];
  return { id: 'overdue', title: { zh: '逾期工单', en: 'Overdue tickets' }, columns, rows };
}
