import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { PulseError } from '../../src/domain/errors.js';
import { firstDayOf, formatDay, parseDay, yearOf } from '../../src/domain/zone.js';
import { loadCalendar } from '../../src/settings/calendar.js';

const day = (text: string) => parseDay(text)!;
const shipped = () => parse(readFileSync('config/calendar.yaml', 'utf8')) as unknown;

function problemsOf(raw: unknown): readonly string[] {
  try {
    loadCalendar(raw);
  } catch (error) {
    if (!(error instanceof PulseError) || error.code !== 'PULSE_CONFIG') throw error;
    const problems = error.details['problems'] as readonly string[];
    expect(error.message).toBe(problems.join('\n'));
    return problems;
  }
  return [];
}

describe('the shipped calendar', () => {
  const { data, calendar } = loadCalendar(shipped());
  const listed = (days: readonly number[], year: number) =>
    days.filter((d) => yearOf(d) === year).map((d) => formatDay(d).slice(5));

  test('has the off and the make-up days of 2021', () => {
    const off = ['01-01 01-02 01-03 02-11 02-12 02-13 02-14 02-15 02-16 02-17 04-03 04-04 04-05 05-01 05-02 05-03'];
    off.push('05-04 05-05 06-12 06-13 06-14 09-19 09-20 09-21 10-01 10-02 10-03 10-04 10-05 10-06 10-07');
    expect(listed(data.off, 2021).join(' ')).toBe(off.join(' '));
    expect(listed(data.working, 2021).join(' ')).toBe('02-07 02-20 04-25 05-08 09-18 09-26 10-09');
    expect(calendar.workingDaysBetween(day('2020-12-31'), day('2021-12-31'))).toBe(250);
  });

  test('knows 2004 to 2026', () => {
    expect(data.years).toEqual(Array.from({ length: 23 }, (_, i) => 2004 + i));
    // Every published year had 245 to 255 working days: an arrangement read in half would show here.
    for (const year of data.years) {
      const working = calendar.workingDaysBetween(firstDayOf(year) - 1, firstDayOf(year + 1) - 1)!;
      expect([year, working >= 245 && working <= 255]).toEqual([year, true]);
    }
  });

  // The library itself calls this Spring Festival Monday a working day.
  test('does not know 2027, nor guess it', () => {
    expect([
      calendar.covers(2027),
      calendar.isWorkingDay(day('2027-02-08')),
      calendar.isWorkingDay(day('2027-06-05')),
    ]).toEqual([false, null, null]);
    expect(calendar.addWorkingDays(day('2026-12-31'), 1)).toBeNull();
    expect(calendar.missingYearAfter(day('2026-12-25'))).toBe(2027);
  });
});

describe('years of the operator', () => {
  test('a year that was published since', () => {
    const years = { 2027: { off: ['2027-01-01..2027-01-03', '2027-10-01..2027-10-07'], working: ['2027-10-09'] } };
    const { calendar } = loadCalendar({ base: 'china', years });
    expect(formatDay(calendar.addWorkingDays(day('2026-12-31'), 1)!)).toBe('2027-01-04');
    expect(calendar.workingDaysBetween(day('2027-09-30'), day('2027-10-09'))).toBe(2);
    expect(calendar.missingYearAfter(day('2027-01-01'))).toBe(2028);
  });

  test('days that differ from the base, each way; the rest of the base stays', () => {
    const years = { 2021: { off: ['2021-06-15', '2021-10-09'], working: ['2021-06-14'] } };
    const { calendar } = loadCalendar({ base: 'china', years });
    const asked = ['2021-06-14', '2021-06-15', '2021-10-09', '2021-06-13', '2021-09-26'];
    expect(asked.map((d) => calendar.isWorkingDay(day(d)))).toEqual([true, false, false, false, true]);
  });

  test('a calendar without a base: federal holidays of 2017 and 2018', () => {
    const years = { 2017: { off: ['2017-12-25'] }, 2018: { off: ['2018-01-01', '2018-01-15'] } };
    const { data, calendar } = loadCalendar({ base: 'none', years });
    expect(data.years).toEqual([2017, 2018]);
    expect(formatDay(calendar.addWorkingDays(day('2017-12-22'), 5)!)).toBe('2018-01-02');
    expect(loadCalendar({ base: 'none' }).data).toEqual({ years: [], off: [], working: [] });
  });
});

describe('refused', () => {
  test('every problem at once, each with its place', () => {
    const raw = {
      base: 'germany',
      years: { 27: {}, 2027: { off: ['2027-02-30', '2027-02-11..2027-02-05', 20270101], holidays: [] } },
      zone: 'Asia/Shanghai',
    };
    const problems = problemsOf(raw).join('\n');
    for (const place of ['base', 'years.27', 'years.2027.off.0', 'years.2027.off.1', 'years.2027.off.2']) {
      expect(problems).toContain(`calendar: ${place}: `);
    }
    expect(problems).toContain('"holidays"');
    expect(problems).toContain('"zone"');
  });

  test.each([
    ['2027', { off: ['2027-01-01'] }, /2027 is not in the base, so list it whole/],
    ['2027', {}, /2027 is not in the base/],
    ['2027', { off: ['2027-01-01', '2027-10-01', '2026-12-31'] }, /years\.2027\.off: not in 2027: 2026-12-31/],
    ['2021', { off: ['2021-06-15'], working: ['2021-06-15'] }, /years\.2021: both off and working: 2021-06-15/],
    ['2021', { off: ['2021-01-01..2021-01-02..2021-01-03'] }, /not a date such as/],
    ['2021', { off: ['2021-01-01..'] }, /not a date such as/],
  ])('%s: %j', (year, lists, message) => {
    const problems = problemsOf({ base: 'china', years: { [year]: lists } });
    expect(problems).toEqual([expect.stringMatching(message)]);
  });

  test.each([[null], [undefined], ['china'], [[]]])('not a calendar: %j', (raw) => {
    expect(problemsOf(raw)).toEqual([expect.stringMatching(/^calendar: /)]);
  });
});
