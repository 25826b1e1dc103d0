import type { HotlineEvent } from '../domain/events.js';
import { formatInstant } from '../domain/instant.js';
import { byBytes } from '../domain/texts.js';

/** True when `a` is the higher version: (rev, time, id, source, canonical JSON of data), kpi.md section 1. */
export function outranks(a: HotlineEvent, b: HotlineEvent): boolean {
  if (a.data.rev !== b.data.rev) return a.data.rev > b.data.rev;
  if (a.time !== b.time) return a.time > b.time;
  const order = byBytes(a.id, b.id) || byBytes(a.source, b.source);
  if (order !== 0) return order > 0;
  return byBytes(canonicalJson(a.data), canonicalJson(b.data)) > 0;
}

/** JSON with keys in byte order, absent members dropped, instants as UTC RFC 3339 with milliseconds. */
export function canonicalJson(value: unknown, key = ''): string {
  if (typeof value === 'number' && isInstantKey(key)) return JSON.stringify(formatInstant(value));
  if (Array.isArray(value)) return `[${value.map((item) => canonicalJson(item)).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const members: string[] = [];
  for (const [name, member] of Object.entries(value).sort(([x], [y]) => byBytes(x, y))) {
    if (member !== undefined) members.push(`${JSON.stringify(name)}:${canonicalJson(member, name)}`);
  }
  return `{${members.join(',')}}`;
}

/** A parsed event keeps instants as numbers: those of `…At`, of a hold (`from`, `to`) and of a reopening (`at`). */
function isInstantKey(key: string): boolean {
  return key.endsWith('At') || key === 'at' || key === 'from' || key === 'to';
}
