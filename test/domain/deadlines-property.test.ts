import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { dueOf } from '../../src/domain/deadlines.js';
import { formatDay } from '../../src/domain/zone.js';
import { at, calendar, china, closing, ticket, zone } from '../support/deadlines.js';

describe('against one day at a time', () => {
  /** Step 1 to 3 for a normal help ticket, day by day, by another path: the set of held days is walked. */
  function naiveDueDay(created: number, holds: readonly (readonly [number, number])[], closed: number): number {
    const walk = (day: number, n: number) => {
      for (let left = n; left > 0; ) if (calendar.isWorkingDay(++day)) left--;
      return day;
    };
    let day = walk(zone.dayOf(created), 5);
    // Minutes that are held; a stretch of them is a merged hold.
    const heldUntil = (minute: number) =>
      holds.reduce((until, [from, to]) => (from <= minute && minute < to && to > until ? to : until), minute);
    for (let minute = created; minute < closed; minute += 60_000) {
      const starts = heldUntil(minute) > minute;
      if (!starts) continue;
      const from = minute;
      while (heldUntil(minute) > minute && minute < closed) minute = Math.min(heldUntil(minute), closed);
      if (from > zone.startOf(day + 1)) break;
      let moved = 0;
      for (let d = zone.dayOf(from) + 1; d <= zone.dayOf(minute); d++) if (calendar.isWorkingDay(d)) moved++;
      day = walk(day, moved);
    }
    return day;
  }

  test('holds of any shape on a day term (seed 21)', () => {
    const minutes = (days: number) => fc.integer({ min: 0, max: days * 1440 }).map((m) => m * 60_000);
    const cases = fc.record({
      created: minutes(300).map((m) => at('01-01 00:00') + m),
      holds: fc.array(fc.tuple(minutes(14), minutes(6)), { maxLength: 5 }),
      closed: minutes(30),
    });
    fc.assert(
      fc.property(cases, ({ created, holds, closed }) => {
        const stretches = holds.map(
          ([from, length]) => [created + from - 86_400_000, created + from - 86_400_000 + length] as const,
        );
        const text = (instant: number) => new Date(instant).toISOString();
        const given = ticket(text(created), { holds: stretches.map(([from, to]) => [text(from), text(to)]) });
        const found = dueOf(given, closing(text(created + closed)), china);
        const expected = naiveDueDay(created, stretches, created + closed);
        expect(formatDay(zone.dayOf(found.at! - 1))).toBe(formatDay(expected));
        expect(found.at).toBe(zone.startOf(expected + 1));
      }),
      { seed: 21, numRuns: 400 },
    );
  });

  test('a hold of a clock term moves the due by what is held, when it began in time (seed 22)', () => {
    const minute = fc.integer({ min: 0, max: 3000 });
    fc.assert(
      fc.property(minute, minute, minute, (from, length, closed) => {
        const created = at('06-11 08:00');
        const text = (m: number) => new Date(created + m * 60_000).toISOString();
        const given = ticket(text(0), { urgency: 'urgent', holds: [[text(from), text(from + length)]] });
        const heldMinutes = from > 1440 ? 0 : Math.max(0, Math.min(from + length, closed) - from);
        expect(dueOf(given, closing(text(closed)), china).at).toBe(created + (1440 + heldMinutes) * 60_000);
      }),
      { seed: 22 },
    );
  });
});
