import PizZip from 'pizzip';
import writeXlsx, { type CellObject, type Sheet, type SheetData } from 'write-excel-file/node';
import { repack } from './repack.js';
import type { Report } from './report.js';
import { isFigure, type ReportCell, type ReportColumn, type ReportTable } from './table.js';

/** Excel's own limit of a cell. */
const mostCharacters = 32_767;

/** One sheet a table; numbers are numbers, percents are formatted, the titles stay in sight. The same report, the same bytes. */
export async function toXlsx(report: Report): Promise<Buffer> {
  const tables = report.tables.filter(({ rows }) => rows.length > 0);
  const sheets = [aboutSheet(report), ...tables.map(sheetOf)];
  const bytes = await writeXlsx(sheets, { fontFamily: 'Calibri', fontSize: 11 }).toBuffer();
  return repack(printable(new PizZip(bytes)));
}

/** Printed as wide as a page, A4 landscape: the library has no word for it. */
function printable(zip: PizZip): PizZip {
  for (const name of Object.keys(zip.files).filter((file) => /^xl\/worksheets\/sheet\d+\.xml$/.test(file))) {
    const xml = zip.file(name)!.asText();
    const fitted = xml
      .replace('<sheetViews>', '<sheetPr><pageSetUpPr fitToPage="1"/></sheetPr><sheetViews>')
      .replace(
        '</worksheet>',
        '<pageSetup paperSize="9" orientation="landscape" fitToWidth="1" fitToHeight="0"/></worksheet>',
      );
    zip.file(name, fitted);
  }
  return zip;
}

/** Points: Chinese needs more than the height that Latin letters would get. */
const rowHeight = 18;

/** What the figures are, and of when: a table that is passed on without its report must not lose that. */
function aboutSheet(report: Report): Sheet<never> {
  const { recompute } = report;
  const lines: [string, string][] = [
    ['标题', report.title],
    ['期号', report.issue],
    ['印发单位', report.issuer],
    ['日期', report.date],
    ...report.marks.map((mark): [string, string] => ['说明', mark]),
    ['期间', recompute.period],
    ['修订', recompute.revision === 0 ? '实时' : String(recompute.revision)],
    ['数据截至', recompute.asOf],
    ['世代', String(recompute.generation)],
    ['位点摘要', recompute.offsetsDigest],
    ['程序', `hotline-pulse ${recompute.program}`],
    ['复算', recompute.command],
  ];
  const data: SheetData = lines.map(([name, value]) => [{ value: name, fontWeight: 'bold' }, textCell(value)]);
  return { sheet: '说明', data, columns: [{ width: 12 }, { width: 90 }] };
}

function sheetOf({ title, columns, rows, note }: ReportTable): Sheet<never> {
  const head: CellObject[] = columns.map((c) => ({
    value: c.title, type: String, fontWeight: 'bold', align: 'center', alignVertical: 'center', wrap: true, bottomBorderStyle: 'thin', height: 2 * rowHeight,
  })); // biome-ignore format: one object
  const body: SheetData = rows.map(({ cells, role }) =>
    columns.map((column, i) => {
      const cell = { ...cellOf(cells[i] ?? null, column), height: rowHeight, alignVertical: 'center' as const };
      return role === 'total' ? { ...cell, fontWeight: 'bold' as const, topBorderStyle: 'thin' as const } : cell;
    }),
  );
  const tail: SheetData = note === '' ? [] : [[], [{ value: note, type: String, textColor: '#55636f' }]];
  return {
    sheet: title,
    data: [head, ...body, ...tail],
    columns: columns.map((c, i) => ({ width: widthOf(c.title, i, rows) })),
    stickyRowsCount: 1,
  };
}

function cellOf(cell: ReportCell, { kind }: ReportColumn): CellObject | null {
  if (cell === null || cell === '') return null;
  if (typeof cell === 'number') return { type: Number, value: cell };
  if (typeof cell === 'string') return textCell(cell);
  if (cell.value === null) return { type: String, value: cell.text, align: 'right' };
  if (kind !== 'percent') return { type: Number, value: Number(cell.value), format: '#,##0' };
  // Two decimals of a percent are four of the number: what is shown is the decimal text.
  return { type: Number, value: Number((Number(cell.value) / 100).toFixed(4)), format: '0.00%' };
}

/** XML has no such characters, not even escaped. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must go
const unprintable = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|\p{Surrogate}/gu;

const textCell = (text: string): CellObject => ({
  type: String,
  value: text.replace(unprintable, '').slice(0, mostCharacters),
});

/** By the longest text; a Chinese character is as wide as two letters. */
function widthOf(title: string, i: number, rows: ReportTable['rows']): number {
  const texts = rows.map(({ cells }) => textOfCell(cells[i] ?? null));
  return Math.min(48, Math.max(9, Math.max(columnsWide(title), ...texts.map(columnsWide)) + 2));
}

const columnsWide = (text: string): number => [...text].reduce((n, ch) => n + (ch > '\u2e80' ? 2 : 1), 0);
const textOfCell = (cell: ReportCell): string => (cell === null ? '' : isFigure(cell) ? cell.text : String(cell));
