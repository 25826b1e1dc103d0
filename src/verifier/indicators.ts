import { growthText, pointsText, ratioText } from './exact.js';
import { readCounterName } from './names.js';
import { type PeriodFigures, type Rate, ratesOf } from './rates.js';
import type { NaiveComparison, NaiveIndicator } from './types.js';

/** A comparison period that has counters. */
export interface Compared {
  readonly period: string;
  readonly figures: PeriodFigures;
}

/** null: the comparison period is unknown, that is, it has no counter at all. */
export interface Comparisons {
  readonly previous: Compared | null;
  readonly lastYear: Compared | null;
}

/** All indicators of kpi.md section 4. */
export function indicatorsOf(current: PeriodFigures, { previous, lastYear }: Comparisons): NaiveIndicator[] {
  const rates = ratesOf(current).map((rate): NaiveIndicator => {
    const numerator = rate.numerator(current);
    const denominator = rate.denominator(current);
    return {
      id: rate.id,
      labels: rate.labels,
      numerator,
      denominator,
      value: ratioText(numerator, denominator, rate.unit),
      ...(rate.members !== undefined && { members: rate.members }),
      previous: comparisonOf(rate, numerator, denominator, previous),
      lastYear: comparisonOf(rate, numerator, denominator, lastYear),
    };
  });
  return [...rates, ...changesOf(current, previous, 'previous'), ...changesOf(current, lastYear, 'lastYear')];
}

function comparisonOf(rate: Rate, n1: number, d1: number, other: Compared | null): NaiveComparison | null {
  if (other === null || (rate.labels['unit'] !== undefined && !other.figures.withUnits)) return null;
  const numerator = rate.numerator(other.figures);
  const denominator = rate.denominator(other.figures);
  return {
    period: other.period,
    numerator,
    denominator,
    value: ratioText(numerator, denominator, rate.unit),
    changePoints: pointsText(n1, d1, numerator, denominator, rate.unit),
    changePercent: growthText(n1, d1, numerator, denominator),
  };
}

/** `change` of every counter without a unit label that this or the other period has. */
function changesOf(current: PeriodFigures, other: Compared | null, against: 'previous' | 'lastYear'): NaiveIndicator[] {
  const changes: NaiveIndicator[] = [];
  for (const name of new Set([...current.counters.keys(), ...(other?.figures.counters.keys() ?? [])])) {
    const { measure, labels } = readCounterName(name);
    if (labels['unit'] !== undefined) continue;
    const numerator = current.counters.get(name) ?? 0;
    const denominator = other === null ? null : (other.figures.counters.get(name) ?? 0);
    const value = denominator === null ? null : growthText(numerator, 1, denominator, 1);
    changes.push({ id: 'change', labels: { of: measure, ...labels }, numerator, denominator, value, against });
  }
  return changes;
}
