import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type CalendarData, WorkCalendar } from '../../src/domain/calendar.js';
import { firstDayOf, formatDay, type LocalDay, parseDay, yearOf } from '../../src/domain/zone.js';

const day = (text: string) => parseDay(text)!;
const range = (from: string, to: string) => Array.from({ length: day(to) - day(from) + 1 }, (_, i) => day(from) + i);

/** As kpi.md section 5 prints it. */
const of2021: CalendarData = {
  years: [2021],
  off: [
    ...range('2021-01-01', '2021-01-03'),
    ...range('2021-02-11', '2021-02-17'),
    ...range('2021-04-03', '2021-04-05'),
    ...range('2021-05-01', '2021-05-05'),
    ...range('2021-06-12', '2021-06-14'),
    ...range('2021-09-19', '2021-09-21'),
    ...range('2021-10-01', '2021-10-07'),
  ],
  working: ['02-07', '02-20', '04-25', '05-08', '09-18', '09-26', '10-09'].map((d) => day(`2021-${d}`)),
};

/** The rule in words, one day at a time. */
function naive(data: CalendarData, date: LocalDay): boolean | null {
  if (!data.years.includes(yearOf(date))) return null;
  if (data.working.includes(date)) return true;
  return !data.off.includes(date) && ![0, 6].includes(new Date(date * 86_400_000).getUTCDay());
}

function naiveAdd(data: CalendarData, from: LocalDay, n: number): LocalDay | null {
  let date = from;
  for (let left = n; left > 0; ) {
    date++;
    const working = naive(data, date);
    if (working === null) return null;
    if (working) left--;
  }
  return date;
}

function naiveBetween(data: CalendarData, after: LocalDay, upTo: LocalDay): number | null {
  let count = 0;
  for (let date = after + 1; date <= upTo; date++) {
    const working = naive(data, date);
    if (working === null) return null;
    if (working) count++;
  }
  return count;
}

describe('2021', () => {
  const calendar = new WorkCalendar(of2021);

  test('250 working days, holidays off, make-up days working', () => {
    expect(calendar.workingDaysBetween(day('2020-12-31'), day('2021-12-31'))).toBe(250);
    expect(of2021.off.map((d) => calendar.isWorkingDay(d))).toEqual(of2021.off.map(() => false));
    expect(of2021.working.map((d) => calendar.isWorkingDay(d))).toEqual(Array(7).fill(true));
    expect(['2021-06-11', '2021-06-19'].map((d) => calendar.isWorkingDay(day(d)))).toEqual([true, false]);
  });

  test.each([
    ['2021-06-11', '06-15', '06-16', '06-21', '06-28'],
    ['2021-06-12', '06-15', '06-16', '06-21', '06-28'],
    ['2021-06-30', '07-01', '07-02', '07-07', '07-14'],
    ['2021-04-23', '04-25', '04-26', '04-29', '05-10'],
    ['2021-04-30', '05-06', '05-07', '05-11', '05-18'],
    ['2021-02-05', '02-07', '02-08', '02-18', '02-24'],
    ['2021-02-10', '02-18', '02-19', '02-23', '03-02'],
    ['2021-09-17', '09-18', '09-22', '09-26', '10-08'],
    ['2021-09-30', '10-08', '10-09', '10-13', '10-20'],
  ])('1, 2, 5, 10 working days after %s: %s %s %s %s', (from, ...expected) => {
    const found = [1, 2, 5, 10].map((n) => formatDay(calendar.addWorkingDays(day(from), n)!).slice(5));
    expect(found).toEqual(expected);
  });

  test('the edges: a day before the data may begin a term, a day after it may not end one', () => {
    expect(formatDay(calendar.addWorkingDays(day('2020-12-31'), 1)!)).toBe('2021-01-04');
    expect(calendar.addWorkingDays(day('2020-12-30'), 1)).toBeNull();
    expect(formatDay(calendar.addWorkingDays(day('2021-12-30'), 1)!)).toBe('2021-12-31');
    expect(calendar.addWorkingDays(day('2021-12-30'), 2)).toBeNull();
    expect(calendar.addWorkingDays(day('2021-12-31'), 1)).toBeNull();
    expect(calendar.workingDaysBetween(day('2021-12-30'), day('2022-01-01'))).toBeNull();
    expect([calendar.isWorkingDay(day('2020-12-31')), calendar.isWorkingDay(day('2022-01-01'))]).toEqual([null, null]);
  });

  test('no days are no days, with data or without', () => {
    expect(calendar.addWorkingDays(day('2027-02-08'), 0)).toBe(day('2027-02-08'));
    expect(calendar.workingDaysBetween(day('2027-02-08'), day('2027-02-08'))).toBe(0);
    expect(calendar.workingDaysBetween(day('2021-06-12'), day('2021-06-01'))).toBe(0);
  });
});

