import { decimal } from '../domain/rational.js';
import { ceilDiv, floorDiv, type Printed, type Range } from './printed.js';

/** Exact questions about a printed percentage: does a fraction give it, can any. Rounding is half up (kpi.md section 4). */

/** numerator ÷ denominator in %, rounded to `decimals`, as an integer of the last digit: 0.93350 → 9335. */
export const percentUnits = (n: bigint, d: bigint, decimals: number): bigint =>
  BigInt(decimal(n, d, decimals, 100n)!.replace('.', ''));

export const percentText = (n: bigint, d: bigint, decimals: number): string => decimal(n, d, decimals, 100n)!;

/** Whether n ÷ d, each anywhere in its range, can be printed so. */
export function fits(p: Printed, n: Range, d: Range): boolean {
  if (d.hi <= 0n || p.scale !== 1n) return false;
  const low = percentUnits(n.lo, d.hi, p.decimals);
  const high = percentUnits(n.hi, d.lo > 0n ? d.lo : 1n, p.decimals);
  if (p.loose === 'above') return high >= p.units;
  if (p.loose === 'below') return low <= p.units;
  const slack = p.loose === 'about' ? 1n : 0n;
  return low - slack <= p.units && p.units <= high + slack;
}

/** The interval that rounds to a printed percentage, as a fraction of `scale`: [lo, hi). */
function interval(p: Printed): { lo: bigint; hi: bigint; scale: bigint } {
  return { lo: 2n * p.units - 1n, hi: 2n * p.units + 1n, scale: 200n * 10n ** BigInt(p.decimals) };
}

/** Whole numerators that give a printed percentage on a base. */
export function numeratorsOf(p: Printed, base: bigint): Range | null {
  const { lo, hi, scale } = interval(p);
  const first = ceilDiv(lo * base, scale);
  const last = ceilDiv(hi * base, scale) - 1n;
  return first > last ? null : { lo: first < 0n ? 0n : first, hi: last };
}

/** Whole bases on which a numerator gives a printed percentage. */
export function basesOf(p: Printed, numerator: bigint): Range | null {
  const { lo, hi, scale } = interval(p);
  if (lo <= 0n || numerator <= 0n) return null;
  const first = floorDiv(numerator * scale, hi) + 1n;
  const last = floorDiv(numerator * scale, lo);
  return first > last ? null : { lo: first, hi: last };
}

/** Smallest base on which some whole numerator gives a printed percentage; 100 % and 0 % need 1. */
export function smallestBase(p: Printed): bigint {
  for (let base = 1n; ; base++) if (numeratorsOf(p, base) !== null) return base;
}

/** What can be printed next to an impossible percentage with a base of at most `bound`: below and above. */
export function nearest(p: Printed, bound: bigint): { below: string | null; above: string | null } {
  let [below, above]: [bigint | null, bigint | null] = [null, null];
  const whole = 100n * 10n ** BigInt(p.decimals);
  for (let base = 1n; base <= bound && base <= 20_000n; base++) {
    const n = floorDiv(p.units * base, whole);
    for (const candidate of [n, n + 1n]) {
      if (candidate > base) continue;
      const units = percentUnits(candidate, base, p.decimals);
      if (units < p.units && (below === null || units > below)) below = units;
      if (units > p.units && (above === null || units < above)) above = units;
    }
  }
  const text = (u: bigint | null): string | null =>
    u === null ? null : decimal(u, 10n ** BigInt(p.decimals), p.decimals);
  return { below: text(below), above: text(above) };
}

/** Whether now ÷ before − 1 is printed as `p` %, with its sign; each anywhere in its range. */
export function fitsChange(p: Printed, now: Range, before: Range): boolean {
  if (before.lo <= 0n) return false;
  const low = percentUnits(now.lo - before.hi, before.hi, p.decimals);
  const high = percentUnits(now.hi - before.lo, before.lo, p.decimals);
  return p.loose === null ? low <= p.units && p.units <= high : true;
}

/** Whole numbers of the period before that give `now` a printed change of `p` %; `p` with its sign. */
export function befores(p: Printed, now: bigint): Range | null {
  const whole = 100n * 10n ** BigInt(p.decimals);
  if (p.units <= -whole) return null;
  const gives = (before: bigint): boolean => fitsChange(p, { lo: now, hi: now }, { lo: before, hi: before });
  // now ÷ before = 1 + p. Halves are rounded away from zero on either side, so the ends are tried, not computed.
  let lo = floorDiv(now * 2n * whole, 2n * (whole + p.units) + 1n) - 1n;
  let hi = ceilDiv(now * 2n * whole, 2n * (whole + p.units) - 1n) + 1n;
  while (lo <= hi && !gives(lo)) lo++;
  while (hi >= lo && !gives(hi)) hi--;
  return lo > hi ? null : { lo, hi };
}
