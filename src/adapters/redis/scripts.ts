import { readFileSync } from 'node:fs';
import type { Cluster, Redis } from 'ioredis';

/** Every script of `lua/`, by the name of its file. What keys and arguments each takes is said in its header. */
export const scriptNames = ['commit', 'load', 'read', 'changed', 'due', 'outbox', 'rows', 'cases', 'now'] as const;
export type ScriptName = (typeof scriptNames)[number];

export function scriptSource(name: ScriptName): string {
  return readFileSync(new URL(`./lua/${name}.lua`, import.meta.url), 'utf8');
}

export type ScriptArgument = string | Buffer;

/** Runs a script; texts of the answer come as strings, of `runBuffer` as bytes. */
export interface Scripts {
  run(name: ScriptName, keys: readonly string[], args: readonly ScriptArgument[]): Promise<unknown>;
  runBuffer(name: ScriptName, keys: readonly string[], args: readonly ScriptArgument[]): Promise<unknown>;
}

type Runner = (numberOfKeys: number, rest: readonly ScriptArgument[]) => Promise<unknown>;

/** ioredis sends EVALSHA, and the text again when the server has lost it (SCRIPT FLUSH, a failover). */
export function defineScripts(client: Redis | Cluster): Scripts {
  const commands = client as unknown as Record<string, Runner>;
  for (const name of scriptNames) client.defineCommand(`pulse_${name}`, { lua: scriptSource(name) });
  // The arguments go as one array: a call with tens of thousands of arguments would overflow the stack.
  const call = (command: string, keys: readonly string[], args: readonly ScriptArgument[]): Promise<unknown> =>
    commands[command]!.call(client, keys.length, [...keys, ...args]);
  return {
    run: (name, keys, args) => call(`pulse_${name}`, keys, args),
    runBuffer: (name, keys, args) => call(`pulse_${name}Buffer`, keys, args),
  };
}