describe('years without data', () => {
  const gap = new WorkCalendar({ years: [2023, 2021], off: [], working: [] });

  test('are named', () => {
    expect([gap.covers(2021), gap.covers(2022), gap.covers(2023)]).toEqual([true, false, true]);
    expect(gap.missingYears(2020, 2024)).toEqual([2020, 2022, 2024]);
    expect(gap.missingYearAfter(day('2021-12-20'))).toBe(2022);
    expect(gap.missingYearAfter(day('2021-12-31'))).toBe(2022);
    expect(gap.missingYearAfter(day('2022-12-30'))).toBe(2022);
    expect(gap.missingYearAfter(day('2022-12-31'))).toBe(2024);
    expect(gap.missingYearAfter(day('2019-12-31'))).toBe(2020);
  });

  test('are never jumped over', () => {
    expect(gap.addWorkingDays(day('2021-12-30'), 5)).toBeNull();
    expect(gap.workingDaysBetween(day('2021-12-30'), day('2023-01-02'))).toBeNull();
    expect(new WorkCalendar({ years: [], off: [], working: [] }).addWorkingDays(0, 1)).toBeNull();
  });
});

describe('against one day at a time', () => {
  const dates = (years: readonly number[]) =>
    fc.integer({ min: firstDayOf(years[0]!), max: firstDayOf(years.at(-1)! + 1) });
  const data = fc.record({
    years: fc.uniqueArray(fc.integer({ min: 2019, max: 2024 }), { maxLength: 6 }),
    off: fc.array(dates([2019, 2024]), { maxLength: 60 }),
    working: fc.array(dates([2019, 2024]), { maxLength: 20 }),
  });

  test('any calendar, any question (seed 11)', () => {
    const questions = fc.array(fc.tuple(dates([2018, 2025]), fc.integer({ min: 0, max: 40 })), {
      minLength: 20,
      maxLength: 20,
    });
    fc.assert(
      fc.property(data, questions, (given, asked) => {
        const calendar = new WorkCalendar(given);
        for (const [from, n] of asked) {
          expect(calendar.isWorkingDay(from)).toBe(naive(given, from));
          expect(calendar.addWorkingDays(from, n)).toBe(naiveAdd(given, from, n));
          expect(calendar.workingDaysBetween(from, from + n)).toBe(naiveBetween(given, from, from + n));
          if (naiveAdd(given, from, n) !== null) continue;
          const missing = calendar.missingYearAfter(from);
          expect(given.years).not.toContain(missing);
          const unknown = Math.max(from + 1, firstDayOf(missing));
          expect([yearOf(unknown), naiveBetween(given, from, unknown)]).toEqual([missing, null]);
          expect(naiveBetween(given, from, unknown - 1)).not.toBeNull();
        }
      }),
      { seed: 11, numRuns: 200 },
    );
  });
});

describe('fingerprint', () => {
  const of = (change: Partial<CalendarData>) => new WorkCalendar({ ...of2021, ...change }).fingerprint;

  test('is the same for the same working days, however they are listed', () => {
    expect(of({ off: [...of2021.off].reverse(), working: [...of2021.working, day('2021-06-11')] })).toBe(of({}));
  });

  test('differs with a day or a year', () => {
    const all = [
      of({}),
      of({ off: of2021.off.slice(1) }),
      of({ working: [] }),
      of({ years: [2021, 2022] }),
      of({ years: [2021, 2023] }),
    ];
    expect(new Set(all).size).toBe(all.length);
  });
});
