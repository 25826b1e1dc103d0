/**
 * numerator / denominator as decimal text, rounded once, half up on the absolute value (四舍五入, kpi.md section 4):
 * 2.995 → 3.00, −2.995 → −3.00. Never "-0.00".
 *
 * @param denominator more than 0
 */
export function decimal(numerator: bigint, denominator: bigint, decimals: number): string {
  const size = numerator < 0n ? -numerator : numerator;
  const scaled = size * 10n ** BigInt(decimals);
  const rounded = (2n * scaled + denominator) / (2n * denominator);
  const digits = rounded.toString().padStart(decimals + 1, '0');
  const text = decimals === 0 ? digits : `${digits.slice(0, -decimals)}.${digits.slice(-decimals)}`;
  return numerator < 0n && rounded !== 0n ? `-${text}` : text;
}

/** How an indicator is printed: a share in percent, or the mean of a sum. */
export type Unit = 'percent' | 'mean';

/** n/d as text; null on an empty base: a share of nothing is unknown, not 0. */
export function ratioText(n: number, d: number, unit: Unit): string | null {
  if (d === 0) return null;
  return unit === 'percent' ? decimal(BigInt(n) * 100n, BigInt(d), 2) : decimal(BigInt(n), BigInt(d), 1);
}

/** n1/d1 − n0/d0: percentage points (百分点), two decimals; of a mean its own unit, one decimal. */
export function pointsText(n1: number, d1: number, n0: number, d0: number, unit: Unit): string | null {
  if (d1 === 0 || d0 === 0) return null;
  const numerator = BigInt(n1) * BigInt(d0) - BigInt(n0) * BigInt(d1);
  const denominator = BigInt(d1) * BigInt(d0);
  return unit === 'percent' ? decimal(numerator * 100n, denominator, 2) : decimal(numerator, denominator, 1);
}

/** (n1/d1) / (n0/d0) − 1 in percent, two decimals; null where a ratio has no base. */
export function growthText(n1: number, d1: number, n0: number, d0: number): string | null {
  if (d1 === 0 || d0 === 0 || n0 === 0) return null;
  const now = BigInt(n1) * BigInt(d0);
  const before = BigInt(n0) * BigInt(d1);
  return decimal((now - before) * 100n, before, 2);
}
