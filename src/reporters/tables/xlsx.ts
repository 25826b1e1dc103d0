import writeXlsx, { type CellObject, type SheetData } from 'write-excel-file/node';
import { type Cell, type Column, type ColumnKind, type Language, type Table, titleOf } from './table.js';

const formats: Readonly<Record<Exclude<ColumnKind, 'text'>, string>> = {
  count: '#,##0',
  percent: '0.00%',
  points: '0.00',
  decimal: '0.0#',
  time: 'yyyy-mm-dd hh:mm:ss',
  day: 'yyyy-mm-dd',
};

/** Excel's own limit of a cell. */
const mostCharacters = 32_767;

/** A table as an Excel file: numbers are numbers, times are times, percents are formatted; the titles stay in sight. */
export function toXlsx(table: Table, language: Language): Promise<Buffer> {
  const head: CellObject[] = table.columns.map((c) => ({
    value: c.kind === 'percent' ? c.title[language] : titleOf(c, language),
    type: String,
    fontWeight: 'bold',
  }));
  const rows: SheetData = table.rows.map((row) => row.map((cell, i) => cellOf(cell, table.columns[i]!)));
  const columns = table.columns.map((c) => ({ width: widthOf(c, language) }));
  const options = { sheet: table.title[language], columns, stickyRowsCount: 1 };
  return writeXlsx([head, ...rows], options).toBuffer();
}

function cellOf(cell: Cell, { kind }: Column): CellObject | null {
  if (cell === null || cell === '') return null;
  if (kind === 'text') return { type: String, value: clean(String(cell)) };
  return { type: Number, value: numberOf(cell, kind), format: formats[kind] };
}

function numberOf(cell: string | number, kind: ColumnKind): number {
  // Two decimals of a percent are four of the number: what is shown is the decimal text.
  if (kind === 'percent') return Number((Number(cell) / 100).toFixed(4));
  if (kind === 'time' || kind === 'day') return serialOf(String(cell));
  return Number(cell);
}

/** Days since 1899-12-30, as Excel counts; local time as it is written. */
function serialOf(local: string): number {
  return Date.parse(`${local.length > 10 ? local.replace(' ', 'T') : `${local}T00:00:00`}Z`) / 86_400_000 + 25_569;
}

/** XML has no such characters, not even escaped. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must go
const unprintable = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|\p{Surrogate}/gu;

const clean = (text: string): string => text.replace(unprintable, '').slice(0, mostCharacters);

function widthOf(c: Column, language: Language): number {
  if (c.kind === 'time') return 20;
  // A Chinese character is as wide as two letters.
  const title = [...titleOf(c, language)].reduce((n, ch) => n + (ch > '\u2e80' ? 2 : 1), 0);
  return Math.max(c.kind === 'text' ? 16 : 10, title + 2);
}
