import { byBytes } from '../domain/texts.js';

export type Labels = Readonly<Record<string, string>>;

const escapes = /[%,={}"\p{Cc}]/gu;
const escaped = new Map<string, string>();

/** `measure{a=v,b=w}`: labels in byte order of their names, values escaped (kpi.md section 2, last line). */
export function counterName(measure: string, labels: Labels = {}): string {
  const names = Object.keys(labels);
  if (names.length === 0) return measure;
  if (names.length > 1) names.sort(byBytes);
  return `${measure}{${names.map((name) => `${name}=${escapeValue(labels[name] ?? '')}`).join(',')}}`;
}

/** The measure and the labels, values as they were before escaping. */
export function readCounterName(name: string): { measure: string; labels: Labels } {
  const brace = name.indexOf('{');
  if (brace < 0) return { measure: name, labels: {} };
  const labels: Record<string, string> = {};
  for (const pair of name.slice(brace + 1, -1).split(',')) {
    const equals = pair.indexOf('=');
    labels[pair.slice(0, equals)] = decodeURIComponent(pair.slice(equals + 1));
  }
  return { measure: name.slice(0, brace), labels };
}

function escapeValue(value: string): string {
  const known = escaped.get(value);
  if (known !== undefined) return known;
  const text = value.replace(escapes, (character) =>
    [...Buffer.from(character)].map((byte) => `%${byte.toString(16).toUpperCase().padStart(2, '0')}`).join(''),
  );
  if (escaped.size > 100_000) escaped.clear(); // open lists: the memory of a long-lived process stays bounded
  escaped.set(value, text);
  return text;
}
