import type { Instant } from '../domain/instant.js';
import { LivePlan } from '../domain/live.js';
import { parsePeriod, periodKey } from '../domain/period.js';
import { type SnapshotContext, SnapshotPlan } from '../domain/snapshot.js';
import type { Snapshot } from '../domain/snapshot-schema.js';
import type { Clock } from '../ports/clock.js';
import type { EventLog } from '../ports/event-log.js';
import type { Logger } from '../ports/logger.js';
import type { StateStore } from '../ports/state-store.js';
import { affectedPeriods, affectedUnits, clockPeriods } from './affected.js';
import { Published } from './published.js';
import type { StateCut, StateReader, Vector } from './state-reader.js';
import { splitUnits } from './unit-table.js';
import { isBelow } from './vector.js';

export interface PublisherDeps {
  readonly log: EventLog;
  readonly store: StateStore;
  readonly reader: StateReader;
  readonly clock: Clock;
  readonly context: SnapshotContext;
  readonly topic: string;
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

/**
 * Publishes the snapshots; runs where partition 0 is owned (design.md section 6). Each tick is one cut: what changed
 * since the last, and the live windows. It takes a quarter of the time at most, however much has changed.
 */
export class SnapshotPublisher {
  readonly #deps: PublisherDeps;
  readonly #sequences: number[];
  readonly #known = new Set<string>();
  readonly #pending = new Set<string>();
  readonly #pendingUnits = new Set<string>();
  /** Keys with open tickets: their overdue counts move with the clock. */
  readonly #open = new Set<string>();
  readonly #stop = new AbortController();
  #published: Published | null = null;
  #recovering = false;
  #minute = -1;
  #unitsAt: Instant = 0;
  #running: Promise<void> = Promise.resolve();

  constructor(deps: PublisherDeps) {
    this.#deps = deps;
    this.#sequences = Array.from({ length: deps.partitions }, () => 0);
  }

  start(): void {
    this.#running = this.#run();
  }

  async stop(): Promise<void> {
    this.#stop.abort();
    await this.#running;
  }

  async #run(): Promise<void> {
    const { clock, logger, intervalMs, log, topic, me, generation } = this.#deps;
    while (!this.#stop.signal.aborted) {
      const began = clock.now();
      try {
        this.#published ??= await Published.open(log, topic, me, generation);
        await this.tick();
      } catch (error) {
        logger.warn({ error: String(error) }, 'no snapshot could be published; will be tried again');
      }
      await clock.sleep(Math.max(intervalMs, 3 * (clock.now() - began)), this.#stop.signal);
    }
    await this.#lastTick();
    await this.#published?.close();
  }

  /** What is still pending at a graceful stop is said before we go. */
  async #lastTick(): Promise<void> {
    for (let i = 0; i < 50 && this.#published !== null; i++) {
      try {
        await this.tick();
      } catch {
        return;
      }
      if (this.#pending.size === 0 && this.#pendingUnits.size === 0) return;
    }
  }

