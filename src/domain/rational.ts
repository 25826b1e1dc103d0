/**
 * numerator ÷ denominator × scale as decimal text, rounded once, half up on the absolute value (四舍五入): 2.995 → 3.00,
 * −2.995 → −3.00, never "-0.00" (kpi.md section 4). Exact: no floating point.
 *
 * @param decimals digits after the point
 * @returns null when the denominator is 0: a share of nothing is unknown, not 0.
 */
export function decimal(numerator: bigint, denominator: bigint, decimals: number, scale = 1n): string | null {
  if (denominator === 0n) return null;
  const negative = numerator < 0n !== denominator < 0n && numerator !== 0n;
  const n = abs(numerator) * scale * 10n ** BigInt(decimals);
  const d = abs(denominator);
  const rounded = (2n * n + d) / (2n * d);
  const digits = rounded.toString().padStart(decimals + 1, '0');
  const text = decimals === 0 ? digits : `${digits.slice(0, -decimals)}.${digits.slice(-decimals)}`;
  return negative && rounded !== 0n ? `-${text}` : text;
}

const abs = (n: bigint): bigint => (n < 0n ? -n : n);

export interface Fraction {
  readonly numerator: bigint;
  readonly denominator: bigint;
}

/** Percentage with two decimals. */
export const percent = (f: Fraction): string | null => decimal(f.numerator, f.denominator, 2, 100n);

/** now ÷ before − 1 in %, two decimals: the change of a count, or (percent reading) of a rate. */
export function changePercent(now: Fraction, before: Fraction): string | null {
  if (now.denominator === 0n || before.denominator === 0n || before.numerator === 0n) return null;
  const base = before.numerator * now.denominator;
  return decimal(now.numerator * before.denominator - base, base, 2, 100n);
}

/** now − before in percentage points (百分点), two decimals. */
export function changePoints(now: Fraction, before: Fraction): string | null {
  if (now.denominator === 0n || before.denominator === 0n) return null;
  return decimal(
    now.numerator * before.denominator - before.numerator * now.denominator,
    now.denominator * before.denominator,
    2,
    100n,
  );
}
