import { describe, expect, test } from '@jest/globals';
import type { TicketClosed, TicketCreated } from '../../src/domain/events.js';
import { formatInstant } from '../../src/domain/instant.js';
import { dueOf } from '../../src/verifier/due.js';
import { localDays } from '../../src/verifier/local-days.js';
import type { NaiveContext, NaiveTerm } from '../../src/verifier/types.js';
import { workCalendar } from '../../src/verifier/work-calendar.js';
import { at, closing, context, local, terms, ticket } from './support.js';

type Fields = Record<string, unknown>;

function due(
  fields: Fields,
  closed: { at: string | null; fields?: Fields } | null = null,
  changed: Partial<NaiveContext> = {},
) {
  const all = { ...context, ...changed };
  const tools = { days: localDays(all.timeZone), calendar: workCalendar(all), rules: all.rules };
  const closingData = closed === null ? null : closing('c/t', closed.at, closed.fields).data;
  return dueOf(ticket('c/t', fields).data as TicketCreated, closingData as TicketClosed | null, tools);
}

/** 24:00 of a local day. */
const end = (day: string) => at(`${day} 00:00`) + 86_400_000;
const created = (text: string, more: Fields = {}) => ({ createdAt: local(text), ...more });
const hold = (from: string, to?: string) => ({ from: local(from), ...(to !== undefined && { to: local(to) }) });

describe('vectors of kpi.md section 5', () => {
  const vectors: [string, string, string, string, string][] = [
    ['06-11', '06-15', '06-16', '06-21', '06-28'],
    ['06-12', '06-15', '06-16', '06-21', '06-28'],
    ['06-30', '07-01', '07-02', '07-07', '07-14'],
    ['04-23', '04-25', '04-26', '04-29', '05-10'],
    ['04-30', '05-06', '05-07', '05-11', '05-18'],
    ['02-05', '02-07', '02-08', '02-18', '02-24'],
    ['02-10', '02-18', '02-19', '02-23', '03-02'],
    ['09-17', '09-18', '09-22', '09-26', '10-08'],
    ['09-30', '10-08', '10-09', '10-13', '10-20'],
  ];
  const cases = vectors.flatMap(([day, ...dues]) =>
    [1, 2, 5, 10].map((n, i): [string, number, string] => [day, n, dues[i] ?? '']),
  );
  test.each(cases)('created %s, %d working days: 24:00 of %s', (day, n, expected) => {
    for (const time of ['00:00', '23:59:59']) {
      const rules = [{ validFrom: null, terms: terms(1, n) }];
      expect(due(created(`${day} ${time}`), null, { rules }).at).toBe(end(expected));
    }
  });
});

describe('step 1: the base', () => {
  test('a given due stands over any rule', () => {
    expect(due(created('06-11', { dueAt: local('06-12 17:00'), urgency: 'critical' })).at).toBe(at('06-12 17:00'));
  });
  test('urgency goes by the clock whatever the nature, consultation 1 day, others 5', () => {
    expect(due(created('06-11 09:30', { urgency: 'critical', nature: 'consultation' })).at).toBe(at('06-11 11:30'));
    expect(due(created('06-11 09:30', { urgency: 'urgent' })).at).toBe(at('06-12 09:30'));
    expect(due(created('06-11 09:30', { urgency: 'normal', nature: 'consultation' })).at).toBe(end('06-15'));
    expect(due(created('06-11 09:30', { nature: 'praise' })).at).toBe(end('06-21'));
  });
  test('the rule of the local day of createdAt; before the first rule, the first', () => {
    const rules = [
      { validFrom: '2021-06-12', terms: terms(1, 2) },
      { validFrom: '2021-06-01', terms: terms(1, 10) },
    ];
    expect(due(created('06-12 00:00'), null, { rules }).at).toBe(end('06-16'));
    expect(due(created('06-11 23:59'), null, { rules }).at).toBe(end('06-28'));
    expect(due(created('05-31 09:00'), null, { rules }).at).toBe(end('06-15'));
  });
  test('a rule may give no due, and minutes as a fraction of an hour', () => {
    const rules = (term: NaiveTerm) => [{ validFrom: null, terms: { help: { normal: term } } }];
    const none = { rules: rules({ unknown: true }) };
    expect(due(created('06-11'), null, none).at).toBeNull();
    expect(due(created('06-11', { dueAt: local('06-12') }), null, none).at).toBe(at('06-12'));
    expect(due(created('06-11 09:00'), null, { rules: rules({ clockHours: 20 / 60 }) }).at).toBe(at('06-11 09:20'));
    expect(due(created('06-11 09:00'), null, { rules: rules({ clockHours: 31 / 60 }) }).at).toBe(at('06-11 09:31'));
  });
  test('a day of a year that is not official makes it unknown; a term by the clock needs none', () => {
    expect(due(created('12-24 09:00')).at).toBe(end('12-31'));
    expect(due(created('12-27 09:00')).at).toBeNull();
    expect(due(created('12-31 09:00', { urgency: 'urgent' })).at).toBe(at('2022-01-01 09:00'));
    expect(due({ createdAt: local('2020-12-31 09:00') }).at).toBe(end('01-08'));
  });
});

