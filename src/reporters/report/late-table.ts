import type { CodeNames } from '../tables/table.js';
import type { ReportInput } from './input.js';
import { contentOf } from './late-cases.js';
import { localMinute } from './period-words.js';
import { column, type ReportTable } from './table.js';
import { unitName } from './unit-table.js';

export const lateColumns = [
  column('ordinal', '序号', '序号', 'ordinal', '1, 2, 3'),
  column('state', '状态', '状态', 'text', '逾期办结 or 在办已逾期'),
  column('unit', '单位', '承办单位', 'text', 'what the catalogue calls it'),
  column('ticketId', '工单号', '工单号', 'text', 'as the events have it'),
  column('nature', '性质', '性质', 'text', '求助类, …'),
  column('summary', '内容', '内容', 'text', 'what it is about; of a confidential ticket 不公开事项'),
  column('createdAt', '受理时间', '受理时间', 'time', 'when it was created'),
  column('dueAt', '办结期限', '办结期限', 'time', 'when it was due'),
  column('closedAt', '办结时间', '办结时间', 'time', 'when it was closed; empty: open'),
  column('late', '逾期时长', '逾期时长', 'text', 'until it was closed, or until now'),
] as const;

export const lateTableHead = { id: 'late', name: '逾期表', title: '逾期工单清单', columns: lateColumns };

/** Every late ticket; open ones last. */
export function lateTable({ late, snapshot, names }: ReportInput): ReportTable {
  const { timeZone } = snapshot.period;
  const time = (instant: string | null): string => (instant === null ? '' : localMinute(instant, timeZone));
  const sorted = [
    ...late.tickets.filter((t) => t.closedAt !== null),
    ...late.tickets.filter((t) => t.closedAt === null),
  ];
  const rows = sorted.map((t, i) => ({
    cells: [
      i + 1,
      t.closedAt === null ? '在办已逾期' : '逾期办结',
      unitName(names, t.unit.code),
      t.ticketId,
      natureName(names, t.nature),
      contentOf(t),
      time(t.createdAt),
      time(t.dueAt),
      time(t.closedAt),
      t.lateMs === null ? '' : durationInWords(t.lateMs),
    ],
  }));
  const rest = late.total - rows.length;
  return { ...lateTableHead, rows, note: rest > 0 ? `注：另有${rest}件未列出。` : '' };
}

const natureName = (names: CodeNames, nature: string): string => names.labels['nature']?.[nature] ?? nature;

/** 1天3小时; below an hour in minutes, cut. */
export function durationInWords(ms: number): string {
  const minutes = Math.floor(ms / 60_000);
  const [days, hours] = [Math.floor(minutes / 1440), Math.floor((minutes % 1440) / 60)];
  if (days > 0) return hours > 0 ? `${days}天${hours}小时` : `${days}天`;
  return hours > 0 ? `${hours}小时` : `${minutes}分钟`;
}
