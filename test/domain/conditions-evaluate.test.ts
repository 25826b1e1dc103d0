import { describe, expect, test } from '@jest/globals';
import type { ConditionKind } from '../../src/domain/alert.js';
import { type OpenConditions, transition } from '../../src/domain/conditions.js';
import { evaluate, type HotlineFigures, openByUnit } from '../../src/domain/conditions-evaluate.js';
import { type Figures, openCounts } from '../../src/domain/figures.js';
import { bucketsOf, casesOf, context } from '../support/counts.js';
import { at, call, closing, local, ticket } from '../verifier/support.js';
import { quiet, watching } from './conditions-support.js';

type Policy = ReturnType<typeof watching>;
const none: OpenConditions = new Map();
const opened = (kind: ConditionKind, label: string, value: string): OpenConditions =>
  new Map([['subject', { kind, labels: { [label]: value }, since: 0 }]]);
const verdicts = (f: Partial<HotlineFigures>, policy: Policy, open = none) =>
  Object.fromEntries(
    evaluate({ ...quiet, ...f }, policy, context, open).map((o) => [Object.values(o.labels)[0] ?? '', o.verdict]),
  );

describe('a backlog of a unit', () => {
  const unitBacklog = { enabled: true, opensAbove: 100, closesBelow: 80, units: { big: 500, small: 3 } };
  const policy = watching({ unitBacklog });
  const rows = (unit: string, n: number) => new Map([[`1623816000000|county|${unit}`, n]]);

  test.each([
    ['plain', 101, 'open'],
    ['plain', 100, 'keep'],
    ['plain', 80, 'keep'],
    ['plain', 79, 'close'],
    ['big', 101, 'close'],
    ['big', 400, 'keep'],
    ['big', 399, 'close'],
    ['big', 501, 'open'],
    ['small', 4, 'open'],
    ['small', 3, 'keep'], // 80 of 100 are 2.4 of 3
    ['small', 2, 'close'],
  ])('%s with %i open tickets: %s', (unit, n, verdict) => {
    expect(verdicts({ openUnits: rows(unit, n) }, policy)).toEqual({ [unit]: verdict });
  });

  test('says which thresholds hold for the unit', () => {
    const seen = evaluate({ ...quiet, openUnits: rows('small', 4) }, policy, context, none);
    expect(seen).toMatchObject([{ value: '4', opensAt: '3', closesAt: '3', unit: 'count' }]);
  });

  test('an empty one is over, also when any ticket at all is too much', () => {
    for (const rule of [
      { ...unitBacklog, opensAbove: 0, closesBelow: 0 },
      { ...unitBacklog, closesBelow: 0 },
    ]) {
      expect(verdicts({}, watching({ unitBacklog: rule }), opened('unit-backlog', 'unit', 'gone'))).toEqual({
        gone: 'close',
      });
    }
    const strict = watching({ unitBacklog: { ...unitBacklog, opensAbove: 0, closesBelow: 0 } });
    expect(verdicts({ openUnits: rows('plain', 1) }, strict)).toEqual({ plain: 'open' });
  });

  test('says nothing while not caught up, of units that have no tickets in what is read too', () => {
    const open = opened('unit-backlog', 'unit', 'gone');
    expect(verdicts({ caughtUp: false, openUnits: rows('plain', 999) }, policy, open)).toEqual({
      plain: 'keep',
      gone: 'keep',
    });
  });

  test('counts every open ticket of the unit: held, overdue, without a known due time', () => {
    const events = [
      ticket('a/t', { unit: { code: 'hanbin' }, createdAt: local('01-04 09:00') }),
      ticket('b/t', { unit: { code: 'hanbin' }, holds: [{ from: local('06-11 10:00') }] }),
      ticket('c/t', { unit: { code: 'hanbin' }, createdAt: local('2030-06-11 09:00') }),
      ticket('d/t', { unit: { code: 'hanbin' } }),
      closing('d/t', '06-12 09:00'),
      ticket('e/t', { unit: { code: 'a|b' } }),
      ticket('f/t'),
    ];
    const buckets = bucketsOf(casesOf(events).values());
    expect([...openByUnit(buckets.get('open-units:all')!)].sort()).toEqual([
      ['a|b', 1],
      ['hanbin', 3],
      ['unassigned', 1],
    ]);
  });
});

