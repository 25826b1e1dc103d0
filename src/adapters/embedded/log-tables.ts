import { createHash } from 'node:crypto';
import { PulseError } from '../../domain/errors.js';
import type { TopicSpec } from '../../ports/event-log.js';
import type { Environment, Rows } from './environment.js';
import { GrowthWatcher } from './growth-watcher.js';

export interface Topic {
  readonly name: string;
  readonly id: number;
  readonly partitions: number;
  readonly retention: TopicSpec['retention'];
}

/** Offsets are numbers inside the adapter: 48 bits in a key, and exact in a double. */
export interface Range {
  readonly start: number;
  readonly end: number;
}

/** Last offset that a key can hold. */
export const LAST_OFFSET = 2 ** 48 - 1;
const LONGEST_INDEX_KEY = 1024;

/** The databases of the log, one set an environment, shared by all of its clients in the process. */
export class LogTables {
  readonly environment: Environment;
  readonly watcher: GrowthWatcher;
  /** Topic name → JSON of the rest. */
  readonly topics: Rows;
  /** [topic, partition] → first offset kept and next offset. */
  readonly ends: Rows;
  /** [topic, partition, first offset] → chunk. */
  readonly records: Rows;
  /** Compacted topics: [topic, partition, record key] → offset of its last record. */
  readonly latest: Rows;
  /** Consumer groups: see group-table.ts. */
  readonly groups: Rows;
  /** Topics never change once they are made. */
  readonly #known = new Map<string, Topic>();
  static readonly #tables = new WeakMap<Environment, Promise<LogTables>>();

  private constructor(environment: Environment, rows: readonly [Rows, Rows, Rows, Rows, Rows]) {
    this.environment = environment;
    [this.topics, this.ends, this.records, this.latest, this.groups] = rows;
    this.watcher = new GrowthWatcher((topic, partition) => this.range(topic, partition).end, environment);
  }

  static of(environment: Environment): Promise<LogTables> {
    let tables = LogTables.#tables.get(environment);
    if (tables === undefined) {
      tables = openTables(environment).then((rows) => new LogTables(environment, rows));
      LogTables.#tables.set(environment, tables);
    }
    return tables;
  }

  /** To be called in a read or a write. null: no such topic. */
  topic(name: string): Topic | null {
    const known = this.#known.get(name);
    if (known !== undefined) return known;
    const found = name === '' ? undefined : this.topics.get(Buffer.from(name));
    if (found === undefined) return null;
    const topic = { name, ...(JSON.parse(Buffer.from(found).toString()) as Omit<Topic, 'name'>) };
    this.#known.set(name, topic);
    return topic;
  }

  /** Resolves topic names on a fresh snapshot. @throws PulseError PULSE_LOG for one that does not exist. */
  existing(names: readonly string[]): Topic[] {
    return this.environment.read('PULSE_LOG', 'reading the topics', () =>
      names.map((name) => this.topic(name) ?? missing(name)),
    );
  }

  /** To be called in a read or a write. */
  range(topicId: number, partition: number): Range {
    const row = this.ends.get(partitionKey(topicId, partition));
    if (row === undefined) return { start: 0, end: 0 };
    const bytes = Buffer.from(row.buffer, row.byteOffset, row.byteLength);
    return { start: bytes.readDoubleLE(0), end: bytes.readDoubleLE(8) };
  }

  setRange(topicId: number, partition: number, { start, end }: Range): void {
    const row = Buffer.allocUnsafe(16);
    row.writeDoubleLE(start, 0);
    row.writeDoubleLE(end, 8);
    void this.ends.put(partitionKey(topicId, partition), row);
  }
}

async function openTables(environment: Environment): Promise<[Rows, Rows, Rows, Rows, Rows]> {
  const names = ['topics', 'ends', 'records', 'latest', 'groups'] as const;
  return Promise.all(names.map((name) => environment.database(`log/${name}`))) as Promise<
    [Rows, Rows, Rows, Rows, Rows]
  >;
}

function missing(topic: string): never {
  throw new PulseError('PULSE_LOG', `the topic ${topic} does not exist; \`pulse topics create\` makes it`, {
    details: { topic },
  });
}

export function partitionKey(topicId: number, partition: number): Buffer {
  const key = Buffer.allocUnsafe(4);
  key.writeUInt16BE(topicId, 0);
  key.writeUInt16BE(partition, 2);
  return key;
}

export function recordKey(topicId: number, partition: number, offset: number): Buffer {
  const key = Buffer.allocUnsafe(10);
  key.writeUInt16BE(topicId, 0);
  key.writeUInt16BE(partition, 2);
  key.writeUIntBE(Math.min(Math.max(offset, 0), LAST_OFFSET), 4, 6);
  return key;
}

export function offsetOfKey(key: Uint8Array): number {
  return Buffer.from(key.buffer, key.byteOffset, key.byteLength).readUIntBE(4, 6);
}

/** Long record keys are indexed by their hash: an LMDB key ends at 1978 bytes. */
export function latestKey(topicId: number, partition: number, key: Uint8Array): Buffer {
  const long = key.length > LONGEST_INDEX_KEY;
  const tag = Buffer.from([long ? 1 : 0]);
  return Buffer.concat([partitionKey(topicId, partition), tag, long ? createHash('sha256').update(key).digest() : key]);
}
