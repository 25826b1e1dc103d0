import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Alert } from '../../src/domain/alert.js';
import { type EscalationStep, type LocalTime, type Rung, rungsOf } from '../../src/domain/escalation.js';
import { parseDay, zoneOf } from '../../src/domain/zone.js';
import { at, calendar, full, zone } from '../support/deadlines.js';
import { seed } from '../support/seed.js';

const local: LocalTime = { calendar, zone };
const rules = { reminderHour: 9, maxReminders: 10 };
const ladder: EscalationStep[] = [
  { to: 'unit', after: 'at-once' },
  { to: 'supervisor', after: { workingDays: 1 } },
  { to: 'duty', after: { workingDays: 3 } },
  { to: 'leader', after: { workingDays: 5 } },
];

type OfTicket = Alert & { ticket: NonNullable<Alert['ticket']> };
interface Given {
  kind?: Alert['kind'];
  at?: string;
  firedAt?: string;
  dueAt?: string | null;
  day?: number;
}
/** Instants as `06-12 08:30`, in 2021 in Ankang. */
function alert(g: Given): OfTicket {
  const dueAt = g.dueAt === undefined ? '06-15 24:00' : g.dueAt;
  const instant = (text: string) =>
    new Date(at(text.replace('24:00', '23:59')) + (text.endsWith('24:00') ? 60_000 : 0));
  return {
    id: 'x',
    subject: 's',
    kind: g.kind ?? 'ticket-still-overdue',
    state: 'open',
    severity: 'warning',
    at: instant(g.at ?? g.firedAt ?? '06-16 09:00').toISOString(),
    firedAt: instant(g.firedAt ?? '06-16 09:00').toISOString(),
    digestOnly: false,
    ticket: {
      contactId: 'c',
      ticketId: 't',
      unit: { code: '汉滨区', kind: 'county' },
      nature: 'help',
      urgency: 'normal',
      createdAt: full('06-01 08:00'),
      dueAt: dueAt === null ? null : instant(dueAt).toISOString(),
      reopenings: 0,
      ...(g.day !== undefined && { day: g.day }),
    },
  };
}
const told = (g: Given, steps = ladder) => rungsOf(steps, alert(g), rules, local).join(' ');

describe('working days', () => {
  test.each([
    ['ticket-near-due', undefined, 'unit'],
    ['ticket-still-overdue', 1, 'unit supervisor'],
    ['ticket-still-overdue', 2, 'unit supervisor'],
    ['ticket-still-overdue', 3, 'unit supervisor duty'],
    ['ticket-still-overdue', 4, 'unit supervisor duty'],
    ['ticket-still-overdue', 5, 'unit supervisor duty leader'],
    ['ticket-still-overdue', 10, 'unit supervisor duty leader'],
  ] as const)('%s of day %s: %s', (kind, day, expected) => {
    const early = kind === 'ticket-near-due';
    expect(told({ kind, firedAt: early ? '06-14 12:00' : '06-16 09:00', ...(day !== undefined && { day }) })).toBe(
      expected,
    );
  });

  // Due 24:00 of Friday, 11 June 2021; 12 to 14 June is the Dragon Boat Festival, so day 1 is the 15th.
  test.each([
    ['06-12 00:10', 'unit'],
    ['06-14 18:00', 'unit'],
    ['06-15 08:59', 'unit'],
    ['06-15 09:00', 'unit supervisor'],
    ['06-17 08:59', 'unit supervisor'],
    ['06-17 09:00', 'unit supervisor duty'],
    ['06-21 09:00', 'unit supervisor duty leader'],
  ])('closed late at %s: %s, who had been reminded before', (closedAt, expected) => {
    // It became known a month later: that makes nothing later.
    expect(told({ kind: 'ticket-closed-late', at: closedAt, firedAt: '07-20 12:00', dueAt: '06-11 24:00' })).toBe(
      expected,
    );
  });

  test('24:00 of a working day: the day before that instant is the due day', () => {
    expect(told({ kind: 'ticket-closed-late', at: '06-16 08:59', dueAt: '06-15 24:00' })).toBe('unit');
    expect(told({ kind: 'ticket-closed-late', at: '06-16 09:00', dueAt: '06-15 24:00' })).toBe('unit supervisor');
  });
  test('a due time in the middle of a day: that day is the due day', () => {
    expect(told({ kind: 'ticket-closed-late', at: '06-15 23:59', dueAt: '06-15 10:00' })).toBe('unit');
    expect(told({ kind: 'ticket-closed-late', at: '06-16 09:00', dueAt: '06-15 10:00' })).toBe('unit supervisor');
  });

  test('what was reminded often enough is not said higher up than the reminders went', () => {
    const steps: EscalationStep[] = [{ to: 'leader', after: { workingDays: 3 } }];
    const late = alert({ kind: 'ticket-closed-late', at: '07-30 12:00' });
    expect(rungsOf(steps, late, { reminderHour: 9, maxReminders: 2 }, local)).toEqual([]);
    expect(rungsOf(steps, late, { reminderHour: 9, maxReminders: 3 }, local)).toEqual(['leader']);
  });

  test('day 0 begins with the due time, not with the warnings', () => {
    const steps: EscalationStep[] = [{ to: 'duty', after: { workingDays: 0 } }];
    expect(told({ kind: 'ticket-due-soon', firedAt: '06-15 00:00' }, steps)).toBe('');
    expect(told({ kind: 'ticket-overdue', firedAt: '06-16 00:10' }, steps)).toBe('duty');
  });

  test('days beyond the official calendar count as none', () => {
    const far = { ...alert({ kind: 'ticket-closed-late' }), at: '2090-01-05T03:00:00.000Z' };
    const ticket = { ...far.ticket, dueAt: '2089-12-01T16:00:00.000Z' };
    expect(rungsOf(ladder, { ...far, ticket }, rules, local)).toEqual(['unit']);
  });
});

