import type { WorkCalendar } from '../../domain/calendar.js';
import { PulseError } from '../../domain/errors.js';
import type { Instant } from '../../domain/instant.js';
import { formatDay, type LocalDay, parseDay, type Zone } from '../../domain/zone.js';
import { hour, second } from './plan.js';
import type { Shape } from './profile.js';
import { type Random, Weighted } from './random.js';

const friday = 4;
const sunday = 6;

/** The days of a month such as `2021-06`. */
export function daysOfMonth(month: string): readonly LocalDay[] {
  const first = parseDay(`${month}-01`)!;
  const out: LocalDay[] = [];
  for (let day = first; formatDay(day).startsWith(month); day++) out.push(day);
  return out;
}

/** 0 = Monday; 1970-01-01 was a Thursday. */
export const weekdayOf = (day: LocalDay): number => (((day + 3) % 7) + 7) % 7;

/**
 * When contacts come: `n` instants in a month, ascending, whole seconds, days and hours weighted by the shape.
 *
 * @throws PulseError PULSE_CONFIG when the calendar has no data for the month.
 */
export function arrivals(
  month: string,
  n: number,
  shape: Shape,
  at: { zone: Zone; calendar: WorkCalendar },
  random: Random,
): Instant[] {
  const days = new Weighted(daysOfMonth(month).map((day) => [day, dayWeight(day, shape, at.calendar)] as const));
  const hours = new Weighted(shape.hours.map((weight, h) => [h, weight] as const));
  const out: Instant[] = [];
  while (out.length < n) {
    const day = days.draw(random);
    const start = at.zone.startOf(day);
    const instant = start + hours.draw(random) * hour + random.below(3600) * second;
    // The last hour of a day of 23 hours belongs to the next one.
    if (instant < at.zone.startOf(day + 1)) out.push(instant);
  }
  return out.sort((a, b) => a - b);
}

function dayWeight(day: LocalDay, shape: Shape, calendar: WorkCalendar): number {
  const working = calendar.isWorkingDay(day);
  if (working === null) {
    throw new PulseError('PULSE_CONFIG', `the calendar has no data for ${formatDay(day)}, which the profile simulates`);
  }
  const weekday = weekdayOf(day);
  const weekend = weekday > friday;
  return shape.weekdays[working && weekend ? friday : !working && !weekend ? sunday : weekday]!;
}