describe('step 2: holds', () => {
  test('day terms: working days after the local day of from up to that of to', () => {
    // Due 06-21 (Monday). Held Tuesday 15th to Thursday 17th: two working days (16th, 17th), so Wednesday 23rd.
    expect(due(created('06-11', { holds: [hold('06-15 10:00', '06-17 09:00')] })).at).toBe(end('06-23'));
    // Within one day: nothing.
    expect(due(created('06-11', { holds: [hold('06-15 01:00', '06-15 23:00')] })).at).toBe(end('06-21'));
  });
  test('overlapping and touching holds are one; order does not matter', () => {
    const holds = [
      hold('06-16 08:00', '06-17 12:00'),
      hold('06-15 10:00', '06-16 20:00'),
      hold('06-17 12:00', '06-18 09:00'),
    ];
    expect(due(created('06-11', { holds })).at).toBe(end('06-24')); // 16th, 17th, 18th
    expect(due(created('06-11', { holds: holds.toReversed() })).at).toBe(end('06-24'));
  });
  test('clock terms: by the held time, twice held is held once', () => {
    const holds = [hold('06-11 10:00', '06-11 12:00'), hold('06-11 11:00', '06-11 13:00')];
    expect(due(created('06-11 09:00', { urgency: 'urgent', holds })).at).toBe(at('06-12 12:00'));
  });
  test('cut to createdAt and closedAt', () => {
    const before = [hold('06-11 07:00', '06-11 10:00')];
    expect(due(created('06-11 09:00', { urgency: 'critical', holds: before })).at).toBe(at('06-11 12:00'));
    const after = [hold('06-11 10:00', '06-11 20:00')];
    expect(due(created('06-11 09:00', { urgency: 'critical', holds: after }), { at: '06-11 10:30' }).at).toBe(
      at('06-11 11:30'),
    );
  });
  test('one that begins after the due so far does nothing; one that begins at it counts', () => {
    const critical = (from: string) =>
      due(created('06-11 09:00', { urgency: 'critical', holds: [hold(from, '06-11 14:00')] }));
    expect(critical('06-11 11:00:01').at).toBe(at('06-11 11:00'));
    expect(critical('06-11 11:00').at).toBe(at('06-11 14:00'));
    // The first hold carries the due to 06-23, so the second, on the 22nd, counts too (23rd): 06-24.
    const holds = [hold('06-15 10:00', '06-17 09:00'), hold('06-22 10:00', '06-23 09:00')];
    expect(due(created('06-11', { holds })).at).toBe(end('06-24'));
  });
  test('day terms at the edges: from at 24:00 of the due day counts, a touching hold carries over a weekend', () => {
    expect(due(created('06-11', { holds: [hold('06-22 00:00', '06-23 09:00')] })).at).toBe(end('06-22'));
    expect(due(created('06-11', { holds: [hold('06-22 00:00:01', '06-23 09:00')] })).at).toBe(end('06-21'));
    // Due Friday 18th; held from Friday over Saturday to Monday: one working day, Monday.
    const rules = [{ validFrom: null, terms: terms(1, 4) }];
    const holds = [hold('06-18 10:00', '06-19 10:00'), hold('06-19 10:00', '06-21 12:00')];
    expect(due(created('06-11', { holds }), null, { rules }).at).toBe(end('06-21'));
  });
  test('a given due is not moved, not even by a hold that goes on', () => {
    const given = due(created('06-11', { dueAt: local('06-12 17:00'), holds: [hold('06-12 08:00')] }));
    expect(given).toMatchObject({ at: at('06-12 17:00'), held: true });
  });
  test('without an end it runs until the closing', () => {
    expect(due(created('06-11', { holds: [hold('06-15 10:00')] }))).toMatchObject({ at: end('06-21'), held: true });
    const closed = due(created('06-11', { holds: [hold('06-15 10:00')] }), { at: '06-16 12:00' });
    expect(closed).toMatchObject({ at: end('06-22'), held: false });
    expect(due(created('06-11', { holds: [hold('06-22 10:00')] }))).toMatchObject({ at: end('06-21'), held: false });
  });
  test('a hold over the edge of the calendar makes the due unknown', () => {
    expect(due(created('12-20', { holds: [hold('12-21 08:00', '2022-01-04 08:00')] })).at).toBeNull();
  });
});

