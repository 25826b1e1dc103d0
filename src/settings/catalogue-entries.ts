import { z } from 'zod';
import { type NameHistory, overlap } from '../domain/catalogue-time.js';
import { unitKinds } from '../domain/events.js';
import type { Descent } from '../domain/lineage.js';
import { parseDay } from '../domain/zone.js';

/** Entries of the catalogue: a code, what it is called and when, and what it comes from. */

export const code = z
  .string()
  .min(1)
  .max(256)
  .refine((text) => text === text.normalize('NFC'), 'not in Unicode form NFC, so no event could ever have this code');
export const label = z.string().min(1);

const day = z.string().transform((text, ctx) => {
  const found = parseDay(text);
  if (found !== null) return found;
  ctx.addIssue({ code: 'custom', message: `${text} is no day: write 2021-08-01` });
  return z.NEVER;
});
const optionalDay = day.nullable().default(null);

const datedName = z
  .strictObject({
    from: optionalDay.describe('first day of the name'),
    until: optionalDay.describe('its last day'),
    name: label,
  })
  .refine((n) => n.from !== null || n.until !== null, 'say from when, or until when, the name holds')
  .refine((n) => (n.from ?? -Infinity) <= (n.until ?? Infinity), 'from comes after until');

const names = z
  .array(datedName)
  .default([])
  .refine((list) => overlap(list) === null, 'two of the names hold on the same day')
  .describe('what it is called at other times than now');

/** What any entry may have beside its name. */
const history = {
  names,
  from: optionalDay.describe('first day of the code'),
  until: optionalDay.describe('its last day'),
  succeeds: z.array(code).default([]).describe('codes that it took the place of: renamed or merged'),
  splitFrom: code.nullable().default(null).describe('the code that it was a part of until `from`'),
};

const entry = z.strictObject({ name: label, ...history });
export type Entry = z.output<typeof entry>;

const plain = (name: string): Entry => ({ name, names: [], from: null, until: null, succeeds: [], splitFrom: null });

/** A text, or an object: what is wrong is told of the form that was meant. */
const textOr = <T>(text: z.ZodType<string>, object: z.ZodType<T>, ofText: (written: string) => T) =>
  z.unknown().transform((value, ctx): T => {
    const parsed = typeof value === 'string' ? text.transform(ofText).safeParse(value) : object.safeParse(value);
    if (parsed.success) return parsed.data;
    for (const { message, path } of parsed.error.issues) ctx.addIssue({ code: 'custom', message, path });
    return z.NEVER;
  });

/** code → label, or code → entry. */
export const openLabels = z.record(code, textOr(label, entry, plain)).default({});

const listed = z
  .strictObject({ code, name: label.optional(), ...history })
  .transform((e) => ({ ...e, name: e.name ?? e.code }));

/** Codes that are their own labels: a list of codes, or of objects with a code. */
export const ownLabels = z.array(textOr(code, listed, (own) => ({ code: own, ...plain(own) }))).default([]);

export const unitSchema = z.strictObject({
  name: label,
  kind: z.enum(unitKinds),
  aliases: z.array(code).default([]).describe('other names in use'),
  ...history,
});
export type UnitEntry = z.output<typeof unitSchema>;

export const historyOf = (e: Pick<Entry, 'name' | 'names'>): NameHistory => ({ name: e.name, dated: e.names });
export const descentOf = ({ from, succeeds, splitFrom }: Entry): Descent => ({ from, succeeds, splitFrom });

/** Codes whose descent cannot be: [code, what is wrong]. */
export function descentProblems(all: ReadonlyMap<string, Entry>): [string, string][] {
  // An entry that has another problem may be there as it was written.
  const entries = new Map([...all].filter(([, e]) => Array.isArray(e.succeeds)));
  const out: [string, string][] = [];
  const heirs = new Map<string, string>();
  for (const [own, e] of entries) {
    for (const other of [...e.succeeds, ...(e.splitFrom === null ? [] : [e.splitFrom])])
      if (!all.has(other)) out.push([own, `comes from ${other}, which this list lacks`]);
    if (e.splitFrom !== null && e.from === null) out.push([own, 'splitFrom needs from: the day of the split']);
    if (e.splitFrom !== null && e.succeeds.length > 0)
      out.push([own, 'either succeeds others or was split from one, not both']);
    if (e.from !== null && e.until !== null && e.from > e.until) out.push([own, 'from comes after until']);
    for (const old of e.succeeds) {
      const heir = heirs.get(old);
      if (heir !== undefined) out.push([own, `${old} is already succeeded by ${heir}; what was split says splitFrom`]);
      heirs.set(old, own);
    }
    if (comesFrom(own, own, entries, new Set())) out.push([own, 'comes from itself']);
  }
  return out;
}

function comesFrom(wanted: string, own: string, entries: ReadonlyMap<string, Entry>, seen: Set<string>): boolean {
  const e = entries.get(own);
  if (e === undefined || seen.has(own)) return false;
  seen.add(own);
  const origins = [...e.succeeds, ...(e.splitFrom === null ? [] : [e.splitFrom])];
  return origins.some((origin) => origin === wanted || comesFrom(wanted, origin, entries, seen));
}
