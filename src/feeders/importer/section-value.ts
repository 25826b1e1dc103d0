import { formatInstant, type Instant } from '../../domain/instant.js';
import { maskPersonal } from '../../domain/texts.js';
import type { Field } from './field-schema.js';
import { columnsOfField, type FieldValue, fieldValue, type RowView } from './field-value.js';
import type { Section } from './mapping.js';
import type { Leaf, Target, Targets } from './targets.js';

/** What a section of the mapping makes of one row. */
export interface SectionValue {
  /** In the order of the targets; instants are RFC 3339 in UTC. Fields without a value are not there. */
  readonly data: Readonly<Record<string, unknown>>;
  readonly instants: ReadonlyMap<string, Instant>;
  /** Texts in which something that looks personal was masked (design.md section 8). */
  readonly masked: number;
}

/** Required fields without a value, and whatever cannot be read, are added to `row.problems`. */
export function sectionValue(targets: Targets, section: Section, row: RowView, path: string): SectionValue {
  const data: Record<string, unknown> = {};
  const instants = new Map<string, Instant>();
  let masked = 0;
  for (const [name, target] of Object.entries(targets)) {
    const made = targetValue(target, section[name], row, `${path}.${name}`);
    if (made === undefined) continue;
    data[name] = made.value;
    if (made.at !== undefined) instants.set(name, made.at);
    masked += made.masked ?? 0;
  }
  return { data, instants, masked };
}

interface Made {
  readonly value: unknown;
  /** Only of an instant. */
  readonly at?: Instant;
  readonly masked?: number;
}

function targetValue(target: Target, node: Section[string], row: RowView, path: string): Made | undefined {
  if (node === undefined) return undefined;
  if ('group' in target) {
    const group = node as Section;
    if (isEmptyGroup(group, row)) return undefined;
    const { data, masked } = sectionValue(target.group, group, row, path);
    return { value: data, masked };
  }
  if ('listOf' in target) {
    const items = (node as readonly Section[]).filter((item) => !isEmptyGroup(item, row));
    const made = items.map((item, i) => sectionValue(target.listOf, item, row, `${path}[${i}]`));
    if (made.length === 0) return undefined;
    return { value: made.map((m) => m.data), masked: made.reduce((sum, m) => sum + m.masked, 0) };
  }
  return leafValue(target as Leaf, node as Field, row, path);
}

function leafValue(target: Leaf, field: Field, row: RowView, path: string): Made | undefined {
  const before = row.problems.length;
  const value: FieldValue | undefined = fieldValue(field, row, path);
  if (value === undefined) {
    // A cell that could not be read was reported already.
    if (target.required && row.problems.length === before) row.problems.push(missing(field, path));
    return undefined;
  }
  if (isInstant(value)) return { value: formatInstant(value.at), at: value.at };
  if (target.kind !== 'text' || typeof value !== 'string') return { value };
  const safe = maskPersonal(value);
  return { value: safe, masked: safe === value ? 0 : 1 };
}

const isInstant = (value: FieldValue): value is { at: Instant } => typeof value === 'object' && !Array.isArray(value);

export const missing = (field: Field, path: string) =>
  ({ code: 'missing', text: `${path}: ${columnsOfField(field).join(', ') || 'no column'} is empty` }) as const;

/** A group is not there when every column it reads is empty, whatever its constants: no Owner, no unit. */
function isEmptyGroup(section: Section, row: RowView): boolean {
  const columns = columnsOfSection(section);
  return columns.length > 0 && columns.every((column) => row.cell(column) === '');
}

/** Every column that a section looks at, conditions aside. */
export function columnsOfSection(section: Section): string[] {
  return Object.values(section).flatMap((node) => {
    if (node === undefined) return [];
    if (Array.isArray(node)) return (node as readonly Section[]).flatMap(columnsOfSection);
    return isField(node as Field | Section) ? columnsOfField(node as Field) : columnsOfSection(node as Section);
  });
}

/** Every field says what becomes of an unknown text; no target is called so. */
const isField = (node: Field | Section): node is Field => 'otherwise' in node;
