import type { Snapshot } from '../../domain/snapshot-schema.js';
import { FigureView } from './figure-view.js';
import { type CodeNames, column, type Language, type Table } from './table.js';

const columns = [
  column('code', 'text', '代码', 'Code'),
  column('name', 'text', '承办单位', 'Unit'),
  column('kind', 'text', '类别', 'Kind'),
  column('tickets', 'count', '工单', 'Tickets'),
  column('closed', 'count', '办结', 'Closed'),
  column('closed_on_time', 'count', '按期办结', 'Closed on time'),
  column('closed_late', 'count', '逾期办结', 'Closed late'),
  column('closed_due_unknown', 'count', '期限未知办结', 'Closed, due unknown'),
  column('open', 'count', '在办', 'Open'),
  column('open_overdue', 'count', '在办已逾期', 'Open and overdue'),
  column('on_time_rate', 'percent', '按期办结率', 'On-time rate'),
  column('on_time_rate_of_due', 'percent', '应办结按期率', 'On-time rate of those due'),
  column('close_rate', 'percent', '办结率', 'Close rate'),
  column('rated', 'count', '评价', 'Rated'),
  column('satisfied', 'count', '满意', 'Satisfied'),
  column('satisfaction_rate', 'percent', '满意率', 'Satisfaction'),
  column('praise', 'count', '表扬', 'Praise'),
] as const;

const text = new Set(['code', 'name', 'kind']);

/** @param s the unit figures of a period: `month:2021-06/units`, or a computed snapshot that holds them. */
export function unitTable(s: Snapshot, names: CodeNames, language: Language): Table {
  const view = new FigureView(s);
  const figures = columns.filter(({ id }) => !text.has(id));
  const rows = view.codes('tickets', 'unit').map((unit) => {
    const known = names.units[unit];
    const kind = known?.kind ?? 'unknown';
    return [
      unit,
      known?.name ?? unit,
      language === 'zh' ? (names.labels['unit_kind']?.[kind] ?? kind) : kind,
      ...figures.map(({ id, kind: of }) => (of === 'percent' ? view.rate(id, { unit }) : view.count(id, { unit }))),
    ];
  });
  return { id: 'units', title: { zh: '承办单位', en: 'Units' }, columns, rows };
}
