import type { Instant } from '../domain/instant.js';
import { LivePlan } from '../domain/live.js';
import { parsePeriod } from '../domain/period.js';
import { type SnapshotContext, SnapshotPlan } from '../domain/snapshot.js';
import type { Snapshot } from '../domain/snapshot-schema.js';
import type { Clock } from '../ports/clock.js';
import type { EventLog } from '../ports/event-log.js';
import type { Logger } from '../ports/logger.js';
import type { StateStore } from '../ports/state-store.js';
import { Changes } from './changes.js';
import { type Measured, stopwatch } from './engine-metrics.js';
import { Published } from './published.js';
import type { StateCut, StateReader, Vector } from './state-reader.js';
import { splitUnits } from './unit-table.js';
import { isBelow, lowest } from './vector.js';

export interface PublisherDeps extends Measured {
  readonly log: EventLog;
  readonly store: StateStore;
  readonly reader: StateReader;
  readonly clock: Clock;
  readonly context: SnapshotContext;
  readonly topic: string;
  readonly inputs: readonly string[];
  readonly partitions: number;
  readonly generation: number;
  /** Unique to this process. */
  readonly me: string;
  readonly intervalMs: number;
  readonly unitsIntervalMs: number;
  readonly logger: Logger;
  /** Offsets that an operator took back: what was published beyond them is not a fall-back. */
  readonly lowered: (vector: Vector) => Vector;
}

/** So many periods a tick at most; the rest waits for the next, so that a long history does not stop the live figures. */
const periodsPerTick = 48;
/** A process that stops says what is still to be said, for so long. */
const lastWordsMs = 5000;

/**
 * Publishes the snapshots; runs where partition 0 is owned (design.md section 6). Each tick is one cut: what changed
 * since the last, and the live windows. It takes a quarter of the time at most, however much has changed: reading a long
 * history must not wait for figures that change again the next moment.
 */
export class SnapshotPublisher {
  readonly #deps: PublisherDeps;
  readonly #changes: Changes;
  readonly #stop = new AbortController();
  #published: Published | null = null;
  #recovering = false;
  /** A task saw the store fall back: it may be healed again before the next tick. */
  #fallen = false;
  #unitsAt: Instant = 0;
  #running: Promise<void> = Promise.resolve();

  constructor(deps: PublisherDeps) {
    this.#deps = deps;
    this.#changes = new Changes(deps.store, deps.partitions, deps.context.zone);
  }

  start(): void {
    this.#running = this.#run();
  }

