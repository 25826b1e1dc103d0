import { describe, expect, test } from '@jest/globals';
import { dueOf, replyWorkingDays } from '../../src/domain/deadlines.js';
import { natures } from '../../src/domain/events.js';
import { zoneOf } from '../../src/domain/zone.js';
import { loadCalendar } from '../../src/settings/calendar.js';
import { loadDeadlines } from '../../src/settings/deadlines.js';
import { at, china, closing, due, dueText, end, endOf, type Given, shown, ticket } from '../support/deadlines.js';

describe('step 1: the base', () => {
  const vectors = [
    ['06-11', '06-15', '06-16', '06-21', '06-28'],
    ['06-12', '06-15', '06-16', '06-21', '06-28'],
    ['06-30', '07-01', '07-02', '07-07', '07-14'],
    ['04-23', '04-25', '04-26', '04-29', '05-10'],
    ['04-30', '05-06', '05-07', '05-11', '05-18'],
    ['02-05', '02-07', '02-08', '02-18', '02-24'],
    ['02-10', '02-18', '02-19', '02-23', '03-02'],
    ['09-17', '09-18', '09-22', '09-26', '10-08'],
    ['09-30', '10-08', '10-09', '10-13', '10-20'],
  ] as const;

  test.each(vectors)('created %s: 24:00 of %s, %s, %s, %s after 1, 2, 5, 10 working days', (created, ...expected) => {
    const found = [1, 2, 5, 10].map((workingDays) => {
      const ctx = { ...china, rules: loadDeadlines({ rules: [{ otherwise: { workingDays } }] }) };
      // The hour of creation plays no part: the first and the last minute of the day.
      return ['00:00', '23:59'].map((time) => dueOf(ticket(`${created} ${time}`), undefined, ctx).at);
    });
    expect(found).toEqual(expected.map((day) => [endOf(day), endOf(day)]));
  });

  test('24:00 is 00:00 of the next day in the zone of the hotline', () => {
    expect(due('06-11 08:00', { nature: 'consultation' }).at).toBe(Date.parse('2021-06-15T16:00:00.000Z'));
    // 2021-06-11T16:30Z is already the 12th in Ankang.
    expect(due('2021-06-11T15:30:00Z').at).toBe(endOf('06-21'));
    expect(due('2021-06-21T16:30:00Z').at).toBe(endOf('06-29'));
  });

  test.each(natures)('%s: consultation 1 working day, else 5; critical 2 h, urgent 24 h', (nature) => {
    expect(dueText('06-11 17:00', { nature })).toBe(end(nature === 'consultation' ? '06-15' : '06-21'));
    expect(dueText('06-11 17:00', { nature, urgency: 'normal' })).toBe(
      end(nature === 'consultation' ? '06-15' : '06-21'),
    );
    expect(dueText('06-11 23:00', { nature, urgency: 'critical' })).toBe('06-12T01:00');
    expect(dueText('06-11 23:00', { nature, urgency: 'urgent' })).toBe('06-12T23:00');
  });

  test('the due of the source goes before every rule', () => {
    expect(dueText('06-11 08:00', { dueAt: '06-13 12:00', urgency: 'critical' })).toBe('06-13T12:00');
    expect(due('06-11 08:00', { dueAt: '2031-01-01T00:00:00Z' })).toEqual({
      at: Date.parse('2031-01-01T00:00:00Z'),
      firstAt: Date.parse('2031-01-01T00:00:00Z'),
      held: false,
      extended: false,
    });
  });

  test('the rule of the local day of creation; before the first, the first', () => {
    const rules = loadDeadlines({
      rules: [
        { validFrom: '2021-03-01', otherwise: { workingDays: 2 } },
        { validFrom: '2021-06-15', otherwise: { workingDays: 1 } },
        { validFrom: '2021-06-16', otherwise: 'unknown' },
      ],
    });
    const found = ['01-04 10:00', '06-14 23:59', '06-15 00:00', '06-16 00:00'].map((created) =>
      shown(dueOf(ticket(created), undefined, { ...china, rules }).at),
    );
    expect(found).toEqual([end('01-06'), end('06-16'), end('06-16'), null]);
  });
});

