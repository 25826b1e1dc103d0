/** The tests' own arithmetic: half up on the absolute value, on whole numbers. */

/** n ÷ d × 100 as an integer of its last printed digit. */
export function rounded(n: number, d: number, decimals: number): bigint {
  const scaled = BigInt(Math.abs(n)) * 100n * 10n ** BigInt(decimals);
  const units = (2n * scaled + BigInt(d)) / (2n * BigInt(d));
  return n < 0 ? -units : units;
}

export function cut(n: number, d: number, decimals: number): bigint {
  return (BigInt(n) * 100n * 10n ** BigInt(decimals)) / BigInt(d);
}

/** Digits of an integer with a point: (9335n, 2) → 93.35. */
export function withPoint(units: bigint, decimals: number): string {
  const text = (units < 0n ? -units : units).toString().padStart(decimals + 1, '0');
  const digits = decimals === 0 ? text : `${text.slice(0, -decimals)}.${text.slice(-decimals)}`;
  return units < 0n ? `-${digits}` : digits;
}
