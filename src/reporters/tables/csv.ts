import { type Cell, type Column, type Language, type Table, titleOf } from './table.js';

/**
 * A table as CSV (RFC 4180), for a spreadsheet that is opened with a double click: UTF-8 with a byte order mark, CRLF, one
 * line of titles. Figures stay the decimal text that they are.
 */
export function toCsv(table: Table, language: Language): string {
  const head = table.columns.map((c) => quoted(titleOf(c, language)));
  const rows = table.rows.map((row) => row.map((cell, i) => quoted(shown(cell, table.columns[i]!))));
  return `\ufeff${[head, ...rows].map((cells) => `${cells.join(',')}\r\n`).join('')}`;
}

function shown(cell: Cell, { kind }: Column): string {
  if (cell === null) return '';
  return kind === 'text' ? harmless(String(cell)) : String(cell);
}

/** Spreadsheets take a text that begins so for a formula, which could send out what stands beside it: an apostrophe stops that. */
function harmless(text: string): string {
  return /^\s*[=+\-@\uff1d\uff0b\uff0d\uff20]|^[\t\r\n]/.test(text) ? `'${text}` : text;
}

const quoted = (text: string): string => (/[",\r\n]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