describe('hours', () => {
  const steps: EscalationStep[] = [
    { to: 'unit', after: 'at-once' },
    { to: 'duty', after: { hours: 0 } },
    { to: 'leader', after: { hours: 4 } },
  ];
  test.each([
    ['06-15 23:59', 'unit'],
    ['06-15 24:00', 'unit duty'],
    ['06-16 03:59', 'unit duty'],
    ['06-16 04:00', 'unit duty leader'],
  ])('found at %s: %s', (firedAt, expected) => {
    expect(told({ kind: 'ticket-overdue', firedAt }, steps)).toBe(expected);
  });
  test('of a closing: until the closing', () => {
    expect(told({ kind: 'ticket-closed-late', at: '06-16 01:00', firedAt: '06-20 00:00' }, steps)).toBe('unit duty');
  });
});

test('while the due time is unknown only the first step holds', () => {
  expect(told({ kind: 'ticket-reopened', dueAt: null, firedAt: '06-30 00:00' })).toBe('unit');
});

test('a rung that is there by days and by hours is told once', () => {
  const steps: EscalationStep[] = [
    { to: 'duty', after: { workingDays: 1 } },
    { to: 'duty', after: { hours: 2 } },
  ];
  expect(told({ day: 1 }, steps)).toBe('duty');
});

/** Another path: every hour after the due time is looked at, and reminders are counted as they come. */
function naiveDays(due: number, until: number, of: LocalTime): number {
  let days = 0;
  let local = of.zone.dayOf(due - 1);
  for (;;) {
    local++;
    if (of.calendar.isWorkingDay(local) !== true) {
      if (of.zone.startOf(local) > until) return days;
      continue;
    }
    // The first minute of the day at which the wall clock shows the reminder hour or later.
    let t = of.zone.startOf(local);
    while (t + of.zone.offsetAt(t) < local * 86_400_000 + rules.reminderHour * 3_600_000) t += 60_000;
    if (t > until || days === rules.maxReminders) return days;
    days++;
  }
}

test(`a closing is as high up as the reminders before it went (seed ${seed})`, () => {
  const everyDay: EscalationStep[] = (['unit', 'supervisor', 'duty', 'leader'] as Rung[]).map((to, i) => ({
    to,
    after: { workingDays: i * 3 },
  }));
  const instants = fc.tuple(
    // Half of them are 24:00 of a day in Ankang.
    fc
      .tuple(fc.integer({ min: 0, max: 400_000 }), fc.boolean())
      .map(([m, whole]) => at('01-04 00:00') + (whole ? m - (m % 1440) : m) * 60_000),
    fc.integer({ min: 0, max: 40_000 }),
    fc.constantFrom('Asia/Shanghai', 'America/Los_Angeles'),
  );
  fc.assert(
    fc.property(instants, ([due, late, id]) => {
      const until = due + late * 60_000;
      const here = { calendar, zone: zoneOf(id) };
      const base = alert({ kind: 'ticket-closed-late' });
      const given = {
        ...base,
        at: new Date(until).toISOString(),
        ticket: { ...base.ticket, dueAt: new Date(due).toISOString() },
      };
      const days = naiveDays(due, until, here);
      expect(rungsOf(everyDay, given, rules, here)).toEqual(
        everyDay.filter((_, i) => days >= i * 3).map(({ to }) => to),
      );
    }),
    { seed, numRuns: 300 },
  );
  // The calendar of that span is known: else both paths would count nothing.
  expect(calendar.isWorkingDay(parseDay('2021-12-31')!)).toBe(true);
});
