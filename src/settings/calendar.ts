import { createRequire } from 'node:module';
import { z } from 'zod';
import { type CalendarData, WorkCalendar } from '../domain/calendar.js';
import { PulseError } from '../domain/errors.js';
import { firstDayOf, formatDay, type LocalDay, parseDay, yearOf } from '../domain/zone.js';

/** config/calendar.yaml: which days are working days. */

const yearKey = z.string().regex(/^\d{4}$/, 'not a year such as 2027');

/** `2027-01-01`, or `2027-02-05..2027-02-11`, both ends included. */
const days = z
  .string()
  .meta({ description: 'a date, or first..last, both included' })
  .transform((text, ctx): readonly LocalDay[] => {
    const [from, to, ...rest] = text.split('..').map(parseDay);
    const last = to === undefined ? from : to;
    if (from != null && last != null && rest.length === 0 && from <= last && last - from < 366) {
      return Array.from({ length: last - from + 1 }, (_, i) => from + i);
    }
    ctx.addIssue({ code: 'custom', message: `not a date such as 2027-01-01 or 2027-02-05..2027-02-11: ${text}` });
    return z.NEVER;
  });
const dayList = z
  .array(days)
  .default([])
  .transform((lists) => lists.flat());

const yearSchema = z.strictObject({
  off: dayList.describe('public holidays; weekend days may be listed too'),
  working: dayList.describe('make-up working days (调休), or base holidays that are worked'),
});

export const calendarSchema = z
  .strictObject({
    base: z
      .enum(['china', 'none'])
      .describe('china: the published arrangements of the State Council; none: only `years`'),
    years: z
      .record(yearKey, yearSchema)
      .default({})
      .describe('a year that the base lacks, whole; or, for one that it has, the days that differ'),
  })
  .superRefine((config, ctx) => {
    for (const [year, lists] of Object.entries(config.years)) {
      for (const [path, message] of problemsOfYear(+year, lists, config.base)) {
        ctx.addIssue({ code: 'custom', path: ['years', year, ...path], message });
      }
    }
  });
export type CalendarConfig = z.output<typeof calendarSchema>;

export interface LoadedCalendar {
  readonly data: CalendarData;
  readonly calendar: WorkCalendar;
}

/**
 * Reads config/calendar.yaml, already parsed.
 *
 * @throws PulseError PULSE_CONFIG with every problem in its message and, one text a problem, in `details.problems`.
 */
export function loadCalendar(raw: unknown): LoadedCalendar {
  const parsed = calendarSchema.safeParse(raw);
  if (!parsed.success) throw configError('calendar', parsed.error);
  const data = dataOf(parsed.data);
  return { data, calendar: new WorkCalendar(data) };
}

/** All problems of one file of settings in one error; each names the file and the path in it. */
export function configError(file: string, error: z.ZodError): PulseError {
  const problems = error.issues.map((issue) => {
    const path = issue.path.map(String).join('.');
    return `${file}${path === '' ? '' : `: ${path}`}: ${issue.message}`;
  });
  return new PulseError('PULSE_CONFIG', problems.join('\n'), { details: { problems } });
}

type Problem = readonly [path: readonly string[], message: string];

function problemsOfYear(year: number, lists: z.output<typeof yearSchema>, base: 'china' | 'none'): Problem[] {
  const out: Problem[] = [];
  for (const name of ['off', 'working'] as const) {
    const strangers = lists[name].filter((day) => yearOf(day) !== year);
    if (strangers.length > 0) out.push([[name], `not in ${year}: ${strangers.map(formatDay).join(', ')}`]);
  }
  const off = new Set(lists.off);
  const both = lists.working.filter((day) => off.has(day));
  if (both.length > 0) out.push([[], `both off and working: ${both.map(formatDay).join(', ')}`]);
  // A half-typed year would make working days of its holidays, silently.
  if (base === 'china' && !china().years.includes(year) && !isPublished(year, off)) {
    out.push([['off'], `${year} is not in the base, so list it whole: 1 January or 1 October is missing`]);
  }
  return out;
}

function dataOf(config: CalendarConfig): CalendarData {
  const base = config.base === 'china' ? china() : { years: [], off: [], working: [] };
  const years = new Set(base.years);
  const off = new Set(base.off);
  const working = new Set(base.working);
  for (const [year, lists] of Object.entries(config.years)) {
    years.add(+year);
    for (const day of lists.off) {
      off.add(day);
      working.delete(day);
    }
    for (const day of lists.working) {
      working.add(day);
      off.delete(day);
    }
  }
  return { years: ascending(years), off: ascending(off), working: ascending(working) };
}

const ascending = (numbers: Iterable<number>): number[] => [...numbers].sort((a, b) => a - b);

let chinaData: CalendarData | undefined;

/**
 * The data of chinese-days, bounded to the years that it really has: its functions call every Monday to Friday of an
 * unpublished year a working day, and read dates in the process's own time zone, so only its table is used.
 */
function china(): CalendarData {
  chinaData ??= readChina();
  return chinaData;
}

function readChina(): CalendarData {
  const table = createRequire(import.meta.url)('chinese-days/dist/chinese-days.json') as Record<
    'holidays' | 'workdays',
    Record<string, string>
  >;
  const dates = (name: 'holidays' | 'workdays'): number[] =>
    ascending(Object.keys(table[name]).flatMap((text) => parseDay(text) ?? []));
  const off = dates('holidays');
  const listed = new Set(off);
  const years = [...new Set(off.map(yearOf))].filter((year) => isPublished(year, listed));
  return { years, off, working: dates('workdays') };
}

/**
 * Both ends of a year's arrangement are there. One of them alone may come from a neighbour's: that of 2023 begins on
 * 2022-12-31.
 */
function isPublished(year: number, off: ReadonlySet<LocalDay>): boolean {
  const newYear = firstDayOf(year);
  return off.has(newYear) && off.has(parseDay(`${year}-10-01`)!);
}
