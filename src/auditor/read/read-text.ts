import type { Block, Cell } from '../document.js';
import { normalise } from '../normalise.js';
import { alignedCells, alignedTable, isRule } from './aligned-rows.js';
import { cellLineTable, isNumeric, leadingLines } from './cell-lines.js';

interface Line {
  readonly line: number;
  readonly text: string;
}

/** Text and Markdown: paragraphs are lines; tables are found by their shape. */
export function readText(content: string): Block[] {
  const lines = content
    .replace(/^\ufeff/, '')
    .split(/\r\n|\n|\r/)
    .map((text, i) => ({ line: i + 1, text: withoutMarkup(text) }));
  const blocks: Block[] = [];
  let at = 0;
  while (at < lines.length) {
    const table = alignedAt(lines, at) ?? cellLinesAt(lines, at);
    if (table === null) {
      const { line, text } = lines[at++]!;
      if (text.trim() !== '') blocks.push({ kind: 'paragraph', line, text });
    } else {
      for (const { line, text } of table.before) blocks.push({ kind: 'paragraph', line, text });
      if (table.rows !== null) blocks.push({ kind: 'table', rows: table.rows });
      at = table.next;
    }
  }
  return blocks;
}

/** Markdown's headings and emphasis. */
const withoutMarkup = (text: string): string =>
  text
    .replace(/^#{1,6}\s+/, '')
    .replace(/^\s*[-*+]\s+(?=\S)/, '')
    .replaceAll(/\*\*|__/g, '');

interface Found {
  /** Lines that were passed over and belong to no table. */
  readonly before: readonly Line[];
  readonly rows: Cell[][] | null;
  readonly next: number;
}

function alignedAt(lines: readonly Line[], at: number): Found | null {
  const rows: { line: number; text: string; cells: string[] }[] = [];
  let next = at;
  for (; next < lines.length; next++) {
    const { line, text } = lines[next]!;
    if (rows.length > 0 && isRule(text)) continue;
    const cells = text.trim() === '' ? null : alignedCells(text);
    if (cells === null || (rows.length > 0 && cells.length !== rows[0]!.cells.length)) break;
    rows.push({ line, text, cells });
  }
  const table = alignedTable(rows);
  return table === null ? null : { before: [], rows: table, next };
}

/** Short lines without the punctuation of a sentence, empty ones between them aside. */
function cellLinesAt(lines: readonly Line[], at: number): Found | null {
  const run: Cell[] = [];
  let next = at;
  for (; next < lines.length; next++) {
    const { line, text } = lines[next]!;
    if (text.trim() === '') continue;
    if (!isCell(text)) break;
    run.push({ line, from: text.length - text.trimStart().length, text: text.trim() });
  }
  const before = leadingLines(run);
  // What follows the last number begins something else.
  const end = run.findLastIndex((cell) => isNumeric(cell.text)) + 1;
  if (end === 0 || run.length === 0) return null;
  const rows = cellLineTable(run.slice(before, end));
  if (rows === null) return null;
  const after = run[end]?.line ?? lines[next]?.line ?? Number.POSITIVE_INFINITY;
  return { before: run.slice(0, before), rows, next: Math.min(after - 1, lines.length) };
}

const isCell = (text: string): boolean => {
  const plain = normalise(text).trim();
  return isNumeric(plain) || (plain.length <= 16 && !/[。;:!?、"《》]|^\d+月|,/.test(plain));
};
