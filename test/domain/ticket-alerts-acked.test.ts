import { describe, expect, test } from '@jest/globals';
import type { Case } from '../../src/domain/case.js';
import { fireTimers, tellChanges } from '../../src/domain/ticket-alerts.js';
import { nextTimer } from '../../src/domain/timers.js';
import { context } from '../support/counts.js';
import { at, endOf, full } from '../support/deadlines.js';
import { onWall, then, ticketCase } from './timer-support.js';

/** What timers still say when somebody took note of an alert. The ticket is due at 24:00 of 06-21. */

const created = { createdAt: '06-11 10:00' };
const open = ticketCase('06-11 10:00');
const due = endOf('06-21');
const fire = (c: Case, when: string) => fireTimers('c', c, at(when), context);
const tell = (before: Case, after: Case, when: string) => tellChanges('c', before, after, at(when), context);
const late = (c: Case): Case => then(c, 'closing', { closedAt: '06-22 10:00' });
const reopen = (c: Case, ...when: string[]): Case =>
  then(c, 'closing', { closedAt: null, reopenings: when.map((text) => ({ at: text })) });

describe('acknowledged', () => {
  const near = fire(open, '06-17 12:00');
  const idOfNear = near.alerts[0]!.id;
  const said = (c: Case, alertId: string, fields: object = { action: 'ack' }): Case =>
    then(c, 'ack', { alertId, by: '张三', ...fields });
  const next = (c: Case): string | null => {
    const found = nextTimer(c, context);
    return found === null ? null : onWall(found);
  };

  test('only the overdue alert follows, then nothing', () => {
    const c = said(near.after, idOfNear);
    expect(next(c)).toBe('06-22 00:10');
    const fired = fire(c, '06-30 00:00');
    expect(fired.alerts.map((alert) => alert.kind)).toEqual(['ticket-overdue']);
    expect(fired.alerts[0]?.digestOnly).toBe(true);
    expect(next(fired.after)).toBeNull();
  });
  test('snoozed: the rest waits for the end, and is not called late then', () => {
    const c = said(near.after, idOfNear, { action: 'snooze', until: full('06-28 08:00') });
    expect(next(c)).toBe('06-22 00:10');
    const told = fire(c, '06-22 00:10').after;
    expect(next(told)).toBe('06-28 08:00');
    expect(fire(told, '06-28 08:00').alerts).toMatchObject([{ digestOnly: false, ticket: { day: 4 } }]);
    // Only until the 20th: three quarters are told then.
    expect(next(said(near.after, idOfNear, { action: 'snooze', until: full('06-20 08:00') }))).toBe('06-20 08:00');
  });
  test('what was put off for longer than 72 h is no less fresh; the overdue alert is as old as the due', () => {
    const early = ticketCase('06-02 10:00');
    const told = fire(early, '06-10 00:10');
    const c = said(told.after, told.alerts[0]!.id, { action: 'snooze', until: full('06-15 08:00') });
    const [alert] = fire(c, '06-15 08:00').alerts;
    expect([alert?.ticket?.day, onWall(Date.parse(alert!.at)), alert?.digestOnly]).toEqual([2, '06-11 09:00', false]);
    const acked = said(near.after, idOfNear);
    const found = ['06-25 00:00', '06-25 00:05'].map((when) => fire(acked, when).alerts[0]);
    expect(found.map((overdueAlert) => overdueAlert?.digestOnly)).toEqual([false, true]);
  });
  test('the last word holds; what is taken back was not said', () => {
    const snoozed = said(said(near.after, idOfNear), idOfNear, { action: 'snooze', until: full('06-17 13:00') });
    expect(next(snoozed)).toBe('06-18 18:00');
    expect(next(said(said(near.after, idOfNear), idOfNear, { deleted: true }))).toBe('06-18 18:00');
  });
  test.each([
    ['near due', '06-17 12:00'],
    ['nearer', '06-18 18:00'],
    ['due soon', '06-21 00:00'],
    ['overdue', '06-22 00:10'],
    ['the first reminder', '06-22 09:00'],
    ['the ninth reminder', '07-02 09:00'],
  ])('any alert of the cycle will do: %s', (_, when) => {
    const { after, alerts } = fire(open, when);
    expect(next(said(after, alerts[0]!.id))).toBe(at(when) < due ? '06-22 00:10' : null);
  });
  test('that of the reopening too', () => {
    const again = reopen(late(open), '06-23 10:00');
    const [alert] = tell(open, again, '06-23 10:05').alerts;
    expect(next(said(again, alert!.id))).toBe('07-01 00:10');
    // Of the reopening before, not of this one.
    expect(next(said(reopen(again, '06-23 10:00', '06-29 10:00'), alert!.id))).toBe('07-02 12:00');
  });
  test('another unit or due has heard nothing; an unknown id is of no alert', () => {
    const c = said(near.after, idOfNear);
    expect(next(then(c, 'ticket', { ...created, unit: { code: 'town' } }))).toBe('06-17 12:00');
    expect(next(then(c, 'ticket', { ...created, dueAt: '06-23 00:00' }))).toBe('06-18 00:00');
    for (const id of ['x', 'ticket-overdue-0000000000000000', 'ticket-closed-late-0000000000000000'])
      expect(next(said(near.after, id))).toBe('06-18 18:00');
  });
});
