import { describe, expect, test } from '@jest/globals';
import { PulseError } from '../../src/domain/errors.js';
import { dayText, readDay } from '../../src/verifier/local-days.js';
import { cut, readPeriod, type Span } from '../../src/verifier/period.js';

const today = readDay('2021-07-13') ?? 0;
const show = (span: Span | null) => (span === null ? null : `${span.id} ${dayText(span.first)} ${dayText(span.end)}`);

describe('periods and what they are compared with', () => {
  test.each([
    [
      'month:2021-06',
      '2021-06 2021-06-01 2021-07-01',
      '2021-05 2021-05-01 2021-06-01',
      '2020-06 2020-06-01 2020-07-01',
    ],
    [
      'month:2021-01',
      '2021-01 2021-01-01 2021-02-01',
      '2020-12 2020-12-01 2021-01-01',
      '2020-01 2020-01-01 2020-02-01',
    ],
    [
      'quarter:2021-Q1',
      '2021-Q1 2021-01-01 2021-04-01',
      '2020-Q4 2020-10-01 2021-01-01',
      '2020-Q1 2020-01-01 2020-04-01',
    ],
    ['half:2021-H1', '2021-H1 2021-01-01 2021-07-01', '2020-H2 2020-07-01 2021-01-01', '2020-H1 2020-01-01 2020-07-01'],
    ['year:2021', '2021 2021-01-01 2022-01-01', '2020 2020-01-01 2021-01-01', '2020 2020-01-01 2021-01-01'],
    [
      'day:2021-06-12',
      '2021-06-12 2021-06-12 2021-06-13',
      '2021-06-05 2021-06-05 2021-06-06',
      '2020-06-12 2020-06-12 2020-06-13',
    ],
    ['day:2020-02-29', '2020-02-29 2020-02-29 2020-03-01', '2020-02-22 2020-02-22 2020-02-23', null],
    [
      'week:2021-W24',
      '2021-W24 2021-06-14 2021-06-21',
      '2021-W23 2021-06-07 2021-06-14',
      '2020-W24 2020-06-08 2020-06-15',
    ],
    [
      'week:2021-W01',
      '2021-W01 2021-01-04 2021-01-11',
      '2020-W53 2020-12-28 2021-01-04',
      '2020-W01 2019-12-30 2020-01-06',
    ],
    ['week:2020-W53', '2020-W53 2020-12-28 2021-01-04', '2020-W52 2020-12-21 2020-12-28', null],
    [
      'range:2021-06-01..2021-06-12',
      '2021-06-01..2021-06-12 2021-06-01 2021-06-13',
      '2021-05-20..2021-05-31 2021-05-20 2021-06-01',
      '2020-06-01..2020-06-12 2020-06-01 2020-06-13',
    ],
    [
      'rolling:30d',
      '2021-06-13..2021-07-12 2021-06-13 2021-07-13',
      '2021-05-14..2021-06-12 2021-05-14 2021-06-13',
      '2020-06-13..2020-07-12 2020-06-13 2020-07-13',
    ],
  ])('%s', (text, current, previous, lastYear) => {
    const spans = readPeriod(text, today);
    expect([show(spans.current), show(spans.previous), show(spans.lastYear)]).toEqual([current, previous, lastYear]);
  });

  test.each([
    'month:2021-13',
    'month:2021-6',
    'day:2021-02-29',
    'week:2021-W53',
    'week:2021-W00',
    'quarter:2021-Q5',
    'half:2021-H3',
    'range:2021-06-12..2021-06-01',
    'range:2020-01-01..2021-02-04',
    'range:2021-06-01',
    'rolling:7d',
    'live',
    '2021-06',
    '',
  ])('%j is no period', (text) => {
    expect(() => readPeriod(text, today)).toThrow(PulseError);
  });

  test('a range may have 400 days', () => {
    const { current } = readPeriod('range:2020-01-01..2021-02-03', today);
    expect(current.end - current.first).toBe(400);
  });

  test('a cut takes the first days; more than all changes nothing', () => {
    const { current } = readPeriod('month:2021-02', today);
    expect(cut(current, 28)).toBe(current);
    expect(cut(current, Infinity)).toBe(current);
    expect(cut(current, 27)).toMatchObject({ id: '2021-02', end: current.end - 1, wholeMonths: false });
  });
});
