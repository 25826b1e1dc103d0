/** A number as it is printed: its digits, and with them how exact it is. */
export interface Printed {
  /** The printed digits as an integer, with sign: 93.35 → 9335, 12.65万 → 1265. */
  readonly units: bigint;
  /** Digits after the point. */
  readonly decimals: number;
  /** What stands for 万 or 亿. */
  readonly scale: bigint;
  /** 约, 近, 余, 以上 …: the number is not meant to the last digit. */
  readonly loose: 'about' | 'below' | 'above' | null;
}

/** Integers lo … hi, both included. */
export interface Range {
  readonly lo: bigint;
  readonly hi: bigint;
}

/** @param digits `-1,234.5`: sign, separators of thousands (comma or blank), point. */
export function printedOf(digits: string, scale = 1n, loose: Printed['loose'] = null): Printed {
  const plain = digits.replace(/[, ]/g, '');
  const decimals = plain.includes('.') ? plain.length - plain.indexOf('.') - 1 : 0;
  return { units: BigInt(plain.replace('.', '')), decimals, scale, loose };
}

/** The whole numbers that a printed count may stand for: 5793 → itself; 12.65万 → 126450 … 126549 (half up). */
export function countRange(p: Printed): Range {
  const unit = 10n ** BigInt(p.decimals);
  if (p.loose !== null) return looseRange(p, unit);
  if (p.scale <= 1n) return { lo: p.units / unit, hi: p.units / unit };
  // Where all is printed (2.0000万), the two ends meet.
  const lo = ceilDiv((2n * p.units - 1n) * p.scale, 2n * unit);
  const hi = ceilDiv((2n * p.units + 1n) * p.scale, 2n * unit) - 1n;
  return { lo, hi };
}

/** "1200余" is anything up to the next hundred: trailing zeros say how coarse the number is. */
function looseRange(p: Printed, unit: bigint): Range {
  const value = (p.units * p.scale) / unit;
  let step = p.scale > unit ? p.scale / unit : 1n;
  while (value !== 0n && value % (step * 10n) === 0n) step *= 10n;
  return {
    lo: p.loose === 'above' ? value : value - step + 1n,
    hi: p.loose === 'below' ? value : value + step - 1n,
  };
}

export const isExact = (r: Range): boolean => r.lo === r.hi;
export const overlaps = (a: Range, b: Range): boolean => a.lo <= b.hi && b.lo <= a.hi;

/** The digits without separators, sign included: "93.35", "-2.99", "12.65". */
export function digitsOf(p: Printed): string {
  const text = (p.units < 0n ? -p.units : p.units).toString().padStart(p.decimals + 1, '0');
  const digits = p.decimals === 0 ? text : `${text.slice(0, -p.decimals)}.${text.slice(-p.decimals)}`;
  return p.units < 0n ? `-${digits}` : digits;
}

/** Smallest integer ≥ n ÷ d, of a positive d. */
export const ceilDiv = (n: bigint, d: bigint): bigint => (n > 0n ? (n + d - 1n) / d : n / d);
/** Largest integer ≤ n ÷ d, of a positive d. */
export const floorDiv = (n: bigint, d: bigint): bigint => (n >= 0n ? n / d : -((-n + d - 1n) / d));
