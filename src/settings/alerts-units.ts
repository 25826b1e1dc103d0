import { z } from 'zod';
import { unassigned } from '../domain/alert-policy.js';

/** Codes of units in config/alerts.yaml: any name that the catalogue has, read as the unit's code. */

/** A unit's code, given any of its names; undefined: there is no such unit. */
export type UnitCode = (name: string) => string | undefined;

export const unknownUnit = (name: string): string => `no unit of catalogue.yaml: ${name}`;

const unitName = (unitCode: UnitCode, others: readonly string[]) =>
  z.string().transform((name, ctx): string => {
    const code = others.includes(name) ? name : unitCode(name);
    if (code !== undefined) return code;
    ctx.addIssue({ code: 'custom', message: unknownUnit(name) });
    return z.NEVER;
  });

/** Not empty; `unassigned` (not dispatched yet) may be among them. */
export const unitList = (unitCode: UnitCode) => z.array(unitName(unitCode, [unassigned])).min(1);

/** An object with units as keys, any of their names; the result has their codes. */
export function byUnit<T extends z.ZodType>(value: T, unitCode: UnitCode) {
  return z.record(z.string(), value).transform((entries, ctx): Readonly<Record<string, z.output<T>>> => {
    const out = new Map<string, z.output<T>>();
    for (const [name, entry] of Object.entries(entries) as [string, z.output<T>][]) {
      const code = unitCode(name);
      if (code === undefined) ctx.addIssue({ code: 'custom', path: [name], message: unknownUnit(name) });
      else if (out.has(code)) ctx.addIssue({ code: 'custom', path: [name], message: `${code} is there twice` });
      else out.set(code, entry);
    }
    return Object.fromEntries(out);
  });
}

const plainAudiences = ['units', 'supervisor', 'duty', 'leader', 'all'];

/** `unit:CODE`, `supervisor:CODE` (any name of the unit; the result has its code) or one of the plain words. */
export const audience = (unitCode: UnitCode) =>
  z.string().transform((text, ctx): string => {
    if (plainAudiences.includes(text)) return text;
    const [, rung, name = ''] = /^(unit|supervisor):(.+)$/s.exec(text) ?? [];
    const code = rung === undefined ? undefined : unitCode(name);
    if (code !== undefined) return `${rung}:${code}`;
    const message =
      rung === undefined
        ? `not an audience: ${text}; there are unit:CODE, supervisor:CODE, ${plainAudiences.join(', ')}`
        : unknownUnit(name);
    ctx.addIssue({ code: 'custom', message });
    return z.NEVER;
  });
