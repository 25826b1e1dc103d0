import type { Cell } from '../document.js';

/** A cell of HTML or DOCX, with how many columns and rows it spans. */
export interface SpanningCell extends Cell {
  readonly columns: number;
  readonly rows: number;
}

/** Rows of equal places: a cell that spans several columns or rows stands in each of them. */
export function grid(rows: readonly (readonly SpanningCell[])[]): Cell[][] {
  const out: Cell[][] = rows.map(() => []);
  for (const [r, row] of rows.entries()) {
    let column = 0;
    for (const cell of row) {
      while (out[r]![column] !== undefined) column++;
      for (let down = 0; down < cell.rows && r + down < out.length; down++) {
        for (let right = 0; right < cell.columns; right++) {
          out[r + down]![column + right] = { line: cell.line, from: 0, text: cell.text };
        }
      }
      column += cell.columns;
    }
  }
  const width = Math.max(0, ...out.map((row) => row.length));
  return out.map((row, r) =>
    Array.from({ length: width }, (_, c) => row[c] ?? { line: rows[r]![0]?.line ?? 0, from: 0, text: '' }),
  );
}
