import type { WallTime } from './date-pattern.js';

/** A cell: text, or the date that a spreadsheet holds as such. */
export type Cell = string | WallTime;

/** One row of a file, header and blank rows aside. */
export interface SourceRow {
  /** CSV: physical line on which the row begins; XLSX: row of the sheet. Both from 1. */
  readonly line: number;
  readonly cells: readonly Cell[];
}

/** The rows of one file; the header is the first thing that was read. */
export interface Source {
  readonly header: readonly string[];
  readonly rows: AsyncIterable<SourceRow>;
  /** Bytes of the file read so far, packed ones when it is packed. */
  bytesRead(): number;
  /** Lets go of the file, read to its end or not. */
  close(): void;
}

/** Stable codes: the summary counts by them, the rejects file begins its reason with one. */
export const rejectCodes = [
  'columns', // more or fewer cells than the header
  'encoding', // bytes that the mapping's encoding does not know
  'cell-error', // a spreadsheet's own error value, such as #N/A
  'missing', // a field that the event needs is empty
  'date', // fits no format, names no day, or is not allowed by the mapping
  'unknown-value', // a text that a lookup, a condition or a closed list does not know
  'contract', // all cells were read, but the event breaks the event contract
] as const;
export type RejectCode = (typeof rejectCodes)[number];

export interface Problem {
  readonly code: RejectCode;
  readonly text: string;
}

/** A cell as text: NFC, without the spaces around it (full-width ones included). */
export function cellText(cell: Cell | undefined): string {
  if (cell === undefined) return '';
  return typeof cell === 'string' ? cell.normalize('NFC').trim() : wallText(cell);
}

/** `2021-06-12`, or `2021-06-12 08:30:00` when there is a time. */
function wallText(wall: WallTime): string {
  const text = new Date(wall.day * 86_400_000 + (wall.millis ?? 0)).toISOString();
  return wall.millis === null || wall.millis === 0 ? text.slice(0, 10) : text.slice(0, 19).replace('T', ' ');
}
