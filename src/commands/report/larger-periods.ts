import { type Period, parsePeriod } from '../../domain/period.js';
import { formatDay } from '../../domain/zone.js';

/**
 * Calendar periods that end with this one: of June the first half of the year, of December the second half and the year, of
 * March and September their quarter; of the fourth quarter and the second half the year.
 */
export function largerPeriods(period: Period): Period[] {
  const year = formatDay(period.first).slice(0, 4);
  const last = Number(formatDay(period.next - 1).slice(5, 7));
  return namesOf(period.kind, last, year).map((id) => parsePeriod(id, period.next));
}

function namesOf(kind: Period['kind'], last: number, year: string): string[] {
  if (kind === 'month' && (last === 3 || last === 9)) return [`${year}-Q${last / 3}`];
  if (kind === 'month' || kind === 'quarter') {
    if (last === 6) return [`${year}-H1`];
    return last === 12 ? [`${year}-H2`, year] : [];
  }
  return kind === 'half' && last === 12 ? [year] : [];
}

/** Its months, such as `2021-01`. */
export function monthsOf({ first, next }: Period): string[] {
  const days = Array.from({ length: next - first }, (_, i) => formatDay(first + i).slice(0, 7));
  return [...new Set(days)];
}
