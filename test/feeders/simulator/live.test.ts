import { describe, expect, test } from '@jest/globals';
import { parseEvent } from '../../../src/domain/events.js';
import { dueTimeOf, type LiveOptions, liveTraffic } from '../../../src/feeders/simulator/live.js';
import type { SimulatedEvent } from '../../../src/feeders/simulator/wire.js';
import { twoMonths, world } from './support.js';

/** A Monday, 00:00 in Shanghai. */
const from = Date.parse('2026-03-02T00:00:00+08:00');
const hour = 3_600_000;

function take(until: number, options: Partial<LiveOptions> = {}): SimulatedEvent[] {
  const out: SimulatedEvent[] = [];
  for (const event of liveTraffic(twoMonths, { seed: 1, from, zone: world.zone, ...options })) {
    if (dueTimeOf(event) >= until) break;
    out.push(event);
  }
  return out;
}
const calls = (events: readonly SimulatedEvent[]) => events.filter((e) => e.type === 'hotline.call-received.v1');

describe('demo traffic', () => {
  const week = take(from + 7 * 24 * hour);

  test('valid, in the order of its times, none before the start, marked as a demo', () => {
    let last = from;
    for (const event of week) {
      parseEvent(event);
      expect(dueTimeOf(event)).toBeGreaterThanOrEqual(last);
      last = dueTimeOf(event);
      expect(event.source).toBe('urn:hotline-pulse:demo');
    }
    expect(new Set(week.map((e) => e.id)).size).toBe(week.length);
  });

  test('as busy as the last month of the profile, and by hour and weekday', () => {
    const n = calls(week).length;
    // 22361 contacts in 30 days; a Poisson process of that mean stays within 5 % by ten standard deviations' half.
    expect(n / ((22_361 / 30) * 7)).toBeGreaterThan(0.93);
    expect(n / ((22_361 / 30) * 7)).toBeLessThan(1.07);
    const at = (from: string, to: string) =>
      calls(week).filter((e) => e.time.slice(11) >= from && e.time.slice(11) < to).length;
    expect(at('02:00', '05:00') * 10).toBeLessThan(at('09:00', '12:00'));
    const on = (day: string) => calls(week).filter((e) => e.time.startsWith(day)).length;
    expect(on('2026-03-08')).toBeLessThan(0.7 * on('2026-03-02'));
  });

  test('tickets follow their calls, closings their tickets, and some calls stay unanswered', () => {
    const seen = new Set<string>();
    for (const { type, data } of week) {
      if (type === 'hotline.ticket-created.v1') expect(seen.has(data.contactId)).toBe(true);
      if (type === 'hotline.ticket-closed.v1') expect(seen.has(`${data['ticketId']}`)).toBe(true);
      seen.add(type === 'hotline.call-received.v1' ? data.contactId : `${data['ticketId']}`);
    }
    const unanswered = calls(week).filter((e) => e.data['answered'] === false).length / calls(week).length;
    expect(unanswered).toBeGreaterThan(0.04);
    expect(unanswered).toBeLessThan(0.1);
    const created = week.filter((e) => e.type === 'hotline.ticket-created.v1').length;
    const closed = week.filter((e) => e.type === 'hotline.ticket-closed.v1').length;
    expect(created / calls(week).length).toBeGreaterThan(0.2);
    expect(closed).toBeGreaterThan(created / 2);
    expect(closed).toBeLessThan(created);
  });

  test('speed brings more calls and sooner closings', () => {
    const fast = take(from + 24 * hour, { speed: 10 });
    const slow = take(from + 24 * hour);
    expect(calls(fast).length / calls(slow).length).toBeGreaterThan(8);
    expect(calls(fast).length / calls(slow).length).toBeLessThan(12.5);
    const part = (events: readonly SimulatedEvent[]) =>
      events.filter((e) => e.type === 'hotline.ticket-closed.v1').length /
      events.filter((e) => e.type === 'hotline.ticket-created.v1').length;
    expect(part(fast)).toBeGreaterThan(part(slow));
  });

  test('same seed and start, same events; another start, other contacts', () => {
    expect(take(from + 12 * hour)).toEqual(take(from + 12 * hour));
    const ids = new Set(calls(week).map((e) => e.data.contactId));
    const later = take(from + 24 * hour, { from: from + 6 * hour });
    expect(calls(later).some((e) => ids.has(e.data.contactId))).toBe(false);
  });

  test.each([0, -1, Number.NaN, Number.POSITIVE_INFINITY])('refuses speed %p', (speed) => {
    expect(() => liveTraffic(twoMonths, { seed: 1, from, zone: world.zone, speed })).toThrow(
      expect.objectContaining({ code: 'PULSE_USAGE' }),
    );
  });
});
