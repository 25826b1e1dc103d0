import { type Database, open, type RootDatabase } from 'lmdb';
import type { ErrorCode } from '../../domain/errors.js';
import { checkFiles, makeDirectory, refuse } from './check-data-dir.js';
import { toPulseError } from './embedded-error.js';
import { WriteQueue } from './write-queue.js';

/** A named database whose keys and values are bytes. Values read are copies and may be kept. */
export type Rows = Database<Uint8Array, Uint8Array>;

/** Open databases a process: five of the log and one a generation of state. */
const MOST_DATABASES = 128;

/** One entry a directory: LMDB must not be opened twice by one process, and log and store must share one transaction log. */
const opened = new Map<string, { users: number; environment: Environment }>();
/** Directories whose files are being closed: whoever opens one anew waits for that. */
const closing = new Map<string, Promise<void>>();

/**
 * One LMDB environment: everything that a data directory holds.
 *
 * Durability: `overlappingSync` is off, so a commit settles after its fsync and LMDB's two meta pages alternate. Killing
 * the process or cutting the power loses nothing that was acknowledged; and since log and store share one sequence of
 * transactions, whatever the disk falls back to is one moment of both: never state without the records it came from.
 */
export class Environment {
  readonly directory: string;
  readonly #root: RootDatabase;
  readonly #queue: WriteQueue;
  readonly #databases = new Map<string, Promise<Rows>>();

  private constructor(directory: string, root: RootDatabase) {
    this.directory = directory;
    this.#root = root;
    this.#queue = new WriteQueue(root);
  }

  /**
   * The environment of a directory, shared by all who ask in this process; each must `release` it once.
   *
   * @param mapSize first size of the memory map, in bytes; it grows by itself. Only the first one to open is heard.
   * @throws PulseError PULSE_CONFIG when the directory cannot be used.
   */
  static async acquire(dataDir: string, mapSize?: number): Promise<Environment> {
    const directory = makeDirectory(dataDir);
    while (closing.has(directory)) await closing.get(directory);
    const known = opened.get(directory);
    if (known !== undefined) {
      known.users += 1;
      return known.environment;
    }
    checkFiles(directory);
    const environment = new Environment(directory, openRoot(directory, mapSize));
    opened.set(directory, { users: 1, environment });
    return environment;
  }

  /** Waits for everything asked to be written; the last user closes the files. */
  async release(): Promise<void> {
    await this.#queue.drained();
    const entry = opened.get(this.directory);
    if (entry === undefined || entry.environment !== this) return;
    entry.users -= 1;
    if (entry.users > 0) return;
    opened.delete(this.directory);
    const closed = this.#root.close().finally(() => closing.delete(this.directory));
    closing.set(this.directory, closed);
    await closed;
  }

  /** Opens a named database, making it if it is missing; between transactions, because making one is a transaction too. */
  database(name: string): Promise<Rows> {
    let rows = this.#databases.get(name);
    if (rows === undefined) {
      rows = this.#queue.add(
        () => this.#root.openDB<Uint8Array, Uint8Array>(name, { encoding: 'binary', keyEncoding: 'binary' }),
        true,
      );
      this.#databases.set(name, rows);
      rows.catch(() => this.#databases.delete(name));
    }
    return rows;
  }

  /**
   * Runs `work` inside a write transaction (see WriteQueue for what it may do) and resolves when it is durable.
   *
   * @param doing what was being done, for the message of an error.
   * @throws PulseError with `code`, unless `work` threw a PulseError of its own.
   */
  async write<T>(code: ErrorCode, doing: string, work: () => T): Promise<T> {
    try {
      return await this.#queue.add(work);
    } catch (cause) {
      throw toPulseError(code, doing, cause, { dataDir: this.directory });
    }
  }

  /** Runs `work`, which must be synchronous, on one snapshot: the newest, commits of other processes included. */
  read<T>(code: ErrorCode, doing: string, work: () => T): T {
    try {
      this.#root.resetReadTxn();
      return work();
    } catch (cause) {
      throw toPulseError(code, doing, cause, { dataDir: this.directory });
    }
  }

  /** Frees the pages that readers of killed processes still hold. */
  forgetDeadReaders(): void {
    this.#root.readerCheck();
  }
}

function openRoot(directory: string, mapSize: number | undefined): RootDatabase {
  try {
    return open({
      path: directory,
      noSubdir: false, // else a directory whose name has a dot is taken for a file
      maxDbs: MOST_DATABASES,
      encoding: 'binary',
      keyEncoding: 'binary',
      overlappingSync: false,
      eventTurnBatching: false, // with it, a failed commit leaves an unhandled rejection behind (measured, lmdb 3.5.6)
      ...(mapSize === undefined ? {} : { mapSize }),
    });
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw refuse(
      directory,
      `the database cannot be opened: ${reason}; is it in use by another version of this program?`,
      cause,
    );
  }
}
