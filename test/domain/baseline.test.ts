import { describe, expect, test } from '@jest/globals';
import { type Baselines, OpeningMonth } from '../../src/domain/baseline.js';
import { Lineage } from '../../src/domain/lineage.js';
import { parsePeriod } from '../../src/domain/period.js';
import { type Cut, SnapshotPlan } from '../../src/domain/snapshot.js';
import { snapshotSchema } from '../../src/domain/snapshot-schema.js';
import { parseDay } from '../../src/domain/zone.js';
import { context } from '../support/counts.js';

/** Opening figures in snapshots: what they are compared as, what they leave unknown, and how it is marked. */

const may = {
  contacts: 19370,
  answered: 18800,
  tickets: 4548,
  'tickets{nature=help}': 3230,
  'tickets{nature=other}': 1318,
  'answered{topic=疫情}': 525,
};
const june = {
  contacts: 22361,
  answered: 20874,
  direct: 15081,
  contacts_with_ticket: 5793,
  'contacts{channel=phone}': 22361,
  tickets: 5793,
  'tickets{nature=help}': 4284,
  'tickets{nature=praise}': 1509,
  'tickets{unit_kind=county}': 5793,
  closed: 5793,
  closed_on_time: 5793,
  'closed{unit_kind=county}': 5793,
  'answered{topic=疫情}': 1390,
};
const cut: Cut = {
  instant: Date.parse('2021-07-20T12:00:00+08:00'),
  demo: false,
  gaps: [],
  asOf: { eventTime: null, generation: 1, rollback: 0, offsets: {} },
};
type Months = Record<string, Record<string, number>>;
const mapOf = (months: Months): Baselines =>
  new Map(Object.entries(months).map(([month, counters]) => [month, new Map(Object.entries(counters))]));

function snapshot(period: string, baselines: Months, state: Months = { '2021-06': june }, lineage?: Lineage) {
  const history = { baselines: () => mapOf(baselines), ...(lineage !== undefined && { lineage }) };
  const plan = new SnapshotPlan(parsePeriod(period, 0), cut.instant, true, { ...context, ...history });
  const made = plan.build((bucket) => {
    if (!plan.buckets.has(bucket)) throw new Error(`${bucket} was not asked for`);
    const [kind, id] = bucket.split(':');
    if (kind === 'units')
      return new Map(
        [['tickets{unit=u}', state[id!]?.['tickets'] ?? 0]].filter(([, n]) => n !== 0) as [string, number][],
      );
    return new Map(kind === 'month' ? Object.entries(state[id!] ?? {}) : []);
  }, cut);
  return snapshotSchema.parse(made);
}
type Made = ReturnType<typeof snapshot>;
const plain = (s: Made, id: string) => s.indicators.find((i) => i.id === id && Object.keys(i.labels).length === 0);
const change = (s: Made, of: string, labels = {}) =>
  s.indicators.find(
    (i) =>
      i.id === 'change' && i.against === 'previous' && JSON.stringify(i.labels) === JSON.stringify({ of, ...labels }),
  );

describe('the first month of the system', () => {
  const s = snapshot('month:2021-06', { '2021-05': may });

  test('has rates and changes against the opening figures, marked', () => {
    expect(plain(s, 'connection_rate')!.previous).toEqual({
      period: 'month:2021-05',
      numerator: 18800,
      denominator: 19370,
      value: '97.06',
      changePoints: '-3.71',
      changePercent: '-3.82',
      baseline: true,
    });
    expect(change(s, 'tickets', { nature: 'help' })).toMatchObject({
      denominator: 3230,
      value: '32.63',
      baseline: true,
    });
    expect(s.baselineMonths).toBeUndefined();
  });

  test('what they do not give is unknown, not 0', () => {
    expect(plain(s, 'direct_rate')).toMatchObject({ value: '72.25', previous: null });
    // 0 ÷ 4548 would be a rate of 0 %.
    expect(plain(s, 'on_time_rate')).toMatchObject({ value: '100.00', previous: null });
    expect(change(s, 'direct')).toMatchObject({ numerator: 15081, denominator: null, value: null, baseline: true });
  });

  test('unless nothing is left for it: natures that make the total leave 0 for the others', () => {
    expect(change(s, 'tickets', { nature: 'praise' })).toMatchObject({ denominator: 0, value: null });
  });

  test('without them there is no comparison', () => {
    const alone = snapshot('month:2021-06', {});
    expect(plain(alone, 'connection_rate')!.previous).toBeNull();
    expect(change(alone, 'tickets')).toMatchObject({ denominator: null, value: null });
  });
});

