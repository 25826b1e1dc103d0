import { z } from 'zod';
import { type DatePattern, datePattern } from './date-pattern.js';
import { dateOnlyPolicies } from './local-time.js';
import type { Kind } from './targets.js';

export type Scalar = string | number | boolean;
export type LookupTable = ReadonlyMap<string, Scalar>;

export interface DateRule {
  /** Absent: the mapping's own `dates.formats`. */
  readonly formats: readonly DatePattern[] | undefined;
  readonly dateOnly: (typeof dateOnlyPolicies)[number];
  /** 00:00:00 means that no time was given. */
  readonly midnightIsDate: boolean;
}

/** How one field of an event is made from a row. Exactly one of value, column, template, firstOf is there. */
export interface Field {
  readonly kind: Kind;
  readonly value?: Scalar | readonly string[] | undefined;
  readonly column?: string | undefined;
  readonly template?: string | undefined;
  readonly firstOf?: readonly Field[] | undefined;
  /** Keys and texts are NFC. */
  readonly lookup?: LookupTable | undefined;
  /** What becomes of a text that the lookup lacks. */
  readonly otherwise: 'reject' | 'keep' | 'omit' | { readonly value: Scalar };
  readonly date?: DateRule | undefined;
  readonly separator?: string | undefined;
}

/** `{column}` places of a template. */
export const placeholder = /\{([^{}]+)\}/g;

export const columnName = z
  .string()
  .transform((name) => name.normalize('NFC').trim())
  .refine((name) => name !== '', 'a column needs a name');
const scalar = z.union([z.string(), z.number(), z.boolean()], 'must be a text, a number, true or false');

export const pattern = z.string().transform((text, ctx): DatePattern => {
  try {
    return datePattern(text);
  } catch (error) {
    ctx.addIssue({ code: 'custom', message: (error as Error).message });
    return z.NEVER;
  }
});
const formats = z.array(pattern).min(1);

const dateRule = z
  .strictObject({
    formats: formats.optional(),
    dateOnly: z.enum(dateOnlyPolicies).default('reject'),
    midnightIsDate: z.boolean().default(false),
  })
  .superRefine((rule, ctx) => {
    if (rule.dateOnly !== 'reject') return;
    const message = 'say what a bare date stands for: dateOnly: start-of-day or end-of-day';
    if (rule.midnightIsDate || rule.formats?.some((f) => !f.hasTime)) ctx.addIssue({ code: 'custom', message });
  });
const instantOnly: DateRule = { formats: undefined, dateOnly: 'reject', midnightIsDate: false };
const date = z
  .preprocess((raw) => (raw === 'instant' ? {} : raw), dateRule)
  .transform((rule): DateRule => ({ ...instantOnly, ...rule }));

const inlineTable = z.record(z.string(), scalar, 'must be the name of a table in lookups, or a table');
/** Keys are compared as cells are: trimmed, NFC. */
export const table = inlineTable.transform(
  (entries): LookupTable =>
    new Map(Object.entries(entries).map(([key, value]) => [key.normalize('NFC').trim(), nfc(value)])),
);

/** The schema of fields of one kind; `tables` are the mapping's named lookups. Every refusal names what to write instead. */
export function fieldSchema(kind: Kind, tables: ReadonlyMap<string, LookupTable>): z.ZodType<Field> {
  const named = z.string().transform((name, ctx): LookupTable => {
    const found = tables.get(name);
    if (found !== undefined) return found;
    ctx.addIssue({ code: 'custom', message: `there is no table "${name}" in lookups` });
    return z.NEVER;
  });
  const lookup = z
    .unknown()
    .pipe(z.unknown().transform((raw, ctx) => parseWith(typeof raw === 'string' ? named : table, raw, ctx)));
  const shape = z.strictObject({
    value: z
      .union([scalar, z.array(z.string())], 'must be a text, a number, true, false, or a list of texts')
      .optional(),
    column: columnName.optional(),
    template: z
      .string()
      .regex(/\{[^{}]+\}/, 'names no {column}')
      .optional(),
    firstOf: z
      .array(z.lazy(() => fieldSchema(kind, tables)))
      .min(2, 'needs two ways or more')
      .optional(),
    lookup: lookup.optional(),
    otherwise: z
      .union(
        [z.enum(['reject', 'keep', 'omit']), z.strictObject({ value: scalar })],
        'must be reject, keep, omit or {value: …}',
      )
      .optional(),
    date: date.optional(),
    separator: z.string().min(1).optional(),
  });
  return shape
    .superRefine((field, ctx) => {
      for (const message of problemsOf(kind, field)) ctx.addIssue({ code: 'custom', message });
    })
    .transform(
      (field): Field => ({ ...field, kind, value: nfc(field.value), otherwise: nfcOtherwise(field.otherwise) }),
    );
}

