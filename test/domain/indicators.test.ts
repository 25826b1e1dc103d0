import { describe, expect, test } from '@jest/globals';
import type { Compared } from '../../src/domain/comparison.js';
import type { Figures } from '../../src/domain/figures.js';
import { type Indicator, indicators } from '../../src/domain/indicators.js';

/**
 * Each indicator of kpi.md section 4 with its numerator, denominator, base and text, on the printed June of 2021 where the
 * report has it; then top three, mean, comparisons and changes, and what is unknown. Rounding itself: rational.test.ts.
 */

type Numbers = Record<string, number>;
function figures(counters: Numbers, given: { key?: string; open?: Numbers; hasUnits?: boolean } = {}): Figures {
  const { key = 'month:2021-06', open = {}, hasUnits = true } = given;
  return { key, counters: new Map(Object.entries(counters)), open: new Map(Object.entries(open)), hasUnits };
}
const alone = (counters: Numbers, open: Numbers = {}): Compared => ({
  now: figures(counters, { open }),
  previous: null,
  lastYear: null,
});
const against = (now: Numbers, previous: Numbers, lastYear: Numbers | null = null, hasUnits = true): Compared => ({
  now: figures(now),
  previous: figures(previous, { key: 'month:2021-05', hasUnits }),
  lastYear: lastYear === null ? null : figures(lastYear, { key: 'month:2020-06' }),
});
const same = (a: object, b: object): boolean =>
  JSON.stringify(Object.entries(a).sort()) === JSON.stringify(Object.entries(b).sort());
function find(c: Compared, id: string, labels: Record<string, string> = {}, to?: 'previous' | 'lastYear'): Indicator {
  const found = indicators(c).filter((i) => i.id === id && same(i.labels, labels) && i.against === to);
  if (found.length !== 1) throw new Error(`${found.length} of ${id} ${JSON.stringify(labels)}`);
  return found[0]!;
}