  /** Reads what changed, publishes it. */
  async tick(): Promise<void> {
    const { reader, store, context } = this.#deps;
    const published = this.#published!;
    const asOf = Math.max(await store.now(), published.instant);
    const today = context.zone.dayOf(asOf);
    await this.#collect(asOf);
    for (const key of published.overwritten) this.#again(key);
    const keys = [...this.#pending].slice(0, periodsPerTick);
    const units = this.#unitsDue(asOf);
    const plans = keys.map((key) => new SnapshotPlan(parsePeriod(key, today), asOf, false, context));
    const unitPlans = units.map((key) => new SnapshotPlan(parsePeriod(key, today), asOf, true, context));
    const live = new LivePlan(asOf, context);
    const state = await reader.read([live, ...plans, ...unitPlans].flatMap((p) => [...p.buckets]));
    if (await this.#heals(state, live, asOf)) return;
    const cut = reader.cut(state, asOf, published.rollback);
    const built = plans.map((plan, i) => [keys[i]!, plan.build(state.sum, cut)] as const);
    const tables = unitPlans.map((plan, i) => [`${units[i]!}/units`, splitUnits(plan.build(state.sum, cut))] as const);
    await this.#publish([...built, ...tables], live.build(state.sum, cut), state.vector, asOf);
    for (const [key, snapshot] of built)
      (snapshot.counters['open'] ?? 0) > 0 ? this.#open.add(key) : this.#open.delete(key);
    for (const key of keys) this.#pending.delete(key);
    for (const key of units) this.#pendingUnits.delete(key);
  }

  /** Marks what changed in the store since the last look, and what the clock changes. */
  async #collect(asOf: Instant): Promise<void> {
    const { store, partitions, context } = this.#deps;
    const today = context.zone.dayOf(asOf);
    const looks = await Promise.all(
      Array.from({ length: partitions }, (_, p) => store.changedSince(p, this.#sequences[p]!)),
    );
    const changed = new Set<string>();
    for (const [p, look] of looks.entries()) {
      // A lower sequence: the store fell back, and what it says has changed is not all.
      this.#sequences[p] = look.sequence < this.#sequences[p]! ? 0 : look.sequence;
      for (const bucket of look.changed) changed.add(bucket);
    }
    for (const bucket of changed) if (bucket.startsWith('month:') || bucket.startsWith('day:')) this.#known.add(bucket);
    for (const key of affectedPeriods(changed, this.#known, today)) this.#pending.add(key);
    for (const key of affectedUnits(changed)) this.#pendingUnits.add(key);
    const minute = Math.floor(asOf / 60_000);
    if (minute === this.#minute) return;
    this.#minute = minute;
    for (const p of clockPeriods(today, this.#known)) this.#pending.add(periodKey(p));
    for (const key of this.#open) this.#pending.add(key);
  }

  #again(key: string): void {
    if (key === 'live') this.#published!.overwritten.delete(key);
    else if (key.endsWith('/units')) this.#pendingUnits.add(key.slice(0, -'/units'.length));
    else this.#pending.add(key);
  }

  #unitsDue(asOf: Instant): string[] {
    const stopping = this.#stop.signal.aborted;
    if (!stopping && asOf - this.#unitsAt < this.#deps.unitsIntervalMs) return [];
    this.#unitsAt = asOf;
    return [...this.#pendingUnits].slice(0, periodsPerTick);
  }

  /** While a partition is below what was published, nothing is published but one snapshot that says so. */
  async #heals(state: StateCut, live: LivePlan, asOf: Instant): Promise<boolean> {
    const published = this.#published!;
    const below = isBelow(state.vector, this.#deps.lowered(published.vector));
    if (below && !this.#recovering) {
      this.#recovering = true;
      published.rollback += 1;
      this.#deps.logger.warn(
        { rollback: published.rollback },
        'the store fell back: figures are withheld until the log has been read again',
      );
      const snapshot = live.build(state.sum, this.#deps.reader.cut(state, asOf, published.rollback));
      const record = published.record(this.#deps.topic, 'live', { ...snapshot, recovering: true }, true);
      await this.#deps.log.publish([record!]);
    } else if (!below && this.#recovering) {
      this.#recovering = false;
      this.#deps.logger.info({ rollback: published.rollback }, 'the state is whole again');
      // Everything is published anew under the new rollback number.
      this.#sequences.fill(0);
    }
    return below;
  }

  async #publish(
    list: readonly (readonly [string, Snapshot])[],
    live: Snapshot,
    vector: Vector,
    asOf: Instant,
  ): Promise<void> {
    const { log, topic, logger } = this.#deps;
    const published = this.#published!;
    for (const [key, snapshot] of list) {
      const broken = snapshot.identities.filter((i) => !i.holds);
      if (broken.length > 0) logger.error({ key, broken }, 'an identity does not hold: run "pulse verify"');
    }
    const records = [...list, ['live', live] as const].flatMap(
      ([key, s]) => published.record(topic, key, s, key === 'live') ?? [],
    );
    await log.publish(records);
    published.note(records, vector, asOf);
  }
}
