import { describe, expect, test } from '@jest/globals';
import { largerPeriods, monthsOf } from '../../src/commands/report/larger-periods.js';
import { sumOfMonths } from '../../src/commands/report/sum-months.js';
import { parsePeriod } from '../../src/domain/period.js';
import type { Snapshot } from '../../src/domain/snapshot-schema.js';
import { call, ticket } from '../reporters/report/events.js';
import { inputOf } from '../reporters/report/support.js';

describe('which larger periods a report tells of too', () => {
  test.each([
    ['2021-01', []],
    ['2021-03', ['quarter:2021-Q1']],
    ['2021-06', ['half:2021-H1']],
    ['2021-09', ['quarter:2021-Q3']],
    ['2021-12', ['half:2021-H2', 'year:2021']],
    ['2021-Q2', ['half:2021-H1']],
    ['2021-Q4', ['half:2021-H2', 'year:2021']],
    ['2021-H1', []],
    ['2021-H2', ['year:2021']],
    ['2021-W26', []],
    ['2021-06-30', []],
  ])('%s', (text, wanted) => {
    expect(largerPeriods(parsePeriod(text, 0)).map(({ kind, id }) => `${kind}:${id}`)).toEqual(wanted);
  });

  test('months of a half-year, and of a week that two months share', () => {
    expect(monthsOf(parsePeriod('2021-H1', 0))).toEqual(['01', '02', '03', '04', '05', '06'].map((m) => `2021-${m}`));
    expect(monthsOf(parsePeriod('2021-W26', 0))).toEqual(['2021-06', '2021-07']);
  });
});

describe('the sum of revisions', () => {
  const quarter = parsePeriod('2021-Q2', 0);
  const rate = (s: Snapshot, id: string) => s.indicators.find((i) => i.id === id && Object.keys(i.labels).length === 0);
  const months = async (): Promise<Snapshot[]> => {
    const events = [
      ...ticket('a'),
      ...ticket('o', { closedAt: null }),
      call('b', { answered: false }),
      ...ticket('m', { month: '2021-05' }),
    ];
    return Promise.all(
      ['month:2021-05', 'month:2021-06'].map(async (period) => (await inputOf(events, {}, { period })).snapshot),
    );
  };

  test('adds numerators and denominators, and leaves open tickets out', async () => {
    const [may, june] = (await months()) as [Snapshot, Snapshot];
    const sum = sumOfMonths(quarter, [may, june], new Map(), june);
    expect(sum.counters).toMatchObject({ contacts: 4, answered: 3, tickets: 3, closed: 2 });
    expect(Object.keys(sum.counters).filter((name) => name.startsWith('open'))).toEqual([]);
    expect(rate(sum, 'connection_rate')).toMatchObject({ numerator: 3, denominator: 4, value: '75.00' });
    expect([sum.period.from, sum.period.to, sum.baselineMonths]).toEqual(['2021-04-01', '2021-06-30', undefined]);
  });

  test('opening figures count in; what they do not tell is unknown', async () => {
    const [, june] = (await months()) as [Snapshot, Snapshot];
    const opening = new Map([['2021-05', new Map(Object.entries({ contacts: 10, answered: 9 }))]]);
    const sum = sumOfMonths(quarter, [june], opening, june);
    expect(sum.counters).toEqual({ contacts: 13, answered: 11 });
    expect(rate(sum, 'connection_rate')).toMatchObject({ numerator: 11, denominator: 13 });
    expect([rate(sum, 'on_time_rate'), sum.baselineMonths]).toEqual([undefined, ['2021-05']]);
  });
});
