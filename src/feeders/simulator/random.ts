/**
 * Seeded random numbers: sfc32 ("small fast counting", Chris Doty-Humphrey, PractRand), 128 bits of state, filled by
 * FNV-1a of a text. The same text gives the same numbers on every machine; nothing here is fit for secrets.
 */
export class Random {
  #a: number;
  #b: number;
  #c: number;
  #counter = 1;

  /** Streams of different texts are independent, so that what is drawn for one purpose does not move another. */
  constructor(...seed: readonly (string | number)[]) {
    const text = JSON.stringify(seed);
    this.#a = hash32(`a${text}`);
    this.#b = hash32(`b${text}`);
    this.#c = hash32(`c${text}`);
    for (let i = 0; i < 15; i++) this.#next32();
  }

  /** In [0, 1), 32 bits fine. */
  next(): number {
    return this.#next32() / 2 ** 32;
  }

  /** A whole number in [0, n). */
  below(n: number): number {
    return Math.floor(this.next() * n);
  }

  /** A whole number in [from, to], both included. */
  between(from: number, to: number): number {
    return from + this.below(to - from + 1);
  }

  chance(probability: number): boolean {
    return this.next() < probability;
  }

  pick<T>(list: readonly T[]): T {
    return list[this.below(list.length)]!;
  }

  /** Waiting time of a Poisson process with this mean. */
  exponential(mean: number): number {
    return -Math.log(1 - this.next()) * mean;
  }

  /** Fisher-Yates, in place. */
  shuffle<T>(list: T[]): T[] {
    for (let i = list.length - 1; i > 0; i--) {
      const j = this.below(i + 1);
      [list[i], list[j]] = [list[j]!, list[i]!];
    }
    return list;
  }

  #next32(): number {
    const sum = (this.#a + this.#b + this.#counter) | 0;
    this.#counter = (this.#counter + 1) | 0;
    this.#a = this.#b ^ (this.#b >>> 9);
    this.#b = (this.#c + (this.#c << 3)) | 0;
    this.#c = ((this.#c << 21) | (this.#c >>> 11)) + sum;
    return sum >>> 0;
  }
}

/** Draws items in proportion to their weights. */
export class Weighted<T> {
  readonly #items: readonly T[];
  readonly #upTo: readonly number[];

  constructor(entries: Iterable<readonly [T, number]>) {
    const kept = [...entries].filter(([, weight]) => weight > 0);
    let sum = 0;
    this.#items = kept.map(([item]) => item);
    this.#upTo = kept.map(([, weight]) => {
      sum += weight;
      return sum;
    });
  }

  /** Nothing can be drawn: no weight is above 0. */
  get empty(): boolean {
    return this.#items.length === 0;
  }

  /** Not for an empty one. */
  draw(random: Random): T {
    const at = random.next() * this.#upTo.at(-1)!;
    let [low, high] = [0, this.#upTo.length - 1];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#upTo[middle]! > at) high = middle;
      else low = middle + 1;
    }
    return this.#items[low]!;
  }
}

/** Each item as often as its count says, in the order given. */
export function repeated<T>(entries: Iterable<readonly [T, number]>): T[] {
  const out: T[] = [];
  for (const [item, count] of entries) for (let i = 0; i < count; i++) out.push(item);
  return out;
}

function hash32(text: string): number {
  let h = 0x811c9dc5;
  for (const byte of Buffer.from(text, 'utf8')) h = Math.imul(h ^ byte, 0x01000193);
  return h | 0;
}
