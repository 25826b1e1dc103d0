import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { PulseError } from '../domain/errors.js';
import { ownConfig } from '../settings/configuration.js';
import type { Context } from './context.js';

/**
 * A file named by its path, or by its bare name in a folder of the configuration (`la311` → config/mappings/la311.yaml).
 *
 * @throws PulseError PULSE_USAGE that lists what is known.
 */
export function findConfigFile(context: Context, folder: string, name: string): { dir: string; name: string } {
  const folders = [...new Set([context.configuration.dir, ownConfig])].map((dir) => join(dir, folder));
  const found = [name, ...folders.map((dir) => join(dir, `${name}.yaml`))].find(isFile);
  if (found === undefined) {
    const known = [...new Set(folders.flatMap(namesIn))].sort().join(', ');
    throw new PulseError('PULSE_USAGE', `"${name}" is neither a file nor one of config/${folder}: ${known}`);
  }
  return { dir: dirname(found), name: basename(found) };
}

const isFile = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isFile() ?? false;

/** What stands beside them, such as the units that profiles share, has no id. */
const namesIn = (folder: string): string[] =>
  (existsSync(folder) ? readdirSync(folder) : [])
    .filter((file) => file.endsWith('.yaml') && /^id:/m.test(readFileSync(join(folder, file), 'utf8')))
    .map((file) => file.slice(0, -'.yaml'.length));
