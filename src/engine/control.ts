import { PulseError } from '../domain/errors.js';
import type { Gap } from '../domain/snapshot-schema.js';
import type { EventLog, LogRecord, Offset, Tail } from '../ports/event-log.js';
import type { Logger } from '../ports/logger.js';
import {
  type AcceptedGap,
  type Generation,
  gapRecord,
  generationRecord,
  type TokenRecord,
  tokenRecord,
} from './control-records.js';
import type { Topics } from './topics.js';

/** Records that are there come within moments; whoever waits for them has a client that waits. */
const patienceMs = 5000;

/**
 * What is true beyond any one state: generations, accepted gaps and the tokens of the API, as records of the compacted
 * topic `hotline.control`, so that a FLUSHALL cannot forget them (design.md section 4).
 */
export class ControlBoard {
  readonly #generations = new Map<number, Generation>();
  readonly #gaps = new Map<string, AcceptedGap>();
  readonly #tokens = new Map<string, TokenRecord>();
  readonly #log: EventLog;
  readonly #topics: Topics;
  readonly #logger: Logger;
  readonly #conflicts = new Set<number>();
  /** Hash of the generation that this process runs; null until it does. */
  #ours: string | null = null;
  #saidAgain = 0;
  #tail: Tail | null = null;
  /** Partition → offset after the last record that was taken. */
  readonly #next = new Map<number, Offset>();
  readonly #waiting = new Set<() => void>();

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
    const gap = this.#gaps.get(`gap:${generation}:${topic}/${partition}/${stored}`);
    return gap === undefined ? null : BigInt(gap.resumeAt);
  }

  /** Accepted gaps of a generation, as snapshots name them. */
  gaps(generation: number): Gap[] {
    return [...this.#gaps.values()]
      .filter((g) => g.generation === generation)
      .map((g) => ({
        topic: g.topic,
        partition: g.partition,
        from: g.stored,
        to: g.resumeAt,
        by: g.by,
        reason: g.reason,
      }));
  }

  /** Those that were revoked too; in the order of their making. */
  tokens(): TokenRecord[] {
    return [...this.#tokens.values()].sort((a, b) => Date.parse(a.createdAt) - Date.parse(b.createdAt));
  }

  token(id: string): TokenRecord | undefined {
    return this.#tokens.get(id);
  }

  /** A new token, or a change of one: resolves when the log has acknowledged it. */
  async saveToken(token: TokenRecord): Promise<void> {
    await this.#publish(`token:${token.id}`, token);
  }

  /**
   * Resolves when all that stood in the topic at the call is known here.
   *
   * @throws PulseError, retryable, when the log does not answer or the records do not come.
   */
  async catchUp(): Promise<void> {
    const bounds = await this.#log.bounds(this.#topics.control);
    const isThere = (): boolean =>
      bounds.every(({ start, end }, p) => start >= end || (this.#next.get(p) ?? 0n) >= end);
    if (isThere()) return;
    let look = (): void => undefined;
    let timer: NodeJS.Timeout | undefined;
    try {
      await new Promise<void>((resolve, reject) => {
        look = () => void (isThere() && resolve());
        this.#waiting.add(look);
        timer = setTimeout(() => reject(late()), patienceMs);
      });
    } finally {
      clearTimeout(timer);
      this.#waiting.delete(look);
    }
  }

  async #publish(key: string, value: object): Promise<void> {
    await this.#log.publish([{ topic: this.#topics.control, key, value: JSON.stringify(value) }]);
  }

  async #refresh(): Promise<void> {
    await this.#tail?.close();
    await this.#follow();
  }

  async #follow(): Promise<void> {
    this.#next.clear();
    this.#tail = await this.#log.tail([this.#topics.control], ({ partition, nextOffset, records }) => {
      for (const record of records) this.#take(record);
      this.#next.set(partition, nextOffset);
      for (const look of [...this.#waiting]) look();
    });
    await this.#tail.caughtUp;
  }

  #take(record: LogRecord): void {
    const key = Buffer.from(record.key ?? []).toString('utf8');
    try {
      if (record.value === null) return;
      const value: unknown = JSON.parse(Buffer.from(record.value).toString('utf8'));
      if (key.startsWith('generation:')) this.#takeGeneration(generationRecord.parse(value));
      if (key.startsWith('gap:')) this.#gaps.set(key, gapRecord.parse(value));
      if (key.startsWith('token:')) this.#tokens.set(key.slice('token:'.length), tokenRecord.parse(value));
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

const late = (): PulseError => new PulseError('PULSE_LOG', 'the control topic is behind its end', { retryable: true });

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
