import { describe, expect, test } from '@jest/globals';
import { headline, labelValues, sum } from '../../src/domain/figures.js';
import { bucketsOf, casesOf } from '../support/counts.js';
import { call, closing, local, ticket } from '../verifier/support.js';

/** Sums of buckets, and the values that a label has. What the due index says: open-row.test.ts. */

const counts = (entries: Record<string, number>): Map<string, number> => new Map(Object.entries(entries));

test('a period is the sum of its buckets, name by name', () => {
  const total = sum([counts({ a: 1, b: 2 }), counts({}), counts({ b: 3, c: -1 })]);
  expect(Object.fromEntries(total)).toEqual({ a: 1, b: 5, c: -1 });
  expect(sum([])).toEqual(new Map());
});

test('summing leaves the buckets as they were', () => {
  const bucket = counts({ a: 1 });
  sum([bucket, counts({ a: 2 })]);
  expect(bucket).toEqual(counts({ a: 1 }));
});

describe('values of a label', () => {
  const all = counts({
    tickets: 9,
    'tickets{region=汉滨区}': 1,
    'tickets{region=a%2Cb}': 1,
    'tickets{region=%7Bx}': 1,
    'tickets{region_x=no}': 1,
    'tickets_more{region=no}': 1,
    'closed{region=no}': 1,
    'tickets{nature=no}': 1,
    'tickets{nature=help,region=no}': 1,
    'tickets{region=no,unit=u}': 1,
  });
  test('those that stand alone on the measure, as they were before they were escaped', () => {
    expect([...labelValues(all, 'tickets', 'region')]).toEqual(['汉滨区', 'a,b', '{x']);
  });
  test('none', () => expect(labelValues(all, 'tickets', 'urgency')).toEqual(new Set()));
});

test('the headline is every counter without a label: none is missing where one of each happened', () => {
  const events = [
    call('a', { waitSeconds: 3 }),
    call('b', { answered: false, abandonedAt: local('06-10 09:01') }),
    ticket('b/t', {
      repeatOf: 'x',
      extensions: [{ approvedAt: local('06-12'), newDueAt: local('06-13') }],
    }),
    closing('b/t', '06-12', { reopenings: [{ at: local('06-11 12:00') }], satisfaction: { result: 'satisfied' } }),
    ticket('orphan/t'),
    closing('orphan/t', '06-30'),
    call('d'),
    ticket('d/t'),
  ];
  const month = bucketsOf(casesOf(events).values()).get('month:2021-06')!;
  const unlabelled = [...month.keys()].filter((name) => !name.includes('{'));
  // The one that needs a year without an official calendar.
  expect([...unlabelled, 'closed_due_unknown'].sort()).toEqual([...headline].sort());
});
