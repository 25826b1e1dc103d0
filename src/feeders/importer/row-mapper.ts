import { createHash } from 'node:crypto';
import { PulseError } from '../../domain/errors.js';
import { type EventType, parseEvent } from '../../domain/events.js';
import { formatInstant, type Instant } from '../../domain/instant.js';
import { columnsOfCondition, holds } from './condition.js';
import type { Field } from './field-schema.js';
import { columnsOfField, fieldValue, quote, type RowView } from './field-value.js';
import type { Mapping, Section } from './mapping.js';
import { type Cell, cellText, type Problem } from './row.js';
import { columnsOfSection, missing, type SectionValue, sectionValue } from './section-value.js';
import { type SectionName, sectionNames, targets } from './targets.js';

/** A structured CloudEvent as it goes on the wire: times are RFC 3339 text. Its record key is `data.contactId`. */
export interface WireEvent {
  readonly specversion: '1.0';
  readonly id: string;
  readonly source: string;
  readonly type: ImportedType;
  readonly time: string;
  readonly datacontenttype: 'application/json';
  readonly data: { readonly contactId: string } & Readonly<Record<string, unknown>>;
}

export interface MappedRow {
  readonly events: readonly WireEvent[];
  /** Not empty: the row is rejected and has no events, for half a row would be a wrong figure. */
  readonly problems: readonly Problem[];
  readonly masked: number;
}

/** What a row can become: its acknowledgements, if the other system had any, are not imported. */
export type ImportedType = Exclude<EventType, 'hotline.alert-acked.v1'>;

const kinds: Readonly<Record<SectionName, { readonly type: ImportedType; readonly own: string }>> = {
  contact: { type: 'hotline.call-received.v1', own: 'receivedAt' },
  ticket: { type: 'hotline.ticket-created.v1', own: 'createdAt' },
  closing: { type: 'hotline.ticket-closed.v1', own: 'closedAt' },
};

export const importedTypes: readonly ImportedType[] = Object.values(kinds).map(({ type }) => type);

/** Every column that the mapping looks at. */
export function columnsOf(mapping: Mapping): readonly string[] {
  const fields = [mapping.contactId, mapping.ticketId, mapping.time].filter((field) => field !== undefined);
  const sections = Object.values(mapping.sections);
  const columns = [
    ...fields.flatMap(columnsOfField),
    ...sections.flatMap(({ when, fields }) => [...(when ? columnsOfCondition(when) : []), ...columnsOfSection(fields)]),
  ];
  return [...new Set(columns)];
}

/**
 * Maps one row. The same row gives the same events, ids and times included, whenever and wherever it is mapped: so a
 * second import merges to the same state (kpi.md section 1). The clock is never asked.
 *
 * @param cellOf name of a column → its cell, an empty text when the cell is empty.
 */
export function mapRow(mapping: Mapping, cellOf: (column: string) => Cell): MappedRow {
  const row: RowView = { cell: cellOf, dates: mapping.dates, problems: [] };
  const made = new Map<SectionName, SectionValue>();
  const contactId = idOf(mapping.contactId, row, 'contactId');
  let ticketId: string | undefined;
  for (const name of sectionNames) {
    const section = mapping.sections[name];
    if (section === undefined || !emits(section.when, row, name)) continue;
    if (name !== 'contact') ticketId ??= idOf(mapping.ticketId!, row, 'ticketId');
    made.set(name, sectionValue(targets[name], section.fields as Section, row, name));
  }
  const time = mapping.time === undefined ? undefined : timeOf(mapping.time, row);
  if (row.problems.length > 0) return { events: [], problems: dedupe(row.problems), masked: 0 };
  const events: WireEvent[] = [];
  for (const [name, value] of made) {
    const data = { ...(name === 'contact' ? {} : { ticketId }), contactId: contactId!, ...value.data };
    const event = eventOf(mapping, name, data, time ?? value.instants.get(kinds[name].own)!);
    checkContract(event, row.problems, name);
    events.push(event);
  }
  if (row.problems.length > 0) return { events: [], problems: row.problems, masked: 0 };
  return { events, problems: [], masked: [...made.values()].reduce((sum, value) => sum + value.masked, 0) };
}

function eventOf(mapping: Mapping, name: SectionName, data: WireEvent['data'], time: Instant): WireEvent {
  const { type } = kinds[name];
  const entity = String(data['ticketId'] ?? data.contactId);
  const content = { time: formatInstant(time), data };
  // The digest keeps (source, id) unique, as CloudEvents asks, when a later export has a corrected row.
  const digest = createHash('sha256').update(JSON.stringify(content)).digest('hex').slice(0, 12);
  return {
    specversion: '1.0',
    id: `${mapping.id}:${name}:${entity}:${digest}`,
    source: mapping.source,
    type,
    time: content.time,
    datacontenttype: 'application/json',
    data,
  };
}

function checkContract(event: WireEvent, problems: Problem[], name: SectionName): void {
  try {
    parseEvent(event);
  } catch (error) {
    if (!(error instanceof PulseError)) throw error;
    problems.push({ code: 'contract', text: `${name}: ${error.message}` });
  }
}

function emits(when: Parameters<typeof holds>[0] | undefined, row: RowView, name: string): boolean {
  if (when === undefined) return true;
  const unknown = (column: string, text: string) =>
    row.problems.push({ code: 'unknown-value', text: `${name}.when (${column}): ${quote(text)} is in neither list` });
  return holds(when, (column) => cellText(row.cell(column)), unknown) === true;
}

function idOf(field: Field, row: RowView, name: string): string | undefined {
  const before = row.problems.length;
  const value = fieldValue(field, row, name);
  if (value === undefined && row.problems.length === before) row.problems.push(missing(field, name));
  return value as string | undefined;
}

/** undefined: the row does not say when it was last changed; each event then has its own date. */
function timeOf(field: Field, row: RowView): Instant | undefined {
  const value = fieldValue(field, row, 'time');
  return value === undefined ? undefined : (value as { at: Instant }).at;
}

/** One bad cell may serve several fields; each field is named, but a condition asked twice says the same. */
function dedupe(problems: readonly Problem[]): Problem[] {
  const seen = new Set<string>();
  return problems.filter(({ text }) => !seen.has(text) && seen.add(text));
}
