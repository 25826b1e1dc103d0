import { describe, expect, test } from '@jest/globals';
import { type Alert, alertId, alertSchema } from '../../src/domain/alert.js';
import { type Case, emptyCase } from '../../src/domain/case.js';
import { formatInstant } from '../../src/domain/instant.js';
import { fireTimers, tellChanges } from '../../src/domain/ticket-alerts.js';
import { nextTimer } from '../../src/domain/timers.js';
import { context } from '../support/counts.js';
import { at, endOf } from '../support/deadlines.js';
import { onWall, then, ticketCase } from './timer-support.js';

/** What is told at once when a ticket changes, and what an alert says. The ticket is due at 24:00 of 06-21. */

const created = { createdAt: '06-11 10:00' };
const open = ticketCase('06-11 10:00');
const due = endOf('06-21');
const fire = (c: Case, when: string) => fireTimers('c', c, at(when), context);
const tell = (before: Case, after: Case, when: string) => tellChanges('c', before, after, at(when), context);
const overdue = fire(open, '06-22 00:10').after;
const late = (c: Case, fields: object = {}): Case => then(c, 'closing', { closedAt: '06-22 10:00', ...fields });
const reopen = (c: Case, ...when: string[]): Case =>
  then(c, 'closing', { closedAt: null, reopenings: when.map((text) => ({ at: text })) });
const short = (alerts: readonly Alert[]): unknown[] =>
  alerts.map((alert) => [alert.kind, alert.state, alert.severity, onWall(Date.parse(alert.at))]);

describe('an alert', () => {
  const fields = {
    ...created, urgency: 'urgent', category: '市容', region: '汉滨区', summary: '路灯', unit: { code: 'housing', name: '住建局' },
  }; // biome-ignore format: one line
  const only = (c: Case, when: string): Alert => fire(c, when).alerts[0]!;

  test('says what, of which unit, since when', () => {
    const alert = only(then(emptyCase, 'ticket', fields), '06-12 10:10');
    expect(alertSchema.parse(alert)).toEqual(alert);
    expect(alert).toEqual({
      id: alertId('ticket-overdue', ['c', 't', at('06-12 10:00'), 0, 'housing']),
      subject: 'ticket:["c","t"]',
      kind: 'ticket-overdue',
      state: 'open',
      severity: 'critical',
      at: '2021-06-12T02:00:00.000Z',
      firedAt: '2021-06-12T02:10:00.000Z',
      digestOnly: false,
      ticket: {
        contactId: 'c',
        ticketId: 't',
        unit: { code: 'housing', name: '住建局', kind: 'department' },
        nature: 'help',
        urgency: 'urgent',
        category: '市容',
        region: '汉滨区',
        createdAt: formatInstant(at('06-11 10:00')),
        dueAt: formatInstant(at('06-12 10:00')),
        reopenings: 0,
        summary: '路灯',
      },
    });
  });

  test('the least: no unit yet', () => {
    const { ticket } = only(open, '06-17 12:00');
    expect(ticket).toEqual({
      contactId: 'c',
      ticketId: 't',
      unit: { code: 'unassigned', kind: 'unknown' },
      nature: 'help',
      urgency: 'normal',
      createdAt: formatInstant(at('06-11 10:00')),
      dueAt: formatInstant(due),
      reopenings: 0,
      percent: 50,
    });
  });

  test('of a confidential ticket there is no summary, anywhere', () => {
    const alert = only(then(emptyCase, 'ticket', { ...fields, confidential: true }), '06-12 10:10');
    expect(JSON.stringify(alert)).not.toContain('路灯');
    expect(alert.ticket).toMatchObject({ confidential: true });
    expect(alertSchema.parse(alert)).toEqual(alert);
  });

  test.each([
    ['06-17 12:00', 'ticket-near-due', 'info', '06-17 12:00'],
    ['06-18 18:00', 'ticket-near-due', 'info', '06-18 18:00'],
    ['06-21 00:00', 'ticket-due-soon', 'warning', '06-21 00:00'],
    ['06-22 00:09', 'ticket-due-soon', 'warning', '06-21 00:00'],
    ['06-22 00:10', 'ticket-overdue', 'warning', '06-22 00:00'],
    ['06-22 09:00', 'ticket-still-overdue', 'warning', '06-22 09:00'],
    ['06-25 09:00', 'ticket-still-overdue', 'warning', '06-25 09:00'],
    ['06-28 08:59', 'ticket-still-overdue', 'warning', '06-25 09:00'],
    ['06-28 09:00', 'ticket-still-overdue', 'critical', '06-28 09:00'],
    ['12-31 00:00', 'ticket-still-overdue', 'critical', '07-05 09:00'],
  ])('a first look at %s: %s, %s', (when, kind, severity, since) => {
    expect(short(fire(open, when).alerts)).toEqual([[kind, 'open', severity, since]]);
  });

  test('what is found more than 72 h late is for a digest', () => {
    const found = ['07-08 09:00', '07-08 09:01'].map((when) => only(open, when));
    expect(found.map((alert) => [alert.ticket?.day, alert.digestOnly])).toEqual([
      [10, false],
      [10, true],
    ]);
  });

  test('each ticket of a case tells its own', () => {
    const two = then(open, 'ticket', { ...created, ticketId: 'u', nature: 'consultation' });
    const { after, alerts } = fire(two, '06-15 18:00');
    expect(alerts.map((alert) => alert.ticket?.ticketId)).toEqual(['u']);
    expect(after.tickets.get('t')).toBe(two.tickets.get('t'));
    expect(fire(two, '06-22 00:10').alerts.map((alert) => alert.kind)).toEqual([
      'ticket-overdue',
      'ticket-still-overdue',
    ]);
  });
});