describe('step 2: holds', () => {
  const held = (...hold: [from: string, to?: string]): Given => ({ holds: [hold] });

  test('a day term moves on by the working days after the day of `from` up to that of `to`', () => {
    expect(dueText('06-11 08:00', held('06-15 09:00', '06-17 18:00'))).toBe(end('06-23'));
    expect(dueText('06-11 08:00', held('06-15 09:00', '06-15 18:00'))).toBe(end('06-21')); // the same day
    expect(dueText('06-11 08:00', held('06-18 09:00', '06-20 18:00'))).toBe(end('06-21')); // only a weekend
    expect(dueText('06-11 08:00', held('06-12 09:00', '06-15 00:00'))).toBe(end('06-22')); // `to` is in the 15th
  });

  test('a clock term moves on by the held time', () => {
    expect(dueText('06-11 08:00', { urgency: 'urgent', ...held('06-11 10:00', '06-12 11:30') })).toBe('06-13T09:30');
  });

  test('overlapping and touching holds count once; order of the list plays no part', () => {
    const holds: Given['holds'] = [
      ['06-11 12:00', '06-11 14:00'],
      ['06-11 09:00', '06-11 11:00'],
      ['06-11 10:00', '06-11 12:00'],
      ['06-11 10:30', '06-11 10:45'],
    ];
    expect(dueText('06-11 08:00', { urgency: 'urgent', holds })).toBe('06-12T13:00');
    expect(dueText('06-11 08:00', { urgency: 'urgent', holds: [...holds].reverse() })).toBe('06-12T13:00');
  });

  test('a stretch that touches one which began in time is part of it, though it begins after the due itself', () => {
    const holds: Given['holds'] = [
      ['06-22 00:00', '06-22 12:00'],
      ['06-22 12:00', '06-24 12:00'],
    ];
    expect(dueText('06-11 08:00', { holds })).toBe(end('06-23'));
  });

  test('cut to creation and closing', () => {
    const urgent = { urgency: 'urgent' };
    expect(dueText('06-11 08:00', { ...urgent, ...held('06-10 08:00', '06-11 09:00') })).toBe('06-12T09:00');
    expect(dueText('06-11 08:00', { ...urgent, ...held('06-11 10:00', '06-11 20:00') }, closing('06-11 13:00'))).toBe(
      '06-12T11:00',
    );
    expect(dueText('06-11 08:00', { ...urgent, ...held('06-11 10:00', '06-11 20:00') }, closing('06-11 09:00'))).toBe(
      '06-12T08:00',
    );
    expect(dueText('06-11 08:00', { ...urgent, ...held('06-11 12:00', '06-11 10:00') })).toBe('06-12T08:00'); // ends before it begins
  });

  test('one that begins after the due so far does nothing; at the due it still counts', () => {
    const critical = { urgency: 'critical' };
    expect(dueText('06-11 08:00', { ...critical, ...held('06-11 10:01', '06-11 12:00') })).toBe('06-11T10:00');
    expect(dueText('06-11 08:00', { ...critical, ...held('06-11 10:00', '06-11 12:00') })).toBe('06-11T12:00');
    // The second begins after the first due, but not after the due that the first hold gave.
    const two: Given['holds'] = [['06-11 09:00', '06-11 11:00'], ['06-11 11:30', '06-11 12:30']]; // biome-ignore format: one line
    expect(dueText('06-11 08:00', { ...critical, holds: two })).toBe('06-11T13:00');
  });

  test('a running hold: held, whatever the due; a closing ends it', () => {
    const running = held('06-16 09:00');
    expect(due('06-11 08:00', running)).toEqual({
      at: endOf('06-21'),
      firstAt: endOf('06-21'),
      held: true,
      extended: false,
    });
    expect(due('06-11 08:00', running, closing('06-30 10:00'))).toMatchObject({ at: endOf('07-05'), held: false });
    expect(due('06-11 08:00', running, closing(null)).held).toBe(true);
    // Overdue before it began: it does nothing.
    expect(due('06-11 08:00', held('06-22 00:01'))).toMatchObject({ at: endOf('06-21'), held: false });
    expect(due('06-11 08:00', held('06-22 00:00')).held).toBe(true);
  });

  test('a running hold swallows those that overlap it', () => {
    const holds: Given['holds'] = [['06-11 09:00'], ['06-11 10:00', '06-11 11:00']];
    expect(due('06-11 08:00', { urgency: 'urgent', holds })).toMatchObject({ at: at('06-12 08:00'), held: true });
    expect(dueText('06-11 08:00', { urgency: 'urgent', holds }, closing('06-13 09:00'))).toBe('06-14T08:00');
  });

  test('holds never move a given due, yet while one runs the ticket is not overdue', () => {
    const given = { dueAt: '06-14 12:00' };
    expect(due('06-11 08:00', { ...given, ...held('06-12 09:00', '06-13 18:00') })).toMatchObject({
      at: at('06-14 12:00'),
      held: false,
    });
    expect(due('06-11 08:00', { ...given, ...held('06-12 09:00') })).toMatchObject({
      at: at('06-14 12:00'),
      held: true,
    });
    expect(due('06-11 08:00', { ...given, ...held('06-12 09:00') }, closing('06-20 09:00'))).toMatchObject({
      at: at('06-14 12:00'),
      held: false,
    });
  });
});

