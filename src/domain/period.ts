import { PulseError } from './errors.js';
import { formatDay, type LocalDay, parseDay } from './zone.js';

export const periodKinds = ['month', 'day', 'week', 'quarter', 'half', 'year', 'range', 'rolling'] as const;
export type PeriodKind = (typeof periodKinds)[number];

/** [first, next) in local days of the hotline's zone (kpi.md section 4). */
export interface Period {
  readonly kind: PeriodKind;
  /** What stands behind the colon: `2021-06`. */
  readonly id: string;
  readonly first: LocalDay;
  readonly next: LocalDay;
}

export const periodKey = (p: Period): string => `${p.kind}:${p.id}`;

/**
 * Reads `month:2021-06`, `day:2021-06-12`, `week:2021-W24`, `quarter:2021-Q2`, `half:2021-H1`, `year:2021`,
 * `range:2021-06-01..2021-06-10` (days, both included, 400 at most), `rolling:30d` (the 30 whole days before `today`);
 * the kind may be left out where the id alone says it.
 *
 * @throws PulseError PULSE_USAGE that lists the forms.
 */
export function parsePeriod(text: string, today: LocalDay): Period {
  const period = readPeriod(text, today);
  if (period !== null) return period;
  throw new PulseError('PULSE_USAGE', `"${text}" is no period; write one of ${forms}`, { details: { period: text } });
}

const forms =
  'month:2021-06, day:2021-06-12, week:2021-W24, quarter:2021-Q2, half:2021-H1, year:2021, range:2021-06-01..2021-06-10 (at most 400 days), rolling:30d';

const idShapes: readonly [PeriodKind, RegExp][] = [
  ['month', /^\d{4}-\d\d$/],
  ['day', /^\d{4}-\d\d-\d\d$/],
  ['week', /^\d{4}-W\d\d$/],
  ['quarter', /^\d{4}-Q[1-4]$/],
  ['half', /^\d{4}-H[12]$/],
  ['year', /^\d{4}$/],
  ['range', /^\d{4}-\d\d-\d\d\.\.\d{4}-\d\d-\d\d$/],
  ['rolling', /^30d$/],
];

function readPeriod(text: string, today: LocalDay): Period | null {
  const colon = text.indexOf(':');
  const id = text.slice(colon + 1);
  const shape = idShapes.find(([, pattern]) => pattern.test(id));
  if (shape === undefined || (colon >= 0 && text.slice(0, colon) !== shape[0])) return null;
  return build(shape[0], id, today);
}

function build(kind: PeriodKind, id: string, today: LocalDay): Period | null {
  const year = Number(id.slice(0, 4));
  const part = Number(id.slice(6));
  switch (kind) {
    case 'month':
      return months(kind, id, year, Number(id.slice(5)), 1);
    case 'quarter':
      return months(kind, id, year, part * 3 - 2, 3);
    case 'half':
      return months(kind, id, year, part * 6 - 5, 6);
    case 'year':
      return months(kind, id, year, 1, 12);
    case 'week':
      return week(id, year, part);
    case 'day': {
      const day = parseDay(id);
      return day === null ? null : days(kind, id, day, day + 1);
    }
    case 'range': {
      const [a, b] = id.split('..').map(parseDay) as [LocalDay | null, LocalDay | null];
      return a === null || b === null || b < a || b - a >= 400 ? null : days(kind, id, a, b + 1);
    }
    case 'rolling':
      return days(kind, id, today - 30, today);
  }
}

const days = (kind: PeriodKind, id: string, first: LocalDay, next: LocalDay): Period => ({ kind, id, first, next });

function months(kind: PeriodKind, id: string, year: number, month: number, count: number): Period | null {
  if (month < 1 || month > 12) return null;
  return days(kind, id, firstOfMonth(year, month), firstOfMonth(year, month + count));
}

/** ISO 8601 week: Monday to Sunday; week 1 holds the year's first Thursday. */
function week(id: string, year: number, number: number): Period | null {
  const first = firstMonday(year) + 7 * (number - 1);
  return number < 1 || first >= firstMonday(year + 1) ? null : days('week', id, first, first + 7);
}

function firstMonday(year: number): LocalDay {
  const fourth = firstOfMonth(year, 1) + 3;
  return fourth - weekday(fourth);
}

/** 0 = Monday. 1970-01-01 was a Thursday. */
const weekday = (day: LocalDay): number => (((day + 3) % 7) + 7) % 7;

