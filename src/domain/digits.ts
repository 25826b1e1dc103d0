/** Digits of a fraction, not rounded. */
export interface Digits {
  /** Decimal text, cut off behind `places` digits; zeros at its end left out. */
  readonly text: string;
  /** There are no more digits than these. */
  readonly exact: boolean;
}

/** numerator ÷ denominator × scale as decimal text, cut off, not rounded. null when the denominator is 0. */
export function digitsOf(numerator: bigint, denominator: bigint, scale = 1n, places = 12): Digits | null {
  if (denominator === 0n) return null;
  const negative = numerator < 0n !== denominator < 0n && numerator !== 0n;
  const n = abs(numerator) * scale * 10n ** BigInt(places);
  const d = abs(denominator);
  const digits = (n / d).toString().padStart(places + 1, '0');
  const fraction = digits.slice(digits.length - places).replace(/0+$/, '');
  const whole = digits.slice(0, digits.length - places);
  const exact = n % d === 0n;
  return { text: `${negative ? '-' : ''}${whole}${fraction === '' ? '' : `.${fraction}`}`, exact };
}

const abs = (n: bigint): bigint => (n < 0n ? -n : n);
