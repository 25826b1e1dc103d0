import { describe, expect, test } from '@jest/globals';
import type { Case } from '../../src/domain/case.js';
import { nextTimer } from '../../src/domain/timers.js';
import { context } from '../support/counts.js';
import { onWall, texts, then, ticketCase } from './timer-support.js';

/** The timers of a due that is not simply the term of the rules: by hand, from the list of days in kpi.md section 5. */

const next = (c: Case): string | null => {
  const found = nextTimer(c, context);
  return found === null ? null : onWall(found);
};

describe('a due that somebody gave', () => {
  test('24:00 of a day: as if the rules had given it', () => {
    const given = texts(ticketCase('06-11 10:00', { dueAt: '06-22 00:00' }));
    expect(given).toEqual(texts(ticketCase('06-11 10:00')));
    // By working days for an urgent one too: it is the rule of the clock that does not hold.
    expect(texts(ticketCase('06-11 10:00', { dueAt: '06-22 00:00', urgency: 'urgent' }))).toEqual(given);
  });

  test('within a day: the part before it counts', () => {
    // 1.5 days: the 15th and half of the 16th.
    expect(texts(ticketCase('06-11 10:00', { dueAt: '06-16 12:00' })).slice(0, 4)).toEqual([
      'near-due 50 06-15 18:00',
      'near-due 75 06-16 03:00',
      'overdue 06-16 12:00',
      'still-overdue 1 06-17 09:00',
    ]);
    // 5.25 days: 2.625, 3.9375; the due day begins later.
    expect(texts(ticketCase('06-11 10:00', { dueAt: '06-22 06:00' })).slice(0, 3)).toEqual([
      'near-due 50 06-17 15:00',
      'near-due 75 06-18 22:30',
      'due-soon 06-22 00:00',
    ]);
  });

  test('on a day off: the working days before it; no working day in between: by elapsed time, no due-soon', () => {
    expect(texts(ticketCase('06-09 10:00', { dueAt: '06-13 12:00' })).slice(0, 4)).toEqual([
      'near-due 50 06-11 00:00',
      'near-due 75 06-11 12:00',
      'due-soon 06-13 00:00',
      'overdue 06-13 12:00',
    ]);
    expect(texts(ticketCase('06-11 12:00', { dueAt: '06-13 12:00' })).slice(0, 3)).toEqual([
      'near-due 50 06-12 12:00',
      'near-due 75 06-13 00:00',
      'overdue 06-13 12:00',
    ]);
    expect(texts(ticketCase('06-16 10:00', { dueAt: '06-16 18:00' }))[0]).toBe('near-due 50 06-16 14:00');
  });

  test('not after the creation: overdue, and no warning before it', () => {
    expect(texts(ticketCase('06-11 10:00', { dueAt: '06-11 10:00' }))[0]).toBe('overdue 06-11 10:00');
    expect(texts(ticketCase('06-11 10:00', { dueAt: '06-10 10:00' })).slice(0, 2)).toEqual([
      'overdue 06-10 10:00',
      'still-overdue 1 06-11 09:00',
    ]);
  });

  test('an extension: from the creation to the new due', () => {
    const extensions = [{ approvedAt: '06-18 10:00', newDueAt: '06-29 00:00' }];
    expect(texts(ticketCase('06-11 10:00', { extensions })).slice(0, 4)).toEqual([
      'near-due 50 06-22 00:00',
      'near-due 75 06-24 12:00',
      'due-soon 06-28 00:00',
      'overdue 06-29 00:00',
    ]);
  });
});

describe('holds', () => {
  test('days on hold are no working time: five others remain', () => {
    const holds = [{ from: '06-15 09:00', to: '06-17 18:00' }];
    expect(texts(ticketCase('06-11 08:00', { holds })).slice(0, 4)).toEqual([
      'near-due 50 06-21 12:00', // 15, 18, 21, 22, 23
      'near-due 75 06-22 18:00',
      'due-soon 06-23 00:00',
      'overdue 06-24 00:00',
    ]);
  });
  test('one that begins at the very due: the five days are over', () => {
    const holds = [{ from: '06-22 00:00', to: '06-24 12:00' }];
    expect(texts(ticketCase('06-11 08:00', { holds })).slice(0, 4)).toEqual([
      'near-due 50 06-17 12:00',
      'near-due 75 06-18 18:00',
      'due-soon 06-23 00:00',
      'overdue 06-24 00:00',
    ]);
  });
  test('while one runs, nothing; when it has ended, what is left', () => {
    const running = ticketCase('06-11 08:00', { holds: [{ from: '06-16 09:00' }] });
    expect(next(running)).toBeNull();
    const holds = [{ from: '06-16 09:00', to: '06-18 09:00' }];
    expect(next(then(running, 'ticket', { createdAt: '06-11 08:00', holds }))).toBe('06-21 12:00');
  });
});

describe('reopened', () => {
  const overdue = ticketCase('06-11 10:00');
  test('the term from there, where it decides', () => {
    const again = then(overdue, 'closing', { closedAt: null, reopenings: [{ at: '06-28 15:00' }] });
    expect(texts(again).slice(0, 4)).toEqual([
      'near-due 50 07-01 12:00',
      'near-due 75 07-02 18:00',
      'due-soon 07-05 00:00',
      'overdue 07-06 00:00',
    ]);
    const urgent = ticketCase('06-11 10:00', { urgency: 'urgent' });
    const soon = then(urgent, 'closing', { closedAt: null, reopenings: [{ at: '06-28 15:00' }] });
    expect(texts(soon)[0]).toBe('near-due 50 06-29 03:00');
  });
  test('the due that it was given', () => {
    const reopenings = [{ at: '06-28 15:00', dueAt: '07-01 00:00' }];
    expect(texts(then(overdue, 'closing', { closedAt: null, reopenings })).slice(0, 3)).toEqual([
      'near-due 50 06-30 00:00',
      'near-due 75 06-30 12:00',
      'overdue 07-01 00:00',
    ]);
  });
  test('holds do not move these dues, and their days are still no working time', () => {
    const holds = [{ from: '06-26 09:00', to: '06-30 10:00' }];
    const held = ticketCase('06-11 10:00', { holds });
    const given = [{ at: '06-28 15:00', dueAt: '07-07 00:00' }];
    expect(texts(then(held, 'closing', { closedAt: null, reopenings: given })).slice(0, 3)).toEqual([
      'near-due 50 07-03 00:00', // 1, 2, 5 and 6 July
      'near-due 75 07-06 00:00',
      'overdue 07-07 00:00',
    ]);
    const term = [{ at: '06-28 15:00' }];
    expect(texts(then(held, 'closing', { closedAt: null, reopenings: term })).slice(0, 3)).toEqual([
      'near-due 50 07-02 12:00', // 1, 2 and 5 July
      'near-due 75 07-05 06:00',
      'overdue 07-06 00:00',
    ]);
  });
  test('else the due so far, from the creation', () => {
    const long = ticketCase('06-11 10:00', { dueAt: '07-13 00:00' });
    const again = then(long, 'closing', { closedAt: null, reopenings: [{ at: '06-16 15:00' }] });
    expect(next(again)).toBe(next(long));
  });
});