describe('closed late', () => {
  test('of what nothing was told: a notice', () => {
    const { alerts } = tell(open, late(open), '06-22 10:05');
    expect(short(alerts)).toEqual([['ticket-closed-late', 'notice', 'warning', '06-22 10:00']]);
    expect(alerts[0]).toMatchObject({
      id: alertId('ticket-closed-late', ['c', 't', due, 0]),
      firedAt: formatInstant(at('06-22 10:05')),
      ticket: { closedAt: formatInstant(at('06-22 10:00')) },
    });
  });
  test('of what was told: it ends that', () => {
    const { alerts, after } = tell(overdue, late(overdue), '06-22 10:05');
    expect(short(alerts)).toEqual([['ticket-closed-late', 'resolved', 'warning', '06-22 10:00']]);
    expect(nextTimer(after, context)).toBeNull();
    expect(alertSchema.parse(alerts[0])).toEqual(alerts[0]);
  });
  test('once: not for a new note or unit, but for another due', () => {
    const closed = late(overdue);
    expect(tell(closed, late(closed, { note: 'n' }), '06-22 11:00').alerts).toEqual([]);
    expect(tell(closed, then(closed, 'ticket', { ...created, unit: { code: 'town' } }), '06-22 11:00').alerts).toEqual(
      [],
    );
    const moved = then(closed, 'ticket', { ...created, dueAt: '06-18 12:00' });
    expect(short(tell(closed, moved, '06-22 11:00').alerts)).toEqual([
      ['ticket-closed-late', 'notice', 'warning', '06-22 10:00'],
    ]);
  });
  test('in any order of arrival', () => {
    const closing = late(emptyCase);
    expect(tell(emptyCase, closing, '06-22 10:05').alerts).toEqual([]);
    expect(short(tell(closing, then(closing, 'ticket', created), '06-22 10:06').alerts)).toEqual([
      ['ticket-closed-late', 'notice', 'warning', '06-22 10:00'],
    ]);
  });
  test('exactly 72 h later it is told, later it is counted; what ends something is told even then', () => {
    expect(tell(open, late(open), '06-25 10:00')).toMatchObject({ aged: 0, alerts: [{ digestOnly: false }] });
    expect(tell(open, late(open), '06-25 10:01')).toMatchObject({ aged: 1, alerts: [] });
    expect(tell(overdue, late(overdue), '06-25 10:01')).toMatchObject({
      aged: 0,
      alerts: [{ state: 'resolved', digestOnly: true }],
    });
  });
  test('at the very due it is in time', () => {
    expect(tell(open, then(open, 'closing', { closedAt: '06-22 00:00' }), '06-22 00:05').alerts).toEqual([]);
  });
});

describe('reopened', () => {
  const closed = late(open);
  test('each reopening, once', () => {
    const again = reopen(closed, '06-23 10:00');
    const { alerts } = tell(closed, again, '06-23 10:05');
    expect(short(alerts)).toEqual([['ticket-reopened', 'notice', 'warning', '06-23 10:00']]);
    expect(alerts[0]?.id).toBe(alertId('ticket-reopened', ['c', 't', 1]));
    expect(alerts[0]?.ticket?.reopenings).toBe(1);
    expect(tell(again, reopen(again, '06-23 10:00'), '06-23 11:00').alerts).toEqual([]);
    const twice = tell(again, reopen(again, '06-23 10:00', '06-29 10:00'), '06-29 10:05').alerts;
    expect(twice.map((alert) => alert.id)).toEqual([alertId('ticket-reopened', ['c', 't', 2])]);
  });
  test('closed again before it was seen: nothing', () => {
    const again = then(closed, 'closing', { closedAt: '06-24 10:00', reopenings: [{ at: '06-23 10:00' }] });
    expect(tell(closed, again, '06-24 10:05').alerts).toEqual([]);
  });
  test('open again, without saying when: nothing', () => {
    expect(tell(closed, then(closed, 'closing', { closedAt: null }), '06-22 12:00').alerts).toEqual([]);
  });
  test('what was told before it ended with the closing: closed in time, nothing is left to settle', () => {
    const again = reopen(late(overdue), '06-23 10:00');
    const closing = { closedAt: '06-24 10:00', reopenings: [{ at: '06-23 10:00' }] };
    expect(tell(again, then(again, 'closing', closing), '06-24 10:05').alerts).toEqual([]);
  });
});

