import type { Cell } from '../document.js';
import { isNumeric } from './cell-lines.js';

/** Cells of a line that stands in columns: borders, tabs, or two blanks and more; null: it is prose. */
export function alignedCells(text: string): string[] | null {
  const line = text.trim();
  if (/^\|.*\|$/.test(line)) return borders(line.slice(1, -1), '|');
  if (line.includes('│')) return borders(line.replace(/^│|│$/g, ''), '│');
  if (line.includes('\t')) return line.split(/\t+/).map((cell) => cell.trim());
  const wide = line.split(/(?:[ \u3000\u00a0]{2,}|\u3000)/);
  if (wide.length > 1 && !/[。;;]/.test(line)) return wide.map((cell) => cell.trim());
  return namedNumbers(line);
}

/** "求助类 4284 73.95%": single blanks are enough where all but the first are numbers. */
function namedNumbers(line: string): string[] | null {
  const [name, ...numbers] = line.split(/[ \u3000]+/);
  return name !== undefined && numbers.length > 1 && numbers.every(isNumeric) ? [name, ...numbers] : null;
}

const borders = (line: string, border: string): string[] =>
  line.split(border).map((cell) => cell.replaceAll('**', '').trim());

/** The line under a Markdown header, or of a table drawn with characters. */
export const isRule = (text: string): boolean => /^[\s|:+\-─━┼├┤┌┐└┘┬┴═]+$/.test(text) && /[-─━═]{2}/.test(text);

/** Lines in columns are a table when they have as many cells each, and numbers in them. */
export function alignedTable(rows: readonly { line: number; text: string; cells: string[] }[]): Cell[][] | null {
  const [header, ...body] = rows;
  if (header === undefined || body.length === 0) return null;
  if (body.some((row) => row.cells.length !== header.cells.length)) return null;
  if (!body.some((row) => row.cells.slice(1).some(isNumeric))) return null;
  return rows.map(placed);
}

function placed({ line, text, cells }: { line: number; text: string; cells: string[] }): Cell[] {
  let end = 0;
  return cells.map((cell) => {
    const from = Math.max(end, text.indexOf(cell, end));
    end = from + cell.length;
    return { line, from, text: cell };
  });
}
