import type { Snapshot } from '../domain/snapshot-schema.js';
import type { Vector } from './state-reader.js';

/** True when some partition of `now` has read less than `then`: the store fell back. */
export function isBelow(now: Vector, then: Vector): boolean {
  for (const [topic, offsets] of then) {
    const mine = now.get(topic);
    if (offsets.some((offset, p) => (mine?.[p] ?? 0n) < offset)) return true;
  }
  return false;
}

/** The higher of both, partition by partition. */
export function highest(a: Vector, b: Vector): Vector {
  const out = new Map(a);
  for (const [topic, offsets] of b) {
    const other = out.get(topic);
    out.set(
      topic,
      offsets.map((offset, p) => (other?.[p] !== undefined && other[p]! > offset ? other[p]! : offset)),
    );
  }
  return out;
}

/** The lower of both, partition by partition; of topics that both have. */
export function lowest(a: Vector, b: Vector): Vector {
  const out = new Map(a);
  for (const [topic, offsets] of a) {
    const other = b.get(topic);
    out.set(
      topic,
      offsets.map((offset, p) => (other?.[p] !== undefined && other[p]! < offset ? other[p]! : offset)),
    );
  }
  return out;
}

export const vectorOf = (snapshot: Snapshot): Vector => vectorOfOffsets(snapshot.asOf.offsets);

export function vectorOfOffsets(offsets: Readonly<Record<string, readonly string[]>>): Vector {
  return new Map(Object.entries(offsets).map(([topic, list]) => [topic, list.map(BigInt)]));
}

/** A vector without what an operator took back by accepting a gap. */
export function loweredByGaps(
  vector: Vector,
  gaps: readonly { topic: string; partition: number; from: string; to: string }[],
): Vector {
  const out = new Map([...vector].map(([topic, offsets]) => [topic, [...offsets]]));
  for (const gap of gaps) {
    const offsets = out.get(gap.topic);
    const at = offsets?.[gap.partition];
    if (at !== undefined && BigInt(gap.to) < BigInt(gap.from) && at > BigInt(gap.to))
      offsets![gap.partition] = BigInt(gap.to);
  }
  return out;
}
