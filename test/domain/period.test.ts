import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  bucketsOf,
  cutTo,
  dayPeriod,
  lastYearOf,
  monthOf,
  type Period,
  parsePeriod,
  periodKey,
  previousOf,
  yearOf,
} from '../../src/domain/period.js';
import { formatDay, parseDay } from '../../src/domain/zone.js';
import { seed } from '../support/seed.js';

/** Periods as text: which days they are, which are none, what they are compared with, which buckets they are summed from. */

const today = parseDay('2021-06-16')!;
const parse = (text: string): Period => parsePeriod(text, today);
/** `kind:id first..last` */
const shown = (p: Period | null): string | null =>
  p === null ? null : `${periodKey(p)} ${formatDay(p.first)}..${formatDay(p.next - 1)}`;
const days = (text: string): string => shown(parse(text))!.split(' ')[1]!;

describe('reading', () => {
  test.each([
    ['month:2021-06', '2021-06-01..2021-06-30'],
    ['month:2020-02', '2020-02-01..2020-02-29'],
    ['month:2021-12', '2021-12-01..2021-12-31'],
    ['day:2021-06-12', '2021-06-12..2021-06-12'],
    ['day:2020-02-29', '2020-02-29..2020-02-29'],
    ['quarter:2021-Q1', '2021-01-01..2021-03-31'],
    ['quarter:2021-Q2', '2021-04-01..2021-06-30'],
    ['quarter:2021-Q4', '2021-10-01..2021-12-31'],
    ['half:2021-H1', '2021-01-01..2021-06-30'],
    ['half:2021-H2', '2021-07-01..2021-12-31'],
    ['year:2021', '2021-01-01..2021-12-31'],
    ['range:2021-06-01..2021-06-01', '2021-06-01..2021-06-01'],
    ['range:2020-12-31..2022-02-03', '2020-12-31..2022-02-03'], // 400 days
    ['rolling:30d', '2021-05-17..2021-06-15'],
    ['month:0021-06', '0021-06-01..0021-06-30'],
  ])('%s is %s', (text, expected) => {
    expect(days(text)).toBe(expected);
    expect(periodKey(parse(text))).toBe(text);
    // The id alone says the kind.
    expect(parse(text.slice(text.indexOf(':') + 1))).toEqual(parse(text));
  });

  // The first and last weeks of years, as ISO 8601 counts them.
  test.each([
    ['week:2021-W24', '2021-06-14..2021-06-20'],
    ['week:2020-W01', '2019-12-30..2020-01-05'],
    ['week:2020-W53', '2020-12-28..2021-01-03'],
    ['week:2021-W01', '2021-01-04..2021-01-10'],
    ['week:2021-W52', '2021-12-27..2022-01-02'],
    ['week:2015-W53', '2015-12-28..2016-01-03'],
    ['week:2026-W53', '2026-12-28..2027-01-03'],
    ['week:2024-W01', '2024-01-01..2024-01-07'],
  ])('%s is %s', (text, expected) => expect(days(text)).toBe(expected));

  test.each([
    'month:2021-00',
    'month:2021-13',
    'month:2021-6',
    'month:21-06',
    'month:2021-06-01',
    'month:2021',
    'day:2021-02-29',
    'day:2021-06-31',
    'day:2021-06',
    'week:2021-W00',
    'week:2021-W53',
    'week:2019-W53',
    'week:2021-W54',
    'week:2021-W1',
    'week:2021W24',
    'quarter:2021-Q0',
    'quarter:2021-Q5',
    'half:2021-H3',
    'half:2021-H0',
    'year:21',
    'year:20211',
    'range:2021-06-02..2021-06-01',
    'range:2020-12-31..2022-02-04',
    'range:2021-06-01',
    'range:2021-06-01..',
    'range:2021-02-30..2021-03-01',
    'rolling:31d',
    'rolling:30',
    'live',
    '',
    ':',
    'month:',
    ':2021-06',
    'day:2021-06-12 ',
    ' month:2021-06',
    'MONTH:2021-06',
    'month:２021-06',
    'month:2021-06:x',
    'year:2021-06',
  ])('"%s" is no period, and the answer lists the forms', (text) => {
    // biome-ignore format: a list
    expect(() => parse(text)).toThrow(expect.objectContaining({ code: 'PULSE_USAGE', message: expect.stringContaining('week:2021-W24') }));
  });
});

