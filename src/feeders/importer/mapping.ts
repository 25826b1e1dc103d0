import { z } from 'zod';
import { isRecord } from '../../domain/absent.js';
import { PulseError } from '../../domain/errors.js';
import { type Zone, zoneOf } from '../../domain/zone.js';
import { type Condition, conditionSchema } from './condition.js';
import { type Field, fieldSchema, type LookupTable, pattern, table } from './field-schema.js';
import { repeatedPolicies, skippedPolicies } from './local-time.js';
import { idTarget, type SectionName, sectionNames, type Target, type Targets, targets, timeTarget } from './targets.js';

/** The fields of an event, of a group in it, or of one item of a list in it. */
export interface Section {
  readonly [field: string]: Field | Section | readonly Section[] | undefined;
}

/** A mapping file that was found right: how rows of one export become events. Its language: config/mappings/la311.yaml. */
export type Mapping = Readonly<{
  id: string;
  source: string;
  file: z.output<typeof fileSchema>;
  dates: z.output<typeof datesSchema>;
  contactId: Field;
  ticketId: Field | undefined;
  time: Field | undefined;
  sections: Readonly<Partial<Record<SectionName, { readonly when: Condition | undefined; readonly fields: Section }>>>;
}>;

export type FileSpec = Mapping['file'];
export type DatesSpec = Mapping['dates'];

const fileSchema = z.strictObject({
  /** Absent: by the file's name. */
  format: z.enum(['csv', 'xlsx']).optional(),
  encoding: z
    .string()
    .refine(knownEncoding, 'is not an encoding that the runtime knows, such as utf-8 or gb18030')
    .default('utf-8'),
  delimiter: z.string().length(1, 'must be one character').default(','),
  /** XLSX: name or 1-based number of the sheet. */
  sheet: z.union([z.string().min(1), z.int().positive()], 'must be a name or a number from 1').default(1),
  /** 1-based row that holds the column names; what stands above it is passed over. */
  headerRow: z.int().positive().default(1),
  /** Texts that mean an empty cell, such as `-` or `NULL`. */
  emptyTexts: z
    .array(z.string())
    .default([])
    .transform((list) => new Set(list.map((text) => text.normalize('NFC').trim()))),
});

const datesSchema = z.strictObject({
  timeZone: z.string().transform((id, ctx): Zone => {
    try {
      return zoneOf(id);
    } catch (error) {
      ctx.addIssue({ code: 'custom', message: (error as Error).message });
      return z.NEVER;
    }
  }),
  formats: z.array(pattern).default([]),
  skippedTimes: z.enum(skippedPolicies).default('shift'),
  repeatedTimes: z.enum(repeatedPolicies).default('first'),
});

/**
 * Reads a parsed mapping file.
 *
 * @throws PulseError PULSE_CONFIG with every problem of the file in one message, each with its place.
 */
export function loadMapping(raw: unknown): Mapping {
  const parsed = mappingSchema(namedTables(raw)).safeParse(raw);
  if (!parsed.success) throw new PulseError('PULSE_CONFIG', `mapping: ${z.prettifyError(parsed.error)}`);
  return parsed.data;
}

function mappingSchema(tables: ReadonlyMap<string, LookupTable>): z.ZodType<Mapping> {
  const section = (name: SectionName) =>
    sectionSchema(targets[name], tables, { when: conditionSchema.optional() }).optional();
  return z
    .strictObject({
      id: z
        .string()
        .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/, 'must be 1–64 letters, digits, dots, dashes, underscores'),
      source: z.string().min(1).max(1024).optional(),
      file: fileSchema.prefault({}),
      dates: datesSchema,
      lookups: z.record(z.string(), table).optional(),
      contactId: fieldSchema(idTarget.kind, tables),
      ticketId: fieldSchema(idTarget.kind, tables).optional(),
      time: fieldSchema(timeTarget.kind, tables).optional(),
      contact: section('contact'),
      ticket: section('ticket'),
      closing: section('closing'),
    })
    .superRefine((m, ctx) => {
      const custom = (message: string) => ctx.addIssue({ code: 'custom', message });
      if (sectionNames.every((name) => m[name] === undefined)) custom('needs at least one of contact, ticket, closing');
      if (m.ticketId === undefined && (m.ticket ?? m.closing) !== undefined)
        custom('ticket and closing need a ticketId');
    })
    .transform(({ id, source, file, dates, contactId, ticketId, time, ...rest }): Mapping => {
      const sections: { -readonly [K in keyof Mapping['sections']]: Mapping['sections'][K] } = {};
      for (const name of sectionNames) {
        const raw = rest[name];
        if (raw === undefined) continue;
        const { when, ...fields } = raw;
        sections[name] = { when: when as Condition | undefined, fields: fields as Section };
      }
      return { id, source: source ?? `/import/${id}`, file, dates, contactId, ticketId, time, sections };
    });
}

function sectionSchema(
  fields: Targets,
  tables: ReadonlyMap<string, LookupTable>,
  more: Readonly<Record<string, z.ZodType>> = {},
): z.ZodType<Record<string, unknown>> {
  const entries = Object.entries(fields).map(([name, target]) => [name, targetSchema(target, tables)] as const);
  return z.strictObject({ ...Object.fromEntries(entries), ...more });
}

function targetSchema(target: Target, tables: ReadonlyMap<string, LookupTable>): z.ZodType {
  if ('group' in target) return sectionSchema(target.group, tables).optional();
  if ('listOf' in target) return z.array(sectionSchema(target.listOf, tables)).min(1).optional();
  const field = fieldSchema(target.kind, tables);
  return target.required ? field : field.optional();
}

/** The tables that are right; the others are reported where they stand. */
function namedTables(raw: unknown): ReadonlyMap<string, LookupTable> {
  const out = new Map<string, LookupTable>();
  const lookups = isRecord(raw) && isRecord(raw['lookups']) ? raw['lookups'] : {};
  for (const [name, entries] of Object.entries(lookups)) {
    const parsed = table.safeParse(entries);
    out.set(name, parsed.success ? parsed.data : new Map());
  }
  return out;
}

function knownEncoding(label: string): boolean {
  try {
    new TextDecoder(label);
    return true;
  } catch {
    return false;
  }
}