describe('rates: numerator / denominator = text, and what the base is called', () => {
  const june: Numbers = {
    contacts: 22361, 'contacts{channel=phone}': 21584, 'abandoned{channel=phone}': 100, abandoned: 140, answered: 20874,
    'answered{channel=phone}': 20097, direct: 15081, contacts_with_ticket: 5793, 'answered{category=社会服务}': 2221,
    'answered{topic=疫情}': 1390, tickets: 5793, 'tickets{nature=help}': 4284, 'tickets{region=汉滨区}': 2702,
    'tickets{unit_kind=county}': 4418, 'tickets{unit_group=department}': 1375, 'tickets{unit=u1}': 377, 'tickets{topic=疫情}': 10,
    closed: 5793, 'closed{outcome=resolved}': 5000, 'closed{topic=疫情}': 9, 'closed{unit=u1}': 377, closed_on_time: 5787, closed_late: 4,
    'closed_on_time{unit_kind=county}': 4418, 'closed_on_time{unit_group=department}': 1369, 'closed_on_time{unit=u1}': 375,
    'closed_late{unit=u1}': 2, rated: 400, satisfied: 399, 'rated{topic=疫情}': 200, 'satisfied{topic=疫情}': 190, 'rated{unit=u1}': 3,
    'satisfied{unit=u1}': 2, waited: 20000, waited_within_15s: 19001, reply_working_days: 22881, replied: 5793,
  }; // biome-ignore format: a table
  const open = { open_overdue: 9, open_not_due: 7, 'open_overdue{unit=u1}': 1, 'open_not_due{unit=u1}': 4 };

  test.each<[string, Record<string, string>, number, number, string, string]>([
    ['connection_rate', {}, 20874, 22361, 'contacts', '93.35'],
    ['connection_rate', { channel: 'phone' }, 20097, 21584, 'contacts', '93.11'],
    ['direct_rate', {}, 15081, 20874, 'answered', '72.25'],
    ['ticket_rate', {}, 5793, 20874, 'answered', '27.75'],
    ['nature_share', { nature: 'help' }, 4284, 5793, 'tickets', '73.95'],
    ['category_share', { category: '社会服务' }, 2221, 20874, 'answered', '10.64'],
    ['topic_share', { topic: '疫情' }, 1390, 20874, 'answered', '6.66'],
    ['region_share', { region: '汉滨区' }, 2702, 5793, 'tickets', '46.64'],
    ['on_time_rate', {}, 5787, 5793, 'tickets', '99.90'],
    ['on_time_rate', { unit_kind: 'county' }, 4418, 4418, 'tickets', '100.00'],
    ['on_time_rate', { unit_group: 'department' }, 1369, 1375, 'tickets', '99.56'],
    ['on_time_rate', { unit: 'u1' }, 375, 377, 'tickets', '99.47'],
    ['on_time_rate_of_due', {}, 5787, 5800, 'closed_on_time + closed_late + open_overdue', '99.78'],
    ['on_time_rate_of_due', { unit: 'u1' }, 375, 378, 'closed_on_time + closed_late + open_overdue', '99.21'],
    [
      'on_time_rate_of_due',
      { unit_kind: 'county' },
      4418,
      4418,
      'closed_on_time + closed_late + open_overdue',
      '100.00',
    ],
    ['close_rate', {}, 5793, 5793, 'tickets', '100.00'],
    ['close_rate', { topic: '疫情' }, 9, 10, 'tickets', '90.00'],
    ['close_rate', { unit: 'u1' }, 377, 377, 'tickets', '100.00'],
    ['resolution_rate', {}, 5000, 5793, 'closed', '86.31'],
    ['satisfaction_rate', {}, 399, 400, 'rated', '99.75'],
    ['satisfaction_rate', { topic: '疫情' }, 190, 200, 'rated', '95.00'],
    ['satisfaction_rate', { unit: 'u1' }, 2, 3, 'rated', '66.67'],
    ['answered_within_15s_rate', {}, 19001, 20000, 'waited', '95.01'],
    ['abandonment_rate', {}, 100, 21584, 'contacts{channel=phone}', '0.46'],
  ])('%s %j is %i / %i of %s = %s', (id, labels, numerator, denominator, base, value) => {
    expect(find(alone(june, open), id, labels)).toMatchObject({ numerator, denominator, base, value, unit: '%' });
  });

  test('each once, and no other', () => {
    const list = indicators(alone(june, open)).map((i) => `${i.id} ${JSON.stringify(i.labels)} ${i.against ?? ''}`);
    expect(new Set(list).size).toBe(list.length);
    expect(new Set(indicators(alone(june, open)).map((i) => i.id))).toEqual(
      new Set([
        'connection_rate', 'direct_rate', 'ticket_rate', 'nature_share', 'category_share', 'topic_share', 'region_share', 'on_time_rate',
        'on_time_rate_of_due', 'close_rate', 'resolution_rate', 'satisfaction_rate', 'answered_within_15s_rate', 'abandonment_rate',
        'mean_reply_working_days', 'change',
      ]), // biome-ignore format: a list
    );
  });

  test('beside an on-time rate stand the open tickets whose time is not up, with the same labels', () => {
    expect(find(alone(june, open), 'on_time_rate')).toMatchObject({ beside: { open_not_due: 7 } });
    expect(find(alone(june, open), 'on_time_rate', { unit: 'u1' })).toMatchObject({ beside: { open_not_due: 4 } });
    expect(find(alone(june, open), 'on_time_rate_of_due')).not.toHaveProperty('beside');
  });

  test('the mean has one decimal and its own unit', () => {
    expect(find(alone(june), 'mean_reply_working_days')).toMatchObject({
      numerator: 22881,
      denominator: 5793,
      value: '3.9',
      unit: 'working days',
      base: 'replied',
    });
    expect(find(alone({ replied: 20, reply_working_days: 79 }), 'mean_reply_working_days').value).toBe('4.0');
  });

  test('an empty base is null, not 0, for every one of them', () => {
    const empty = indicators(alone({}));
    expect(empty.map((i) => [i.id, i.denominator, i.value])).toEqual(empty.map((i) => [i.id, 0, null]));
    expect(empty.length).toBeGreaterThan(10);
  });

  test('labels with special signs are found again, in byte order', () => {
    const c = alone({
      tickets: 4,
      'tickets{region=a%2Cb}': 1,
      'tickets{region=😀}': 1,
      'tickets{region=～}': 1,
      'tickets{region=%7B}': 1,
    });
    const shares = indicators(c).filter((i) => i.id === 'region_share' && i.labels['top'] === undefined);
    expect(shares.map((i) => [i.labels['region'], i.value])).toEqual([
      ['a,b', '25.00'],
      ['{', '25.00'],
      ['～', '25.00'],
      ['😀', '25.00'],
    ]);
  });
});

describe('the three largest regions', () => {
  const regions = (counts: Record<string, number>, total = 100): Numbers => ({
    tickets: total,
    ...Object.fromEntries(Object.entries(counts).map(([region, n]) => [`tickets{region=${region}}`, n])),
  });
  const top = (counts: Record<string, number>) => find(alone(regions(counts)), 'region_share', { top: '3' });

  test('by count, largest first', () => {
    expect(top({ a: 1, b: 5, c: 3, d: 4 })).toMatchObject({
      numerator: 12,
      denominator: 100,
      members: ['b', 'd', 'c'],
      value: '12.00',
    });
  });
  test('equal counts by code, in byte order', () => {
    expect(top({ b: 5, a: 5, '😀': 5, '～': 5 }).members).toEqual(['a', 'b', '～']);
    expect(top({ z: 9, b: 5, a: 5, c: 5 }).members).toEqual(['z', 'a', 'b']);
  });
  test('fewer than three, and none', () => {
    expect(top({ a: 5 })).toMatchObject({ numerator: 5, members: ['a'] });
    expect(top({})).toMatchObject({ numerator: 0, members: [], value: '0.00' });
  });
  test('each period has its own three', () => {
    const c = against(regions({ a: 30, b: 20, c: 10, d: 1 }), regions({ d: 25, a: 15, e: 10, b: 1 }));
    expect(find(c, 'region_share', { top: '3' })).toMatchObject({
      numerator: 60,
      members: ['a', 'b', 'c'],
      previous: { numerator: 50, denominator: 100, value: '50.00', changePoints: '10.00', changePercent: '20.00' },
    });
  });
});

