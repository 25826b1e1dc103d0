import { deepStrictEqual } from 'node:assert/strict';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { HotlineEvent } from '../../src/domain/events.js';
import { headline } from '../../src/domain/figures.js';
import { parsePeriod } from '../../src/domain/period.js';
import { type Cut, missingYears, SnapshotPlan, soonAt } from '../../src/domain/snapshot.js';
import { type Snapshot, snapshotSchema } from '../../src/domain/snapshot-schema.js';
import { parseDay } from '../../src/domain/zone.js';
import { bucketsOf, casesOf, context } from '../support/counts.js';
import { fold, readerOver } from '../support/fold.js';
import { history } from '../support/histories.js';
import { seed } from '../support/seed.js';
import { at, call, closing, local, ticket } from '../verifier/support.js';

/**
 * A snapshot is made of buckets and an instant: which it asks for, what it says of a running period and of the two it is
 * compared with, what stands in it though nothing happened, and that it is what its schema says.
 */

const cut: Cut = {
  instant: at('06-16 12:00'),
  demo: false,
  gaps: [],
  asOf: { eventTime: null, generation: 1, rollback: 0, offsets: {} },
};
function plan(period: string, asOf: string, withUnits = true): SnapshotPlan {
  const instant = at(asOf);
  return new SnapshotPlan(parsePeriod(period, context.zone.dayOf(instant)), instant, withUnits, context);
}
function snapshot(
  events: HotlineEvent[],
  period: string,
  asOf: string,
  given: { withUnits?: boolean; cut?: Partial<Cut> } = {},
): Snapshot {
  const buckets = bucketsOf(casesOf(events).values());
  const made = plan(period, asOf, given.withUnits ?? true);
  const read = (name: string): ReadonlyMap<string, number> => {
    if (!made.buckets.has(name)) throw new Error(`${name} was not asked for`);
    return buckets.get(name) ?? new Map();
  };
  return made.build(read, { ...cut, instant: at(asOf), ...given.cut });
}
const rate = (s: Snapshot, id: string) => s.indicators.find((i) => i.id === id && Object.keys(i.labels).length === 0)!;

describe('the frame', () => {
  test('an empty month: every headline counter and open measure is there, 0', () => {
    const s = snapshot([], 'month:2021-06', '07-20');
    expect(s).toMatchObject({
      period: { kind: 'month', id: '2021-06', timeZone: 'Asia/Shanghai', from: '2021-06-01', to: '2021-06-30' },
      state: 'provisional',
      partial: false,
      demo: false,
      revision: 0,
      asOf: { instant: '2021-07-19T16:00:00.000Z', generation: 1 },
      calendarMissing: [],
    });
    const names = [...headline, 'open', 'open_overdue', 'open_due_unknown', 'open_not_due', 'open_due_within_1wd'];
    expect(s.counters).toEqual(Object.fromEntries(names.map((name) => [name, 0])));
    expect(s.identities.every((i) => i.holds)).toBe(true);
    expect(s).not.toHaveProperty('gaps');
  });

  test('names of counters are in byte order', () => {
    const names = Object.keys(
      snapshot([call('c', { topics: ['疫情'] }), ticket('c/t')], 'month:2021-06', '07-20').counters,
    );
    expect(names).toEqual([...names].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b))));
  });

  test('gaps make it partial', () => {
    const gap = { topic: 't', partition: 0, from: '1', to: '2', by: 'me', reason: 'lost' };
    expect(snapshot([], 'month:2021-06', '07-20', { cut: { gaps: [gap] } })).toMatchObject({
      partial: true,
      gaps: [gap],
    });
    expect(snapshot([], 'month:2021-06', '07-20', { cut: { demo: true } }).demo).toBe(true);
  });

  test.each([
    ['06-01', 'running'],
    ['06-30 23:59:59.999', 'running'],
    ['07-01', 'provisional'],
  ])('at %s June is %s', (asOf, state) => expect(snapshot([], 'month:2021-06', asOf).state).toBe(state));
});

