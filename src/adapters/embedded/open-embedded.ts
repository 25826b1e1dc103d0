import { PulseError } from '../../domain/errors.js';
import type { Clock } from '../../ports/clock.js';
import type { EventLog } from '../../ports/event-log.js';
import type { StateStore } from '../../ports/state-store.js';
import { EmbeddedLog } from './embedded-log.js';
import { EmbeddedStateStore } from './embedded-store.js';
import { Environment } from './environment.js';
import type { GroupTiming } from './group-member.js';
import { LogTables } from './log-tables.js';

export interface EmbeddedOptions {
  /** Made if it is missing. Several processes on one machine may use it at once; a network file system is not for LMDB. */
  readonly dataDir: string;
  /** Timestamps of records that bring none, and the store's `now`. Default: the machine's clock. */
  readonly clock?: Pick<Clock, 'now'> | undefined;
  /** First size of the memory map in bytes; it grows by itself. */
  readonly mapSize?: number | undefined;
  /** For tests: how patient a consumer group is. */
  readonly group?: Partial<GroupTiming> | undefined;
}

export interface EmbeddedStoreOptions extends EmbeddedOptions {
  /** Keeps the states of several cities apart. Topics are told apart by their names. */
  readonly namespace: string;
  readonly generation: number;
}

export interface EmbeddedPair {
  readonly log: EventLog;
  readonly store: StateStore;
  /** Waits for what is being written. */
  close(): Promise<void>;
}

const machine = { now: () => Date.now() };

/**
 * Log and store in one LMDB environment, hence in one order of transactions: a commit is never on the disk before the
 * records that it was computed from.
 *
 * @throws PulseError PULSE_CONFIG when the directory cannot be used, or the namespace is not a name.
 */
export async function openEmbedded(options: EmbeddedStoreOptions): Promise<EmbeddedPair> {
  const log = await openEmbeddedLog(options);
  try {
    const store = await openEmbeddedStore(options);
    return { log, store, close: async () => void (await Promise.all([log.close(), store.close()])) };
  } catch (error) {
    await log.close();
    throw error;
  }
}

/** The log alone. @throws PulseError PULSE_CONFIG */
export async function openEmbeddedLog({ dataDir, mapSize, clock, group }: EmbeddedOptions): Promise<EventLog> {
  const environment = await Environment.acquire(dataDir, mapSize);
  try {
    return new EmbeddedLog(await LogTables.of(environment), clock ?? machine, group);
  } catch (error) {
    await environment.release();
    throw error;
  }
}

/** The state of one generation. @throws PulseError PULSE_CONFIG */
export async function openEmbeddedStore(options: EmbeddedStoreOptions): Promise<StateStore> {
  const { dataDir, mapSize, clock, namespace, generation } = options;
  if (!/^[\p{L}\p{N}._-]{1,64}$/u.test(namespace))
    throw new PulseError('PULSE_CONFIG', 'a namespace is 1 to 64 letters, digits, dots, underscores or hyphens', {
      details: { namespace },
    });
  return new EmbeddedStateStore(await Environment.acquire(dataDir, mapSize), namespace, generation, clock ?? machine);
}
