import type { Against, Claim, Figure, Labels } from './claim.js';
import type { Report } from './claims-prose.js';
import type { Cell, Table } from './document.js';
import { type FoundNumber, findNumbers } from './find-numbers.js';
import { normalise } from './normalise.js';
import {
  baseWords, lastYearWords, type Measure, measureWords, previousWords, rateWords, rowKinds, shareWords,
} from './words.js'; // biome-ignore format: a list

/** What the columns of a table hold. */
export type Column =
  | { readonly kind: 'name' }
  | { readonly kind: 'count'; readonly measure: Measure | null }
  | { readonly kind: 'share'; readonly base: Measure | null; readonly named: string }
  | { readonly kind: 'rate'; readonly id: string }
  | { readonly kind: 'change'; readonly against: Against; readonly sayGrowth: boolean }
  | { readonly kind: 'difference'; readonly against: Against }
  | { readonly kind: 'mean' }
  | { readonly kind: 'other' };

export interface ReadTable {
  readonly index: number;
  readonly columns: readonly Column[];
  readonly header: readonly Cell[];
  /** What its rows are: nature, category, unit, …; null: its words do not say. */
  readonly rowKind: string | null;
  readonly rows: readonly TableRow[];
  /** The words that stand before it. */
  readonly title: string;
}

export interface TableRow {
  readonly name: string;
  readonly line: number;
  readonly labels: Labels;
  readonly isTotal: boolean;
  /** Column → figure. */
  readonly figures: ReadonlyMap<number, Figure>;
}

const totalName = /^(?:合计|总计|小计|总数|共计|总量|全市|全部)$/;

/** Reads a table into `report.figures`. `title`: the paragraph before it, `period`: the one that it speaks of. */
export function readTable(
  report: Report,
  table: Table,
  index: number,
  title: string,
  period: string,
): ReadTable | null {
  const [header, ...body] = table.rows.map((row) =>
    row.map((cell) => ({ ...cell, text: normalise(cell.text).trim() })),
  );
  if (header === undefined || body.length === 0) return null;
  const nameAt = Math.max(
    0,
    header.findIndex((cell, c) => !isOrdinalColumn(cell, body, c)),
  );
  const rowKind = kindOfRows(header[nameAt]?.text ?? '', title);
  const columns = header.map(
    (cell, c): Column => (c <= nameAt ? { kind: 'name' } : columnOf(cell.text, valuesOf(body, c), rowKind)),
  );
  const rows = body.map((cells, row) =>
    readRow(report, { columns, header, rowKind, period, index, row, nameAt }, cells),
  );
  return { index, columns, header, rowKind, rows, title };
}

const valuesOf = (body: readonly (readonly Cell[])[], c: number): string[] => body.map((row) => row[c]?.text ?? '');

/** 序号 before the names. */
const isOrdinalColumn = (cell: Cell, body: readonly (readonly Cell[])[], c: number): boolean =>
  /序号|排名|名次|^#$/.test(cell.text) || valuesOf(body, c).every((text, i) => text === String(i + 1));

function kindOfRows(head: string, title: string): string | null {
  return (rowKinds.find(([, p]) => p.test(head)) ?? rowKinds.find(([, p]) => p.test(title)))?.[0] ?? null;
}

function columnOf(header: string, values: readonly string[], rowKind: string | null): Column {
  const isRate = values.some((v) => /%|\d\.\d/.test(v) && !/万/.test(v));
  if (previousWords.test(header) || lastYearWords.test(header) || /增幅|增长率|增减|增量/.test(header)) {
    const against = lastYearWords.test(header) ? 'lastYear' : 'previous';
    return isRate
      ? { kind: 'change', against, sayGrowth: !/增量|增减量|增加量/.test(header) }
      : { kind: 'difference', against };
  }
  const rate = rateWords.find(([, pattern]) => pattern.test(header));
  if (shareWords.test(header) && (rate === undefined || rate[0] === 'other_rate')) {
    const named = /占(?!比)(.*?)(?:的|比|$)/.exec(header)?.[1] ?? '';
    return { kind: 'share', base: baseWords.find(([, p]) => p.test(named))?.[0] ?? null, named };
  }
  if (rate !== undefined) return { kind: 'rate', id: rate[0] };
  if (/平均|周期/.test(header)) return { kind: 'mean' };
  if (/时长|天数|时限|时间|日期/.test(header)) return { kind: 'other' };
  const measure = measureWords.find(([, pattern]) => pattern.test(header))?.[0];
  if (isRate) return { kind: 'other' };
  if (measure !== undefined && !(measure === 'contacts' && rowKind !== 'channel')) return { kind: 'count', measure };
  return /量|数|件|受理/.test(header) ? { kind: 'count', measure: null } : { kind: 'other' };
}

interface RowContext {
  readonly columns: readonly Column[];
  readonly header: readonly Cell[];
  readonly rowKind: string | null;
  readonly period: string;
  readonly index: number;
  readonly row: number;
  readonly nameAt: number;
}

function readRow(report: Report, t: RowContext, cells: readonly Cell[]): TableRow {
  const name = cells[t.nameAt]?.text ?? '';
  const isTotal = totalName.test(name.replace(/\s/g, ''));
  const labels = isTotal ? {} : report.labels.ofName(name, t.rowKind);
  const figures = new Map<number, Figure>();
  let count: Figure | null = null;
  for (const [c, cell] of cells.entries()) {
    const column = t.columns[c] ?? { kind: 'other' };
    const [number] = column.kind === 'name' || column.kind === 'other' ? [] : findNumbers(cell.text);
    if (number === undefined) continue;
    const figure: Figure = {
      ...number,
      start: cell.from + number.start,
      end: cell.from + number.end,
      unit: unitOf(column, number),
      index: report.figures.length,
      line: cell.line,
      text: cell.text.slice(number.start, number.end),
      words: `${name} ${t.header[c]?.text ?? ''}`.trim(),
      period: t.period,
      claim: claimOf(column, labels, count, t.rowKind),
      place: { table: t.index, row: t.row, column: c, header: t.header[c]?.text ?? '' },
      whole: null,
      implied: false,
      isBase: false,
    };
    if (figure.claim.kind === 'count') count ??= figure;
    report.figures.push(figure);
    figures.set(c, figure);
  }
  return { name, line: cells[t.nameAt]?.line ?? 0, labels, isTotal, figures };
}

const unitOf = (column: Column, n: FoundNumber): FoundNumber['unit'] => (column.kind === 'count' ? 'count' : n.unit);

/** What the rows of a kind are counted on where the header does not say (kpi.md section 4). */
export const measureOfKind = (kind: string | null): Measure =>
  kind === 'channel' ? 'contacts' : kind === 'category' || kind === 'topic' ? 'answered' : 'tickets';

function claimOf(column: Column, labels: Labels, count: Figure | null, rowKind: string | null): Claim {
  switch (column.kind) {
    case 'share':
      return { kind: 'share', of: count, labels, base: column.base, together: null };
    case 'rate':
      return { kind: 'rate', id: column.id, labels };
    case 'change':
      return { kind: 'change', of: count, against: column.against, sign: 0 };
    case 'difference':
      return { kind: 'difference', of: count, against: column.against, sign: 0 };
    case 'mean':
      return { kind: 'mean', labels };
    default:
      return {
        kind: 'count',
        measure: (column.kind === 'count' ? column.measure : null) ?? measureOfKind(rowKind),
        labels,
      };
  }
}