  /** @param lastWords publish what is pending first: not when another process already owns partition 0. */
  async stop(lastWords: boolean): Promise<void> {
    this.#stop.abort();
    await this.#running;
    if (lastWords && this.#published !== null) await this.#finish();
    await this.#published?.close();
    this.#published = null;
  }

  fellBack(): void {
    if (!this.#recovering) this.#fallen = true;
  }

  async #run(): Promise<void> {
    const { clock, logger, intervalMs, log, topic, me, generation, metrics } = this.#deps;
    while (!this.#stop.signal.aborted) {
      const began = clock.now();
      const seconds = stopwatch();
      try {
        this.#published ??= await Published.open(log, topic, me, generation);
        await this.tick();
        metrics?.snapshotTick(seconds(), false);
      } catch (error) {
        metrics?.snapshotTick(seconds(), true);
        logger.warn({ error: String(error) }, 'no snapshot could be published; will be tried again');
      }
      await clock.sleep(Math.max(intervalMs, 3 * (clock.now() - began)), this.#stop.signal);
    }
  }

  async #finish(): Promise<void> {
    const { clock, logger } = this.#deps;
    const end = clock.now() + lastWordsMs;
    try {
      do await this.tick();
      while (!this.#changes.empty && clock.now() < end);
    } catch (error) {
      logger.warn({ error: String(error) }, 'the last snapshots could not be published; the next start publishes them');
    }
  }

  /** Reads what changed, publishes it. */
  async tick(): Promise<void> {
    const { reader, store, context } = this.#deps;
    const published = this.#published!;
    const asOf = Math.max(await store.now(), published.instant);
    await this.#changes.look(asOf);
    for (const key of published.overwritten) this.#changes.again(key);
    const plan = (withUnits: boolean) => (key: string) =>
      [key, new SnapshotPlan(parsePeriod(key, context.zone.dayOf(asOf)), asOf, withUnits, context)] as const;
    const periods = this.#changes.periods(periodsPerTick).map(plan(false));
    const units = this.#unitsDue(asOf).map(plan(true));
    const live = new LivePlan(asOf, context);
    const state = await reader.read([live, ...[...periods, ...units].map(([, p]) => p)].flatMap((p) => [...p.buckets]));
    if (await this.#heals(state, live, asOf)) return;
    const cut = reader.cut(state, asOf, published.rollback);
    const built = periods.map(([key, p]) => [key, p.build(state.sum, cut)] as const);
    await this.#publish([...built, ['live', live.build(state.sum, cut)]], state.vector, asOf);
    for (const [key, snapshot] of built) this.#changes.donePeriod(key, snapshot.counters['open'] ?? 0);
    // Each table apart: one that the log refuses must not hold back the others.
    for (const [key, p] of units)
      await this.#publishUnits(key, splitUnits(p.build(state.sum, cut)), state.vector, asOf);
  }

  #unitsDue(asOf: Instant): string[] {
    if (!this.#stop.signal.aborted && asOf - this.#unitsAt < this.#deps.unitsIntervalMs) return [];
    this.#unitsAt = asOf;
    return this.#changes.units(periodsPerTick);
  }

  /** While a partition is below what was published, nothing is published but one snapshot that says so. */
  async #heals(state: StateCut, live: LivePlan, asOf: Instant): Promise<boolean> {
    const { lowered, logger, reader, topic, log } = this.#deps;
    const published = this.#published!;
    const fallen = this.#fallen && !this.#recovering;
    const below = fallen || isBelow(state.vector, lowered(published.vector));
    if (below && !this.#recovering) {
      const rollback = published.rollback + 1;
      logger.warn({ rollback }, 'the store fell back: figures are withheld until the log has been read again');
      const snapshot = { ...live.build(state.sum, reader.cut(state, asOf, rollback)), recovering: true };
      await log.publish([published.record(topic, 'live', snapshot, true)!]);
      published.rollback = rollback;
      this.#recovering = true;
      this.#fallen = false;
    } else if (below) await this.#capByLog();
    else if (this.#recovering) {
      this.#recovering = false;
      logger.info({ rollback: published.rollback }, 'the state is whole again');
      // Everything is published anew under the new rollback number.
      this.#changes.all();
    }
    return below;
  }

  /** Inputs that were made anew are shorter than what was published from the old ones: that is never reached again. */
  async #capByLog(): Promise<void> {
    const { log, inputs, logger, lowered } = this.#deps;
    const published = this.#published!;
    const bounds = await Promise.all(inputs.map(async (t) => [t, (await log.bounds(t)).map((b) => b.end)] as const));
    const ends = new Map(bounds);
    if (!isBelow(ends, lowered(published.vector))) return;
    logger.error(
      {},
      'the input topics are shorter than what was published from them: they were truncated or made anew',
    );
    published.vector = lowest(published.vector, ends);
  }

  async #publishUnits(key: string, table: Snapshot, vector: Vector, asOf: Instant): Promise<void> {
    try {
      await this.#publish([[`${key}/units`, table]], vector, asOf);
      this.#changes.doneUnits(key);
    } catch (error) {
      this.#deps.logger.warn({ key: `${key}/units`, error: String(error) }, 'a unit table could not be published');
    }
  }

  async #publish(list: readonly (readonly [string, Snapshot])[], vector: Vector, asOf: Instant): Promise<void> {
    const { log, topic, logger, metrics } = this.#deps;
    const published = this.#published!;
    for (const [key, snapshot] of list) {
      const broken = snapshot.identities.filter((i) => !i.holds);
      if (broken.length > 0) logger.error({ key, broken }, 'an identity does not hold: run "pulse verify"');
    }
    const records = list.flatMap(([key, s]) => published.record(topic, key, s, key === 'live') ?? []);
    await log.publish(records);
    published.note(records, vector, asOf);
    metrics?.snapshotsPublished(records.map((r) => String(r.key)));
  }
}
