import { counterName } from '../../domain/counter-name.js';
import { figuresOf, type Report } from './report.js';
import { cellText, isFigure, type ReportCell, type ReportTable } from './table.js';

/** Name of the table → its file. `figures`: every figure of the text and the tables, one a line. */
export function toCsvFiles(report: Report): { readonly name: string; readonly text: string }[] {
  const tables = report.tables.filter(({ rows }) => rows.length > 0);
  return [
    { name: 'figures', text: csv(figureHead, figureLines(report)) },
    ...tables.map((table) => ({ name: table.id, text: tableCsv(table) })),
  ];
}

const figureHead = ['place', 'period', 'figure', 'against', 'printed', 'value', 'numerator', 'denominator', 'base'];

const figureLines = (report: Report): string[][] =>
  figuresOf(report).map(({ place, figure: f }) => [
    place,
    f.period,
    counterName(f.id, f.labels),
    f.against ?? '',
    f.text,
    f.value === null ? '' : String(f.value),
    String(f.numerator ?? ''),
    String(f.denominator ?? ''),
    f.base ?? '',
  ]);

function tableCsv({ columns, rows }: ReportTable): string {
  const head = columns.map((c) => (c.kind === 'percent' ? `${c.title} (%)` : c.title));
  return csv(
    head,
    rows.map(({ cells }) => columns.map((_, i) => printedValue(cells[i] ?? null))),
  );
}

/** Figures stay the decimal text that they are, without a sign of percent; nothing where there is no base. */
function printedValue(cell: ReportCell): string {
  if (!isFigure(cell)) return cellText(cell);
  return cell.value === null ? '' : String(cell.value);
}

/** RFC 4180 with a byte order mark, so that a spreadsheet opens it with a double click. */
function csv(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return `\ufeff${[head, ...rows].map((cells) => `${cells.map(quoted).join(',')}\r\n`).join('')}`;
}

const quoted = (text: string): string => {
  const safe = harmless(text);
  return /[",\r\n]|^\s|\s$/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
};

/** Spreadsheets take a text that begins so for a formula: an apostrophe stops that. Numbers may be negative. */
function harmless(text: string): string {
  if (/^-?\d+(\.\d+)?%?$/.test(text)) return text;
  return /^\s*[=+\-@\uff1d\uff0b\uff0d\uff20]|^[\t\r\n]/.test(text) ? `'${text}` : text;
}
