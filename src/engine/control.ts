import type { Baselines } from '../domain/baseline.js';
import { PulseError } from '../domain/errors.js';
import type { Gap } from '../domain/snapshot-schema.js';
import type { EventLog, LogRecord, Offset, Tail } from '../ports/event-log.js';
import type { Logger } from '../ports/logger.js';
import { ControlBook } from './control-book.js';
import {
  type AcceptedGap,
  type BaselineRecord,
  type Generation,
  generationRecord,
  type RevisionRecord,
  type SignatureRecord,
  type TokenRecord,
} from './control-records.js';
import { TailPosition } from './tail-position.js';
import type { Topics } from './topics.js';

/**
 * What is true beyond any one state: generations, accepted gaps, the tokens of the API, revisions of months, who signed
 * them and the opening figures, as records of the compacted topic `hotline.control`, so that a FLUSHALL cannot forget
 * them (design.md section 4).
 */
export class ControlBoard {
  readonly #generations = new Map<number, Generation>();
  readonly #book = new ControlBook();
  readonly #log: EventLog;
  readonly #topics: Topics;
  readonly #logger: Logger;
  readonly #conflicts = new Set<number>();
  /** Hash of the generation that this process runs; null until it does. */
  #ours: string | null = null;
  #saidAgain = 0;
  #tail: Tail | null = null;
  readonly #position = new TailPosition();

  private constructor(log: EventLog, topics: Topics, logger: Logger) {
    this.#log = log;
    this.#topics = topics;
    this.#logger = logger;
  }

  /** Reads the topic to its end and follows it from then on. */
  static async open(log: EventLog, topics: Topics, logger: Logger): Promise<ControlBoard> {
    const board = new ControlBoard(log, topics, logger);
    await board.#follow();
    return board;
  }

  async close(): Promise<void> {
    await this.#tail?.close();
  }

  get live(): Generation | null {
    return (
      [...this.#generations.values()].filter((g) => g.state === 'live').sort((a, b) => b.number - a.number)[0] ?? null
    );
  }

  /**
   * The live generation, made if there is none yet. When two processors make it at once the first record wins, and
   * whoever wins says it again, so that compaction keeps the right one.
   *
   * @throws PulseError PULSE_GENERATION when the live one was made under another hash or partition count.
   */
  async ensureGeneration(hash: string, partitions: number, now: string): Promise<Generation> {
    // Read to the end once more: another processor may have begun it since.
    if (this.live === null) await this.#refresh();
    if (this.live === null) {
      await this.#publish('generation:1', {
        number: 1,
        hash,
        partitions,
        state: 'live',
        createdAt: now,
      } satisfies Generation);
      await this.#refresh();
    }
    const live = this.checkLive(hash, partitions);
    if (live === null)
      throw new PulseError('PULSE_LOG', 'the control topic does not return what was written to it', {
        retryable: true,
      });
    this.#ours = hash;
    if (this.#conflicts.delete(live.number)) await this.#sayAgain(live);
    return live;
  }

  /**
   * The live generation; null: there is none yet.
   *
   * @throws PulseError PULSE_GENERATION when it was made under another hash or partition count.
   */
  checkLive(hash: string, partitions: number): Generation | null {
    const { live } = this;
    if (live !== null && (live.hash !== hash || live.partitions !== partitions))
      throw otherGeneration(live, hash, partitions);
    return live;
  }

  /** Records that an operator lets a partition read on without what the log has lost. */
  async acceptGap(gap: AcceptedGap): Promise<void> {
    await this.#publish(`gap:${gap.generation}:${gap.topic}/${gap.partition}/${gap.stored}`, gap);
  }

  resumePoint(generation: number, topic: string, partition: number, stored: Offset): Offset | null {
    const gap = this.#book.gap(`gap:${generation}:${topic}/${partition}/${stored}`);
    return gap === undefined ? null : BigInt(gap.resumeAt);
  }

  /** Accepted gaps of a generation, as snapshots name them. */
  gaps(generation: number): Gap[] {
    return this.#book.gaps(generation);
  }

  /** Those that were revoked too; in the order of their making. */
  tokens(): TokenRecord[] {
    return this.#book.tokens();
  }

