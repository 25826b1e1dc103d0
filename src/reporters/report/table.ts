import { type Figure, type Scope, textOf, type Value } from './figure.js';

/** count, percent, days: figures · text · time: `2021-06-12 09:30` · ordinal: 1, 2, 3. */
export type CellKind = 'text' | 'count' | 'percent' | 'time' | 'ordinal';

export interface ReportColumn {
  readonly id: string;
  /** Placeholder of a cell within its row. */
  readonly name: string;
  readonly title: string;
  readonly kind: CellKind;
  readonly says: string;
}

/** null: it does not apply. */
export type ReportCell = string | number | Figure | null;

export interface ReportRow {
  readonly cells: readonly ReportCell[];
  /** What the listed rows leave over; the sum. */
  readonly role?: 'rest' | 'total';
}

/** A table with everything that there is to say of its rows; a sheet, a CSV file, and a list for templates. */
export interface ReportTable {
  readonly id: string;
  /** As a placeholder: the list of its rows. */
  readonly name: string;
  readonly title: string;
  readonly columns: readonly ReportColumn[];
  readonly rows: readonly ReportRow[];
  /** Bases and whatever else must be known; placeholder {…注}. */
  readonly note: string;
}

export const isFigure = (cell: ReportCell): cell is Figure => typeof cell === 'object' && cell !== null;

export function column(id: string, name: string, title: string, kind: CellKind, says: string): ReportColumn {
  return { id, name, title, kind, says };
}

/** What a cell shows; nothing for null. */
export function cellText(cell: ReportCell): string {
  if (cell === null) return '';
  return typeof cell === 'object' ? textOf([cell]) : String(cell);
}

/** The rows as a template sees them. */
export function rowScopes(table: ReportTable): Scope[] {
  return table.rows.map((row) => {
    const cells = table.columns.map(({ name }, i): [string, Value] => {
      const cell = row.cells[i] ?? null;
      return [name, isFigure(cell) ? cell : cellText(cell)];
    });
    return { ...Object.fromEntries(cells), 合计行: row.role === 'total', 其他行: row.role === 'rest' };
  });
}