describe('settled', () => {
  const near = fire(open, '06-17 12:00').after;
  const cycle = near.tickets.get('t')!.told!.cycle;
  const inTime = (c: Case): Case => then(c, 'closing', { closedAt: '06-18 10:00' });

  test('closed in time after something was told', () => {
    const { alerts } = tell(near, inTime(near), '06-18 10:05');
    expect(short(alerts)).toEqual([['ticket-settled', 'resolved', 'info', '06-18 10:00']]);
    expect(alerts[0]?.id).toBe(alertId('ticket-settled', ['c', 't', cycle, at('06-18 10:00')]));
    expect(alertSchema.parse(alerts[0])).toEqual(alerts[0]);
  });
  test('once', () => {
    const closed = inTime(near);
    expect(tell(closed, inTime(closed), '06-18 11:00').alerts).toEqual([]);
  });
  test('not when nothing was told', () => expect(tell(open, inTime(open), '06-18 10:05').alerts).toEqual([]));
  test('retracted: the alert shows what it was', () => {
    const gone = then(overdue, 'ticket', { deleted: true });
    const { alerts } = tell(overdue, gone, '06-22 12:00');
    expect(short(alerts)).toEqual([['ticket-settled', 'resolved', 'info', '06-22 12:00']]);
    expect(alerts[0]?.ticket?.createdAt).toBe(formatInstant(at('06-11 10:00')));
  });
  test.each([
    ['another unit', { unit: { code: 'town' } }],
    ['more time', { extensions: [{ approvedAt: '06-17 12:30', newDueAt: '06-30 00:00' }] }],
  ])('%s: what was told before ends at once, so that nothing stands open that is no longer so', (_, change) => {
    const moved = then(overdue, 'ticket', { ...created, ...change });
    expect(short(tell(overdue, moved, '06-22 13:00').alerts)).toEqual([
      ['ticket-settled', 'resolved', 'info', '06-22 13:00'],
    ]);
    const again = then(moved, 'ticket', { ...created, ...change, summary: 'x' });
    expect(tell(moved, again, '06-22 14:00').alerts).toEqual([]);
  });
  test.each([
    ['another unit', 'ticket', { ...created, unit: { code: 'town' } }],
    ['more time', 'closing', { closedAt: null, reopenings: [{ at: '06-23 10:00', dueAt: '07-09 00:00' }] }],
  ] as const)('%s, of one that was reopened before: the same', (_, kind, change) => {
    const again = fire(reopen(late(open), '06-23 10:00'), '07-01 00:10').after;
    const moved = then(again, kind, change);
    expect(short(tell(again, moved, '07-01 13:00').alerts)).toEqual([
      ['ticket-settled', 'resolved', 'info', '07-01 13:00'],
    ]);
    expect(tell(moved, then(moved, kind, { ...change, note: 'x' }), '07-01 14:00').alerts).toEqual([]);
  });
  test('told to an earlier unit, or of an earlier due, and then closed: nothing is left open', () => {
    const moved = then(near, 'ticket', { ...created, unit: { code: 'town' } });
    expect(short(tell(moved, inTime(moved), '06-18 10:05').alerts)).toEqual([
      ['ticket-settled', 'resolved', 'info', '06-18 10:00'],
    ]);
  });
  test('however late', () => {
    expect(tell(near, inTime(near), '06-25 10:05')).toMatchObject({ aged: 0, alerts: [{ digestOnly: true }] });
  });
});

test('what does not change a ticket costs no new case', () => {
  const call = then(open, 'call', { receivedAt: '06-11 10:00', channel: 'phone', answered: true });
  expect(tell(open, call, '06-11 10:00')).toEqual({ after: call, alerts: [], aged: 0 });
  expect(tell(open, call, '06-11 10:00').after).toBe(call);
  const two = then(overdue, 'ticket', { ...created, ticketId: 'u' });
  expect(tell(overdue, two, '07-30 10:00').after.tickets.get('t')).toBe(overdue.tickets.get('t'));
});
