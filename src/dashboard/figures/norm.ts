import { decimal } from '../../domain/rational.js';

/** Connection rate that a hotline owes its callers, in % (kpi.md section 4: norm ≥ 95 over any 24 h). */
export const connectionNorm = 95;

export interface AgainstNorm {
  readonly met: boolean;
  /** Percentage points between the rate and the norm, without sign, 2 decimals. */
  readonly points: string;
}

/** A rate against the norm, by exact integers; null: nothing to divide by. */
export function againstNorm(numerator: number, denominator: number | null): AgainstNorm | null {
  if (denominator === null || denominator === 0) return null;
  const difference = BigInt(numerator) * 100n - BigInt(connectionNorm) * BigInt(denominator);
  const points = decimal(difference < 0n ? -difference : difference, BigInt(denominator), 2) ?? '0.00';
  return { met: difference >= 0n, points };
}
