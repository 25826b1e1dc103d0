import { describe, expect, test } from '@jest/globals';
import { WorkCalendar } from '../../src/domain/calendar.js';
import type { ViewContext } from '../../src/domain/contribution.js';
import { dueOf } from '../../src/domain/deadlines.js';
import { dueDayOf, markAt, workingTimeOf } from '../../src/domain/working-time.js';
import { parseDay, zoneOf } from '../../src/domain/zone.js';
import { context } from '../support/counts.js';
import { at, china, ticket, zone } from '../support/deadlines.js';
import { story, ticketCase, withTerm } from './timer-support.js';

/** What a fraction of the working time is where a day has no 24 hours, or where it does not end on a millisecond. */

function marks(createdAt: string, given: object, ctx: ViewContext, percents = [50, 75]): (string | null)[] {
  const t = ticket(createdAt, given);
  const due = dueOf(t, undefined, ctx);
  const work = workingTimeOf(t, undefined, due, due.at!, ctx)!;
  return percents.map((percent) => {
    const found = markAt(work, percent, ctx);
    return found === null ? null : new Date(found).toISOString();
  });
}

/** Every day from Monday to Friday, and the Sundays on which the clocks change. */
const sundays = ['2021-03-14', '2021-03-28', '2021-11-07'].map((day) => parseDay(day)!);
const calendar = new WorkCalendar({ years: [2021], off: [], working: sundays });
const inZone = (id: string, workingDays = 1) => withTerm({ workingDays }, { zone: zoneOf(id), calendar });

describe('a fraction of a day is that of its real length', () => {
  const angeles = inZone('America/Los_Angeles');
  test('of 23 hours', () => {
    expect(marks('2021-03-13T10:00:00-08:00', {}, angeles)).toEqual([
      '2021-03-14T19:30:00.000Z', // 11 h 30 min after midnight: 12:30 on the wall
      '2021-03-15T01:15:00.000Z',
    ]);
  });
  test('of 25 hours', () => {
    expect(marks('2021-11-06T10:00:00-07:00', {}, angeles)).toEqual([
      '2021-11-07T19:30:00.000Z', // 12 h 30 min after midnight: 11:30 on the wall
      '2021-11-08T01:45:00.000Z',
    ]);
  });
  test('a part of a day of 23 hours, and the fraction of it that falls on a day of 24', () => {
    // 1 + 11/23 days: half is 17/23 of Friday, three quarters 2 h 30 min of Sunday.
    expect(marks('2021-03-11T10:00:00-08:00', { dueAt: '2021-03-14T12:00:00-07:00' }, angeles)).toEqual([
      new Date(Date.parse('2021-03-12T08:00:00Z') + Math.floor((17 * 86_400_000) / 23)).toISOString(),
      '2021-03-14T10:30:00.000Z',
    ]);
  });
});

describe('reminders by the wall', () => {
  const first = (id: string, createdAt: string, reminderHour: number): string => {
    const ctx = { ...inZone(id), timers: { ...context.timers, reminderHour } };
    const lines = story(ticketCase(createdAt, { urgency: 'critical' }), { ...ctx, rules: china.rules });
    return new Date(lines.find((line) => line.text.startsWith('still-overdue'))!.fired).toISOString();
  };
  test.each([
    ['an hour like others on the day of 23', 'America/Los_Angeles', '2021-03-13T10:00:00-08:00', 9, '2021-03-14T16:00'],
    ['before the change', 'America/Los_Angeles', '2021-03-13T10:00:00-08:00', 1, '2021-03-14T09:00'],
    ['an hour that is skipped: the next', 'America/Los_Angeles', '2021-03-13T10:00:00-08:00', 2, '2021-03-14T10:00'],
    ['an hour that comes twice: the first', 'America/Los_Angeles', '2021-11-06T10:00:00-07:00', 1, '2021-11-07T08:00'],
    ['after it', 'America/Los_Angeles', '2021-11-06T10:00:00-07:00', 2, '2021-11-07T10:00'],
    ['midnight that is skipped', 'Asia/Beirut', '2021-03-27T10:00:00+02:00', 0, '2021-03-27T22:00'],
  ])('%s', (_, id, createdAt, hour, expected) => {
    expect(first(id, createdAt, hour)).toBe(`${expected}:00.000Z`);
  });
});

describe('exact, and cut to milliseconds', () => {
  test.each([1, 2, 3, 5, 7, 60, 2499])('%i days', (workingDays) => {
    const years = Array.from({ length: 15 }, (_, i) => 2021 + i);
    const ctx = withTerm({ workingDays }, { calendar: new WorkCalendar({ years, off: [], working: [] }) });
    const isWorking = (day: number): boolean => ctx.calendar.isWorkingDay(day) ?? false;
    let day = zone.dayOf(at('06-11 10:00'));
    for (let left = Math.ceil(workingDays / 2); left > 0; ) if (isWorking(++day)) left--;
    const half = zone.startOf(day) + (workingDays % 2 === 0 ? 86_400_000 : 43_200_000);
    expect(marks('06-11 10:00', {}, ctx, [50])).toEqual([new Date(half).toISOString()]);
  });
  test('a due on an odd millisecond', () => {
    const due = { dueAt: '2021-06-15T00:00:00.007+08:00' };
    expect(marks('06-11 10:00', due, context)).toEqual(['2021-06-14T16:00:00.003Z', '2021-06-14T16:00:00.005Z']);
    const sameDay = { dueAt: '2021-06-11T10:00:00.007+08:00' };
    expect(marks('06-11 10:00', sameDay, context)).toEqual(['2021-06-11T02:00:00.003Z', '2021-06-11T02:00:00.005Z']);
  });
  test('none of no time', () => {
    expect(marks('06-11 10:00', { dueAt: '06-11 10:00' }, context)).toEqual([null, null]);
  });
});

test('the due day: that which ends with the due, or in which it lies', () => {
  const found = ['06-15 23:59', '06-16 00:00', '06-16 00:01'].map((text) => dueDayOf(at(text), china));
  expect(found).toEqual(['2021-06-15', '2021-06-15', '2021-06-16'].map((day) => parseDay(day)));
});

test('beyond the calendar it is unknown, and so is a mark there', () => {
  const ctx = { ...context, calendar: new WorkCalendar({ years: [2021], off: [], working: [] }) };
  const t = ticket('12-29 10:00', { dueAt: '2022-01-04T12:00:00+08:00' });
  expect(workingTimeOf(t, undefined, dueOf(t, undefined, ctx), t.dueAt!, ctx)).toBeNull();
});