describe('step 3: extensions', () => {
  const extension = (approvedAt: string, newDueAt: string) => ({
    approvedAt: local(approvedAt),
    newDueAt: local(newDueAt),
  });
  test('the earliest approved counts, if in time, over a given due too', () => {
    const extensions = [extension('06-18 09:00', '07-10'), extension('06-17 09:00', '07-01 12:00')];
    expect(due(created('06-11', { extensions }))).toMatchObject({ at: at('07-01 12:00'), extended: true });
    expect(due(created('06-11', { extensions, dueAt: local('06-17 09:00') })).at).toBe(at('07-01 12:00'));
  });
  test('equal approvals: the first listed; it may shorten', () => {
    const extensions = [extension('06-17 09:00', '06-18'), extension('06-17 09:00', '07-05')];
    expect(due(created('06-11', { extensions })).at).toBe(at('06-18'));
  });
  test('approved after the due: none counts, also not a later one', () => {
    const late = [extension('06-22 00:00:00.001', '07-01')];
    expect(due(created('06-11', { extensions: late }))).toMatchObject({ at: end('06-21'), extended: false });
    expect(due(created('06-11', { extensions: [extension('06-22 00:00', '07-01')] })).extended).toBe(true);
    const held = { holds: [hold('06-15 10:00', '06-17 09:00')], extensions: [extension('06-23 12:00', '07-01')] };
    expect(due(created('06-11', held)).at).toBe(at('07-01'));
  });
  test('an unknown due is extended by what was approved before the calendar ends', () => {
    const approvedAt = (at: string) => due(created('12-27', { extensions: [extension(at, '2022-01-20')] }));
    expect(approvedAt('12-28 09:00')).toMatchObject({ at: at('2022-01-20'), extended: true });
    expect(approvedAt('2022-01-02 09:00')).toMatchObject({ at: null, extended: false });
  });
});

describe('step 4: reopenings', () => {
  const reopened = (...reopenings: Fields[]) => ({ at: '07-20 09:00', fields: { reopenings } });
  test('the later of the due so far and the term from the last reopening', () => {
    const result = due(created('06-11'), reopened({ at: local('06-30 09:00') }, { at: local('06-25 09:00') }));
    expect(result.at).toBe(end('07-07'));
    expect(result.withoutReopenings).toBe(end('06-21'));
    expect(due(created('06-11', { dueAt: local('07-30') }), reopened({ at: local('06-30 09:00') })).at).toBe(
      at('07-30'),
    );
  });
  test('its own due, even one that is earlier or where the rest is unknown', () => {
    const own = reopened({ at: local('06-15'), dueAt: local('06-16 12:00') });
    expect(due(created('06-11'), own).at).toBe(at('06-16 12:00'));
    expect(due(created('12-27'), own).at).toBe(at('06-16 12:00'));
    expect(due(created('12-27'), reopened({ at: local('06-15') })).at).toBeNull();
  });
  test('by the clock for a critical ticket', () => {
    expect(due(created('06-11 09:00', { urgency: 'critical' }), reopened({ at: local('06-13 10:00') })).at).toBe(
      at('06-13 12:00'),
    );
  });
});

test('where the zone skips midnight a day ends when the next begins', () => {
  // Beirut went from 00:00 to 01:00 on 2021-03-28, a Sunday; Saturday's 24:00 is 22:00 UTC, Sunday's 21:00 UTC.
  const days = localDays('Asia/Beirut');
  const sunday = days.dayOf(at('2021-03-28T12:00:00Z'));
  expect(formatInstant(days.startOf(sunday))).toBe('2021-03-27T22:00:00.000Z');
  expect(formatInstant(days.startOf(sunday + 1))).toBe('2021-03-28T21:00:00.000Z');
  expect(days.dayOf(at('2021-03-27T21:59:59.999Z'))).toBe(sunday - 1);
});
