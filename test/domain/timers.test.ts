import { describe, expect, test } from '@jest/globals';
import { type Case, emptyCase } from '../../src/domain/case.js';
import { fireTimers } from '../../src/domain/ticket-alerts.js';
import { HISTORY, nextTimer } from '../../src/domain/timers.js';
import { context } from '../support/counts.js';
import { at } from '../support/deadlines.js';
import { onWall, story, texts, then, ticketCase, withTerm } from './timer-support.js';

/** The timers of one ticket, each fired at its time: by hand, from the list of days in kpi.md section 5. */

const hours = 3_600_000;
const next = (c: Case, ctx = context): string | null => {
  const found = nextTimer(c, ctx);
  return found === null ? null : onWall(found);
};

describe('the vectors of kpi.md section 5', () => {
  const five: readonly [created: string, half: string, most: string, due: string, reminders: string][] = [
    // created, half, three quarters, the due day, the first five working days after it
    ['06-11', '06-17', '06-18', '06-21', '06-22 06-23 06-24 06-25 06-28'],
    ['06-12', '06-17', '06-18', '06-21', '06-22 06-23 06-24 06-25 06-28'],
    ['06-30', '07-05', '07-06', '07-07', '07-08 07-09 07-12 07-13 07-14'],
    ['04-23', '04-27', '04-28', '04-29', '04-30 05-06 05-07 05-08 05-10'],
    ['04-30', '05-08', '05-10', '05-11', '05-12 05-13 05-14 05-17 05-18'],
    ['02-05', '02-09', '02-10', '02-18', '02-19 02-20 02-22 02-23 02-24'],
    ['02-10', '02-20', '02-22', '02-23', '02-24 02-25 02-26 03-01 03-02'],
    ['09-17', '09-23', '09-24', '09-26', '09-27 09-28 09-29 09-30 10-08'],
    ['09-30', '10-11', '10-12', '10-13', '10-14 10-15 10-18 10-19 10-20'],
  ];
  test.each(five)(
    'created %s, 5 working days: %s, %s, %s, then a reminder a working day',
    (created, half, most, due, reminders) => {
      const ctx = { ...context, timers: { ...context.timers, maxReminders: 5 } };
      for (const time of ['00:00', '09:17', '23:59']) {
        expect(texts(ticketCase(`${created} ${time}`), ctx)).toEqual([
          `near-due 50 ${half} 12:00`,
          `near-due 75 ${most} 18:00`,
          `due-soon ${due} 00:00`,
          `overdue ${onWall(at(`${due} 00:00`) + 24 * hours)}`,
          ...reminders.split(' ').map((day, i) => `still-overdue ${i + 1} ${day} 09:00`),
        ]);
      }
    },
  );

  test.each([
    [1, '06-11', ['06-15 12:00', '06-15 18:00', null, '06-16 00:00', '06-16 09:00']],
    [1, '04-23', ['04-25 12:00', '04-25 18:00', null, '04-26 00:00', '04-26 09:00']],
    [1, '09-17', ['09-18 12:00', '09-18 18:00', null, '09-19 00:00', '09-22 09:00']],
    [2, '06-11', ['06-16 00:00', '06-16 12:00', null, '06-17 00:00', '06-17 09:00']],
    [2, '02-10', ['02-19 00:00', '02-19 12:00', null, '02-20 00:00', '02-20 09:00']],
    [3, '06-11', ['06-16 12:00', '06-17 06:00', null, '06-18 00:00', '06-18 09:00']],
    // The last of four days follows three quarters at once; after a holiday it does not.
    [4, '06-21', ['06-24 00:00', '06-25 00:00', null, '06-26 00:00', '06-28 09:00']],
    [4, '06-08', ['06-11 00:00', '06-12 00:00', '06-15 00:00', '06-16 00:00', '06-16 09:00']],
    [10, '06-11', ['06-22 00:00', '06-24 12:00', '06-28 00:00', '06-29 00:00', '06-29 09:00']],
    [10, '04-23', ['04-30 00:00', '05-07 12:00', '05-10 00:00', '05-11 00:00', '05-11 09:00']],
    [10, '09-17', ['09-27 00:00', '09-29 12:00', '10-08 00:00', '10-09 00:00', '10-09 09:00']],
  ] as const)('%i working days from %s', (workingDays, created, [half, most, soon, due, first]) => {
    expect(texts(ticketCase(`${created} 10:00`), withTerm({ workingDays })).slice(0, soon === null ? 4 : 5)).toEqual([
      `near-due 50 ${half}`,
      `near-due 75 ${most}`,
      ...(soon === null ? [] : [`due-soon ${soon}`]),
      `overdue ${due}`,
      `still-overdue 1 ${first}`,
    ]);
  });
});