describe('the period before, and the same a year before', () => {
  test.each<[string, string, string | null]>([
    ['month:2021-06', 'month:2021-05 2021-05-01..2021-05-31', 'month:2020-06 2020-06-01..2020-06-30'],
    ['month:2021-01', 'month:2020-12 2020-12-01..2020-12-31', 'month:2020-01 2020-01-01..2020-01-31'],
    ['month:2020-02', 'month:2020-01 2020-01-01..2020-01-31', 'month:2019-02 2019-02-01..2019-02-28'],
    ['day:2021-06-12', 'day:2021-06-05 2021-06-05..2021-06-05', 'day:2020-06-12 2020-06-12..2020-06-12'],
    ['day:2021-01-03', 'day:2020-12-27 2020-12-27..2020-12-27', 'day:2020-01-03 2020-01-03..2020-01-03'],
    ['day:2020-02-29', 'day:2020-02-22 2020-02-22..2020-02-22', null],
    ['week:2021-W01', 'week:2020-W53 2020-12-28..2021-01-03', 'week:2020-W01 2019-12-30..2020-01-05'],
    ['week:2022-W01', 'week:2021-W52 2021-12-27..2022-01-02', 'week:2021-W01 2021-01-04..2021-01-10'],
    ['week:2020-W53', 'week:2020-W52 2020-12-21..2020-12-27', null],
    ['week:2020-W01', 'week:2019-W52 2019-12-23..2019-12-29', 'week:2019-W01 2018-12-31..2019-01-06'],
    ['quarter:2021-Q1', 'quarter:2020-Q4 2020-10-01..2020-12-31', 'quarter:2020-Q1 2020-01-01..2020-03-31'],
    ['quarter:2021-Q3', 'quarter:2021-Q2 2021-04-01..2021-06-30', 'quarter:2020-Q3 2020-07-01..2020-09-30'],
    ['half:2021-H1', 'half:2020-H2 2020-07-01..2020-12-31', 'half:2020-H1 2020-01-01..2020-06-30'],
    ['half:2021-H2', 'half:2021-H1 2021-01-01..2021-06-30', 'half:2020-H2 2020-07-01..2020-12-31'],
    ['year:2021', 'year:2020 2020-01-01..2020-12-31', 'year:2020 2020-01-01..2020-12-31'],
    [
      'range:2021-06-11..2021-06-20',
      'range:2021-06-01..2021-06-10 2021-06-01..2021-06-10',
      'range:2020-06-11..2020-06-20 2020-06-11..2020-06-20',
    ],
    ['range:2020-02-29..2020-03-01', 'range:2020-02-27..2020-02-28 2020-02-27..2020-02-28', null],
    ['range:2020-02-25..2020-02-29', 'range:2020-02-20..2020-02-24 2020-02-20..2020-02-24', null],
    [
      'rolling:30d',
      'range:2021-04-17..2021-05-16 2021-04-17..2021-05-16',
      'range:2020-05-17..2020-06-15 2020-05-17..2020-06-15',
    ],
  ])('%s: %s and %s', (text, previous, lastYear) => {
    expect(shown(previousOf(parse(text)))).toBe(previous);
    expect(shown(lastYearOf(parse(text)))).toBe(lastYear);
  });

  test(`the previous one ends where this one begins, save that of a day (seed ${seed})`, () => {
    const day = fc.integer({ min: parseDay('1990-01-01')!, max: parseDay('2100-12-31')! });
    fc.assert(
      fc.property(day, (d) => {
        const text = formatDay(d);
        const week = weekOf(d);
        for (const p of [
          monthOf(d),
          yearOf(d),
          parse(week),
          parse(`quarter:${text.slice(0, 4)}-Q${Math.ceil(Number(text.slice(5, 7)) / 3)}`),
        ]) {
          expect(previousOf(p).next).toBe(p.first);
          expect(previousOf(p).kind).toBe(p.kind);
          // What is derived is what its key says.
          expect(parse(periodKey(previousOf(p)))).toEqual(previousOf(p));
          expect(p.first <= d && d < p.next).toBe(true);
        }
        expect(previousOf(dayPeriod(d))).toEqual(parse(`day:${formatDay(d - 7)}`));
      }),
      { seed, numRuns: 500 },
    );
  });
});

