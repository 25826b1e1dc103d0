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
import { mostAtOnce, Slices } from './slices.js';
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

/** By key, and the vector that all of them stand for. */
interface Built {
  readonly list: readonly (readonly [key: string, snapshot: Snapshot])[];
  readonly vector: Vector;
}

/** A process that stops says what is still to be said, for so long. */
const lastWordsMs = 5000;

/**
 * Publishes the snapshots; runs where partition 0 is owned (design.md section 6). Each tick publishes the live windows,
 * today and this month first, then a slice of what else changed, each from a cut of its own. Either takes a quarter of the
 * time at most, however much has changed: reading a long history must not wait for figures that change again the next
 * moment, and what is happening now must not wait for history.
 */
export class SnapshotPublisher {
  readonly #deps: PublisherDeps;
  readonly #changes: Changes;
  readonly #stop = new AbortController();
  #published: Published | null = null;
  #recovering = false;
  /** A task saw the store fall back: it may be healed again before the next tick. */
  #fallen = false;
  readonly #slices: Slices;
  #unitsAt: Instant = 0;
  /** Unit tables whose turn has come, one a tick: each is as much as many periods. */
  #units: string[] = [];
  #running: Promise<void> = Promise.resolve();

  constructor(deps: PublisherDeps) {
    this.#deps = deps;
    this.#changes = new Changes(deps.store, deps.partitions, deps.context);
    this.#slices = new Slices(deps.intervalMs / 4);
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
      let liveMs: number;
      try {
        this.#published ??= await Published.open(log, topic, me, generation);
        liveMs = await this.tick();
        metrics?.snapshotTick(seconds(), false);
      } catch (error) {
        metrics?.snapshotTick(seconds(), true);
        logger.warn({ error: String(error) }, 'no snapshot could be published; will be tried again');
        liveMs = clock.now() - began;
      }
      // From begin to begin; a clock that was put back does not prolong the pause.
      const rest = Math.min(intervalMs, began + intervalMs - clock.now());
      await clock.sleep(Math.max(1, rest, 3 * liveMs), this.#stop.signal);
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

  /** What is shown now, then as much of what changed as may be. @returns milliseconds that the former took */
  async tick(): Promise<number> {
    const { clock, store } = this.#deps;
    const began = clock.now();
    const asOf = Math.max(await store.now(), this.#published!.instant);
    await this.#changes.look(asOf);
    for (const key of this.#published!.overwritten) this.#changes.again(key);
    const withheld = await this.#tickLive(asOf);
    if (!withheld) await this.#tickPeriods(this.#changes.onTheWall(), asOf);
    const ended = clock.now();
    const size = this.#stop.signal.aborted ? mostAtOnce : this.#slices.sizeAt(ended);
    if (!withheld && size > 0) {
      const built = await this.#tickPeriods(this.#changes.periods(size), asOf);
      this.#slices.built(built, clock.now() - ended);
      await this.#tickUnits(asOf);
      this.#slices.pause(ended, clock.now());
    }
    return ended - began;
  }

  /** @returns true when nothing else is to be published: the state is below what was published. */
  async #tickLive(asOf: Instant): Promise<boolean> {
    const { reader, context } = this.#deps;
    const live = new LivePlan(asOf, context);
    const state = await reader.read(live.buckets);
    if (await this.#heals(state, live, asOf)) return true;
    const cut = reader.cut(state, asOf, this.#published!.rollback);
    await this.#publish([['live', live.build(state.sum, cut)]], state.vector, asOf);
    return false;
  }

  /** @returns how many it published. */
  async #tickPeriods(keys: readonly string[], asOf: Instant): Promise<number> {
    const { list, vector } = await this.#build(keys, asOf, false);
    if (list.length > 0) await this.#publish(list, vector, asOf);
    for (const [key, snapshot] of list) this.#changes.donePeriod(key, snapshot.counters['open'] ?? 0);
    return list.length;
  }

  async #tickUnits(asOf: Instant): Promise<void> {
    const { list, vector } = await this.#build(this.#unitsDue(asOf), asOf, true);
    // Each table apart: one that the log refuses must not hold back the others.
    for (const [key, snapshot] of list) await this.#publishUnits(key, splitUnits(snapshot), vector, asOf);
  }

  #unitsDue(asOf: Instant): string[] {
    if (this.#stop.signal.aborted) return this.#changes.units(mostAtOnce);
    if (this.#units.length === 0 && asOf - this.#unitsAt >= this.#deps.unitsIntervalMs) {
      this.#unitsAt = asOf;
      this.#units = this.#changes.units(mostAtOnce);
    }
    return this.#units.splice(0, 1);
  }

  /** Snapshots of one cut; none when the store fell back since the live windows were read: the next tick sees to it. */
  async #build(keys: readonly string[], asOf: Instant, withUnits: boolean): Promise<Built> {
    const { reader, context } = this.#deps;
    const today = context.zone.dayOf(asOf);
    const plan = (key: string) => new SnapshotPlan(parsePeriod(key, today), asOf, withUnits, context);
    const plans = keys.map((key) => [key, plan(key)] as const);
    if (plans.length === 0) return { list: [], vector: new Map() };
    const state = await reader.read(plans.flatMap(([, plan]) => [...plan.buckets]));
    if (this.#isBelow(state.vector)) return { list: [], vector: state.vector };
    const cut = reader.cut(state, asOf, this.#published!.rollback);
    return { list: plans.map(([key, plan]) => [key, plan.build(state.sum, cut)]), vector: state.vector };
  }

  #isBelow(vector: Vector): boolean {
    return (this.#fallen && !this.#recovering) || isBelow(vector, this.#deps.lowered(this.#published!.vector));
  }

  /** While a partition is below what was published, nothing is published but one snapshot that says so. */
  async #heals(state: StateCut, live: LivePlan, asOf: Instant): Promise<boolean> {
    const { logger, reader, topic, log } = this.#deps;
    const published = this.#published!;
    const below = this.#isBelow(state.vector);
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