describe('an identity', () => {
  const policy = watching({ identity: { enabled: true } });
  const events = [call('a'), call('b', { answered: false }), ticket('a/t'), closing('a/t', '06-16 09:00')];

  /** June as it is counted, with some counters moved by hand. */
  function june(moved: Readonly<Record<string, number>> = {}, key = 'month:2021-06'): Figures {
    const buckets = bucketsOf(casesOf(events).values());
    const counters = new Map([...buckets.get('month:2021-06')!, ...buckets.get('units:2021-06')!]);
    for (const [name, n] of Object.entries(moved)) counters.set(name, (counters.get(name) ?? 0) + n);
    const open = openCounts(buckets.get('open:2021-06') ?? new Map(), { asOf: quiet.at, soon: null });
    return { key, counters, open, hasUnits: true };
  }

  test('that holds opens nothing, and ends what was open', () => {
    expect(new Set(Object.values(verdicts({ periods: [june()] }, policy)))).toEqual(new Set(['close']));
    const gone = opened('identity-violated', 'identity', 'an identity of a former version');
    expect(verdicts({ periods: [june()] }, policy, gone)).toMatchObject({ 'an identity of a former version': 'close' });
  });

  test('that does not hold is named, with the difference and the periods; also while behind', () => {
    const periods = [june({ 'tickets{unit=hanbin}': 2 }, 'month:2021-05'), june({ 'tickets{unit=hanbin}': 1 })];
    const seen = evaluate({ ...quiet, caughtUp: false, periods }, policy, context, none);
    expect(seen.filter((o) => o.verdict === 'open')).toEqual([
      {
        kind: 'identity-violated',
        labels: { identity: 'sum of tickets{unit} = tickets' },
        verdict: 'open',
        value: '2',
        opensAt: '0',
        closesAt: '0',
        unit: 'count',
        detail: 'month:2021-05, month:2021-06',
      },
    ]);
  });
});

describe('the calendar', () => {
  const policy = watching({ calendar: { enabled: true, daysAhead: 45 } });
  // The official days that come with the tests end with 2026.
  test.each([
    ['2026-11-16 23:59', {}], // + 45 days: 31 December
    ['2026-11-17 00:00', { 2027: 'open' }],
    ['2027-03-01', { 2027: 'open' }],
    ['2027-12-01', { 2027: 'open', 2028: 'open' }],
  ])('on %s: %j', (text, expected) => {
    expect(verdicts({ at: at(text) }, policy)).toEqual(expected);
  });

  test('is found again, or no longer needed', () => {
    const open = opened('calendar-missing', 'year', '2026');
    expect(verdicts({ at: at('2026-06-16') }, policy, open)).toEqual({ 2026: 'close' });
    expect(verdicts({ at: at('2027-01-01') }, policy, opened('calendar-missing', 'year', '2019'))).toEqual({
      2019: 'close',
      2027: 'open',
    });
  });
});

test.each([
  // minutes since the last call, calls a week before, verdict
  [60, true, 'open'],
  [59, true, 'close'],
  [60, false, 'keep'], // a quiet night
  [0, false, 'close'],
  [null, true, 'keep'],
] as const)('a stream silent for %p minutes (expected: %p): %s', (minutes, expected, verdict) => {
  const policy = watching({ streamStalled: { enabled: true, afterMinutes: 60 } });
  expect(verdicts({ silence: { topic: 'calls', minutes, expected } }, policy)).toEqual({ calls: verdict });
});

test.each([
  [0, true, 'close'],
  [1, false, 'keep'],
  [4, false, 'keep'],
  [5, false, 'open'],
] as const)('a stream that is %i minutes behind (caught up: %p): %s', (minutes, caughtUp, verdict) => {
  const policy = watching({ streamLagging: { enabled: true, afterMinutes: 5 } });
  // The others pause then; this one is about just that.
  expect(verdicts({ caughtUp: false, lags: [{ topic: 'calls', minutes, caughtUp }] }, policy)).toEqual({
    calls: verdict,
  });
});

test.each([
  [null, 'keep'],
  [{ count: 11, whole: false }, 'open'],
  [{ count: 11, whole: true }, 'open'],
  [{ count: 10, whole: true }, 'keep'],
  [{ count: 6, whole: true }, 'keep'],
  [{ count: 5, whole: true }, 'close'],
  [{ count: 0, whole: false }, 'keep'],
] as const)('dead letters %j: %s', (deadLetters, verdict) => {
  const policy = watching({ deadLetters: { enabled: true, opensAbove: 10, windowMinutes: 60 } });
  expect(verdicts({ deadLetters }, policy)).toEqual({ '': verdict });
});

test('nothing is watched: nothing is observed, and what was open ends', () => {
  expect(evaluate({ ...quiet, at: at('2027-06-01') }, watching({}), context, none)).toEqual([]);
  const open = new Map([['stream-lagging{topic=t}', { kind: 'stream-lagging', labels: { topic: 't' }, since: 0 }]]);
  const seen = evaluate(quiet, watching({}), context, open as OpenConditions);
  expect(transition(open as OpenConditions, seen, quiet.at, quiet.at).alerts).toHaveLength(1);
});
