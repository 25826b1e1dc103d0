import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type Case, emptyCase, merge } from '../../src/domain/case.js';
import { type HotlineEvent, parseEvent } from '../../src/domain/events.js';
import { countersAtCutOff } from '../../src/domain/finality.js';
import {
  changesBetween,
  cutOffOf,
  digestOfCounts,
  MarkedMonths,
  monthNamed,
  unexplainedBy,
} from '../../src/domain/revision.js';
import { at } from '../support/deadlines.js';
import { seed } from '../support/seed.js';
import { views } from '../support/views.js';
import { wire } from '../support/wire.js';

const cutOff = at('07-13 00:00');
const june = monthNamed('2021-06')!;
const { zone } = views;

test('a month is cut off at the end of a day of the next one, in the time of the hotline', () => {
  expect(cutOffOf(june, 12, zone)).toBe(cutOff);
  expect(cutOffOf(monthNamed('2021-12')!, 1, zone)).toBe(Date.parse('2022-01-02T00:00:00+08:00'));
  expect(['2021-13', '2021-6', 'june', '2021-06-01'].map(monthNamed)).toEqual([null, null, null, null]);
});

test('equal counts have one digest, whatever their order, zeros aside', () => {
  const digest = digestOfCounts(
    new Map([
      ['a', 1],
      ['b', 2],
    ]),
  );
  expect(
    digestOfCounts(
      new Map([
        ['b', 2],
        ['c', 0],
        ['a', 1],
      ]),
    ),
  ).toBe(digest);
  expect(
    digestOfCounts(
      new Map([
        ['a', 1],
        ['b', 3],
      ]),
    ),
  ).not.toBe(digest);
});

test('differences, and what no cause accounts for', () => {
  const changes = changesBetween({ a: 1, b: 2, c: 0 }, { a: 1, b: 1, d: 4 });
  expect(changes).toEqual([
    { counter: 'b', before: 2, after: 1, difference: -1 },
    { counter: 'd', before: 0, after: 4, difference: 4 },
  ]);
  expect(
    unexplainedBy(
      changes,
      new Map([
        ['b', -1],
        ['d', 3],
        ['e', 1],
      ]),
    ),
  ).toEqual({ d: 1, e: -1 });
});

describe('what one event changes in a marked month', () => {
  const marks = new Map([['2021-06', { at: cutOff, cutOff }]]);
  const months = new MarkedMonths(marks, views.contribution, views.context);
  const days = ['05-30', '06-01', '06-15', '06-30', '07-01', '07-20'] as const;
  const day = fc.constantFrom(...days);
  const event = fc
    .record({
      kind: fc.constantFrom('call', 'ticket', 'closing'),
      ticket: fc.nat(1),
      rev: fc.nat(5),
      day,
      deleted: fc.boolean(),
      more: fc.boolean(),
    })
    .map(({ kind, ticket, rev, day: on, deleted, more }): HotlineEvent => {
      const time = `2021-${on}T10:00:00+08:00`;
      const ids = { contactId: 'c1', ...(kind !== 'call' && { ticketId: `t${ticket}` }), rev };
      const fields =
        kind === 'call'
          ? { receivedAt: time, answered: more }
          : kind === 'ticket'
            ? { createdAt: time, nature: more ? 'help' : 'praise' }
            : { closedAt: more ? time : null };
      const data = deleted && rev > 3 ? { ...ids, deleted: true } : { ...ids, ...fields };
      const wired = wire(kind as 'call', {}, { id: JSON.stringify(data) });
      return parseEvent({ ...wired, data: deleted && rev > 3 ? data : { ...wired.data, ...data } });
    });
  const countersOf = (c: Case): Map<string, number> => {
    const buckets = new Map<string, Map<string, number>>();
    views.contribution.of(c, { hour: 0, minute: 0 }, (bucket, name, n) => {
      const names = buckets.get(bucket) ?? new Map<string, number>();
      buckets.set(bucket, names.set(name, (names.get(name) ?? 0) + n));
    });
    return countersAtCutOff(june, cutOff, (bucket) => buckets.get(bucket) ?? new Map(), views.context);
  };

  test(`is the difference of the month's own counters, as of the cut-off (seed ${seed})`, () => {
    let found = 0;
    const property = fc.property(fc.array(event, { minLength: 1, maxLength: 12 }), (events) => {
      let known: Case = emptyCase;
      for (const e of events) {
        const next = merge(known, e);
        const wanted = changesBetween(Object.fromEntries(countersOf(known)), Object.fromEntries(countersOf(next)));
        const is = [...(months.differences(known, next).get('2021-06') ?? [])].sort(([a], [b]) => (a < b ? -1 : 1));
        expect(Object.fromEntries(is)).toEqual(Object.fromEntries(wanted.map((c) => [c.counter, c.difference])));
        found += wanted.length;
        known = next;
      }
    });
    fc.assert(property, { seed, numRuns: 300 });
    expect(found).toBeGreaterThan(1000);
  });
});
