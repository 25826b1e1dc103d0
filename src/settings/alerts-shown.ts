import type { AlertsConfig } from './alerts-schema.js';

/**
 * The alert settings as `pulse check-config` prints them: what holds in the end, without secrets. A text from the
 * environment is shown as the `env:NAME` that it is in the file; of a sink's URL only the host, since the rest is the
 * robot's key.
 *
 * @param taken path → variable, of every text that came from the environment.
 */
export function shownAlerts(config: AlertsConfig, taken: ReadonlyMap<string, string>): unknown {
  const show = (value: unknown, path: readonly string[]): unknown => {
    if (Array.isArray(value)) return value.map((entry, i) => show(entry, [...path, String(i)]));
    if (typeof value === 'object' && value !== null) {
      return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, show(entry, [...path, key])]));
    }
    const name = taken.get(path.join('.'));
    if (name !== undefined) return `env:${name}`;
    return typeof value === 'string' ? withoutSecret(value, path) : value;
  };
  return show(config, []);
}

function withoutSecret(text: string, path: readonly string[]): string {
  const key = path.at(-1);
  if (key === 'secret' || key === 'password') return '***';
  return key === 'url' && path[0] === 'sinks' ? `${new URL(text).origin}/***` : text;
}
