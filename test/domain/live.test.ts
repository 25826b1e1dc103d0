import { deepStrictEqual } from 'node:assert/strict';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { ViewContext } from '../../src/domain/contribution.js';
import type { HotlineEvent } from '../../src/domain/events.js';
import { LivePlan } from '../../src/domain/live.js';
import type { Cut } from '../../src/domain/snapshot.js';
import type { LiveWindow, Snapshot } from '../../src/domain/snapshot-schema.js';
import { zoneOf } from '../../src/domain/zone.js';
import { bucketsOf, casesOf, context } from '../support/counts.js';
import { seed } from '../support/seed.js';
import { at, call, closing, local, ticket } from '../verifier/support.js';

/**
 * Windows are summed from minutes at their edges and whole hours between: here they are compared with a count of the
 * events themselves, at any instant, above all around changes of the clock; then what stands beside the windows.
 */

const cut = (instant: number): Cut => ({
  instant,
  demo: false,
  gaps: [],
  asOf: { eventTime: null, generation: 1, rollback: 0, offsets: {} },
});
function live(events: readonly HotlineEvent[], asOf: number, inZone: ViewContext = context): Snapshot {
  const plan = new LivePlan(asOf, inZone);
  // As the state is: no hours and minutes beyond what is kept.
  const buckets = bucketsOf(casesOf(events).values(), {
    context: inZone,
    horizon: { hour: asOf - 400 * 86_400_000, minute: asOf - 49 * 3_600_000 },
  });
  const read = (name: string): ReadonlyMap<string, number> => {
    if (!plan.buckets.has(name)) throw new Error(`${name} was not asked for`);
    return buckets.get(name) ?? new Map();
  };
  return plan.build(read, cut(asOf));
}
const window = (s: Snapshot, id: LiveWindow['id']): LiveWindow => s.windows!.find((w) => w.id === id)!;

const minute = 60_000;
const minutes = { '5m': 5, '15m': 15, '60m': 60, '24h': 1440 } as const;

describe(`windows are a count by minute (seed ${seed})`, () => {
  /** Instants at which the clock changes, in between, and on quiet days. */
  const places: [string, string][] = [
    ['Asia/Shanghai', '2021-06-12T00:00:00+08:00'],
    ['America/New_York', '2021-03-14T07:00:00Z'], // 02:00 becomes 03:00
    ['America/New_York', '2021-11-07T06:00:00Z'], // 02:00 becomes 01:00
    ['Australia/Lord_Howe', '2021-10-02T15:30:00Z'], // 02:00 becomes 02:30
    ['Australia/Lord_Howe', '2021-04-03T15:00:00Z'], // 02:00 becomes 01:30
    ['Asia/Kathmandu', '2021-06-12T00:00:00+05:45'],
    ['America/Sao_Paulo', '2018-11-04T03:00:00Z'], // 00:00 becomes 01:00
  ];
  /** asOf up to 26 h after the change; events from 27 h before it, thick around every edge. */
  const moments = fc.record({
    after: fc.oneof(
      fc.integer({ min: 0, max: 26 * 60 * minute }),
      fc.integer({ min: 0, max: 26 * 60 }).map((m) => m * minute),
    ),
    calls: fc.array(
      fc.record({
        before: fc.oneof(
          fc.integer({ min: 0, max: 27 * 60 * minute }),
          fc
            .constantFrom(...Object.values(minutes))
            .chain((n) => fc.integer({ min: -2, max: 2 }).map((d) => Math.max(0, n * minute + d * minute))),
        ),
        kind: fc.constantFrom('answered', 'missed', 'abandoned', 'ticket'),
        wait: fc.constantFrom(3, 20),
      }),
      { maxLength: 25 },
    ),
  });

  test.each(places)('%s around %s', (id, change) => {
    const inZone = { ...context, zone: zoneOf(id) };
    fc.assert(
      fc.property(moments, ({ after, calls }) => {
        const asOf = Date.parse(change) + after;
        const list = calls.map(({ before, kind, wait }) => ({ at: asOf - before, kind, wait }));
        const events = list.map(({ at: instant, kind, wait }, i) => {
          const time = new Date(instant).toISOString();
          if (kind === 'ticket') return ticket(`t${i}/t`, { createdAt: time });
          const missed = { answered: false, ...(kind === 'abandoned' && { abandonedAt: time }) };
          return call(`c${i}`, { receivedAt: time, ...(kind === 'answered' ? { waitSeconds: wait } : missed) });
        });
        const s = live(events, asOf, inZone);
        const end = Math.floor(asOf / minute) * minute;
        const midnight = inZone.zone.startOf(inZone.zone.dayOf(asOf));
        for (const [name, from, to] of [
          ...Object.entries(minutes).map(([name, n]) => [name, end - n * minute, end] as const),
          ['today', midnight, asOf + 1] as const,
        ]) {
          const inside = list.filter((e) => e.at >= from && e.at < to);
          const count = (...kinds: string[]) => inside.filter((e) => kinds.includes(e.kind)).length;
          const w = window(s, name as LiveWindow['id']);
          const expected = {
            contacts: count('answered', 'missed', 'abandoned'),
            answered: count('answered'),
            abandoned: count('abandoned'),
            tickets: count('ticket'),
            waited_within_15s: inside.filter((e) => e.kind === 'answered' && e.wait === 3).length,
            wait_seconds: inside.reduce((sum, e) => sum + (e.kind === 'answered' ? e.wait : 0), 0),
          };
          const shown = Object.fromEntries(Object.keys(expected).map((n) => [n, w.counters[n] ?? 0]));
          deepStrictEqual({ name, ...shown }, { name, ...expected });
          deepStrictEqual([Date.parse(w.from), Date.parse(w.to)], [from, name === 'today' ? asOf : to]);
        }
      }),
      { seed, numRuns: 30 },
    );
  });
});

