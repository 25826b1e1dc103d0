import { PulseError } from '../domain/errors.js';
import { type Day, readDay, weekday, yearOf } from './local-days.js';
import type { NaiveContext } from './types.js';

/** Which days are worked. Every answer is null as soon as it needs a day of a year that is not official (kpi.md section 5 step 6). */
export interface WorkCalendar {
  /** The n-th working day after `day`; `day` itself for n = 0. */
  nthAfter(day: Day, n: number): Day | null;
  /** Working days after `day`, up to and including `last`; 0 when `last` is not after `day`. */
  countAfter(day: Day, last: Day): number | null;
  /** The first day after `day` that no official calendar tells about. */
  unofficialAfter(day: Day): Day;
}

/** @throws PulseError PULSE_CONFIG when a listed day is no date */
export function workCalendar(context: NaiveContext): WorkCalendar {
  const official = new Set(context.officialYears);
  const off = new Set(context.offDays.map(dayOrThrow));
  const makeUp = new Set(context.makeUpDays.map(dayOrThrow));
  const decide = (day: Day): boolean | null => {
    if (!official.has(yearOf(day))) return null;
    if (makeUp.has(day)) return true;
    return !off.has(day) && weekday(day) < 5;
  };
  const decided = new Map<Day, boolean | null>(); // asked again and again for the same few days
  const isWorked = (day: Day): boolean | null => {
    const known = decided.get(day);
    if (known !== undefined) return known;
    const worked = decide(day);
    decided.set(day, worked);
    return worked;
  };
  const nthAfter = (start: Day, n: number): Day | null => {
    let day = start;
    for (let left = n; left > 0; ) {
      day += 1;
      const worked = isWorked(day);
      if (worked === null) return null;
      if (worked) left -= 1;
    }
    return day;
  };
  const countAfter = (start: Day, last: Day): number | null => {
    let count = 0;
    for (let day = start + 1; day <= last; day += 1) {
      const worked = isWorked(day);
      if (worked === null) return null;
      if (worked) count += 1;
    }
    return count;
  };
  const unofficialAfter = (start: Day): Day => {
    let day = start + 1;
    while (official.has(yearOf(day))) day += 1;
    return day;
  };
  return { nthAfter, countAfter, unofficialAfter };
}

function dayOrThrow(text: string): Day {
  const day = readDay(text);
  if (day === null) throw new PulseError('PULSE_CONFIG', `not a date: ${text}`);
  return day;
}
