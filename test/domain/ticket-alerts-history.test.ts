import { describe, expect, test } from '@jest/globals';
import type { Alert } from '../../src/domain/alert.js';
import { type Case, emptyCase } from '../../src/domain/case.js';
import { fireTimers, tellChanges } from '../../src/domain/ticket-alerts.js';
import { HISTORY, nextTimer } from '../../src/domain/timers.js';
import { context } from '../support/counts.js';
import { at, endOf } from '../support/deadlines.js';
import { onWall, then, ticketCase } from './timer-support.js';

/** What is too old to be told when it is first seen: counted, not sent. The ticket is due at 24:00 of 06-21. */

const created = { createdAt: '06-11 10:00' };
const open = ticketCase('06-11 10:00');
const due = endOf('06-21');
const hour = 3_600_000;
const fire = (c: Case, when: string) => fireTimers('c', c, at(when), context);
const tell = (before: Case, after: Case, when: string) => tellChanges('c', before, after, at(when), context);
const overdue = fire(open, '06-22 00:10').after;
const late = (c: Case): Case => then(c, 'closing', { closedAt: '06-22 10:00' });
const short = (alerts: readonly Alert[]): unknown[] =>
  alerts.map((alert) => [alert.kind, alert.state, alert.severity, onWall(Date.parse(alert.at))]);

describe('history', () => {
  const at72 = onWall(due + 72 * hour);
  const first = (when: string) => tell(emptyCase, open, when);

  test('first seen overdue by more than 72 h: counted, and none of its timers ever fires', () => {
    const { after, alerts, aged } = tellChanges('c', emptyCase, open, due + 72 * hour + 1, context);
    expect({ alerts, aged, level: after.tickets.get('t')?.told?.level }).toEqual({
      alerts: [],
      aged: 1,
      level: HISTORY,
    });
    expect(nextTimer(after, context)).toBeNull();
    expect(fire(after, '12-31 00:00')).toEqual({ after, alerts: [] });
  });
  test('exactly 72 h: told', () => {
    expect(first(at72)).toEqual({ after: open, alerts: [], aged: 0 });
    expect(fire(first(at72).after, at72).alerts).toHaveLength(1);
  });
  test('one that was watched before is none, however long nobody looked, and whoever has it now', () => {
    const moved = then(open, 'ticket', { ...created, unit: { code: 'town' } });
    expect(tell(open, moved, '07-30 10:00')).toEqual({ after: moved, alerts: [], aged: 0 });
    const noted = then(open, 'ticket', { ...created, summary: 's' });
    expect(tell(open, noted, '07-30 10:00').after).toBe(noted);
  });
  test('history stays history with another unit; with a due to come it is watched', () => {
    const history = first('07-30 10:00').after;
    const moved = tell(history, then(history, 'ticket', { ...created, unit: { code: 'town' } }), '07-30 11:00');
    expect([moved.aged, nextTimer(moved.after, context)]).toEqual([1, null]);
    const later = then(history, 'ticket', { ...created, dueAt: '08-10 00:00' });
    expect(tell(history, later, '07-30 11:00')).toEqual({ after: later, alerts: [], aged: 0 });
    expect(nextTimer(later, context)).not.toBeNull();
  });
  test('one that comes back as it was is none: its closing, or its retraction, was a mistake', () => {
    const closed = then(open, 'closing', { closedAt: '06-18 10:00' });
    const again = then(closed, 'closing', { deleted: true });
    expect(tell(closed, again, '07-30 10:00')).toEqual({ after: again, alerts: [], aged: 0 });
    const gone = then(overdue, 'ticket', { deleted: true });
    const back = then(gone, 'ticket', created);
    expect(tell(gone, back, '07-30 10:00')).toEqual({ after: back, alerts: [], aged: 0 });
  });
  test('it is counted once', () => {
    const history = first('07-30 10:00').after;
    const noted = then(history, 'ticket', { ...created, summary: 's' });
    expect(tell(history, noted, '07-30 11:00')).toEqual({ after: noted, alerts: [], aged: 0 });
  });
  test('its closing is told when it is fresh, and ends nothing', () => {
    const history = first('07-30 10:00').after;
    const closed = then(history, 'closing', { closedAt: '07-30 11:00' });
    expect(short(tell(history, closed, '07-30 11:05').alerts)).toEqual([
      ['ticket-closed-late', 'notice', 'warning', '07-30 11:00'],
    ]);
  });
  test('an import of closed tickets tells nothing', () => {
    const closed = late(open);
    expect(tell(emptyCase, closed, '07-30 10:00')).toEqual({ after: closed, alerts: [], aged: 1 });
  });
  test('on hold it is not overdue', () => {
    const held = ticketCase('06-11 10:00', { holds: [{ from: '06-15 10:00' }] });
    expect(tell(emptyCase, held, '07-30 10:00').aged).toBe(0);
  });
});
