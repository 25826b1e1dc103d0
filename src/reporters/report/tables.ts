import type { Labels } from '../../domain/counter-name.js';
import { shareOf } from '../tables/figure-view.js';
import type { CodeNames } from '../tables/table.js';
import { type Figure, unknownShort } from './figure.js';
import type { FiguresOf } from './figures-of.js';
import { column, type ReportColumn, type ReportRow, type ReportTable } from './table.js';

/** A measure cut by one label: how many, what share, and how that has moved. */
interface Cut {
  readonly id: string;
  readonly name: string;
  readonly title: string;
  readonly measure: string;
  readonly label: string;
  readonly head: string;
  readonly countTitle: string;
  readonly shareTitle: string;
  readonly shareId: string;
  /** What the shares are shares of. */
  readonly base: string;
  /** Codes exclude each other, so what has none is the rest, and the rows sum. A contact may have several topics. */
  readonly sums: boolean;
}

const cuts: readonly Cut[] = [
  {
    id: 'natures', name: '性质表', title: '诉求性质', measure: 'tickets', label: 'nature', head: '性质分类', countTitle: '受理量（件）',
    shareTitle: '占工单总量比重', shareId: 'nature_share', base: '工单', sums: true,
  },
  {
    id: 'categories', name: '归口表', title: '归口类型', measure: 'answered', label: 'category', head: '归口分类', countTitle: '受理量（件）',
    shareTitle: '占接通总量比重', shareId: 'category_share', base: '接通', sums: true,
  },
  {
    id: 'channels', name: '渠道表', title: '来电来信渠道', measure: 'contacts', label: 'channel', head: '渠道', countTitle: '来电来信（件）',
    shareTitle: '占来电来信总量比重', shareId: '', base: '来电来信', sums: true,
  },
  {
    id: 'regions', name: '区域表', title: '诉求区域', measure: 'tickets', label: 'region', head: '区域', countTitle: '工单（件）',
    shareTitle: '占工单总量比重', shareId: 'region_share', base: '工单', sums: true,
  },
  {
    id: 'topics', name: '热点表', title: '热点诉求', measure: 'answered', label: 'topic', head: '热点', countTitle: '接通（件）',
    shareTitle: '占接通总量比重', shareId: 'topic_share', base: '接通', sums: false,
  },
]; // biome-ignore format: a list

export const cutColumns = (c: Pick<Cut, 'head' | 'countTitle' | 'shareTitle'>): readonly ReportColumn[] => [
  column('code', '代码', '代码', 'text', 'the code that the events carry'),
  column('name', '名称', c.head, 'text', 'what the catalogue calls it; 其他 and 合计 too'),
  column('count', '件数', c.countTitle, 'count', 'how many'),
  column('share', '占比', c.shareTitle, 'percent', 'of the base that the note names'),
  column('before', '上期件数', '上期（件）', 'count', 'in the period before'),
  column('change', '环比值', '环比增长率', 'percent', 'growth on the period before'),
  column('change_last_year', '同比值', '同比增长率', 'percent', 'growth on the same period of last year'),
];

export interface TableContext {
  readonly figures: FiguresOf;
  readonly names: CodeNames;
  readonly mostRows: number;
}

/** 性质, 归口, 渠道, 区域, 热点: largest first, 其他 and 合计 last. */
export const cutTables = (context: TableContext): ReportTable[] => cuts.map((cut) => cutTable(cut, context));
export const emptyCutTables = cuts.map((cut) => ({ ...cut, columns: cutColumns(cut) }));

function cutTable(cut: Cut, context: TableContext): ReportTable {
  const { figures, names, mostRows } = context;
  const { measure, label } = cut;
  const codes = figures.view.codes(measure, label);
  const shown = codes.slice(0, mostRows);
  const rows = shown.map((code): ReportRow => {
    const labels = { [label]: code };
    return { cells: [code, names.labels[label]?.[code] ?? code, ...codeCells(cut, figures, labels)] };
  });
  const rest = cut.sums ? restRows(cut, figures, shown) : [];
  const total: ReportRow[] = cut.sums ? [{ cells: ['', '合计', ...totalCells(cut, figures)], role: 'total' }] : [];
  const all = [...rows, ...rest, ...total];
  return { ...cut, columns: cutColumns(cut), rows: all, note: noteOf(cut, figures, [...rows, ...rest]) };
}

function codeCells(cut: Cut, figures: FiguresOf, labels: Labels) {
  const n = figures.count(cut.measure, labels);
  return [n, shareCell(cut, figures, labels, n), ...changeCells(figures, cut.measure, labels)];
}