describe('a period with opening figures in it', () => {
  test('the month itself is told from them, and what it lacks is left out', () => {
    const s = snapshot('month:2021-05', { '2021-05': may }, { '2021-06': june, '2021-05': { contacts: 7, closed: 3 } });
    expect(s.baselineMonths).toEqual(['2021-05']);
    expect(s.counters).toEqual(may);
    expect(s.indicators.map((i) => i.id)).not.toContain('close_rate');
    expect(s.identities.map((i) => i.id)).toEqual(['sum of tickets{nature} = tickets']);
  });

  test('a larger one adds what all its months know, and has no single units', () => {
    const empty = { contacts: 0, answered: 0, tickets: 0 };
    const s = snapshot('quarter:2021-Q2', { '2021-04': empty, '2021-05': may });
    expect(s.baselineMonths).toEqual(['2021-04', '2021-05']);
    expect(s.counters).toMatchObject({ contacts: 41731, tickets: 10341, 'tickets{nature=help}': 7514 });
    expect(Object.keys(s.counters).filter((name) => name.includes('unit='))).toEqual([]);
    for (const unknown of ['direct', 'closed', 'open', 'contacts{channel=phone}'])
      expect(s.counters).not.toHaveProperty([unknown]);
    expect(plain(s, 'connection_rate')).toMatchObject({ numerator: 39674, denominator: 41731 });
    expect(plain(s, 'direct_rate')).toBeUndefined();
  });

  test('days are never told from them', () => {
    expect(snapshot('day:2021-05-31', { '2021-05': may }).counters['contacts']).toBe(0);
  });

  test('all tickets closed: then none is open', () => {
    const s = snapshot('month:2021-05', {
      '2021-05': { ...may, closed: 4548, closed_on_time: 4544, closed_late: 4, closed_due_unknown: 0 },
    });
    expect(s.counters).toMatchObject({ open: 0, open_overdue: 0 });
    expect(plain(s, 'on_time_rate_of_due')).toMatchObject({ numerator: 4544, denominator: 4548 });
    expect(s.identities.map((i) => [i.id, i.holds])).toContainEqual(['tickets = closed + open', true]);
  });
});

describe('the three largest regions', () => {
  const regions = (...counts: number[]) => Object.fromEntries(counts.map((n, i) => [`tickets{region=r${i}}`, n]));
  const now = { tickets: 10, ...regions(4, 3, 2, 1) };
  const top = (tickets: number, ...counts: number[]) =>
    snapshot('month:2021-06', { '2021-05': { tickets, ...regions(...counts) } }, { '2021-06': now }).indicators.find(
      (i) => i.labels['top'] === '3',
    )!.previous;

  test('are known when no region that is not listed can be among them', () => {
    expect(top(11, 5, 3, 2)).toMatchObject({ numerator: 10, denominator: 11, value: '90.91' });
    expect(top(13, 5, 3, 2)).toBeNull();
  });
});

describe('with codes that have a history', () => {
  const lineage = new Lineage(
    new Map([
      ['region', new Map([['甲乙', { from: parseDay('2021-06-01')!, succeeds: ['甲', '乙'], splitFrom: null }]])],
    ]),
  );
  const state = { '2021-06': { tickets: 20, 'tickets{region=甲乙}': 15 } };
  const against = (given: Record<string, number>) =>
    change(snapshot('month:2021-06', { '2021-05': { tickets: 20, ...given } }, state, lineage), 'tickets', {
      region: '甲乙',
    });

  test('the old codes of the opening figures are the history of the new one', () => {
    expect(against({ 'tickets{region=甲}': 4, 'tickets{region=乙}': 6 })).toMatchObject({
      denominator: 10,
      value: '50.00',
    });
  });
  test('one of them alone is not', () => {
    expect(against({ 'tickets{region=甲}': 4 })).toMatchObject({ denominator: null, value: null });
  });
});

test('an opening month knows what is given and what follows', () => {
  const month = new OpeningMonth(
    '2021-05',
    new Map(Object.entries({ ...may, waited: 0, 'answered{category=a}': 18800 })),
  );
  const known = ['contacts', 'tickets{nature=praise}', 'waited', 'answered{category=b}'];
  const unknown = [
    'direct',
    'answered{topic=供水}',
    'contacts{channel=phone}',
    'tickets{unit=u}',
    'open',
    'closed_late{nature=help,unit=u}',
  ];
  expect(known.filter((name) => !month.knows(name))).toEqual([]);
  expect(unknown.filter((name) => month.knows(name))).toEqual([]);
});
