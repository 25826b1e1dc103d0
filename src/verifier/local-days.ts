import { PulseError } from '../domain/errors.js';
import type { Instant } from '../domain/instant.js';

/** A calendar date as the number of days since 1970-01-01. */
export type Day = number;

const dayLength = 86_400_000;

/** The hotline's days: which date an instant has there, and when a date begins. */
export interface LocalDays {
  dayOf(at: Instant): Day;
  /** The first instant of the date: 00:00, or later where the zone skips midnight. 24:00 of a day = startOf(day + 1). */
  startOf(day: Day): Instant;
}

export function dayOfDate(year: number, month: number, dayOfMonth: number): Day {
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, dayOfMonth); // Date.UTC would read the years 0–99 as 1900–1999
  return date.getTime() / dayLength;
}

/** null when the text is not `YYYY-MM-DD` or names no date. */
export function readDay(text: string): Day | null {
  const parts = /^(\d{4})-(\d\d)-(\d\d)$/.exec(text);
  if (parts === null) return null;
  const day = dayOfDate(Number(parts[1]), Number(parts[2]), Number(parts[3]));
  return dayText(day) === text ? day : null;
}

export const dayText = (day: Day): string => new Date(day * dayLength).toISOString().slice(0, 10);
export const yearOf = (day: Day): number => new Date(day * dayLength).getUTCFullYear();
/** 0 = Monday … 6 = Sunday. 1970-01-01 was a Thursday. */
export const weekday = (day: Day): number => (((day + 3) % 7) + 7) % 7;

/** @throws PulseError PULSE_CONFIG for an unknown time zone */
export function localDays(timeZone: string): LocalDays {
  const dateThere = dateReader(timeZone);
  const starts = new Map<Day, Instant>();
  const startOf = (day: Day): Instant => {
    const known = starts.get(day);
    if (known !== undefined) return known;
    // No zone is a whole day away from UTC, so the date has not begun at `before` and has at `begun`.
    let before = (day - 1) * dayLength - 1;
    let begun = (day + 1) * dayLength;
    while (begun - before > 1) {
      const middle = Math.floor((before + begun) / 2);
      if (dateThere(middle) >= day) begun = middle;
      else before = middle;
    }
    starts.set(day, begun);
    return begun;
  };
  const dayOf = (at: Instant): Day => {
    let day = Math.floor(at / dayLength) - 1;
    while (at >= startOf(day + 1)) day += 1;
    return day;
  };
  return { dayOf, startOf };
}

function dateReader(timeZone: string): (at: Instant) => Day {
  let format: Intl.DateTimeFormat;
  try {
    const fields = { era: 'short', year: 'numeric', month: 'numeric', day: 'numeric' } as const;
    format = new Intl.DateTimeFormat('en-US-u-ca-gregory-nu-latn', { timeZone, ...fields });
  } catch (cause) {
    throw new PulseError('PULSE_CONFIG', `unknown time zone: ${timeZone}`, { cause });
  }
  return (at) => {
    const parts = new Map(format.formatToParts(at).map((part) => [part.type, part.value]));
    const year = Number(parts.get('year'));
    const beforeChrist = parts.get('era')?.startsWith('B') === true;
    return dayOfDate(beforeChrist ? 1 - year : year, Number(parts.get('month')), Number(parts.get('day')));
  };
}