/** The indicator where there is one: who reads a report as data finds it again. */
function shareCell(cut: Cut, figures: FiguresOf, labels: Labels, n: Figure): Figure {
  if (cut.shareId !== '' && figures.view.indicator(cut.shareId, labels) !== null)
    return short(figures.rate(cut.shareId, labels));
  const [part, whole] = [Number(n.value), figures.view.count(cut.measure)];
  const id = cut.shareId === '' ? 'channel_share' : cut.shareId;
  return short(figures.share(id, labels, part, whole, shareOf(part, whole)));
}

function changeCells(figures: FiguresOf, measure: string, labels: Labels) {
  const { before } = figures.view.change(measure, labels, 'previous');
  return [
    before === null ? null : beforeFigure(figures, measure, labels, before),
    short(figures.change(measure, labels)),
    short(figures.change(measure, labels, 'lastYear')),
  ];
}

function beforeFigure(figures: FiguresOf, measure: string, labels: Labels, n: number): Figure {
  const figure = figures.countOf(measure, labels, n);
  return { ...figure, against: 'previous' };
}

const totalCells = (cut: Cut, figures: FiguresOf) => {
  const n = figures.count(cut.measure);
  const id = cut.shareId === '' ? 'channel_share' : cut.shareId;
  const whole = Number(n.value);
  return [
    n,
    short(figures.share(id, {}, whole, whole, shareOf(whole, whole))),
    ...changeCells(figures, cut.measure, {}),
  ];
};

/** Base minus the listed, then and now: the two are compared like any other row. */
function restRows(cut: Cut, figures: FiguresOf, shown: readonly string[]): ReportRow[] {
  const { measure, label } = cut;
  const { view } = figures;
  const whole = view.count(measure);
  const rest = shown.reduce((n, code) => n - view.count(measure, { [label]: code }), whole);
  if (rest === 0) return [];
  // An empty code is no code: it names what is left over.
  const labels = { [label]: '' };
  const id = cut.shareId === '' ? 'channel_share' : cut.shareId;
  const cells = [
    figures.countOf(measure, labels, rest),
    short(figures.share(id, labels, rest, whole, shareOf(rest, whole))),
    ...restChanges(cut, figures, shown, rest),
  ];
  return [{ cells: ['', '其他', ...cells], role: 'rest' }];
}

function restChanges({ measure, label }: Cut, figures: FiguresOf, shown: readonly string[], rest: number) {
  const { view } = figures;
  const labels = { [label]: '' };
  const beforeOf = (against: 'previous' | 'lastYear'): number | null => {
    const whole = view.change(measure, {}, against).before;
    if (whole === null) return null;
    const parts = shown.map((code) => view.change(measure, { [label]: code }, against).before);
    // A code that was split has no counterpart: then nobody knows what is left over there.
    return parts.some((n) => n === null) ? null : parts.reduce((n: number, part) => n - (part ?? 0), whole);
  };
  const change = (against: 'previous' | 'lastYear'): Figure => {
    const before = beforeOf(against);
    const value = before === null ? null : shareOf(rest - before, before);
    return short(figures.changeOf(measure, labels, value, rest, before, against));
  };
  const before = beforeOf('previous');
  return [
    before === null ? null : beforeFigure(figures, measure, labels, before),
    change('previous'),
    change('lastYear'),
  ];
}

/** In a table the note says what a dash is. */
export const short = (figure: Figure): Figure => (figure.value === null ? { ...figure, text: unknownShort } : figure);

function noteOf(cut: Cut, figures: FiguresOf, rows: readonly ReportRow[]): string {
  const whole = figures.view.count(cut.measure);
  const notes = [`占比以${cut.base}${whole}件为基数`];
  const shares = rows.flatMap(({ cells }) =>
    typeof cells[3] === 'object' && cells[3] !== null ? [cells[3].value] : [],
  );
  const sum = shares.reduce((n: number, value) => n + Math.round(Number(value ?? 0) * 100), 0);
  if (!cut.sums) notes.push('一件诉求可涉及多个热点，各行不可相加');
  else if (whole > 0 && sum !== 10_000) notes.push(`各行占比四舍五入，相加为${(sum / 100).toFixed(2)}%`);
  // Where nothing is known of last year, its empty column needs no words.
  const cells = rows.flatMap((row) => row.cells.slice(0, 6));
  if (cells.some((cell) => typeof cell === 'object' && cell?.value === null)) notes.push('“—”：无基数或不可比');
  return `注：${notes.join('；')}。`;
}
