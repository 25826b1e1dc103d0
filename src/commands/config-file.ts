import { existsSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { PulseError } from '../domain/errors.js';
import { ownConfig } from '../settings/configuration.js';
import type { Context } from './context.js';

/**
 * A file named by its path, or by its bare name in a folder of the configuration (`la311` → config/mappings/la311.yaml).
 *
 * @throws PulseError PULSE_USAGE that lists where it was looked for.
 */
export function findConfigFile(context: Context, folder: string, name: string): { dir: string; name: string } {
  const tried = [name, ...[context.configuration.dir, ownConfig].map((dir) => join(dir, folder, `${name}.yaml`))];
  const found = tried.find((path) => existsSync(path));
  if (found === undefined)
    throw new PulseError(
      'PULSE_USAGE',
      `"${name}" is neither a file nor known: looked for ${[...new Set(tried)].join(', ')}`,
    );
  return { dir: dirname(found), name: basename(found) };
}
