import { dayPeriod, monthOf, type Period, parsePeriod, periodKey, previousOf, yearOf } from '../domain/period.js';
import { formatDay, type LocalDay, parseDay } from '../domain/zone.js';

/** Published period keys whose figures, or whose comparison, hold these buckets. */
export function affectedPeriods(changed: Iterable<string>, known: ReadonlySet<string>, today: LocalDay): Set<string> {
  const keys = new Set<string>();
  for (const bucket of changed) {
    const day = dayOfBucket(bucket);
    if (day !== null) for (const p of dependents(day)) if (isKnown(p, known)) keys.add(periodKey(p));
    const month = monthOfBucket(bucket);
    if (month === null) continue;
    for (const p of monthDependents(month)) if (isKnown(p, known)) keys.add(periodKey(p));
    if (month.next > today - 500) keys.add('rolling:30d');
  }
  return keys;
}

/** Months whose unit table, or whose comparison, holds these buckets. */
export function affectedUnits(changed: Iterable<string>, known: ReadonlySet<string>): Set<string> {
  const keys = new Set<string>();
  for (const bucket of changed) {
    const id = /^(?:units|open-units):(\d{4}-\d\d)$/.exec(bucket)?.[1];
    if (id === undefined) continue;
    for (const p of monthDependents(monthOf(parseDay(`${id}-01`)!))) {
      if (p.kind === 'month' && isKnown(p, known)) keys.add(periodKey(p));
    }
  }
  return keys;
}

/** Keys whose figures move with the clock alone: due times pass, a period ends. */
export function clockPeriods(today: LocalDay, known: ReadonlySet<string>): Period[] {
  const month = monthOf(today);
  const list = [
    dayPeriod(today),
    dayPeriod(today - 1),
    month,
    previousOf(month),
    yearOf(today),
    yearOf(today - 1),
    parsePeriod('rolling:30d', today),
  ];
  return list.filter((p) => p.kind === 'rolling' || isKnown(p, known));
}

function dayOfBucket(bucket: string): LocalDay | null {
  const text = /^(?:day|open):(\d{4}-\d\d-\d\d)$/.exec(bucket)?.[1];
  return text === undefined ? null : parseDay(text);
}

function monthOfBucket(bucket: string): Period | null {
  const text = /^(?:month|open):(\d{4}-\d\d)$/.exec(bucket)?.[1];
  return text === undefined ? null : monthOf(parseDay(`${text}-01`)!);
}

/** The day itself, a week later (its 环比), a year later (its 同比). */
function dependents(day: LocalDay): Period[] {
  const year = yearLater(formatDay(day));
  return [dayPeriod(day), dayPeriod(day + 7), ...(year === null ? [] : [dayPeriod(year)])];
}

/** The month, the next one, the same one a year later, its year and the next. */
function monthDependents(month: Period): Period[] {
  const later = monthOf(
    parseDay(`${String(Number(month.id.slice(0, 4)) + 1).padStart(4, '0')}${month.id.slice(4)}-01`)!,
  );
  return [month, monthOf(month.next), later, yearOf(month.first), yearOf(later.first)];
}

function yearLater(text: string): LocalDay | null {
  return parseDay(`${String(Number(text.slice(0, 4)) + 1).padStart(4, '0')}${text.slice(4)}`);
}

/** A period is published once something happened in it. */
function isKnown(p: Period, known: ReadonlySet<string>): boolean {
  if (p.kind !== 'year') return known.has(periodKey(p));
  for (let month = 1; month <= 12; month++)
    if (known.has(`month:${p.id}-${String(month).padStart(2, '0')}`)) return true;
  return false;
}