function firstOfMonth(year: number, month: number): LocalDay {
  // Not Date.UTC, which takes the years 0 to 99 for 1900 to 1999.
  return new Date(0).setUTCFullYear(year, month - 1, 1) / 86_400_000;
}

/** The month that a day is in. */
export function monthOf(day: LocalDay): Period {
  const id = formatDay(day).slice(0, -3);
  return build('month', id, day)!;
}

export const dayPeriod = (day: LocalDay): Period => days('day', formatDay(day), day, day + 1);
export const yearOf = (day: LocalDay): Period => build('year', formatDay(day).slice(0, 4), day)!;

/** The period before; of a day, the same weekday a week before. */
export function previousOf(p: Period): Period {
  const length = p.next - p.first;
  switch (p.kind) {
    case 'day':
      return dayPeriod(p.first - 7);
    case 'week': {
      const thursday = p.first - 4;
      const year = Number(formatDay(thursday).slice(0, 4));
      const number = (p.first - 7 - firstMonday(year)) / 7 + 1;
      return days('week', `${year}-W${String(number).padStart(2, '0')}`, p.first - 7, p.first);
    }
    case 'range':
      return range(p.first - length, p.first - 1);
    case 'rolling':
      return range(p.first - length, p.first - 1);
    default:
      return ofKind(p.kind, p.first - 1);
  }
}

/**
 * The same period a year before; null where that year has none (29 February, week 53). Of `rolling:30d`: the 30 days
 * before today's date a year before.
 */
export function lastYearOf(p: Period): Period | null {
  if (p.kind === 'rolling') {
    const next = yearBefore(p.next);
    return next === null ? null : range(next - (p.next - p.first), next - 1);
  }
  if (p.kind === 'range') {
    const [first, last] = [yearBefore(p.first), yearBefore(p.next - 1)];
    return first === null || last === null ? null : range(first, last);
  }
  return build(p.kind, `${String(Number(p.id.slice(0, 4)) - 1).padStart(4, '0')}${p.id.slice(4)}`, p.first);
}

/** The same date; null: 29 February has none. */
function yearBefore(day: LocalDay): LocalDay | null {
  const text = formatDay(day);
  return parseDay(`${String(Number(text.slice(0, 4)) - 1).padStart(4, '0')}${text.slice(4)}`);
}

const range = (first: LocalDay, last: LocalDay): Period =>
  days('range', `${formatDay(first)}..${formatDay(last)}`, first, last + 1);

function ofKind(kind: PeriodKind, day: LocalDay): Period {
  const text = formatDay(day);
  const month = Number(text.slice(5, 7));
  const year = text.slice(0, 4);
  if (kind === 'quarter') return build(kind, `${year}-Q${Math.ceil(month / 3)}`, day)!;
  if (kind === 'half') return build(kind, `${year}-H${month <= 6 ? 1 : 2}`, day)!;
  return kind === 'year' ? yearOf(day) : monthOf(day);
}

/**
 * A period cut to its first `count` days, for comparing a running period with as many days of another one.
 * Keeps its id; one that is not longer stays whole.
 */
export function cutTo(p: Period, count: number): Period {
  return p.next - p.first <= count ? p : { ...p, next: p.first + count };
}

/** Counter buckets whose sum the period is: whole months where it is made of them, else days. */
export interface PeriodBuckets {
  readonly figures: readonly string[];
  /** Unit counters exist for whole months only. */
  readonly units: readonly string[];
  readonly open: readonly string[];
  readonly openUnits: readonly string[];
}

export function bucketsOf(p: Period): PeriodBuckets {
  const ids = wholeMonths(p);
  if (ids !== null) {
    return {
      figures: ids.map((id) => `month:${id}`),
      units: ids.map((id) => `units:${id}`),
      open: ids.map((id) => `open:${id}`),
      openUnits: ids.map((id) => `open-units:${id}`),
    };
  }
  const list = Array.from({ length: p.next - p.first }, (_, i) => formatDay(p.first + i));
  return {
    figures: list.map((d) => `day:${d}`),
    units: [],
    open: list.map((d) => `open:${d}`),
    openUnits: list.map((d) => `open-units:${d}`),
  };
}

/** Ids of the months that a period is made of; null when it begins or ends within one, or is no calendar period. */
function wholeMonths(p: Period): string[] | null {
  if (p.kind === 'day' || p.kind === 'week' || p.kind === 'range' || p.kind === 'rolling') return null;
  const ids: string[] = [];
  let day = p.first;
  while (day < p.next) {
    const month = monthOf(day);
    if (month.next > p.next) return null;
    ids.push(month.id);
    day = month.next;
  }
  return ids;
}