describe('a window', () => {
  const asOf = at('06-16 12:00:30');
  const events = [
    call('a', { receivedAt: local('06-16 11:58'), waitSeconds: 3 }),
    call('b', { receivedAt: local('06-16 11:59'), answered: false, abandonedAt: local('06-16 11:59:30') }),
    call('c', { receivedAt: local('06-16 11:59:59.999'), channel: 'wechat' }),
    call('ringing', { receivedAt: local('06-16 12:00:01'), answered: false }),
  ];

  test('ends with the last whole minute; rates with numerator and denominator, nothing compared', () => {
    const w = window(live(events, asOf), '5m');
    expect(w).toMatchObject({ from: '2021-06-16T03:55:00.000Z', to: '2021-06-16T04:00:00.000Z' });
    expect(w.counters).toMatchObject({
      contacts: 3,
      answered: 2,
      abandoned: 1,
      tickets: 0,
      'contacts{channel=phone}': 2,
    });
    expect(w.indicators.map((i) => [i.id, i.labels, i.numerator, i.denominator, i.value])).toEqual([
      ['connection_rate', {}, 2, 3, '66.67'],
      ['connection_rate', { channel: 'phone' }, 1, 2, '50.00'],
      ['answered_within_15s_rate', {}, 1, 1, '100.00'],
      ['abandonment_rate', {}, 1, 2, '50.00'],
    ]);
    for (const i of w.indicators) expect(Object.keys(i)).not.toEqual(expect.arrayContaining(['previous']));
  });

  test('today is up to now: the call that is still ringing is in it', () => {
    expect(window(live(events, asOf), 'today').counters).toMatchObject({ contacts: 4, answered: 2 });
  });

  test('without anything: the headline is 0 and rates are unknown', () => {
    for (const w of live([], asOf).windows!) {
      expect(w.counters).toEqual({ contacts: 0, answered: 0, abandoned: 0, tickets: 0 });
      expect(w.indicators.every((i) => i.value === null)).toBe(true);
    }
    expect(live([], asOf).windows!.map((w) => w.id)).toEqual(['5m', '15m', '60m', '24h', 'today']);
  });

  test('24 hours are read as about 24 hours and two edges, not as 1,440 minutes', () => {
    const names = [...new LivePlan(at('06-16 12:30'), context).buckets];
    expect(names.filter((name) => name.startsWith('hour:'))).toHaveLength(23);
    // The last hour, and the one that the longer windows begin in.
    expect(names.filter((name) => name.startsWith('minutes:')).length).toBeLessThanOrEqual(4);
  });
});

describe('open tickets', () => {
  const asOf = at('06-16 12:00');
  test('of whatever month, by unit too', () => {
    const events = [
      ticket('a/t', { createdAt: local('01-04 09:00'), unit: { code: 'hanbin' } }),
      ticket('b/t', { createdAt: local('06-16 09:00'), unit: { code: 'hanbin' } }),
      ticket('c/t', { createdAt: local('06-16 09:00'), urgency: 'urgent' }),
      ticket('d/t', { createdAt: local('06-16 09:00') }),
      closing('d/t', '06-16 10:00'),
    ];
    expect(live(events, asOf).counters).toEqual({
      open: 3,
      open_overdue: 1,
      open_not_due: 2,
      open_due_within_1wd: 1,
      open_due_unknown: 0,
      'open{unit=hanbin}': 2,
      'open{unit=unassigned}': 1,
      'open_overdue{unit=hanbin}': 1,
      'open_not_due{unit=hanbin}': 1,
      'open_not_due{unit=unassigned}': 1,
      'open_due_within_1wd{unit=unassigned}': 1,
    });
  });

  test('a frame of its own', () => {
    expect(live([], asOf)).toMatchObject({
      period: { kind: 'live', id: 'live', timeZone: 'Asia/Shanghai' },
      state: 'running',
      indicators: [],
      identities: [],
      calendarMissing: [],
    });
    expect(live([], at('2026-12-20')).calendarMissing).toEqual([2027]);
  });
});
