import { createHash } from 'node:crypto';
import { type Snapshot, snapshotSchema } from '../domain/snapshot-schema.js';
import type { EventLog, LogRecord, OutgoingRecord, Tail } from '../ports/event-log.js';
import { parseRevisionKey } from './revision-record.js';
import type { Vector } from './state-reader.js';
import { highest, vectorOf } from './vector.js';

const publisherHeader = 'pulse-publisher';
const contentHeader = 'pulse-content';

/**
 * What stands in the snapshots topic: the last content of each key, and the highest vector that was ever published.
 * Follows the topic, so that a late send of a former publisher is seen and published over (design.md section 6).
 */
export class Published {
  /** Key → digest of its last content, asOf aside. */
  readonly #content = new Map<string, string>();
  /** Keys whose last record is another publisher's. */
  readonly overwritten = new Set<string>();
  vector: Vector = new Map();
  rollback = 0;
  instant = 0;
  readonly #me: string;
  readonly #generation: number;
  #tail: Tail | null = null;

  private constructor(me: string, generation: number) {
    this.#me = me;
    this.#generation = generation;
  }

  static async open(log: EventLog, topic: string, me: string, generation: number): Promise<Published> {
    const published = new Published(me, generation);
    // Only the last record a key is worth parsing of what former publishers left: there may be a hundred thousand.
    const former = new Map<string, LogRecord>();
    let following = false;
    published.#tail = await log.tail([topic], (batch) => {
      for (const record of batch.records) {
        if (following) published.#take(record);
        else former.set(textOf(record.key), record);
      }
    });
    await published.#tail.caughtUp;
    following = true;
    for (const record of former.values()) published.#take(record);
    // That is where we begin, not something to publish over.
    published.overwritten.clear();
    return published;
  }

  async close(): Promise<void> {
    await this.#tail?.close();
  }

  /** The record of a snapshot; null when the topic already says the same of this key. */
  record(topic: string, key: string, snapshot: Snapshot, always: boolean): OutgoingRecord | null {
    const { asOf, ...figures } = snapshot;
    const content = createHash('sha1')
      .update(JSON.stringify([asOf.generation, asOf.rollback, figures]))
      .digest('base64');
    if (!always && this.#content.get(key) === content && !this.overwritten.has(key)) return null;
    const event = {
      specversion: '1.0',
      id: `${this.#me}/${key}/${asOf.instant}`,
      source: 'urn:hotline-pulse:processor',
      type: 'hotline.snapshot.v1',
      subject: key,
      time: asOf.instant,
      datacontenttype: 'application/json',
      data: snapshot,
    };
    return {
      topic,
      key,
      value: JSON.stringify(event),
      headers: { [publisherHeader]: this.#me, [contentHeader]: content },
    };
  }

  /** Remembers what was acknowledged. */
  note(records: readonly OutgoingRecord[], vector: Vector, instant: number): void {
    for (const { key, headers } of records) this.#content.set(String(key), headers?.[contentHeader] ?? '');
    this.vector = highest(this.vector, vector);
    this.instant = Math.max(this.instant, instant);
  }

  /** The topic alone says whose word is the last: what was acknowledged may have been written over before we knew. */
  #take(record: LogRecord): void {
    const key = textOf(record.key);
    // Said once, by a commit, not by us.
    if (parseRevisionKey(key) !== null) return;
    if (record.headers[publisherHeader] === this.#me) {
      this.overwritten.delete(key);
      return;
    }
    if (record.value === null) return;
    const parsed = readSnapshot(record.value);
    this.overwritten.add(key);
    if (parsed === null || parsed.asOf.generation !== this.#generation) return;
    this.#content.set(key, record.headers[contentHeader] ?? '');
    this.rollback = Math.max(this.rollback, parsed.asOf.rollback);
    this.instant = Math.max(this.instant, Date.parse(parsed.asOf.instant));
    if (parsed.recovering !== true) this.vector = highest(this.vector, vectorOf(parsed));
  }
}

const textOf = (key: Uint8Array | null): string => Buffer.from(key ?? []).toString('utf8');

/** The snapshot in a record of the snapshots topic; null when it is none. */
export function readSnapshot(value: Uint8Array): Snapshot | null {
  try {
    const event = JSON.parse(Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString('utf8'));
    return snapshotSchema.safeParse(event.data).data ?? null;
  } catch {
    return null;
  }
}
