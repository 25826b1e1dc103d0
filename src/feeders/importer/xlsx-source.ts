import { stat } from 'node:fs/promises';
import { readSheet } from 'read-excel-file/node';
import { PulseError } from '../../domain/errors.js';
import type { WallTime } from './date-pattern.js';
import type { FileSpec } from './mapping.js';
import { type Cell, cellText, type Source, type SourceRow } from './row.js';

const second = 1000;
const day = 86_400_000;

/**
 * Opens one sheet of an XLSX file. A sheet is read whole before its first row is delivered: its texts stand apart from its
 * cells. The library hands over error cells (#N/A) as empty ones: a field that the event needs then rejects the row.
 *
 * @throws PulseError PULSE_USAGE: the file cannot be opened. PULSE_INPUT: not an XLSX file, no such sheet, no header.
 */
export async function openXlsx(path: string, file: FileSpec): Promise<Source> {
  const { size } = await stat(path).catch((cause: Error) => {
    throw new PulseError('PULSE_USAGE', `cannot read the file: ${cause.message}`, { cause });
  });
  const rows = await readSheet(path, file.sheet, { parseNumber: plainNumber, trim: false }).catch((cause: Error) => {
    throw new PulseError('PULSE_INPUT', `not a readable XLSX sheet: ${cause.message}`, { cause });
  });
  const header = rows[file.headerRow - 1];
  if (header === undefined)
    throw new PulseError('PULSE_INPUT', `no header in row ${file.headerRow}: the sheet ends before it`);
  return {
    header: header.map((cell) => cellText(cellOf(cell))),
    rows: dataRows(rows, file.headerRow),
    bytesRead: () => size,
    close: () => undefined,
  };
}

async function* dataRows(rows: readonly (readonly unknown[])[], headerRow: number): AsyncGenerator<SourceRow> {
  for (const [i, row] of rows.entries()) {
    if (i < headerRow) continue;
    const cells = row.map(cellOf);
    if (cells.some((cell) => cellText(cell) !== '')) yield { line: i + 1, cells };
  }
}

/** Numbers stay as they were typed: an id of 18 digits is not a double. Noise such as 0.30000000000000004 stays too. */
function plainNumber(text: string): string {
  return /^-?\d+(?:\.\d+)?$/.test(text) ? text : String(Number(text));
}

function cellOf(value: unknown): Cell {
  if (value instanceof Date) return wallOf(value.getTime());
  if (typeof value === 'boolean') return value ? 'TRUE' : 'FALSE';
  return value === null || value === undefined ? '' : String(value);
}

/**
 * A spreadsheet's date has no zone; the library gives its wall time as if it were UTC. Dates are stored as fractions of
 * days, so a whole second comes out up to a millisecond short: it is made whole again.
 */
function wallOf(asUtc: number): WallTime {
  const whole = Math.round(asUtc / second) * second;
  const wall = Math.abs(whole - asUtc) <= 2 ? whole : asUtc;
  return { day: Math.floor(wall / day), millis: ((wall % day) + day) % day };
}
