import { describe, expect, test } from '@jest/globals';
import type { Figures } from '../../src/domain/figures.js';
import { identities, sorted } from '../../src/domain/identities.js';

/** Each equation of kpi.md section 4: it holds on right figures, and names its difference on every figure that is wrong. */

const counters: Record<string, number> = {
  contacts: 10, 'contacts{channel=phone}': 7, 'contacts{channel=wechat}': 3, answered: 8, direct: 5,
  contacts_with_ticket: 3, tickets: 6, 'tickets{nature=help}': 4, 'tickets{nature=praise}': 2, 'tickets{unit_kind=county}': 5,
  'tickets{unit_kind=unknown}': 1, 'tickets{unit=a}': 5, 'tickets{unit=unassigned}': 1, closed: 4, closed_on_time: 2, closed_late: 1,
  closed_due_unknown: 1, 'closed{unit_kind=county}': 4, 'closed_late{nature=help}': 9, 'closed_late{nature=help,unit=a}': 9,
}; // biome-ignore format: a table
const figures = (changed: Record<string, number> = {}, open = 2): Figures => ({
  key: 'month:2021-06',
  counters: new Map(Object.entries({ ...counters, ...changed })),
  open: new Map([
    ['open', open],
    ['open{unit_kind=county}', 99],
  ]),
  hasUnits: true,
});
const broken = (f: Figures): Record<string, number> =>
  Object.fromEntries(
    identities(f, true)
      .filter((i) => !i.holds)
      .map((i) => [i.id, i.difference]),
  );

test('all of them hold on right figures, and each is there', () => {
  expect(identities(figures(), true)).toEqual(
    [
      'answered = direct + contacts_with_ticket',
      'sum of contacts{channel} = contacts',
      'sum of tickets{nature} = tickets',
      'sum of tickets{unit_kind} = tickets',
      'closed = closed_on_time + closed_late + closed_due_unknown',
      'tickets = closed + open',
      'sum of closed{unit_kind} = closed',
      'sum of tickets{unit} = tickets',
    ].map((id) => ({ id, holds: true, difference: 0 })),
  );
});

describe('one that does not hold says by how much, with its sign', () => {
  test.each<[Record<string, number>, Record<string, number>]>([
    [{ direct: 6 }, { 'answered = direct + contacts_with_ticket': -1 }],
    [{ contacts_with_ticket: 1 }, { 'answered = direct + contacts_with_ticket': 2 }],
    [{ 'contacts{channel=fax}': 1 }, { 'sum of contacts{channel} = contacts': 1 }],
    [{ 'tickets{nature=help}': 1 }, { 'sum of tickets{nature} = tickets': -3 }],
    [{ 'tickets{unit_kind=county}': 6 }, { 'sum of tickets{unit_kind} = tickets': 1 }],
    [{ 'tickets{unit=b}': 1 }, { 'sum of tickets{unit} = tickets': 1 }],
    [{ closed_late: 0 }, { 'closed = closed_on_time + closed_late + closed_due_unknown': 1 }],
    [{ 'closed{unit_kind=county}': 3 }, { 'sum of closed{unit_kind} = closed': -1 }],
  ])('%j', (changed, expected) => expect(broken(figures(changed))).toEqual(expected));

  test('open tickets', () => expect(broken(figures({}, 3))).toEqual({ 'tickets = closed + open': -1 }));
});

test('labels of two names, and of other measures, are in no sum', () => {
  expect(broken(figures({ 'tickets{nature=help,unit=a}': 5, 'tickets_x{nature=help}': 5 }))).toEqual({});
});

test('units are compared only where the period has them', () => {
  const ids = identities(figures({ 'tickets{unit=b}': 1 }), false).map((i) => i.id);
  expect(ids).toHaveLength(7);
  expect(ids).not.toContain('sum of tickets{unit} = tickets');
});

test('a period without anything has nothing to contradict', () => {
  const nothing: Figures = { key: 'x', counters: new Map(), open: new Map(), hasUnits: true };
  expect(identities(nothing, true).every((i) => i.holds)).toBe(true);
});

test('counters in byte order, not in the order of UTF-16', () => {
  const names = ['b', 'a{x=😀}', 'a{x=\uff5e}', 'a', 'B'];
  expect(Object.keys(sorted(new Map(names.map((name) => [name, 1]))))).toEqual([
    'B',
    'a',
    'a{x=\uff5e}',
    'a{x=😀}',
    'b',
  ]);
});