describe('a running period', () => {
  const events = ['05-01', '05-10', '05-11', '05-31', '06-01', '06-10'].map((day) =>
    call(`c${day}`, { receivedAt: local(`${day} 09:00`) }),
  );

  test('is compared with as many days of the period before as have begun', () => {
    const s = snapshot(events, 'month:2021-06', '06-10 00:00');
    expect(rate(s, 'connection_rate')).toMatchObject({
      numerator: 2,
      previous: { period: 'month:2021-05', denominator: 2 },
    });
    const buckets = [...plan('month:2021-06', '06-10').buckets];
    expect(buckets).toEqual(
      expect.arrayContaining(['month:2021-06', 'units:2021-06', 'open:2021-06', 'day:2021-05-10', 'day:2020-06-10']),
    );
    expect(buckets.filter((name) => /month:2021-05|^units:2021-05|2021-05-11|2020-06-11/.test(name))).toEqual([]);
  });

  test('a day more has begun at midnight of the zone', () => {
    expect(plan('month:2021-06', '06-10 23:59:59.999').buckets).not.toContain('day:2021-05-11');
    expect(plan('month:2021-06', '06-11').buckets).toContain('day:2021-05-11');
  });

  test('when it is over, with the whole of it', () => {
    const s = snapshot(events, 'month:2021-06', '07-01');
    expect(rate(s, 'connection_rate')).toMatchObject({
      numerator: 2,
      previous: { period: 'month:2021-05', denominator: 4 },
    });
    expect(plan('month:2021-06', '07-01').buckets).toContain('month:2021-05');
  });

  test('on the 30th of March, with all of a shorter February', () => {
    const buckets = plan('month:2021-03', '03-30').buckets;
    expect(buckets).toContain('month:2021-02');
    expect(buckets).not.toContain('month:2020-03');
    expect(buckets).toContain('day:2020-03-30');
  });

  test('one that lies ahead is running, and compared with whole periods', () => {
    expect(snapshot([], 'month:2021-08', '06-10').state).toBe('running');
    expect(plan('month:2021-08', '06-10').buckets).toContain('month:2021-07');
  });
});

describe('what is compared', () => {
  test('the same month a year before, and null where nothing is known of it', () => {
    const last = call('a', { receivedAt: '2020-06-10T09:00:00+08:00' });
    const s = snapshot([last, call('b')], 'month:2021-06', '07-20');
    expect(rate(s, 'connection_rate')).toMatchObject({
      previous: null,
      lastYear: { period: 'month:2020-06', numerator: 1 },
    });
    expect(s.indicators.some((i) => i.against === 'lastYear')).toBe(true);
  });

  test('larger periods add numerators and denominators, never rates', () => {
    const events = [
      call('a', { receivedAt: local('04-10 09:00') }),
      ...['b', 'c', 'd'].map((id) => call(id, { receivedAt: local('05-10 09:00'), answered: false })),
    ];
    expect(rate(snapshot(events, 'quarter:2021-Q2', '07-20'), 'connection_rate')).toMatchObject({
      numerator: 1,
      denominator: 4,
      value: '25.00',
    });
  });
});

