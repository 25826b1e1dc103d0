import { describe, expect, test } from '@jest/globals';
import { recompute } from '../../src/verifier/recompute.js';
import { at, call, closing, context, indicator, pick, ticket } from './support.js';

/** Requests of another city by kpi.md section 8: no official calendar, dues given or unknown, its own zone. */
describe('a city in another zone, without an official calendar', () => {
  const row = (id: string, createdAt: string, dueAt?: string, closedAt?: string, outcome = 'resolved') => {
    const name = `${id}/${id}`;
    const fields = { createdAt, nature: 'other', region: 'Harbor', unit: { code: 'BOS', kind: 'department' } };
    return [
      call(id, { receivedAt: createdAt, channel: 'Mobile App' }),
      ticket(name, { ...fields, ...(dueAt !== undefined && { dueAt }) }),
      ...(closedAt === undefined ? [] : [closing(name, null, { closedAt, outcome })]),
    ];
  };
  const events = [
    ...row('first', '2017-12-01T00:00:00-08:00', '2017-12-09T00:00:00-08:00', '2017-12-08T23:59:59-08:00'),
    ...row('edge', '2017-12-05T09:00:00-08:00', '2017-12-09T00:00:00-08:00', '2017-12-09T00:00:00-08:00'),
    ...row('late', '2017-12-05T09:00:00-08:00', '2017-12-07T10:30:00-08:00', '2017-12-07T10:30:01-08:00'),
    ...row(
      'before',
      '2017-12-06T09:00:00-08:00',
      '2017-12-07T00:00:00-08:00',
      '2017-12-06T08:00:00-08:00',
      'withdrawn',
    ),
    ...row('no-due', '2017-12-31T23:59:59-08:00', undefined, '2018-01-02T10:00:00-08:00', 'rejected'),
    ...row('open', '2017-12-31T23:59:59-08:00', '2018-01-03T00:00:00-08:00'),
    ...row('november', '2017-11-30T23:59:59-08:00', '2017-12-02T00:00:00-08:00', '2017-12-01T12:00:00-08:00'),
  ];
  const there = {
    ...context,
    timeZone: 'America/Los_Angeles',
    officialYears: [],
    offDays: [],
    makeUpDays: [],
    unitKinds: new Map(),
  };
  const figures = recompute(events, 'month:2017-12', { ...there, asOf: at('2018-02-01T00:00:00Z') });

  test('months, closings and dues', () => {
    expect(
      pick(figures, 'contacts', 'answered{channel=Mobile App}', 'tickets{unit=BOS}', 'tickets{nature=other}'),
    ).toEqual([6, 6, 6, 6]);
    expect(pick(figures, 'closed', 'closed_on_time', 'closed_late', 'closed_due_unknown', 'open_overdue')).toEqual([
      5, 3, 1, 1, 1,
    ]);
    expect(pick(figures, 'closed{outcome=withdrawn}', 'closed{outcome=rejected}', 'flow_closed')).toEqual([1, 1, 5]);
    expect(indicator(figures, 'on_time_rate')).toMatchObject({
      numerator: 3,
      denominator: 6,
      previous: { numerator: 1, denominator: 1 },
    });
    expect(indicator(figures, 'on_time_rate_of_due')).toMatchObject({ numerator: 3, denominator: 5, value: '60.00' });
  });

  test('without an official calendar only same-day replies are known: no day is needed for them', () => {
    expect(pick(figures, 'replied', 'reply_working_days')).toEqual([1, 0]);
  });

  test('a day of the clock change has 23 hours', () => {
    const hours = ['2021-03-14T07:59:59Z', '2021-03-14T08:00:00Z', '2021-03-15T06:59:59Z', '2021-03-15T07:00:00Z'];
    const calls = hours.map((receivedAt, i) => call(`c${i}`, { receivedAt }));
    expect(recompute(calls, 'day:2021-03-14', there).counters.get('contacts')).toBe(2);
  });
});
