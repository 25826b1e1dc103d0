import { decimal } from '../../domain/rational.js';
import type { CatalogueLabels } from '../api/types.js';

/** kpi.md section 4: norm ≥ 95 over any 24 h. */
const usual = 95;

/** Connection rate that the hotline owes its callers, in %; two decimals at most. */
export function connectionNorm(catalogue: CatalogueLabels | null): number {
  const told = Number(catalogue?.norms?.['connection_rate']);
  return Number.isFinite(told) ? told : usual;
}

export interface AgainstNorm {
  readonly met: boolean;
  /** Percentage points between the rate and the norm, without sign, 2 decimals. */
  readonly points: string;
}

/** A rate against the norm in %, by exact integers; null: nothing to divide by. */
export function againstNorm(numerator: number, denominator: number | null, norm: number): AgainstNorm | null {
  if (denominator === null || denominator === 0) return null;
  const difference = BigInt(numerator) * 10_000n - BigInt(Math.round(norm * 100)) * BigInt(denominator);
  const points = decimal(difference < 0n ? -difference : difference, BigInt(denominator) * 100n, 2) ?? '0.00';
  return { met: difference >= 0n, points };
}
