import { describe, expect, test } from '@jest/globals';
import { recompute } from '../../src/verifier/recompute.js';
import { at, call, closing, context, indicator, june, local, ticket } from './support.js';

const many = (prefix: string, count: number, fields: Record<string, unknown>) =>
  Array.from({ length: count }, (_, i) => call(`${prefix}${i}`, fields));
const inMay = { receivedAt: local('05-10 09:00') };

describe('indicators (kpi.md section 4)', () => {
  // June: 8 contacts, 6 answered (5 of 7 by phone), 1 abandoned by phone. May: 5 contacts, 4 answered.
  const events = [
    ...many('a', 5, { category: 'housing', waitSeconds: 10 }),
    ...many('b', 1, { answered: false, abandonedAt: local('06-10 09:05') }),
    ...many('c', 1, { answered: false }),
    ...many('d', 1, { channel: 'wechat', topics: ['疫情'] }),
    ...many('m', 4, inMay),
    ...many('n', 1, { ...inMay, answered: false }),
    ticket('a0/t', { region: 'B' }),
  ];
  const figures = june(events);

  test('rates with their sums, the month before, and an unknown last year', () => {
    expect(indicator(figures, 'connection_rate')).toEqual({
      id: 'connection_rate',
      labels: {},
      numerator: 6,
      denominator: 8,
      value: '75.00',
      previous: {
        period: '2021-05',
        numerator: 4,
        denominator: 5,
        value: '80.00',
        changePoints: '-5.00',
        changePercent: '-6.25',
      },
      lastYear: null,
    });
    const values = (id: string, labels = {}) => {
      const found = indicator(figures, id, labels);
      return [found?.numerator, found?.denominator, found?.value];
    };
    expect(values('connection_rate', { channel: 'phone' })).toEqual([5, 7, '71.43']);
    expect(values('direct_rate')).toEqual([5, 6, '83.33']);
    expect(values('ticket_rate')).toEqual([1, 6, '16.67']);
    expect(values('category_share', { category: 'housing' })).toEqual([5, 6, '83.33']);
    expect(values('topic_share', { topic: '疫情' })).toEqual([1, 6, '16.67']);
    expect(values('answered_within_15s_rate')).toEqual([5, 5, '100.00']);
    expect(values('abandonment_rate')).toEqual([1, 7, '14.29']);
    expect(values('satisfaction_rate')).toEqual([0, 0, null]);
    expect(values('nature_share', { nature: 'help' })).toEqual([1, 1, '100.00']);
  });

  test('change: every counter of either period, without unit labels, both ways', () => {
    const of = (counter: string, labels = {}) => indicator(figures, 'change', { of: counter, ...labels }, 'previous');
    expect(of('contacts')).toEqual({
      id: 'change',
      labels: { of: 'contacts' },
      numerator: 8,
      denominator: 5,
      value: '60.00',
      against: 'previous',
    });
    expect(of('contacts', { channel: 'wechat' })).toMatchObject({ numerator: 1, denominator: 0, value: null });
    expect(of('tickets', { unit_kind: 'unknown' })).toMatchObject({ numerator: 1, denominator: 0 });
    expect(of('tickets', { unit: 'unassigned' })).toBeUndefined();
    expect(of('open')).toBeUndefined();
    expect(indicator(figures, 'change', { of: 'contacts' }, 'lastYear')).toMatchObject({
      denominator: null,
      value: null,
    });
    const july = recompute(events, 'month:2021-07', context);
    expect(indicator(july, 'change', { of: 'abandoned', channel: 'phone' }, 'previous')).toMatchObject({
      numerator: 0,
      denominator: 1,
      value: '-100.00',
    });
  });

  test('top three regions by count, then by code; the month before has its own three', () => {
    const regions = ['D', 'C', 'C', 'B', 'A', 'E', 'E'].map((region, i) => ticket(`c/${i}`, { region }));
    const before = ['X', 'X', 'Y'].map((region, i) => ticket(`m/${i}`, { region, createdAt: local('05-10') }));
    expect(indicator(june([...regions, ...before, ticket('c/none')]), 'region_share', { top: '3' })).toMatchObject({
      members: ['C', 'E', 'A'],
      numerator: 5,
      denominator: 8,
      value: '62.50',
      previous: { numerator: 3, denominator: 3, value: '100.00', changePoints: '-37.50' },
    });
  });

  test('on time: of all, and of those due, by unit, kind and group', () => {
    const unit = { unit: { code: 'housing' } };
    const due = { dueAt: local('06-20') };
    const all = june([
      ticket('c/1', { ...unit, ...due }),
      closing('c/1', '06-19'),
      ticket('c/2', { ...unit, ...due }),
      closing('c/2', '06-21'),
      ticket('c/3', { ...unit, ...due }),
      ticket('c/4', { ...unit, dueAt: local('08-01') }),
      ticket('c/5', { dueAt: local('06-20'), createdAt: local('05-11 09:00') }),
    ]);
    const groups = [{}, { unit: 'housing' }, { unit_kind: 'department' }, { unit_group: 'department' }];
    for (const labels of groups) {
      expect(indicator(all, 'on_time_rate', labels)).toMatchObject({ numerator: 1, denominator: 4, value: '25.00' });
      expect(indicator(all, 'on_time_rate_of_due', labels)).toMatchObject({
        numerator: 1,
        denominator: 3,
        value: '33.33',
      });
      expect(indicator(all, 'on_time_rate', labels)?.previous?.denominator).toBe(
        'unit' in labels || 'unit_kind' in labels || 'unit_group' in labels ? 0 : 1,
      );
    }
    expect(indicator(all, 'on_time_rate_of_due')?.previous).toMatchObject({
      numerator: 0,
      denominator: 1,
      value: '0.00',
    });
    expect(indicator(all, 'close_rate', { unit: 'housing' })).toMatchObject({ numerator: 2, denominator: 4 });
  });
});

