import {
  accessSync,
  closeSync,
  constants,
  existsSync,
  fstatSync,
  mkdirSync,
  openSync,
  readSync,
  realpathSync,
} from 'node:fs';
import { join } from 'node:path';
import { PulseError } from '../../domain/errors.js';

/** LMDB's first page: a 16-byte page header, then the magic number and the version of the data format. */
const MAGIC_AT = 16;
const MAGIC = 0xbeefc0de;
/** Two meta pages of the smallest page size that LMDB knows. */
const SMALLEST_FILE = 1024;

/**
 * Makes the directory and looks at what is in it before LMDB does: LMDB maps the file without looking and the process
 * dies of a segmentation fault when it is something else (measured, lmdb 3.5.6).
 *
 * @returns the real path, which names the directory whatever links lead to it.
 * @throws PulseError PULSE_CONFIG in words.
 */
export function checkDataDir(dataDir: string): string {
  try {
    mkdirSync(dataDir, { recursive: true });
    accessSync(dataDir, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch (cause) {
    throw refuse(dataDir, 'the data directory cannot be made or written', cause);
  }
  for (const name of ['data.mdb', 'lock.mdb']) checkFile(dataDir, join(dataDir, name));
  return realpathSync(dataDir);
}

function checkFile(dataDir: string, path: string): void {
  if (!existsSync(path)) return;
  try {
    accessSync(path, constants.R_OK | constants.W_OK);
  } catch (cause) {
    throw refuse(dataDir, `no permission to write ${path}`, cause);
  }
  if (path.endsWith('data.mdb') && !isDatabase(path))
    throw refuse(dataDir, `${path} is not an LMDB database; move it away or choose another directory`);
}

function isDatabase(path: string): boolean {
  const file = openSync(path, 'r');
  try {
    const { size } = fstatSync(file);
    if (size === 0) return true; // killed before the first write: LMDB makes it anew
    if (size < SMALLEST_FILE) return false;
    const magic = Buffer.alloc(4);
    readSync(file, magic, 0, 4, MAGIC_AT);
    return magic.readUInt32LE() === MAGIC || magic.readUInt32BE() === MAGIC;
  } finally {
    closeSync(file);
  }
}

export function refuse(dataDir: string, words: string, cause?: unknown): PulseError {
  return new PulseError('PULSE_CONFIG', `${words} (data directory ${dataDir})`, { details: { dataDir }, cause });
}