describe('compared with the period before and the year before', () => {
  test('points and percent, from the exact fractions', () => {
    const c = against(
      { contacts: 22361, answered: 20874 },
      { contacts: 19370, answered: 18800 },
      { contacts: 4, answered: 4 },
    );
    expect(find(c, 'connection_rate')).toMatchObject({
      previous: {
        period: 'month:2021-05',
        numerator: 18800,
        denominator: 19370,
        value: '97.06',
        changePoints: '-3.71',
        changePercent: '-3.82',
      },
      lastYear: {
        period: 'month:2020-06',
        numerator: 4,
        denominator: 4,
        value: '100.00',
        changePoints: '-6.65',
        changePercent: '-6.65',
      },
    });
  });
  test('nothing known of the other period is null', () => {
    expect(find(alone({ contacts: 1 }), 'connection_rate')).toMatchObject({ previous: null, lastYear: null });
  });
  test('an empty base there: shown, its value and both changes unknown', () => {
    expect(find(against({ contacts: 2, answered: 1 }, { tickets: 1 }), 'connection_rate').previous).toEqual({
      period: 'month:2021-05',
      numerator: 0,
      denominator: 0,
      value: null,
      changePoints: null,
      changePercent: null,
    });
  });
  test('no unit rate is compared with a period that has no unit counters', () => {
    const counts = { tickets: 4, closed: 4, 'tickets{unit=u}': 4, 'closed{unit=u}': 2 };
    expect(find(against(counts, counts, null, false), 'close_rate', { unit: 'u' }).previous).toBeNull();
    expect(find(against(counts, counts, null, false), 'close_rate').previous).toMatchObject({ value: '100.00' });
    expect(find(against(counts, counts), 'close_rate', { unit: 'u' }).previous).toMatchObject({ value: '50.00' });
  });
  test('the mean: its change in days and in percent', () => {
    const c = against({ replied: 10, reply_working_days: 35 }, { replied: 10, reply_working_days: 40 });
    expect(find(c, 'mean_reply_working_days').previous).toMatchObject({
      value: '4.0',
      changePoints: '-0.5',
      changePercent: '-12.50',
    });
  });
  test('the mean against a period without replies', () => {
    const c = against({ replied: 10, reply_working_days: 35 }, {});
    expect(find(c, 'mean_reply_working_days').previous).toMatchObject({
      value: null,
      changePoints: null,
      changePercent: null,
    });
  });
});

describe('changes of counts', () => {
  test.each<[string, number, number, string | null]>([
    ['help', 4284, 3230, '32.63'],
    ['complaint', 100, 100, '0.00'],
    ['praise', 24, 41, '-41.46'],
    ['suggestion', 1, 0, null],
    ['report', 0, 5, '-100.00'],
  ])('tickets of nature %s: %i after %i is %s %%', (nature, now, then, value) => {
    const counts = (n: number): Numbers => (n === 0 ? { other: 1 } : { [`tickets{nature=${nature}}`]: n });
    for (const to of ['previous', 'lastYear'] as const) {
      const c = against(counts(now), counts(then), counts(then));
      expect(find(c, 'change', { of: 'tickets', nature }, to)).toEqual({
        id: 'change',
        labels: { of: 'tickets', nature },
        against: to,
        numerator: now,
        denominator: then,
        base: `tickets{nature=${nature}}`,
        value,
        unit: '%',
      });
    }
  });

  test('of every counter that either period has, but none with a unit label', () => {
    const c = against(
      { a: 1, 'b{unit_kind=x}': 1, 'c{unit=u}': 1, 'd{nature=n,unit=u}': 1 },
      { a: 2, e: 3, 'c{unit=u}': 1 },
    );
    const changes = indicators(c).filter((i) => i.id === 'change');
    expect(changes.map((i) => [i.base, i.labels['of'], i.numerator, i.denominator])).toEqual([
      ['a', 'a', 1, 2],
      ['b{unit_kind=x}', 'b', 1, 0],
      ['e', 'e', 0, 3],
    ]);
  });

  test('against a period of which nothing is known: the base is unknown, not 0', () => {
    expect(find(alone({ tickets: 3 }), 'change', { of: 'tickets' }, 'previous')).toMatchObject({
      numerator: 3,
      denominator: null,
      value: null,
    });
    expect(indicators(alone({ tickets: 3 })).filter((i) => i.against === 'lastYear')).toEqual([]);
  });

  test('huge counts stay exact', () => {
    const most = Number.MAX_SAFE_INTEGER;
    expect(find(against({ n: most }, { n: most - 1 }), 'change', { of: 'n' }, 'previous').value).toBe('0.00');
    expect(find(against({ n: most }, { n: 1 }), 'change', { of: 'n' }, 'previous').value).toBe('900719925474099000.00');
  });
});
