import { readFileSync } from 'node:fs';
import type { Resolved } from './alerts-env.js';

/** Sinks of config/alerts.yaml that lack something in this place: a variable, or a file. Who sends nothing needs neither. */

export interface Withheld {
  /** The tree without these sinks. */
  readonly value: unknown;
  /** By name; as they stand in the file, not checked. */
  readonly sinks: Readonly<Record<string, unknown>>;
  /** Sink → path and text of each thing that it lacks. */
  readonly lacks: ReadonlyMap<string, readonly (readonly [path: string, message: string])[]>;
  /** What is missing elsewhere: a problem. */
  readonly missing: ReadonlyMap<string, string>;
}

export function withhold({ value, unset }: Resolved): Withheld {
  const lacks = new Map<string, (readonly [string, string])[]>();
  const missing = new Map<string, string>();
  const all = sinksIn(value);
  for (const [path, message] of [...unset, ...unreadable(all, unset)]) {
    const [, name] = /^sinks\.([^.]+)\./.exec(path) ?? [];
    if (name === undefined) missing.set(path, message);
    else lacks.set(name, [...(lacks.get(name) ?? []), [path, message]]);
  }
  if (lacks.size === 0) return { value, sinks: {}, lacks, missing };
  const split = (isWithheld: boolean) =>
    Object.fromEntries(Object.entries(all).filter(([name]) => lacks.has(name) === isWithheld));
  return { value: { ...(value as object), sinks: split(false) }, sinks: split(true), lacks, missing };
}

function sinksIn(value: unknown): Readonly<Record<string, unknown>> {
  const sinks: unknown = isObject(value) ? value['sinks'] : null;
  return isObject(sinks) ? sinks : {};
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Certificates that are not on this machine. */
function* unreadable(sinks: Readonly<Record<string, unknown>>, unset: Resolved['unset']): Iterable<[string, string]> {
  for (const [name, sink] of Object.entries(sinks)) {
    const [ca, path]: [unknown, string] = [isObject(sink) ? sink['ca'] : null, `sinks.${name}.ca`];
    if (typeof ca !== 'string' || unset.has(path)) continue;
    const { problem } = readPem(ca);
    if (problem !== undefined) yield [path, problem];
  }
}

export function readPem(path: string): { readonly text?: string; readonly problem?: string } {
  try {
    return { text: readFileSync(path, 'utf8') };
  } catch (error) {
    return { problem: `${path}: cannot be read (${(error as NodeJS.ErrnoException).code ?? 'unknown error'})` };
  }
}
