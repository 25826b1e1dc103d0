import { createHash } from 'node:crypto';
import type { Snapshot } from '../domain/snapshot-schema.js';
import type { EventLog, LogRecord, Tail } from '../ports/event-log.js';
import type { ControlBoard } from './control.js';
import { readSnapshot } from './published.js';
import { decisionOf, parseRevisionKey } from './revision-record.js';
import { RevisionShelf } from './revision-shelf.js';
import { isBelow, vectorOf } from './vector.js';

/** One key of the snapshots topic, as it stands. */
export interface Standing {
  readonly snapshot: Snapshot;
  /** Digest of the record: content and asOf. */
  readonly version: string;
}

interface Head {
  readonly key: string;
  readonly state: Snapshot['state'];
  readonly from: string | null;
  readonly to: string | null;
  readonly asOf: string;
}

/** The control board, as far as this asks it. */
type Decided = Pick<ControlBoard, 'revisions'>;

/**
 * The last snapshot of each key, for whoever shows them. Follows the snapshots topic; of two snapshots the one that is older by
 * (generation, rollback, offsets) is ignored, whichever came last (design.md section 6).
 */
export class PublishedFeed {
  readonly #standing = new Map<string, Standing>();
  /** The revisions of final months; they are no standing figures. */
  readonly revisions = new RevisionShelf();
  readonly #listeners = new Set<(key: string, standing: Standing) => void>();
  #tail: Tail | null = null;

  readonly #decided: Decided | null;

  private constructor(decided: Decided | null) {
    this.#decided = decided;
  }

  /**
   * Reads the topic to its end; of what was published before, only the last record a key is looked at.
   *
   * @param decided says which revisions are; null: none is shown.
   */
  static async open(
    log: Pick<EventLog, 'tail'>,
    topic: string,
    decided: Decided | null = null,
  ): Promise<PublishedFeed> {
    const feed = new PublishedFeed(decided);
    const former = new Map<string, LogRecord>();
    let following = false;
    feed.#tail = await log.tail([topic], (batch) => {
      for (const record of batch.records) {
        if (feed.revisions.take(record)) continue;
        if (following) feed.#take(record);
        else former.set(keyOf(record), record);
      }
    });
    await feed.#tail.caughtUp;
    following = true;
    for (const record of former.values()) feed.#take(record);
    return feed;
  }

  async close(): Promise<void> {
    await this.#tail?.close();
    this.#listeners.clear();
  }

  /** @param key may be that of a decided revision, such as `month:2021-06@r1` or `month:2021-06@r1/units`. */
  latest(key: string): Standing | null {
    const named = parseRevisionKey(key);
    return named === null ? (this.#standing.get(key) ?? null) : this.#revisionOf(named);
  }

  #revisionOf({ month, revision, part }: NonNullable<ReturnType<typeof parseRevisionKey>>): Standing | null {
    const record = this.#decided?.revisions(month).find((r) => r.revision === revision);
    if (record === undefined || part === 'late' || part === 'changes') return null;
    const snapshot = part === 'units' ? this.revisions.units(record) : this.revisions.figures(record);
    return snapshot && { snapshot, version: `${decisionOf(record)}${part ?? ''}` };
  }

  keys(): readonly string[] {
    return [...this.#standing.keys()];
  }

  /** Tables of units aside: they belong to their month. */
  periods(): readonly Head[] {
    return [...this.#standing].flatMap(([key, { snapshot: s }]) =>
      key.endsWith('/units')
        ? []
        : [{ key, state: s.state, from: s.period.from ?? null, to: s.period.to ?? null, asOf: s.asOf.instant }],
    );
  }

  /** @returns a function that ends it. */
  onUpdate(listener: (key: string, standing: Standing) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  #take(record: LogRecord): void {
    const key = keyOf(record);
    if (record.value === null) return void this.#standing.delete(key);
    const snapshot = readSnapshot(record.value);
    if (snapshot === null) return;
    const known = this.#standing.get(key)?.snapshot;
    if (known !== undefined && isOlder(snapshot, known)) return;
    const version = createHash('sha256').update(record.value).digest('base64url').slice(0, 22);
    const standing = { snapshot, version };
    this.#standing.set(key, standing);
    for (const listener of this.#listeners) listener(key, standing);
  }
}

const keyOf = ({ key }: LogRecord): string => Buffer.from(key ?? []).toString('utf8');

/** Offsets first, as far as they differ; equal ones are ordered by the instant. */
function isOlder(a: Snapshot, b: Snapshot): boolean {
  if (a.asOf.generation !== b.asOf.generation) return a.asOf.generation < b.asOf.generation;
  if (a.asOf.rollback !== b.asOf.rollback) return a.asOf.rollback < b.asOf.rollback;
  const [x, y] = [vectorOf(a), vectorOf(b)];
  if (isBelow(x, y)) return true;
  return !isBelow(y, x) && Date.parse(a.asOf.instant) < Date.parse(b.asOf.instant);
}
