import type { Instant } from '../domain/instant.js';
import { formatInstant } from '../domain/instant.js';
import { LivePlan } from '../domain/live.js';
import type { Period } from '../domain/period.js';
import { type Cut, type SnapshotContext, SnapshotPlan } from '../domain/snapshot.js';
import type { Gap, Snapshot } from '../domain/snapshot-schema.js';
import type { Offset } from '../ports/event-log.js';
import type { StateStore } from '../ports/state-store.js';
import { type Progress, readProgress } from './partition-state.js';

/** Topic → next offset of each partition: what a state means. */
export type Vector = ReadonlyMap<string, readonly Offset[]>;

export interface ReaderOptions {
  readonly store: StateStore;
  readonly inputs: readonly string[];
  readonly partitions: number;
  readonly generation: number;
  readonly context: SnapshotContext;
  readonly gaps: () => readonly Gap[];
}

export interface StateCut {
  /** Sum of a bucket over all partitions. */
  readonly sum: (bucket: string) => ReadonlyMap<string, number>;
  readonly vector: Vector;
  readonly progress: readonly Progress[];
}

/**
 * Reads figures out of the store: each partition in one atomic read together with its offsets. There is no instant
 * common to all partitions; the vector of offsets is the cut (design.md section 12).
 */
export class StateReader {
  readonly #options: ReaderOptions;

  constructor(options: ReaderOptions) {
    this.#options = options;
  }

  async read(buckets: Iterable<string>): Promise<StateCut> {
    const { store, inputs, partitions } = this.#options;
    const names = [...new Set(buckets)];
    const index = new Map(names.map((name, i) => [name, i]));
    const reads = await Promise.all(Array.from({ length: partitions }, (_, p) => store.read(p, names)));
    const progress = reads.map((r) => readProgress(r));
    const sums = new Map<string, ReadonlyMap<string, number>>();
    const sum = (bucket: string): ReadonlyMap<string, number> => {
      let total = sums.get(bucket);
      if (total === undefined) {
        total = added(reads.map((r) => r.buckets[index.get(bucket)!]!));
        sums.set(bucket, total);
      }
      return total;
    };
    const vector = new Map(inputs.map((topic) => [topic, progress.map((p) => p.offsets.get(topic) ?? 0n)]));
    return { sum, vector, progress };
  }

  /** One snapshot at an instant (units included when asked), and the vector that it stands for. */
  async snapshot(period: Period, asOf: Instant, withUnits: boolean, rollback = 0): Promise<Snapshot> {
    const plan = new SnapshotPlan(period, asOf, withUnits, this.#options.context);
    const state = await this.read(plan.buckets);
    return plan.build(state.sum, this.cut(state, asOf, rollback));
  }

  async live(asOf: Instant, rollback = 0): Promise<Snapshot> {
    const plan = new LivePlan(asOf, this.#options.context);
    const state = await this.read(plan.buckets);
    return plan.build(state.sum, this.cut(state, asOf, rollback));
  }

  cut(state: StateCut, instant: Instant, rollback: number): Cut {
    const times = state.progress.flatMap((p) => (p.eventTime === null ? [] : [p.eventTime]));
    return {
      instant,
      demo: state.progress.some((p) => (p.tallies.get('demo') ?? 0) > 0),
      gaps: this.#options.gaps(),
      asOf: {
        eventTime: times.length === 0 ? null : formatInstant(Math.max(...times)),
        generation: this.#options.generation,
        rollback,
        offsets: Object.fromEntries([...state.vector].map(([topic, list]) => [topic, list.map(String)])),
      },
    };
  }
}

function added(maps: readonly ReadonlyMap<string, number>[]): ReadonlyMap<string, number> {
  if (maps.length === 1) return maps[0]!;
  const out = new Map<string, number>();
  for (const map of maps) for (const [name, n] of map) out.set(name, (out.get(name) ?? 0) + n);
  return out;
}