/** The ISO week of a date, by its definition: the year and number of its Thursday. */
function weekOf(day: number): string {
  const date = new Date(day * 86_400_000);
  const thursday = day - ((date.getUTCDay() + 6) % 7) + 3;
  const year = new Date(thursday * 86_400_000).getUTCFullYear();
  const number = Math.floor((thursday - parseDay(`${year}-01-01`)!) / 7) + 1;
  return `week:${year}-W${String(number).padStart(2, '0')}`;
}

describe('cut to as many days as have begun', () => {
  test('its id stays', () =>
    expect(shown(cutTo(parse('month:2021-05'), 10))).toBe('month:2021-05 2021-05-01..2021-05-10'));
  test('one that is not longer stays whole', () => {
    expect(cutTo(parse('month:2021-02'), 30)).toEqual(parse('month:2021-02'));
    expect(cutTo(parse('month:2021-02'), 28)).toEqual(parse('month:2021-02'));
    expect(cutTo(parse('month:2021-02'), Number.POSITIVE_INFINITY)).toEqual(parse('month:2021-02'));
  });
});

describe('buckets', () => {
  test('whole months, with their units', () => {
    expect(bucketsOf(parse('quarter:2021-Q2'))).toEqual({
      figures: ['month:2021-04', 'month:2021-05', 'month:2021-06'],
      units: ['units:2021-04', 'units:2021-05', 'units:2021-06'],
      open: ['open:2021-04', 'open:2021-05', 'open:2021-06'],
      openUnits: ['open-units:2021-04', 'open-units:2021-05', 'open-units:2021-06'],
    });
    expect(bucketsOf(parse('year:2021')).figures).toHaveLength(12);
    expect(bucketsOf(parse('half:2021-H2')).figures).toHaveLength(6);
    expect(bucketsOf(parse('month:2021-06')).figures).toEqual(['month:2021-06']);
  });

  test('days, without units, even where they happen to be a month', () => {
    expect(bucketsOf(parse('day:2021-06-12'))).toEqual({
      figures: ['day:2021-06-12'],
      units: [],
      open: ['open:2021-06-12'],
      openUnits: ['open-units:2021-06-12'],
    });
    for (const [text, count] of [
      ['week:2020-W53', 7],
      ['range:2021-06-01..2021-06-30', 30],
      ['rolling:30d', 30],
    ] as const) {
      const b = bucketsOf(parse(text));
      expect([b.figures.length, b.units.length, b.open.length]).toEqual([count, 0, count]);
      expect(b.figures.every((name) => name.startsWith('day:'))).toBe(true);
    }
    expect(bucketsOf(parse('week:2020-W53')).figures.at(-1)).toBe('day:2021-01-03');
  });

  test('a period cut within a month is summed from days; cut at the end of one, from months', () => {
    expect(bucketsOf(cutTo(parse('year:2021'), 31 + 28)).figures).toEqual(['month:2021-01', 'month:2021-02']);
    const within = bucketsOf(cutTo(parse('year:2021'), 32));
    expect([within.figures.length, within.figures.at(-1), within.units]).toEqual([32, 'day:2021-02-01', []]);
  });
});