  token(id: string): TokenRecord | undefined {
    return this.#book.token(id);
  }

  /** Decided revisions of a month (`2021-06`), or of all months; the first one first. */
  revisions(month?: string): RevisionRecord[] {
    return this.#book.revisions(month);
  }

  /** null: none is decided yet. */
  lastRevision(month: string): RevisionRecord | null {
    return this.#book.revisions(month).at(-1) ?? null;
  }

  /** Who signed: one revision, or all; in the order of signing. */
  signatures(month?: string, revision?: number): SignatureRecord[] {
    return this.#book.signatures(month, revision);
  }

  /** Opening figures that hold: month → counter → count. The same map until a record changes them. */
  baselines(): Baselines {
    return this.#book.baselines();
  }

  /** With those that were removed; by month. */
  baselineRecords(): BaselineRecord[] {
    return this.#book.baselineRecords();
  }

  /** A new token, or a change of one: resolves when the log has acknowledged it. */
  async saveToken(token: TokenRecord): Promise<void> {
    await this.#publish(`token:${token.id}`, token);
  }

  /** @param id unique to this signature */
  async sign(id: string, signature: SignatureRecord): Promise<void> {
    await this.#publish(`sign:${signature.month}@r${signature.revision}:${id}`, signature);
  }

  /** New opening figures of a month, or their removal. */
  async saveBaseline(baseline: BaselineRecord): Promise<void> {
    await this.#publish(`baseline:${baseline.month}`, baseline);
  }

  /**
   * Resolves when all that stood in the topic at the call is known here.
   *
   * @throws PulseError, retryable, when the log does not answer or the records do not come.
   */
  catchUp(): Promise<void> {
    return this.#position.reachedEnd(this.#log, this.#topics.control);
  }

  async #publish(key: string, value: object): Promise<void> {
    await this.#log.publish([{ topic: this.#topics.control, key, value: JSON.stringify(value) }]);
  }

  async #refresh(): Promise<void> {
    await this.#tail?.close();
    await this.#follow();
  }

  async #follow(): Promise<void> {
    this.#position.reset();
    this.#tail = await this.#log.tail([this.#topics.control], ({ partition, nextOffset, records }) => {
      for (const record of records) this.#take(record);
      this.#position.moved(partition, nextOffset);
    });
    await this.#tail.caughtUp;
  }

  #take(record: LogRecord): void {
    const key = Buffer.from(record.key ?? []).toString('utf8');
    try {
      if (record.value === null) return;
      const value: unknown = JSON.parse(Buffer.from(record.value).toString('utf8'));
      if (key.startsWith('generation:')) this.#takeGeneration(generationRecord.parse(value));
      else this.#book.take(key, value);
    } catch (error) {
      this.#logger.error(
        { key, error: String(error) },
        'a record of the control topic is not readable and was passed over',
      );
    }
  }

  #takeGeneration(g: Generation): void {
    const known = this.#generations.get(g.number);
    if (known === undefined || (known.hash === g.hash && known.partitions === g.partitions)) {
      this.#generations.set(g.number, g);
    } else if (known.hash === this.#ours) void this.#sayAgain(known);
    else this.#conflicts.add(g.number);
  }

  /** The first record of a generation holds; compaction keeps the last, so the right one must be that too. */
  async #sayAgain(live: Generation): Promise<void> {
    // Two processors that both hold to their own word must not fill the topic; the store's own mark refuses one of them.
    if (this.#saidAgain++ >= 3) return;
    try {
      await this.#publish(`generation:${live.number}`, live);
    } catch (error) {
      this.#logger.warn({ error: String(error) }, 'the generation could not be confirmed; the next start does it');
    }
  }
}

function otherGeneration(live: Generation, hash: string, partitions: number): PulseError {
  const what =
    live.partitions === partitions
      ? `set of rules, calendar, time zone, catalogue kinds or program version (hash ${live.hash}, ours ${hash})`
      : `a partition count of ${live.partitions}, while the input topics have ${partitions}`;
  return new PulseError(
    'PULSE_GENERATION',
    `generation ${live.number} is live under another ${what}. Its figures and ours must not be mixed: use the settings it was made with, or another namespace`,
    { details: { generation: live.number, hash: live.hash, ours: hash } },
  );
}
