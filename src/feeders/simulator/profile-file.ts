import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { parse } from 'yaml';
import { isRecord } from '../../domain/absent.js';
import { PulseError } from '../../domain/errors.js';
import { loadProfile, type Profile } from './profile.js';

/**
 * Reads a profile's YAML file. `units`, `shape` and each of `months` may be the name of another file, relative to this
 * one, so that a month which several profiles share stands in one place.
 *
 * @throws PulseError PULSE_CONFIG when a file is missing, is no YAML, or the whole is no profile.
 */
export function readProfile(file: string): Profile {
  const raw = readYaml(file);
  if (!isRecord(raw)) return loadProfile(raw);
  const inPlace = (value: unknown): unknown =>
    typeof value === 'string' ? readYaml(resolve(dirname(file), value)) : value;
  const months = raw['months'];
  return loadProfile({
    ...raw,
    ...('units' in raw && { units: inPlace(raw['units']) }),
    ...('shape' in raw && { shape: inPlace(raw['shape']) }),
    ...(Array.isArray(months) && { months: months.map(inPlace) }),
  });
}

function readYaml(file: string): unknown {
  try {
    return parse(readFileSync(file, 'utf8'));
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new PulseError('PULSE_CONFIG', `${file}: ${why}`, { details: { file }, cause });
  }
}
