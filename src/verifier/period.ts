import { PulseError } from '../domain/errors.js';
import { type Day, dayOfDate, dayText, readDay, weekday, yearOf } from './local-days.js';

/** Whole days [first, end) of the hotline's zone. */
export interface Span {
  /** The period's id without its kind, such as `2021-06`. */
  readonly id: string;
  readonly first: Day;
  readonly end: Day;
  /** It is made of whole months, so it has counters with a unit label. */
  readonly wholeMonths: boolean;
}

/** A period and the two that it is compared with, not yet cut; null: there is no such period (29 February, week 53). */
export interface Spans {
  readonly current: Span;
  readonly previous: Span | null;
  readonly lastYear: Span | null;
}

/**
 * The periods of kpi.md section 4 but `live`: `month:2021-06`, `day:2021-06-12`, `week:2021-W24`, `quarter:2021-Q2`,
 * `half:2021-H1`, `year:2021`, `range:2021-06-01..2021-06-12`, `rolling:30d`.
 *
 * @param today the local day of asOf
 * @throws PulseError PULSE_USAGE for anything else
 */
export function readPeriod(text: string, today: Day): Spans {
  const colon = text.indexOf(':');
  const kind = text.slice(0, colon);
  const id = text.slice(colon + 1);
  const spans =
    (kind === 'day' && ofDay(id)) ||
    (kind === 'week' && ofWeek(id)) ||
    (kind === 'range' && ofRange(id)) ||
    (text === 'rolling:30d' && ofRolling(today)) ||
    ofMonths(kind, id);
  if (!spans) throw new PulseError('PULSE_USAGE', `not a period: ${text}`, { details: { period: text } });
  return spans;
}

/** The first `days` days of a span; they may happen to be whole months again. */
export function cut(span: Span, days: number): Span {
  const end = span.first + days;
  return end >= span.end ? span : { ...span, end, wholeMonths: span.wholeMonths && dayText(end).endsWith('-01') };
}

const monthsOf: Readonly<Record<string, { length: number; pattern: RegExp; mark: string }>> = {
  month: { length: 1, pattern: /^(\d{4})-(0[1-9]|1[0-2])$/, mark: '' },
  quarter: { length: 3, pattern: /^(\d{4})-Q([1-4])$/, mark: 'Q' },
  half: { length: 6, pattern: /^(\d{4})-H([12])$/, mark: 'H' },
  year: { length: 12, pattern: /^(\d{4})$/, mark: '' },
};

function ofMonths(kind: string, id: string): Spans | null {
  const shape = Object.hasOwn(monthsOf, kind) ? monthsOf[kind] : undefined;
  const parts = shape?.pattern.exec(id);
  if (shape === undefined || !parts) return null;
  const start = Number(parts[1]) * 12 + (Number(parts[2] ?? 1) - 1) * shape.length; // months since year 0
  const span = (from: number): Span => {
    const year = String(Math.floor(from / 12)).padStart(4, '0');
    const index = Math.floor((from % 12) / shape.length) + 1;
    const part = kind === 'month' ? String(index).padStart(2, '0') : `${shape.mark}${index}`;
    const first = dayOfDate(0, from + 1, 1); // months beyond the twelfth run on into the next years
    const end = dayOfDate(0, from + shape.length + 1, 1);
    return { id: kind === 'year' ? year : `${year}-${part}`, first, end, wholeMonths: true };
  };
  return { current: span(start), previous: span(start - shape.length), lastYear: span(start - 12) };
}

function ofDay(id: string): Spans | null {
  const day = readDay(id);
  if (day === null) return null;
  const span = (at: Day): Span => ({ id: dayText(at), first: at, end: at + 1, wholeMonths: false });
  const before = yearBefore(day);
  return { current: span(day), previous: span(day - 7), lastYear: before === null ? null : span(before) };
}

function ofWeek(id: string): Spans | null {
  const parts = /^(\d{4})-W(\d\d)$/.exec(id);
  if (parts === null) return null;
  const [year, week] = [Number(parts[1]), Number(parts[2])];
  const monday = mondayOf(year, week);
  if (monday === null) return null;
  const before = mondayOf(year - 1, week);
  return {
    current: weekSpan(monday),
    previous: weekSpan(monday - 7),
    lastYear: before === null ? null : weekSpan(before),
  };
}

function weekSpan(monday: Day): Span {
  const year = yearOf(monday + 3); // a week belongs to the year of its Thursday
  const number = (monday - weekOne(year)) / 7 + 1;
  const id = `${String(year).padStart(4, '0')}-W${String(number).padStart(2, '0')}`;
  return { id, first: monday, end: monday + 7, wholeMonths: false };
}

/** The Monday of the week that 4 January lies in. */
function weekOne(year: number): Day {
  const fourth = dayOfDate(year, 1, 4);
  return fourth - weekday(fourth);
}

/** null when the year has no such week. */
function mondayOf(year: number, week: number): Day | null {
  const monday = weekOne(year) + (week - 1) * 7;
  return week >= 1 && yearOf(monday + 3) === year ? monday : null;
}

function ofRange(id: string): Spans | null {
  const [from = '', to = '', ...more] = id.split('..');
  const first = readDay(from);
  const last = readDay(to);
  if (first === null || last === null || more.length > 0 || last < first || last - first >= 400) return null;
  const length = last - first + 1;
  const firstBefore = yearBefore(first);
  const lastBefore = yearBefore(last);
  return {
    current: rangeSpan(first, last),
    previous: rangeSpan(first - length, first - 1),
    lastYear: firstBefore === null || lastBefore === null ? null : rangeSpan(firstBefore, lastBefore),
  };
}

function ofRolling(today: Day): Spans {
  const before = yearBefore(today);
  return {
    current: rangeSpan(today - 30, today - 1),
    previous: rangeSpan(today - 60, today - 31),
    lastYear: before === null ? null : rangeSpan(before - 30, before - 1),
  };
}

function rangeSpan(first: Day, last: Day): Span {
  return { id: `${dayText(first)}..${dayText(last)}`, first, end: last + 1, wholeMonths: false };
}

/** The same date a year before; null for 29 February. */
function yearBefore(day: Day): Day | null {
  const [month, dayOfMonth] = [dayText(day).slice(-5, -3), dayText(day).slice(-2)];
  return readDay(`${String(yearOf(day) - 1).padStart(4, '0')}-${month}-${dayOfMonth}`);
}
