import type { Snapshot } from './types.js';

/** Whether `a` may replace `b`: ordered by generation, rollback and instant; equal ones may. */
export function isNewer(a: Snapshot, b: Snapshot): boolean {
  const [x, y] = [a.asOf, b.asOf];
  if (x.generation !== y.generation) return x.generation > y.generation;
  if (x.rollback !== y.rollback) return x.rollback > y.rollback;
  return Date.parse(x.instant) >= Date.parse(y.instant);
}
