/**
 * Risk: an import of old tickets sends ten thousand messages; a long outage is mistaken for such an import, and silences what
 * is overdue now.
 */
import { describe, expect, test } from '@jest/globals';
import { closed, opened } from '../support/alert-events.js';
import { countsOf } from '../support/alert-texts.js';
import { AlertWorld } from '../support/alert-world.js';
import { at } from '../support/deadlines.js';

const count = (n: number): number[] => Array.from({ length: n }, (_, i) => i);
const hour = 3_600_000;

describe('tickets that are overdue when they are first seen', () => {
  test('an import of 10,000 that are overdue for months: nothing is told of them, all are counted', async () => {
    const now = at('06-18 10:00');
    const world = await AlertWorld.open({ start: now, limit: 2000 });
    world.expect(count(10_000).map((n) => opened(n, '01-11 09:00', {}, { at: now })));
    await world.advanceTo(now);
    expect(await world.tally('alerts-aged')).toBe(10_000);
    expect((await world.store.dueTimers(0, at('12-31 00:00'), 1)).caseIds).toEqual([]);
    await world.advanceTo(at('06-30 10:00'));
    expect(world.alerts()).toEqual([]);
    expect(await world.tally('alerts')).toBe(0);
    await world.stop();
  });

  test('with their closings, late for months: counted, once each', async () => {
    const now = at('06-18 10:00');
    const world = await AlertWorld.open({ start: now });
    world.expect(count(1000).map((n) => opened(n, '01-11 09:00', {}, { at: now })));
    world.expect(count(1000).map((n) => closed(n, '02-01 09:00', {}, { at: now })));
    await world.advanceTo(now);
    await world.advanceTo(at('06-30 10:00'));
    expect(world.alerts()).toEqual([]);
    // As history when the ticket came, and as a late closing that is history when that came.
    expect(await world.tally('alerts-aged')).toBe(2000);
    await world.stop();
  });

  test('72 hours exactly are not too old; a millisecond more is', async () => {
    // Due 06-15 24:00.
    const edge = at('06-16 00:00') + 72 * hour;
    const world = await AlertWorld.open({ start: edge });
    world.expect([opened(1, '06-07 09:00', {}, { at: edge }), opened(2, '06-07 09:00', {}, { at: edge + 1 })]);
    await world.advanceTo(edge + 1);
    expect(world.alerts().map((alert) => alert.ticket?.ticketId)).toEqual(['T1']);
    expect(await world.tally('alerts-aged')).toBe(1);
    await world.stop();
  });
});

describe('an outage over the Spring Festival', () => {
  /** Due 02-10 24:00. Stopped from 02-10 20:00 to 02-18 08:00; all of the festival is off. */
  async function festival(): Promise<AlertWorld> {
    const world = await AlertWorld.open({ start: at('02-04 08:00') });
    world.expect(count(60).map((n) => opened(n, '02-04 09:00')));
    // 60 more come to the log, and become overdue, while nobody reads it.
    world.expect(count(60).map((n) => opened(100 + n, '02-04 09:00', {}, { at: at('02-10 22:00') })));
    world.expect(count(20).map((n) => closed(n, '02-10 23:00')));
    await world.advanceTo(at('02-04 09:00'));
    await world.stop();
    world.pass(at('02-18 08:00'));
    await world.start();
    return world;
  }

  test('what is overdue now is told once a ticket, for a digest', async () => {
    const world = await festival();
    await world.readOn({ size: 10, between: () => world.look() });
    await world.look();
    const alerts = world.alerts();
    expect(countsOf(alerts)).toEqual({ overdue: 100 });
    expect(new Set(alerts.map((alert) => alert.ticket?.ticketId)).size).toBe(100);
    expect(alerts.filter((alert) => !alert.digestOnly)).toEqual([]);
    expect(await world.tally('alerts-aged')).toBe(0);
    await world.stop();
  });

  test('from then on they are reminded of one by one', async () => {
    const world = await festival();
    await world.readOn();
    await world.look();
    const before = world.alerts().length;
    await world.advanceTo(at('02-18 09:00'));
    const reminders = world.alerts().slice(before);
    expect(countsOf(reminders)).toEqual({ 'still-overdue 1': 100 });
    expect(reminders.filter((alert) => alert.digestOnly)).toEqual([]);
    await world.stop();
  });
});