describe('when they fire', () => {
  test('the overdue alert waits for late closings, the others for nothing; then ten reminders', () => {
    const lines = story(ticketCase('06-11 10:00'));
    expect(lines.map((line) => onWall(line.fired)).slice(0, 5)).toEqual(
      ['06-17 12:00', '06-18 18:00', '06-21 00:00', '06-22 00:10', '06-22 09:00'], // biome-ignore format: one line
    );
    expect(lines).toHaveLength(14);
    expect(lines.at(-1)?.text).toBe('still-overdue 10 07-05 09:00');
    expect(new Set(lines.map((line) => line.id)).size).toBe(14);
  });

  test('as many reminders as are wanted, at the hour that is wanted', () => {
    const timers = { ...context.timers, reminderHour: 17, maxReminders: 2 };
    expect(texts(ticketCase('06-11 10:00'), { ...context, timers }).slice(4)).toEqual([
      'still-overdue 1 06-22 17:00',
      'still-overdue 2 06-23 17:00',
    ]);
    expect(texts(ticketCase('06-11 10:00'), { ...context, timers: { ...timers, maxReminders: 0 } })).toHaveLength(4);
  });

  test('a reminder at midnight does not overtake the overdue alert: that of the first day is left out', () => {
    const timers = { ...context.timers, reminderHour: 0, maxReminders: 2 };
    expect(texts(ticketCase('06-11 10:00'), { ...context, timers }).slice(3)).toEqual([
      'overdue 06-22 00:00',
      'still-overdue 2 06-23 00:00',
    ]);
  });

  test('of a case, the first of its tickets', () => {
    let c = then(ticketCase('06-30 10:00'), 'ticket', { ticketId: 'u', createdAt: '06-11 10:00' });
    expect(next(c)).toBe('06-17 12:00');
    c = then(c, 'closing', { ticketId: 'u', closedAt: '06-14 10:00' });
    expect(next(c)).toBe('07-05 12:00');
  });
});

describe('clock terms', () => {
  test('by elapsed time, nights and holidays included; no due-soon; reminders by the day', () => {
    expect(texts(ticketCase('06-11 23:00', { urgency: 'critical' })).slice(0, 4)).toEqual([
      'near-due 50 06-12 00:00',
      'near-due 75 06-12 00:30',
      'overdue 06-12 01:00',
      'still-overdue 1 06-15 09:00', // the 12th to the 14th are off
    ]);
    expect(texts(ticketCase('06-15 08:00', { urgency: 'urgent' })).slice(0, 4)).toEqual([
      'near-due 50 06-15 20:00',
      'near-due 75 06-16 02:00',
      'overdue 06-16 08:00',
      'still-overdue 1 06-17 09:00',
    ]);
  });

  test('held time is left out: a mark that a hold reaches back before moves on by it', () => {
    const holds = [{ from: '06-15 10:00', to: '06-15 15:00' }, { from: '06-16 10:00', to: '06-16 11:00' }]; // biome-ignore format: one line
    expect(texts(ticketCase('06-15 08:00', { urgency: 'urgent', holds })).slice(0, 3)).toEqual([
      'near-due 50 06-16 01:00',
      'near-due 75 06-16 07:00',
      'overdue 06-16 14:00',
    ]);
  });
});

describe('no timers', () => {
  const open = ticketCase('06-11 10:00');
  test.each<[string, Case]>([
    ['of nothing', emptyCase],
    ['of a contact', then(emptyCase, 'call', { receivedAt: '06-11 10:00', channel: 'phone', answered: true })],
    ['closed', then(open, 'closing', { closedAt: '06-14 10:00' })],
    ['closed before it was created', then(emptyCase, 'closing', { closedAt: '06-14 10:00' })],
    ['retracted', then(open, 'ticket', { deleted: true, createdAt: '06-11 10:00' })],
    ['a due beyond the calendar', ticketCase('06-11 10:00', { createdAt: '2031-06-11T00:00:00Z' })],
  ])('%s', (_, c) => {
    expect(nextTimer(c, context)).toBeNull();
    expect(fireTimers('c', c, at('12-31 00:00'), context)).toEqual({ after: c, alerts: [] });
  });
  test('the rules give no due', () => expect(next(open, withTerm('unknown' as never))).toBeNull());
  test('a retracted closing closes nothing', () => {
    const closed = then(open, 'closing', { closedAt: '06-14 10:00' });
    expect(next(then(closed, 'closing', { deleted: true }))).toBe('06-17 12:00');
  });
  test('beyond the calendar those that need it are left out', () => {
    const dueAt = '2031-06-11T12:00:00+08:00';
    expect(story(ticketCase('06-11 10:00', { dueAt })).map((line) => [line.text, line.fired])).toEqual([
      ['due-soon 06-11 00:00', Date.parse('2031-06-11T00:00:00+08:00')],
      ['overdue 06-11 12:00', Date.parse('2031-06-11T12:10:00+08:00')],
    ]);
  });
  test('history has none, until it is another cycle', () => {
    const told = story(open)[0]!.after.tickets.get('t')!.told!;
    const history: Case = {
      tickets: new Map([['t', { ...open.tickets.get('t')!, told: { ...told, level: HISTORY } }]]),
    };
    expect(next(history)).toBeNull();
    expect(next(then(history, 'ticket', { createdAt: '06-11 10:00', unit: { code: 'town' } }))).toBe('06-17 12:00');
  });
});
