/** Texts of a file of settings that stand in the environment: `env:NAME`. Secrets need not be in a file. */

export interface Resolved {
  /** The same tree with every `env:NAME` replaced; one that cannot be is left as it is. */
  readonly value: unknown;
  /** Path (`sinks.duty.url`) → name of the variable that its text came from. */
  readonly taken: ReadonlyMap<string, string>;
  /** Path → what is wrong with it, wherever the program runs. */
  readonly problems: ReadonlyMap<string, string>;
  /** Path → what is missing in this environment. */
  readonly unset: ReadonlyMap<string, string>;
}

type Env = Readonly<Record<string, string | undefined>>;

/** Replaces every text `env:NAME` in a parsed YAML tree, keys excepted. An empty variable is a missing one. */
export function resolveEnv(raw: unknown, env: Env): Resolved {
  const taken = new Map<string, string>();
  const problems = new Map<string, string>();
  const unset = new Map<string, string>();
  const walk = (value: unknown, path: readonly (string | number)[]): unknown => {
    if (Array.isArray(value)) return value.map((entry, i) => walk(entry, [...path, i]));
    if (typeof value === 'object' && value !== null) {
      return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, walk(entry, [...path, key])]));
    }
    if (typeof value !== 'string' || !value.startsWith('env:')) return value;
    const name = value.slice('env:'.length);
    const at = path.join('.');
    const problem = problemOf(name);
    const found = problem === null && Object.hasOwn(env, name) ? env[name] : undefined;
    if (problem !== null) problems.set(at, problem);
    else if (found === undefined || found === '')
      unset.set(at, `env:${name}: this environment variable is not set, or empty`);
    else taken.set(at, name);
    return taken.has(at) ? found : value;
  };
  return { value: walk(raw, []), taken, problems, unset };
}

function problemOf(name: string): string | null {
  if (!/^[A-Za-z_]\w*$/.test(name)) return `env:${name}: not the name of an environment variable`;
  // pulse.yaml's own variables: settings.ts refuses every PULSE_ name that it does not know.
  if (name.startsWith('PULSE_')) {
    return `env:${name}: names with PULSE_ are the program's own; take another prefix, such as HOTLINE_`;
  }
  return null;
}