describe('units', () => {
  const events = [call('c'), ticket('c/t', { unit: { code: 'hanbin' } }), closing('c/t', '06-12')];
  test('are in it when asked for, and their identity with them', () => {
    const s = snapshot(events, 'month:2021-06', '07-20');
    expect(s.counters).toMatchObject({ 'tickets{unit=hanbin}': 1, 'closed{unit=hanbin}': 1 });
    expect(s.identities.map((i) => i.id)).toContain('sum of tickets{unit} = tickets');
  });
  test('are neither read nor shown otherwise', () => {
    const s = snapshot(events, 'month:2021-06', '07-20', { withUnits: false });
    expect(Object.keys(s.counters).filter((name) => /[{,]unit=/.test(name))).toEqual([]);
    expect(s.identities.map((i) => i.id)).not.toContain('sum of tickets{unit} = tickets');
    expect(
      [...plan('month:2021-06', '07-20', false).buckets].filter(
        (name) => name.startsWith('unit') || name.includes('-units'),
      ),
    ).toEqual([]);
  });
  test('of days there are only the open ones', () => {
    const open = [ticket('c/t', { unit: { code: 'hanbin' } })];
    const s = snapshot(open, 'day:2021-06-11', '07-20');
    expect(s.counters).toMatchObject({ 'open{unit=hanbin}': 1 });
    expect(s.counters).not.toHaveProperty('tickets{unit=hanbin}');
  });
});

describe('open tickets, of the period alone', () => {
  // Due 06-22 00:00 and, of an urgent one, 06-17 12:00.
  const events = [
    ticket('a/t'),
    ticket('b/t', { createdAt: local('06-16 12:00'), urgency: 'urgent' }),
    ticket('c/t', { createdAt: local('05-20') }),
  ];
  test.each<[string, Record<string, number>]>([
    ['06-16 12:00', { open: 2, open_overdue: 0, open_not_due: 2, open_due_within_1wd: 1 }],
    ['06-17 12:00', { open: 2, open_overdue: 0, open_not_due: 2, open_due_within_1wd: 1 }],
    ['06-17 12:00:00.001', { open: 2, open_overdue: 1, open_not_due: 1, open_due_within_1wd: 0 }],
    ['06-18 00:00', { open: 2, open_overdue: 1, open_not_due: 1, open_due_within_1wd: 1 }],
    ['06-22 00:00', { open: 2, open_overdue: 1, open_not_due: 1, open_due_within_1wd: 1 }],
    ['06-22 00:00:00.001', { open: 2, open_overdue: 2, open_not_due: 0, open_due_within_1wd: 0 }],
  ])('at %s', (asOf, expected) => {
    expect(snapshot(events, 'month:2021-06', asOf).counters).toMatchObject(expected);
  });
});

describe('the end of the next working day', () => {
  test.each([
    ['06-16 12:00', '06-18'], // Wednesday: 24:00 of Thursday
    ['06-11 09:00', '06-16'], // the Friday before the Dragon Boat Festival: 24:00 of Tuesday
    ['06-18 00:00', '06-22'], // Friday: 24:00 of Monday
    ['04-24 12:00', '04-26'], // Saturday before a Sunday that is worked
  ])('at %s it is %s 00:00', (asOf, expected) => expect(soonAt(at(asOf), context)).toBe(at(expected)));

  test('beyond the calendar it is unknown, and the figure that needs it is left out', () => {
    const last = '2026-12-31 12:00';
    expect(soonAt(at(last), context)).toBeNull();
    expect(snapshot([], 'month:2026-12', last).counters).not.toHaveProperty('open_due_within_1wd');
  });
});

describe('years whose calendar is missing', () => {
  const years = (period: string, asOf: string): number[] => {
    const p = parsePeriod(period, parseDay('2021-06-16')!);
    return missingYears(p, context, at(asOf));
  };
  test.each<[string, string, number[]]>([
    ['month:2021-06', '06-16', []],
    ['month:2021-12', '2022-01-20', []],
    ['month:2026-12', '2026-12-20', [2027]],
    ['month:2026-12', '2027-01-20', [2027]],
    // Nothing of December has happened yet: no due reaches beyond the year.
    ['year:2026', '2026-06-01', []],
    ['month:2027-03', '2027-03-05', [2027]],
    ['year:2027', '2028-02-01', [2027, 2028]],
    ['month:1999-12', '2026-01-01', [1999, 2000]],
  ])('%s at %s: %j', (period, asOf, expected) => {
    expect(years(period, asOf)).toEqual(expected);
    expect(snapshot([], period, asOf).calendarMissing).toEqual(expected);
  });
});

describe(`the schema (seed ${seed})`, () => {
  /** Parsing drops what the schema does not know: equal after it means that nothing else is in there. */
  const isPublishable = (s: Snapshot): void => {
    const wire = JSON.parse(JSON.stringify(s)) as unknown;
    deepStrictEqual(snapshotSchema.parse(wire), wire);
    deepStrictEqual(wire, s);
  };

  test('holds of any history, any kind of period, and live', async () => {
    const periods = [
      'month:2021-06',
      'day:2021-06-14',
      'week:2021-W24',
      'half:2021-H1',
      'range:2021-06-11..2021-06-20',
      'rolling:30d',
    ];
    const asOf = fc.integer({ min: 0, max: 90 * 24 }).map((h) => at('05-20') + h * 3_600_000);
    await fc.assert(
      fc.asyncProperty(history(20), fc.constantFrom(...periods), asOf, async (events, period, instant) => {
        const reader = readerOver(await fold(events, 7, instant));
        isPublishable(await reader.snapshot(parsePeriod(period, context.zone.dayOf(instant)), instant, true));
        isPublishable(await reader.live(instant));
      }),
      { seed, numRuns: 30 },
    );
  });

  test('with gaps', () => {
    const gap = { topic: 't', partition: 0, from: '1', to: '2', by: 'me', reason: 'lost' };
    isPublishable(snapshot([call('c')], 'month:2021-06', '07-20', { cut: { gaps: [gap], demo: true } }));
  });
});
