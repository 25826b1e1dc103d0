import type { CodeNames } from '../tables/table.js';
import type { Figure } from './figure.js';
import type { FiguresOf } from './figures-of.js';
import { column, isFigure, type ReportRow, type ReportTable } from './table.js';
import { short } from './tables.js';

export const unitColumns = [
  column('ordinal', '序号', '序号', 'ordinal', '1, 2, 3'),
  column('code', '代码', '代码', 'text', 'the code that the events carry'),
  column('name', '单位', '承办单位', 'text', 'what the catalogue calls it; 合计 too'),
  column('kind', '类别', '类别', 'text', '县区, 镇办, 部门, 企业'),
  column('tickets', '派单', '派单（件）', 'count', 'tickets of the unit created in the period'),
  column('closed', '办结', '办结（件）', 'count', 'of these closed'),
  column('closed_on_time', '按期办结', '按期办结（件）', 'count', 'of these closed on time'),
  column('closed_late', '逾期办结', '逾期办结（件）', 'count', 'of these closed late'),
  column('closed_due_unknown', '期限不明办结', '期限不明办结（件）', 'count', 'of these closed, due unknown'),
  column('open', '在办', '在办（件）', 'count', 'of these open'),
  column('open_overdue', '在办逾期', '其中逾期（件）', 'count', 'open and overdue'),
  column('on_time_rate', '按期办结率', '按期办结率', 'percent', 'closed on time ÷ tickets'),
  column('on_time_rate_of_due', '应办结按期率', '应办结按期率', 'percent', 'on time of those that are due'),
  column('close_rate', '办结率', '办结率', 'percent', 'closed ÷ tickets'),
  column('rated', '评价', '评价（件）', 'count', 'tickets with a rating'),
  column('satisfied', '满意', '满意（件）', 'count', 'of these satisfied'),
  column('satisfaction_rate', '满意率', '满意率', 'percent', 'satisfied ÷ rated'),
  column('praise', '表扬', '表扬（件）', 'count', 'tickets of praise'),
] as const;

const text = new Set<string>(['ordinal', 'code', 'name', 'kind']);

export const unitTableHead = { id: 'units', name: '单位表', title: '承办单位工单办理情况', columns: unitColumns };

/** 附件: every unit, largest first. Units are counted by whole months; other periods have no rows. */
export function unitTable(figures: FiguresOf, names: CodeNames): ReportTable {
  const { view } = figures;
  const measures = unitColumns.filter(({ id }) => !text.has(id));
  const rows = view.codes('tickets', 'unit').map((unit, i): ReportRow => {
    const cells = measures.map(({ id, kind }) =>
      short(kind === 'percent' ? figures.rate(id, { unit }) : figures.count(id, { unit })),
    );
    return { cells: [i + 1, unit, unitName(names, unit), kindName(names, unit), ...cells] };
  });
  const dispatched = rows.length === 0 ? [] : [totalRow(figures)];
  const unknown = view.count('closed_due_unknown');
  const notes = [
    '按派单量由多到少排列',
    '按期办结率、办结率以派单为基数，满意率以评价为基数',
    ...(unknown === 0 ? [] : [`办结中有${unknown}件期限不明，不计入按期与逾期`]),
    ...(rows.some(({ cells }) => cells.some((cell) => isFigure(cell) && cell.value === null)) ? ['“—”：无基数'] : []),
  ];
  return { ...unitTableHead, rows: [...rows, ...dispatched], note: `注：${notes.join('；')}。` };
}

function totalRow(figures: FiguresOf): ReportRow {
  const cells = unitColumns.flatMap(({ id, kind }): Figure[] => {
    if (text.has(id)) return [];
    if (kind === 'percent') return [short(figures.rate(id))];
    return [id === 'praise' ? figures.count('tickets', { nature: 'praise' }) : figures.count(id)];
  });
  return { cells: ['', '', '合计', '', ...cells], role: 'total' };
}

export const unitName = (names: CodeNames, unit: string): string =>
  unit === 'unassigned' ? '（尚未派单）' : (names.units[unit]?.name ?? unit);

export function kindName(names: CodeNames, unit: string): string {
  const kind = names.units[unit]?.kind;
  return kind === undefined ? '' : (names.labels['unit_kind']?.[kind] ?? kind);
}
