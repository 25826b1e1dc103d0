import type { EventLog, LogRecord, Offset, OutgoingRecord } from '../ports/event-log.js';
import { type RevisionRecord, type RevisionWord, revisionWord } from './control-records.js';
import { readSnapshot } from './published.js';
import { decisionHeader, decisionOf } from './revision-record.js';
import { RevisionShelf } from './revision-shelf.js';
import type { Topics } from './topics.js';

interface Decided {
  readonly record: RevisionRecord;
  /** The last record of the key, which compaction keeps, is another decision's. */
  overwritten: boolean;
}

/**
 * What the log says of revisions: the one memory of them that neither another owner nor a store that falls back can lose.
 * Reads both topics to their ends when it is asked to, from where it was.
 *
 * Of two decisions under one key the first in the control topic holds. There are two where a processor's store lost a decision
 * whose records were on their way already: nobody can call these back. The first is then said again, with a mark that it
 * holds, for compaction may take its first word and leave the other.
 */
export class RevisionBook {
  readonly shelf = new RevisionShelf();
  readonly #log: Pick<EventLog, 'bounds' | 'read'>;
  readonly #topics: Pick<Topics, 'control' | 'snapshots'>;
  readonly #next = new Map<string, Offset>();
  readonly #decided = new Map<string, Decided>();
  #live: Uint8Array | null = null;

  constructor(log: Pick<EventLog, 'bounds' | 'read'>, topics: Pick<Topics, 'control' | 'snapshots'>) {
    this.#log = log;
    this.#topics = topics;
  }

  /** Reads to the ends of the topics as they are at the call. */
  async read(): Promise<void> {
    await this.#readTopic(this.#topics.control, (record) => this.#takeControl(record));
    await this.#readTopic(this.#topics.snapshots, (record) => this.#takeSnapshot(record));
  }

  /** Of one month or of all, by month and number. */
  revisions(month?: string): RevisionRecord[] {
    return [...this.#decided.values()]
      .map(({ record }) => record)
      .filter((r) => month === undefined || r.month === month)
      .sort((a, b) => (a.month === b.month ? a.revision - b.revision : a.month < b.month ? -1 : 1));
  }

  /** null: none is decided yet. */
  last(month: string): RevisionRecord | null {
    return this.revisions(month).at(-1) ?? null;
  }

  /** How often the store fell back, as the last live figures say. */
  get rollback(): number {
    return this.#live === null ? 0 : (readSnapshot(this.#live)?.asOf.rollback ?? 0);
  }

  /** What must be said again, so that compaction keeps what was decided. */
  overwritten(): OutgoingRecord[] {
    return [...this.#decided].flatMap(([key, { record, overwritten }]) => [
      ...this.shelf.overwritten(record).map(([name, bytes]) => ({
        topic: this.#topics.snapshots,
        key: name,
        value: bytes,
        headers: { [decisionHeader]: decisionOf(record) },
      })),
      ...(overwritten ? [this.#saidAgain(key, record)] : []),
    ]);
  }

  async #readTopic(topic: string, take: (record: LogRecord) => void): Promise<void> {
    const { start, end } = (await this.#log.bounds(topic))[0]!;
    let from = this.#next.get(topic) ?? 0n;
    // Made anew: what the former topic said is gone for everybody.
    if (end < from) {
      from = 0n;
      if (topic === this.#topics.control) this.#decided.clear();
      else this.shelf.clear();
    }
    if (start > from) from = start;
    if (from < end) {
      for await (const batch of this.#log.read([{ topic, partition: 0, from, to: end }])) batch.records.forEach(take);
    }
    this.#next.set(topic, end);
  }

  #takeControl({ key, value }: LogRecord): void {
    const name = Buffer.from(key ?? []).toString('utf8');
    if (value === null || !name.startsWith('revision:')) return;
    const word = readWord(value);
    if (word === null) return;
    const { holds, ...record } = word;
    const known = this.#decided.get(name);
    const isOther = known !== undefined && decisionOf(known.record) !== decisionOf(record);
    if (known === undefined || (isOther && holds === true)) this.#decided.set(name, { record, overwritten: false });
    else known.overwritten = isOther;
  }

  #saidAgain(key: string, record: RevisionRecord): OutgoingRecord {
    const word: RevisionWord = { ...record, holds: true };
    return { topic: this.#topics.control, key, value: JSON.stringify(word) };
  }

  #takeSnapshot(record: LogRecord): void {
    if (this.shelf.take(record)) return;
    if (Buffer.from(record.key ?? []).toString('utf8') === 'live' && record.value !== null) this.#live = record.value;
  }
}

function readWord(value: Uint8Array): RevisionWord | null {
  try {
    return revisionWord.safeParse(JSON.parse(Buffer.from(value).toString('utf8'))).data ?? null;
  } catch {
    return null;
  }
}
