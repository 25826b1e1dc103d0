import type { Instant } from '../../domain/instant.js';
import type { WallTime } from './date-pattern.js';
import type { DateRule, Field, Scalar } from './field-schema.js';
import { placeholder } from './field-schema.js';
import { instantOf } from './local-time.js';
import type { DatesSpec } from './mapping.js';
import { type Cell, cellText, type Problem } from './row.js';

/** What a row offers to its fields. */
export interface RowView {
  /** Name of a column (trimmed, NFC) → its cell; empty text for an empty cell. */
  cell(column: string): Cell;
  readonly dates: DatesSpec;
  /** Collects what is wrong with the row; a row with a problem is rejected as a whole. */
  readonly problems: Problem[];
}

export type FieldValue = Scalar | readonly string[] | { readonly at: Instant };

const cellError = /^#(?:N\/A|REF!|VALUE!|DIV\/0!|NAME\?|NULL!|NUM!|SPILL!|CALC!)$/;
const shownLength = 60;

/**
 * The value of one field, undefined when its cells are empty (or its lookup says omit). What cannot be read is added to
 * `row.problems`, and the answer is undefined.
 *
 * @param name path of the field in the event, for the words of a problem.
 */
export function fieldValue(field: Field, row: RowView, name: string): FieldValue | undefined {
  if (field.value !== undefined) return field.value;
  if (field.firstOf !== undefined) return firstValue(field.firstOf, row, name);
  const cell = readCell(field, row, name);
  if (cell === undefined) return undefined;
  const where = `${name} (${field.column ?? field.template})`;
  if (field.date !== undefined) return dateValue(cell, field.date, row, where);
  const text = cellText(cell);
  if (field.kind !== 'codes') return convert(text, field, row, where);
  const parts = text.split(field.separator!).map((part) => part.trim());
  return parts.filter((part) => part !== '').flatMap((part) => (convert(part, field, row, where) ?? []) as string);
}

function firstValue(fields: readonly Field[], row: RowView, name: string): FieldValue | undefined {
  for (const field of fields) {
    const value = fieldValue(field, row, name);
    if (value !== undefined) return value;
  }
  return undefined;
}

/** Every column that a field looks at. */
export function columnsOfField(field: Field): string[] {
  if (field.column !== undefined) return [field.column];
  if (field.firstOf !== undefined) return field.firstOf.flatMap(columnsOfField);
  return [...(field.template ?? '').matchAll(placeholder)].map((hit) => columnOf(hit[1]!));
}

const columnOf = (placed: string): string => placed.normalize('NFC').trim();

/** undefined: empty. A template with one empty column is empty: half an id would join what is not one. */
function readCell(field: Field, row: RowView, name: string): Cell | undefined {
  const cells = columnsOfField(field).map((column) => row.cell(column));
  for (const cell of cells) {
    if (typeof cell !== 'string' || !cellError.test(cell)) continue;
    row.problems.push({ code: 'cell-error', text: `${name}: ${cell}` });
    return undefined;
  }
  if (cells.some((cell) => cell === '')) return undefined;
  if (field.template === undefined) return cells[0];
  let next = 0;
  return field.template.replace(placeholder, () => cellText(cells[next++]));
}

function dateValue(cell: Cell, rule: DateRule, row: RowView, where: string): { at: Instant } | undefined {
  const wall = typeof cell === 'string' ? readDate(cell, rule, row, where) : cell;
  if (wall === undefined) return undefined;
  const bare = rule.midnightIsDate && wall.millis === 0 ? { day: wall.day, millis: null } : wall;
  const at = instantOf(bare, row.dates.timeZone, { ...row.dates, dateOnly: rule.dateOnly });
  if (typeof at === 'number') return { at };
  row.problems.push({ code: 'date', text: `${where}: ${quote(cellText(cell))} is ${at}` });
  return undefined;
}

/** Two formats may both fit (01/02/2018), but not with two meanings. */
function readDate(text: string, rule: DateRule, row: RowView, where: string): WallTime | undefined {
  let found: WallTime | undefined;
  for (const format of rule.formats ?? row.dates.formats) {
    const wall = format.read(text);
    if (wall === null) continue;
    if (found !== undefined && !sameWall(found, wall)) {
      row.problems.push({ code: 'date', text: `${where}: ${quote(text)} fits two of the formats with two meanings` });
      return undefined;
    }
    found = wall;
  }
  if (found === undefined)
    row.problems.push({ code: 'date', text: `${where}: ${quote(text)} fits none of the formats` });
  return found;
}

const sameWall = (a: WallTime, b: WallTime): boolean =>
  a.day === b.day && a.millis === b.millis && a.offset === b.offset;

/** Lookup first, then what the kind of the field asks for. */
function convert(text: string, field: Field, row: RowView, where: string): Scalar | undefined {
  if (field.lookup !== undefined) {
    const found = field.lookup.get(text);
    if (found !== undefined) return found;
    if (typeof field.otherwise === 'object') return field.otherwise.value;
    if (field.otherwise === 'omit') return undefined;
    if (field.otherwise === 'reject') return unknownValue(text, row, where, 'is not in the lookup');
  }
  if (field.kind === 'boolean') {
    if (/^(?:true|false)$/i.test(text)) return text.toLowerCase() === 'true';
    return unknownValue(text, row, where, 'is not true or false: use a lookup');
  }
  if (field.kind === 'number') {
    return /^-?\d{1,15}(?:\.\d{1,15})?$/.test(text) ? Number(text) : unknownValue(text, row, where, 'is not a number');
  }
  if (typeof field.kind === 'object' && !field.kind.includes(text)) {
    return unknownValue(text, row, where, `is none of ${field.kind.join(', ')}`);
  }
  return text;
}

function unknownValue(text: string, row: RowView, where: string, why: string): undefined {
  row.problems.push({ code: 'unknown-value', text: `${where}: ${quote(text)} ${why}` });
  return undefined;
}

export function quote(text: string): string {
  return JSON.stringify(text.length > shownLength ? `${text.slice(0, shownLength)}…` : text);
}