describe('running periods', () => {
  const days = ['05-01', '05-10', '05-11', '06-02', '06-10'];
  const events = days.map((day, i) => call(`c${i}`, { receivedAt: local(`${day} 23:30`) }));
  const contacts = (asOf: string, period = 'month:2021-06') =>
    indicator(recompute(events, period, { ...context, asOf: at(asOf) }), 'change', { of: 'contacts' }, 'previous')
      ?.denominator;

  test('the month before is cut to the days that have begun, today included', () => {
    expect(contacts('06-10 00:00')).toBe(2);
    expect(contacts('06-11 00:00')).toBe(3);
    expect(contacts('06-01 00:00')).toBe(1);
    expect(contacts('06-30 23:59:59')).toBe(3);
    expect(contacts('07-01 00:00')).toBe(3);
    expect(contacts('05-31 12:00')).toBe(3); // not begun: nothing to cut
  });

  test('cut down to nothing, it is unknown', () => {
    const late = [call('c', { receivedAt: local('05-20') }), call('d', { receivedAt: local('06-02') })];
    const running = june(late, { asOf: at('06-10') });
    expect(indicator(running, 'connection_rate')?.previous).toBeNull();
    expect(indicator(running, 'change', { of: 'contacts' }, 'previous')).toMatchObject({
      numerator: 1,
      denominator: null,
      value: null,
    });
  });

  test('a cut month has no unit counters to compare with', () => {
    const unit = { unit: { code: 'housing' } };
    const tickets = [ticket('c/1', unit), ticket('c/2', { ...unit, createdAt: local('05-02') })];
    const previous = (asOf: string) =>
      indicator(june(tickets, { asOf: at(asOf) }), 'on_time_rate', { unit: 'housing' })?.previous;
    expect(previous('06-20')).toBeNull();
    expect(previous('07-20')).toMatchObject({ numerator: 0, denominator: 1 });
  });
});
