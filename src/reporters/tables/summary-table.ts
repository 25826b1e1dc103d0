import type { LiveWindow, Snapshot } from '../../domain/snapshot-schema.js';
import { FigureView } from './figure-view.js';
import { type Cell, column, type Table, type Words } from './table.js';

type Line = readonly [zh: string, en: string, count: string | null, rate: string | null];

/** The figures of the monthly report, in its order: a count, the rate that goes with it, or both. */
const lines: readonly Line[] = [
  ['来电来信', 'Contacts', 'contacts', null],
  ['接通', 'Answered', 'answered', 'connection_rate'],
  ['直接解答', 'Answered at once', 'direct', 'direct_rate'],
  ['形成工单的来电来信', 'Contacts with a ticket', 'contacts_with_ticket', 'ticket_rate'],
  ['工单', 'Tickets', 'tickets', null],
  ['办结', 'Closed', 'closed', 'close_rate'],
  ['按期办结', 'Closed on time', 'closed_on_time', 'on_time_rate'],
  ['应办结按期率', 'On time of those due', null, 'on_time_rate_of_due'],
  ['逾期办结', 'Closed late', 'closed_late', null],
  ['在办', 'Open', 'open', null],
  ['在办已逾期', 'Open and overdue', 'open_overdue', null],
  ['已解决', 'Resolved', 'closed{outcome=resolved}', 'resolution_rate'],
  ['满意', 'Satisfied', 'satisfied', 'satisfaction_rate'],
  ['15秒内接通', 'Answered within 15 s', 'waited_within_15s', 'answered_within_15s_rate'],
  ['放弃', 'Abandoned', 'abandoned', 'abandonment_rate'],
  ['平均回复周期(工作日)', 'Mean working days to the reply', null, 'mean_reply_working_days'],
];

const title: Words = { zh: '总表', en: 'Summary' };

const periodColumns = [
  column('figure', 'text', '指标', 'Figure'),
  column('count', 'count', '件数', 'Count'),
  column('count_before', 'count', '上期件数', 'Count before'),
  column('change', 'percent', '环比', 'Change'),
  column('change_last_year', 'percent', '同比', 'Change on last year'),
  column('value', 'decimal', '率(%)或均值', 'Rate (%) or mean'),
  column('numerator', 'count', '分子', 'Numerator'),
  column('denominator', 'count', '分母', 'Denominator'),
  column('base', 'text', '基数', 'Base'),
  column('value_before', 'decimal', '上期率或均值', 'Rate or mean before'),
  column('difference', 'decimal', '差(百分点或工作日)', 'Difference (points or working days)'),
  column('rate_change', 'percent', '率的环比', 'Change of the rate'),
  column('difference_last_year', 'decimal', '与去年同期之差', 'Difference to last year'),
] as const;

const windowColumns = [
  column('window', 'text', '时段', 'Window'),
  column('from', 'time', '自', 'From'),
  column('to', 'time', '至', 'To'),
  column('contacts', 'count', '来电来信', 'Contacts'),
  column('answered', 'count', '接通', 'Answered'),
  column('connection_rate', 'percent', '接通率', 'Connection rate'),
  column('abandoned', 'count', '放弃', 'Abandoned'),
  column('tickets', 'count', '工单', 'Tickets'),
] as const;

const windowNames: Readonly<Record<LiveWindow['id'], string>> = {
  '5m': '5 min',
  '15m': '15 min',
  '60m': '60 min',
  '24h': '24 h',
  today: '今日 today',
};

/** Every headline figure with what it is made of and what it is compared with; of `live`, its windows. */
export function summaryTable(s: Snapshot): Table {
  if (s.windows === undefined) {
    const view = new FigureView(s);
    return { id: 'summary', title, columns: periodColumns, rows: lines.map((line) => figureRow(view, line)) };
  }
  const rows = s.windows.map((w) => windowRow(w, s.period.timeZone));
  return { id: 'summary', title, columns: windowColumns, rows };
}

function figureRow(view: FigureView, [zh, en, count, rate]: Line): Cell[] {
  const [measure, labels] = count === 'closed{outcome=resolved}' ? ['closed', { outcome: 'resolved' }] : [count, {}];
  const before = measure === null ? null : view.change(measure, labels, 'previous');
  const yearBefore = measure === null ? null : view.change(measure, labels, 'lastYear');
  const i = rate === null ? null : view.indicator(rate);
  return [
    `${zh} ${en}`,
    measure === null ? null : view.known(measure, labels),
    before?.before ?? null,
    before?.value ?? null,
    yearBefore?.value ?? null,
    i?.value ?? null,
    i?.numerator ?? null,
    i?.denominator ?? null,
    i?.base ?? null,
    i?.previous?.value ?? null,
    i?.previous?.changePoints ?? null,
    i?.previous?.changePercent ?? null,
    i?.lastYear?.changePoints ?? null,
  ];
}

function windowRow(w: LiveWindow, timeZone: string): Cell[] {
  const view = new FigureView(w);
  const n = (measure: string): number | null => view.known(measure);
  return [
    windowNames[w.id],
    localTime(w.from, timeZone),
    localTime(w.to, timeZone),
    n('contacts'),
    n('answered'),
    view.rate('connection_rate'),
    n('abandoned'),
    n('tickets'),
  ];
}

/** `2021-06-12 09:30:00` in a time zone. */
export function localTime(instant: string, timeZone: string): string {
  const format = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'medium' });
  return format.format(new Date(instant));
}