describe('other zones', () => {
  const california = loadCalendar({
    base: 'none',
    years: { 2021: { off: ['2021-11-11'] }, 2018: {}, 2022: {} },
  }).calendar;
  const rules = loadDeadlines({ rules: [{ urgency: { urgent: { hours: 24 } }, otherwise: { workingDays: 1 } }] });
  const dueIn = (id: string, createdAt: string, urgency = 'normal') =>
    new Date(
      dueOf(ticket(createdAt, { urgency }), undefined, { rules, calendar: california, zone: zoneOf(id) }).at!,
    ).toISOString();

  test('24:00 of a day of 25 hours, of one that is followed by a skipped midnight, and of one after a holiday', () => {
    expect(dueIn('America/Los_Angeles', '2021-11-05T20:00:00-07:00')).toBe('2021-11-09T08:00:00.000Z');
    expect(dueIn('America/Los_Angeles', '2021-11-10T20:00:00-08:00')).toBe('2021-11-13T08:00:00.000Z');
    expect(dueIn('America/Los_Angeles', '2021-03-12T20:00:00-08:00')).toBe('2021-03-16T07:00:00.000Z');
    // Saturday 2022-03-26 24:00 does not exist in Beirut; Friday's 24:00 and Monday's do.
    expect(dueIn('Asia/Beirut', '2022-03-24T12:00:00Z')).toBe('2022-03-25T22:00:00.000Z');
    expect(dueIn('Asia/Beirut', '2022-03-25T12:00:00Z')).toBe('2022-03-28T21:00:00.000Z');
  });

  test('clock terms run through a change of the clock', () => {
    expect(dueIn('America/Los_Angeles', '2021-11-06T20:00:00-07:00', 'urgent')).toBe('2021-11-08T03:00:00.000Z');
  });
});

describe('replyWorkingDays', () => {
  const days = (created: string, replied: string) => replyWorkingDays(at(created), at(replied), china);

  test.each([
    ['06-11 08:00', '06-11 23:59', 0],
    ['06-11 08:00', '06-14 23:59', 0],
    ['06-11 08:00', '06-15 00:00', 1],
    ['06-11 23:59', '06-21 09:00', 5],
    ['06-15 08:00', '06-11 09:00', 0],
    ['02-05 08:00', '02-24 09:00', 10],
    ['2026-12-25T10:00:00+08:00', '2026-12-31T23:59:59+08:00', 4],
    ['2026-12-25T10:00:00+08:00', '2027-01-01T00:00:00+08:00', null],
  ])('%s, replied %s: %s', (created, replied, expected) => {
    expect(days(created, replied)).toBe(expected);
  });
});
