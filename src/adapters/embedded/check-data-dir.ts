import {
  accessSync,
  closeSync,
  constants,
  existsSync,
  mkdirSync,
  openSync,
  readSync,
  realpathSync,
} from 'node:fs';
import { join } from 'node:path';
import { PulseError } from '../../domain/errors.js';

/** lmdb 3's first page: a 24-byte page header, then the magic number and the version of the data format. */
const MAGIC_AT = 24;
const MAGIC = 0xbeefc0de;
const DATA_VERSION = 2;
/** Older LMDB has a shorter page header. */
const OLD_MAGIC_AT = 16;
const HEAD_BYTES = 32;

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
  const problem = path.endsWith('data.mdb') ? problemOf(firstBytes(path)) : null;
  if (problem !== null) throw refuse(dataDir, `${path} ${problem}; move it away or choose another directory`);
}

function problemOf(head: Buffer): string | null {
  if (head.length === 0) return null; // killed before the first write: LMDB makes it anew
  if (head.length < HEAD_BYTES) return 'is not an LMDB database';
  if (head.readUInt32LE(OLD_MAGIC_AT) === MAGIC) return 'was made by an older version of LMDB';
  if (head.readUInt32LE(MAGIC_AT) !== MAGIC) return 'is not an LMDB database, or of another machine';
  return (head.readUInt32LE(MAGIC_AT + 4) & 0xffff) === DATA_VERSION ? null : 'was made by another version of LMDB';
}

function firstBytes(path: string): Buffer {
  const file = openSync(path, 'r');
  try {
    const head = Buffer.alloc(HEAD_BYTES);
    return head.subarray(0, readSync(file, head, 0, HEAD_BYTES, 0));
  } finally {
    closeSync(file);
  }
}

export function refuse(dataDir: string, words: string, cause?: unknown): PulseError {
  return new PulseError('PULSE_CONFIG', `${words} (data directory ${dataDir})`, { details: { dataDir }, cause });
}
