import { afterEach, beforeEach, expect, test } from '@jest/globals';
import type { Alert } from '../../../src/domain/alert.js';
import { fireTimers } from '../../../src/domain/ticket-alerts.js';
import { then, ticketCase } from '../../domain/timer-support.js';
import { context } from '../../support/counts.js';
import { at } from '../../support/deadlines.js';
import { alertRecord, Bench, day, hour, minute, morning, second, sinkOf, ticketAlert } from './runner-support.js';

/**
 * Risk: what was put off on purpose is taken for history and dropped. Too old is what was found long before its record was
 * written: history that is published again. When it became true says nothing.
 */

let bench: Bench;
beforeEach(() => {
  bench = new Bench();
});
afterEach(async () => {
  await bench.close();
  expect(bench.fatal).toEqual([]);
});

/** Ids that a sink tells of these alerts, whose records are written at 10:00. */
async function told(...alerts: readonly Alert[]): Promise<string[]> {
  const sender = bench.sender();
  await bench.run(sinkOf('a', sender));
  await bench.publish(...alerts);
  await bench.clock.advance(minute);
  return sender.ids.flat();
}

test('what was found now is told, however long ago it became true', async () => {
  const snoozed = ticketAlert({ at: morning - 20 * day, firedAt: morning - second });
  expect(await told(snoozed)).toEqual([snoozed.id]);
});

test('what was found more than 72 hours before its record was written is history; exactly 72 hours is not', async () => {
  const [edge, over] = [72 * hour, 72 * hour + 1].map((age) => ticketAlert({ at: morning - age }));
  expect(await told(edge!, over!)).toEqual([edge!.id]);
  expect(bench.deliveries().filter(({ state }) => state === 'skipped')).toMatchObject([
    { alertId: over!.id, reason: 'too old when it was written' },
  ]);
});

test('history that is published again after it was told is not told again, nor is a timer that is fired anew', async () => {
  const [fact, timer] = [ticketAlert(), ticketAlert()];
  const sender = bench.sender();
  await bench.run(sinkOf('a', sender));
  await bench.publish(fact, timer);
  await bench.clock.advance(30 * day);
  // A store that was emptied: the fact says when its event was recorded, the timer is found now.
  const anew = { ...timer, firedAt: new Date(bench.clock.now()).toISOString(), digestOnly: true };
  await bench.publish(fact, anew);
  await bench.clock.advance(hour);
  expect(sender.ids).toEqual([[fact.id], [timer.id]]);
});

test('a reminder that somebody put off for four days arrives when that is over', async () => {
  const ticket = ticketCase('06-02 10:00');
  const overdue = fireTimers('c', ticket, at('06-10 00:10'), context);
  const snooze = { alertId: overdue.alerts[0]!.id, action: 'snooze', until: '06-15 08:00', by: '王敏' };
  const { alerts } = fireTimers('c', then(overdue.after, 'ack', snooze), at('06-15 08:00'), context);
  expect(alerts).toMatchObject([{ kind: 'ticket-still-overdue', at: '2021-06-11T01:00:00.000Z', digestOnly: false }]);
  const sender = bench.sender();
  await bench.run(sinkOf('a', sender, { maxAgeMs: context.timers.maxAgeMs }));
  await bench.log.publish(alerts.map((alert) => alertRecord(alert, at('06-15 08:00') + second)));
  await bench.clock.advance(minute);
  expect(sender.ids).toEqual([alerts.map(({ id }) => id)]);
});
