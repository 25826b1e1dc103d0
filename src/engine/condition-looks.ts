import type { Lag } from '../domain/conditions-evaluate.js';
import type { Instant } from '../domain/instant.js';
import type { Vector } from './state-reader.js';
import { isBelow } from './vector.js';

const minute = 60_000;
/** An older look says too little of now: minutes were missed. */
const freshMs = 2 * minute;
/** A lag of more than a day is told as one of a day. */
const most = 1440;

/** Where the input topics ended at an instant. */
interface Look {
  readonly at: Instant;
  readonly ends: Vector;
}

/**
 * Where the log ended, minute by minute: what a state is compared with, to tell how far behind it is. Kept only as far
 * back as something is not committed.
 */
export class Looks {
  readonly #topics: readonly string[];
  readonly #partitions: number;
  #looks: readonly Look[] = [];
  /** Topic → the look at which it was longer than at the one before. */
  readonly #grown = new Map<string, Instant>();

  /** Partitions beyond `partitions` are none of this generation's. */
  constructor(topics: readonly string[], partitions: number) {
    this.#topics = topics;
    this.#partitions = partitions;
  }

  /** @param ends as they were before the state was read that this is compared with. */
  add(at: Instant, ends: Vector): void {
    const own = new Map(this.#topics.map((t) => [t, (ends.get(t) ?? []).slice(0, this.#partitions)]));
    const before = this.#looks.at(-1);
    for (const [topic, list] of own) {
      if (before !== undefined && isBelow(before.ends, new Map([[topic, list]]))) this.#grown.set(topic, at);
    }
    this.#looks = [...this.#looks, { at, ends: own }].slice(-most);
  }

  /** When a topic was last seen to have grown; null: not since the first look. */
  grownAt(topic: string): Instant | null {
    return this.#grown.get(topic) ?? null;
  }

  /** The state holds everything that the last look saw of a topic. */
  isRead(topic: string, state: Vector): boolean {
    const last = this.#looks.at(-1);
    return last !== undefined && isReached(last, topic, state);
  }

  /** How far behind each topic is at the last look; looks that are no longer needed are dropped. */
  lags(state: Vector): readonly Lag[] {
    const last = this.#looks.at(-1);
    if (last === undefined) return [];
    const before = this.#looks.at(-2);
    const lags = this.#topics.map((topic): Lag => {
      const oldest = this.#looks.find((look) => !isReached(look, topic, state));
      const fresh = before !== undefined && last.at - before.at <= freshMs && isReached(before, topic, state);
      const caughtUp = fresh || oldest === undefined;
      const minutes = oldest === undefined ? 0 : Math.floor((last.at - oldest.at) / minute);
      return { topic, minutes, caughtUp, ...(!caughtUp && { detail: missed(last, topic, state) }) };
    });
    const needed = (look: Look): boolean => this.#topics.some((topic) => !isReached(look, topic, state));
    this.#looks = this.#looks.filter((look) => look === last || needed(look));
    return lags;
  }
}

const isReached = (look: Look, topic: string, state: Vector): boolean =>
  !isBelow(state, new Map([[topic, look.ends.get(topic) ?? []]]));

/** `partition 0, 3: 1200 records` */
function missed(look: Look, topic: string, state: Vector): string {
  const waiting = (look.ends.get(topic) ?? []).map((end, p) => end - (state.get(topic)?.[p] ?? 0n));
  const behind = [...waiting.entries()].filter(([, n]) => n > 0n);
  const records = behind.reduce((total, [, n]) => total + n, 0n);
  return `partition ${behind.map(([p]) => p).join(', ')}: ${records} records`;
}