type Shape = Omit<Field, 'kind' | 'otherwise'> & { readonly otherwise?: Field['otherwise'] | undefined };

function problemsOf(kind: Kind, field: Shape): string[] {
  const ways = [field.value, field.column, field.template, field.firstOf].filter((way) => way !== undefined).length;
  if (ways !== 1) return ['needs exactly one of value, column, template, firstOf'];
  const problems: string[] = [];
  const reads = field.column !== undefined || field.template !== undefined;
  if (!reads && (field.lookup ?? field.date ?? field.separator ?? field.otherwise) !== undefined) {
    problems.push('lookup, otherwise, date and separator go with column or template');
  }
  if (kind === 'instant' && field.value !== undefined)
    problems.push('an instant comes from a column, not from a value');
  if (kind === 'instant' && reads && field.date === undefined)
    problems.push('is an instant: add date: instant, or date: {…}');
  if (kind === 'instant' && field.lookup !== undefined) problems.push('an instant takes no lookup');
  if (kind !== 'instant' && field.date !== undefined) problems.push('is no instant and takes no date');
  if (kind === 'codes' && reads && field.separator === undefined) problems.push('is a list: say its separator');
  if (kind !== 'codes' && field.separator !== undefined) problems.push('is no list and takes no separator');
  if (field.otherwise !== undefined && field.lookup === undefined) problems.push('otherwise goes with lookup');
  for (const value of constantsOf(field)) {
    const problem = kind === 'instant' ? null : misfit(kind, value);
    if (problem !== null) problems.push(problem);
  }
  return problems;
}

function constantsOf(field: Shape): Scalar[] {
  const out: Scalar[] = [];
  if (field.value !== undefined) out.push(...(isList(field.value) ? field.value : [field.value]));
  if (field.lookup instanceof Map) out.push(...field.lookup.values());
  if (typeof field.otherwise === 'object') out.push(field.otherwise.value);
  return out;
}

/** Why a constant cannot be the value of a field: found at start, not row by row. */
function misfit(kind: Kind, value: Scalar): string | null {
  const shown = JSON.stringify(value);
  if (kind === 'boolean') return typeof value === 'boolean' ? null : `${shown} is not true or false`;
  if (kind === 'number') return typeof value === 'number' ? null : `${shown} is not a number`;
  if (typeof value !== 'string') return `${shown} is not a text: put it in quotes`;
  if (typeof kind === 'object' && !kind.includes(value)) return `${shown} is none of ${kind.join(', ')}`;
  return value === '' ? 'an empty text stands for nothing: leave it out' : null;
}

function parseWith<T>(schema: z.ZodType<T>, raw: unknown, ctx: z.RefinementCtx): T {
  const parsed = schema.safeParse(raw);
  if (parsed.success) return parsed.data;
  for (const issue of parsed.error.issues)
    ctx.addIssue({ code: 'custom', message: issue.message, path: [...issue.path] });
  return z.NEVER;
}

const isList = (value: unknown): value is readonly string[] => Array.isArray(value);

function nfc<T extends Scalar | readonly string[] | undefined>(value: T): T;
function nfc(value: Scalar | readonly string[] | undefined): unknown {
  if (isList(value)) return value.map((text) => text.normalize('NFC'));
  return typeof value === 'string' ? value.normalize('NFC') : value;
}

function nfcOtherwise(otherwise: Shape['otherwise']): Field['otherwise'] {
  return typeof otherwise === 'object' ? { value: nfc(otherwise.value) } : (otherwise ?? 'reject');
}
