import type { Instant } from '../domain/instant.js';
import type { EventLog, Offset } from '../ports/event-log.js';
import type { StateStore } from '../ports/state-store.js';
import { readProgress } from './partition-state.js';

/** Topic → the end of each partition. */
type Ends = ReadonlyMap<string, readonly Offset[]>;

export interface HorizonDeps {
  readonly log: EventLog;
  readonly store: StateStore;
  readonly inputs: readonly string[];
  readonly partitions: number;
}

export async function endsOf(log: EventLog, inputs: readonly string[]): Promise<Ends> {
  const bounds = await Promise.all(inputs.map((topic) => log.bounds(topic)));
  return new Map(inputs.map((topic, t) => [topic, bounds[t]!.map((b) => b.end)]));
}

export function hasPassed(offsets: ReadonlyMap<string, Offset>, ends: Ends, partition: number): boolean {
  for (const [topic, list] of ends) if ((offsets.get(topic) ?? 0n) < (list[partition] ?? 0n)) return false;
  return true;
}

/**
 * An instant and the ends of the inputs as they were then. A task that has committed up to these ends knows all that had
 * been said by that instant, so it may call a ticket overdue (design.md section 5).
 */
export class Horizon {
  readonly at: Instant;
  readonly #ends: Ends;
  readonly #deps: HorizonDeps;
  /** The ends after every other partition had passed the first ones: copies that these produced lie before them. */
  #afterCopies: Ends | null = null;

  private constructor(at: Instant, ends: Ends, deps: HorizonDeps) {
    this.at = at;
    this.#ends = ends;
    this.#deps = deps;
  }

  /** @param at an instant that is not later than the call. */
  static async of(at: Instant, deps: HorizonDeps): Promise<Horizon> {
    return new Horizon(at, await endsOf(deps.log, deps.inputs), deps);
  }

  /** True when the partition has committed up to its own ends. */
  isReached(partition: number, offsets: ReadonlyMap<string, Offset>): boolean {
    return hasPassed(offsets, this.#ends, partition);
  }

  /** True for a record that was not there yet. */
  isBeyond(topic: string, partition: number, offset: Offset): boolean {
    return offset >= (this.#ends.get(topic)?.[partition] ?? 0n);
  }

  /**
   * @param offsets what the partition has committed.
   * @param copies re-routed copies came to this partition lately: what is still to come may lie in another partition, so
   *   all of them must have passed, and then this one once more.
   */
  async isPassed(partition: number, offsets: ReadonlyMap<string, Offset>, copies: boolean): Promise<boolean> {
    if (!this.isReached(partition, offsets)) return false;
    if (!copies) return true;
    this.#afterCopies ??= await this.#endsWhenAllPassed();
    return this.#afterCopies !== null && hasPassed(offsets, this.#afterCopies, partition);
  }

  async #endsWhenAllPassed(): Promise<Ends | null> {
    const { store, partitions, log, inputs } = this.#deps;
    const states = await Promise.all(Array.from({ length: partitions }, (_, p) => store.load(p, [])));
    const all = states.every((state, p) => hasPassed(readProgress(state).offsets, this.#ends, p));
    return all ? endsOf(log, inputs) : null;
  }
}
