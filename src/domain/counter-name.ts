import { byBytes } from './texts.js';

/** Labels of a counter or an indicator: label → value. */
export type Labels = Readonly<Record<string, string>>;

/**
 * `measure` or `measure{a=v,b=w}`: labels in byte order of their names, values escaped (kpi.md section 2).
 */
export function counterName(measure: string, labels: Labels): string {
  const names = Object.keys(labels);
  if (names.length === 0) return measure;
  return `${measure}{${names
    .sort(byBytes)
    .map((n) => `${n}=${escapeValue(labels[n]!)}`)
    .join(',')}}`;
}

/** The inverse of counterName. */
export function parseCounterName(name: string): { measure: string; labels: Labels } {
  const brace = name.indexOf('{');
  if (brace < 0) return { measure: name, labels: {} };
  const labels: Record<string, string> = {};
  for (const pair of name.slice(brace + 1, -1).split(',')) {
    const eq = pair.indexOf('=');
    labels[pair.slice(0, eq)] = decodeURIComponent(pair.slice(eq + 1));
  }
  return { measure: name.slice(0, brace), labels };
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what must be escaped
const special = /[%,={}"\u0000-\u001f\u007f-\u009f]/g;

function escapeValue(value: string): string {
  return value.replace(special, (c) =>
    [...Buffer.from(c, 'utf8')].map((byte) => `%${byte.toString(16).toUpperCase().padStart(2, '0')}`).join(''),
  );
}

/** A one-label counter name, remembered: the hot path asks for the same few hundred names for every event. */
export class NameCache {
  readonly #byMeasure = new Map<string, Map<string, string>>();
  #size = 0;

  name(measure: string, label: string, value: string): string {
    const prefix = `${measure}{${label}`;
    let names = this.#byMeasure.get(prefix);
    if (names === undefined) {
      names = new Map();
      this.#byMeasure.set(prefix, names);
    }
    let name = names.get(value);
    if (name === undefined) {
      // Codes are open lists: a feed that sends ever new ones must not grow this for ever.
      if (++this.#size > 50_000) this.#forget();
      name = `${prefix}=${escapeValue(value)}}`;
      names.set(value, name);
    }
    return name;
  }

  #forget(): void {
    this.#byMeasure.clear();
    this.#size = 0;
  }
}
