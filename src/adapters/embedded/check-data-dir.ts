import {
  accessSync,
  closeSync,
  constants,
  existsSync,
  mkdirSync,
  openSync,
  readSync,
  realpathSync,
  statSync,
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
const LOCK_VERSION = 2;
const LOCK_VERSIONS = 2 ** 12;

/**
 * Makes the directory if it is missing.
 *
 * @returns the real path, which names the directory whatever links lead to it.
 * @throws PulseError PULSE_CONFIG in words.
 */
export function makeDirectory(dataDir: string): string {
  try {
    mkdirSync(dataDir, { recursive: true });
    accessSync(dataDir, constants.R_OK | constants.W_OK | constants.X_OK);
    return realpathSync(dataDir);
  } catch (cause) {
    throw refuse(dataDir, 'the data directory cannot be made or written', cause);
  }
}

/**
 * Looks at the files before LMDB does: LMDB maps them without looking, and the process dies of a segmentation fault when
 * they are something else (measured, lmdb 3.5.6).
 *
 * Never to be called while this process has the environment open: POSIX drops all of a process's locks on a file when it
 * closes any descriptor of it, and other processes would take our readers for dead.
 *
 * @throws PulseError PULSE_CONFIG in words.
 */
export function checkFiles(directory: string): void {
  for (const name of ['data.mdb', 'lock.mdb'] as const) checkFile(directory, name);
}

function checkFile(dataDir: string, name: 'data.mdb' | 'lock.mdb'): void {
  const path = join(dataDir, name);
  if (!existsSync(path)) return;
  try {
    accessSync(path, constants.R_OK | constants.W_OK);
  } catch (cause) {
    throw refuse(dataDir, `no permission to write ${path}`, cause);
  }
  if (!statSync(path).isFile()) throw refuse(dataDir, `${path} is not a file`);
  const head = firstBytes(path);
  const problem = name === 'data.mdb' ? dataProblem(head) : lockProblem(head);
  if (problem !== null) throw refuse(dataDir, `${path} ${problem}`);
}

function dataProblem(head: Buffer): string | null {
  if (head.length === 0) return null; // killed before the first write: LMDB makes it anew
  if (head.length < HEAD_BYTES) return 'is not an LMDB database; move it away or choose another directory';
  if (head.readUInt32LE(OLD_MAGIC_AT) === MAGIC)
    return 'was made by an older version of LMDB; choose another directory';
  if (head.readUInt32LE(MAGIC_AT) !== MAGIC) return 'is not an LMDB database; move it away or choose another directory';
  const version = head.readUInt32LE(MAGIC_AT + 4) & 0xffff;
  return version === DATA_VERSION ? null : 'was made by another version of LMDB; choose another directory';
}

/** The format of the lock file depends on the version and build of LMDB; its low bits are the version. */
function lockProblem(head: Buffer): string | null {
  if (head.every((byte) => byte === 0)) return null; // not begun yet
  if (head.length >= 8 && head.readUInt32LE(0) === MAGIC && head.readUInt32LE(4) % LOCK_VERSIONS === LOCK_VERSION)
    return null;
  return 'is the lock of another version of LMDB; stop what uses the directory, then delete this file';
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
