import { dayOfDate, dayText, yearOf } from './local-days.js';
import { readCounterName } from './names.js';
import type { Span } from './period.js';
import type { NaiveDescent } from './types.js';

/** Opening figures: `2021-05` → counter → count. */
export type NaiveBaselines = ReadonlyMap<string, ReadonlyMap<string, number>>;

/** The months of a span of whole months, as spans of their own. */
export function monthsOf(span: Span): Span[] {
  const months: Span[] = [];
  for (let first = span.first; first < span.end; ) {
    const id = dayText(first).slice(0, 7);
    const end = dayOfDate(yearOf(first), Number(id.slice(5)) + 1, 1);
    months.push({ id, first, end, wholeMonths: true });
    first = end;
  }
  return months;
}

/**
 * A month of opening figures tells of a counter: it is given; or what is given of its label already makes the total, so
 * that nothing is left for it; or its code was not in use that month. Of open tickets it tells only when all are closed.
 */
export function tells(
  month: Span,
  given: ReadonlyMap<string, number>,
  name: string,
  descents: readonly NaiveDescent[],
) {
  if (given.has(name)) return true;
  const { measure, labels } = readCounterName(name);
  if (labels['unit'] !== undefined) return false;
  for (const [label, code] of Object.entries(labels)) {
    for (const descent of descents) {
      if (descent.label !== label) continue;
      if (descent.code === code && descent.from !== null && descent.from >= dayText(month.end)) return true;
      if (descent.succeeds.includes(code) && (descent.from ?? '') <= dayText(month.first)) return true;
    }
  }
  if (/^open(_|$)/.test(measure)) return given.has('tickets') && given.get('tickets') === given.get('closed');
  const [label, ...more] = Object.keys(labels);
  if (label === undefined || more.length > 0) return false;
  const total = given.get(measure);
  if (total === 0) return true;
  let listed = 0;
  for (const [other, n] of given) {
    const read = readCounterName(other);
    if (read.measure === measure && Object.keys(read.labels).join() === label) listed += n;
  }
  return label !== 'topic' && listed === total;
}
