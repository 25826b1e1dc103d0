import type { Offset } from '../../ports/event-log.js';
import { parsePlace } from './deliveries.js';

/** How far the alerts are read, and below which offset of each partition all of them are settled. */
export class ReadProgress {
  readonly #read = new Map<number, Offset>();
  /** Offsets read and not settled, by partition, ascending: they are read in order. */
  readonly #open = new Map<number, Set<Offset>>();

  /** @param from next offset per partition */
  constructor(from: ReadonlyMap<number, Offset>) {
    for (const [partition, offset] of from) this.#read.set(partition, offset);
  }

  open(partition: number, offset: Offset): void {
    const open = this.#open.get(partition) ?? new Set();
    this.#open.set(partition, open.add(offset));
  }

  /** Everything below `next` was read. */
  read(partition: number, next: Offset): void {
    this.#read.set(partition, next);
  }

  /** A place that was never opened here is left alone. */
  settle(place: string): void {
    const { partition, offset } = parsePlace(place);
    this.#open.get(partition)?.delete(offset);
  }

  /** Next offset per partition as decimal text: the least that is not settled. */
  position(): Record<string, string> {
    return Object.fromEntries(
      [...this.#read].map(([partition, read]) => {
        const [least = read] = this.#open.get(partition) ?? [];
        return [String(partition), String(least)];
      }),
    );
  }
}
