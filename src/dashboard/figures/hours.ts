import { decimal } from '../../domain/rational.js';
import type { Series } from '../api/types.js';
import { addDays } from '../text/format.js';

/** 24 places, one an hour of the day; null: the hour has not begun, or nothing is known of it. */
export type Hours = readonly (number | null)[];

export interface HourFigures {
  readonly contacts: Hours;
  readonly answered: Hours;
}

export const comparisons = ['today', 'yesterday', 'lastWeek', 'mean'] as const;
export type ComparisonId = (typeof comparisons)[number];

/** Days that today is compared with: the day before, the same weekday a week ago, and of the last four weeks. */
export const daysCompared = (today: string): Readonly<Record<ComparisonId, readonly string[]>> => ({
  today: [today],
  yesterday: [addDays(today, -1)],
  lastWeek: [addDays(today, -7)],
  mean: [-7, -14, -21, -28].map((n) => addDays(today, n)),
});

/** The points of one day by the hour on the wall; an hour that the zone repeats is the sum of both. */
export function hoursOf(series: Series | null): HourFigures {
  const contacts: (number | null)[] = Array(24).fill(null);
  const answered: (number | null)[] = Array(24).fill(null);
  for (const point of series?.points ?? []) {
    const hour = Number(point.at.slice(11, 13));
    contacts[hour] = (contacts[hour] ?? 0) + Number(point['contacts'] ?? 0);
    answered[hour] = (answered[hour] ?? 0) + Number(point['answered'] ?? 0);
  }
  return { contacts, answered };
}

/** Whether a day has any contact: days before the hotline began are left out of means, not counted as 0. */
export const isKnown = (day: HourFigures): boolean => day.contacts.some((n) => n !== null && n > 0);

/** Mean day: sums over the days that are known, with their number to divide by. */
export function meanOf(days: readonly HourFigures[]): { readonly sum: HourFigures; readonly days: number } {
  const known = days.filter(isKnown);
  const add = (pick: (day: HourFigures) => Hours): Hours =>
    Array.from({ length: 24 }, (_, hour) =>
      known.length === 0 ? null : known.reduce((n, day) => n + (pick(day)[hour] ?? 0), 0),
    );
  return { sum: { contacts: add((d) => d.contacts), answered: add((d) => d.answered) }, days: known.length };
}

/** Per hour n / days with one decimal, as a number for drawing; whole numbers of one day as they are. */
export const perDay = (hours: Hours, days: number): Hours =>
  hours.map((n) => (n === null || days === 0 ? null : Number(decimal(BigInt(n), BigInt(days), days === 1 ? 0 : 1))));

/** Connection rate of each hour in %, 2 decimals, for drawing; null without contacts. */
export const rates = ({ contacts, answered }: HourFigures): Hours =>
  contacts.map((n, i) =>
    n === null || n === 0 ? null : Number(decimal(BigInt(answered[i] ?? 0), BigInt(n), 2, 100n)),
  );
