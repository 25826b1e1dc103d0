import { describe, expect, test } from '@jest/globals';
import { type Descent, Lineage } from '../../src/domain/lineage.js';
import { parsePeriod } from '../../src/domain/period.js';
import { type Cut, SnapshotPlan } from '../../src/domain/snapshot.js';
import { parseDay } from '../../src/domain/zone.js';
import { context } from '../support/counts.js';
import { at } from '../verifier/support.js';

/**
 * Codes that were renamed, merged or split: what a period is compared with, what is not comparable alone, and that the
 * counters of the period itself are never touched.
 */

const day = (text: string): number => parseDay(text)!;
const renamed = (from: string, ...succeeds: string[]): Descent => ({ from: day(from), succeeds, splitFrom: null });
const split = (from: string, splitFrom: string): Descent => ({ from: day(from), succeeds: [], splitFrom });
const regions = (codes: Record<string, Descent>, label = 'region'): Lineage =>
  new Lineage(new Map([[label, new Map(Object.entries(codes))]]));

const cut: Cut = {
  instant: at('12-31'),
  demo: false,
  gaps: [],
  asOf: { eventTime: null, generation: 1, rollback: 0, offsets: {} },
};
/** Months as `tickets` by region, or by unit with on-time closings. */
type Months = Record<string, Record<string, number>>;

function snapshot(period: string, months: Months, lineage: Lineage, asOf = '2021-12-31T12:00:00+08:00') {
  const instant = Date.parse(asOf);
  const plan = new SnapshotPlan(parsePeriod(period, 0), instant, true, { ...context, lineage });
  const counts = (bucket: string): ReadonlyMap<string, number> => {
    const [kind, id] = [bucket.slice(0, bucket.indexOf(':')), bucket.slice(bucket.indexOf(':') + 1)];
    const own = Object.entries(months[id] ?? {}).filter(([name]) => name.includes('unit=') === (kind === 'units'));
    return new Map(kind === 'month' || kind === 'units' ? own : []);
  };
  return plan.build(counts, cut);
}
const change = (s: ReturnType<typeof snapshot>, region: string, against = 'previous', more = {}) => {
  const wanted = JSON.stringify({ of: 'tickets', region, ...more });
  return s.indicators.find((i) => i.id === 'change' && i.against === against && JSON.stringify(i.labels) === wanted);
};
const rate = (s: ReturnType<typeof snapshot>, id: string, labels: Record<string, string>) =>
  s.indicators.find((i) => i.id === id && JSON.stringify(i.labels) === JSON.stringify(labels));

describe('renamed to a new code: 旬阳县 is 旬阳市 from August on', () => {
  const lineage = regions({ 旬阳市: renamed('2021-08-01', '旬阳县') });
  const months = {
    '2020-08': { tickets: 90, 'tickets{region=旬阳县}': 40 },
    '2021-06': { tickets: 80, 'tickets{region=旬阳县}': 30 },
    '2021-07': { tickets: 100, 'tickets{region=旬阳县}': 50 },
    '2021-08': { tickets: 120, 'tickets{region=旬阳县}': 4, 'tickets{region=旬阳市}': 56 },
    '2021-09': { tickets: 110, 'tickets{region=旬阳市}': 66 },
  };

  test('before the day nothing has changed', () => {
    const july = snapshot('month:2021-07', months, lineage);
    expect(change(july, '旬阳县')).toMatchObject({ numerator: 50, denominator: 30, value: '66.67' });
    expect(change(july, '旬阳县')!.incomparable).toBeUndefined();
    expect(change(july, '旬阳市')).toBeUndefined();
  });

  test('the new code has the history of the old one, in the year before too', () => {
    const august = snapshot('month:2021-08', months, lineage);
    // Four tickets still came with the old code: they are compared with the new one.
    expect(change(august, '旬阳市')).toMatchObject({
      numerator: 60,
      denominator: 50,
      value: '20.00',
      members: ['旬阳市', '旬阳县'],
    });
    expect(change(august, '旬阳市', 'lastYear')).toMatchObject({ numerator: 60, denominator: 40, value: '50.00' });
    expect(change(august, '旬阳县')).toMatchObject({ numerator: 4, value: null, incomparable: ['previous'] });
  });

  test('a share keeps its own value, and says what it was compared by', () => {
    const august = snapshot('month:2021-08', months, lineage);
    expect(rate(august, 'region_share', { region: '旬阳市' })).toMatchObject({
      numerator: 56,
      denominator: 120,
      value: '46.67',
      previous: {
        numerator: 50,
        denominator: 100,
        value: '50.00',
        now: { numerator: 60, value: '50.00' },
        changePoints: '0.00',
      },
    });
    expect(rate(august, 'region_share', { region: '旬阳县' })).toMatchObject({
      value: '3.33',
      previous: null,
      lastYear: null,
      incomparable: ['previous', 'lastYear'],
    });
  });

  test('later it is compared with both codes of the month before; the counters are as they were counted', () => {
    const september = snapshot('month:2021-09', months, lineage);
    expect(change(september, '旬阳市')).toMatchObject({ numerator: 66, denominator: 60, value: '10.00' });
    expect(snapshot('month:2021-08', months, lineage).counters).toMatchObject({
      'tickets{region=旬阳市}': 56,
      'tickets{region=旬阳县}': 4,
    });
  });

  test('the three largest of the other period are told by the new codes', () => {
    const many = {
      '2021-07': {
        tickets: 10,
        'tickets{region=a}': 3,
        'tickets{region=b}': 3,
        'tickets{region=c}': 2,
        'tickets{region=d}': 2,
      },
      '2021-08': { tickets: 10, 'tickets{region=a}': 4, 'tickets{region=b}': 3, 'tickets{region=cd}': 3 },
    };
    const s = snapshot('month:2021-08', many, regions({ cd: renamed('2021-08-01', 'c', 'd') }));
    expect(rate(s, 'region_share', { top: '3' })).toMatchObject({ value: '100.00', previous: { value: '100.00' } });
  });
});

describe('merged: two units become one in July', () => {
  const lineage = regions({ 新局: renamed('2021-07-01', '甲局', '乙局'), 大局: renamed('2021-09-01', '新局') }, 'unit');
  const of = (unit: string, tickets: number, onTime: number) => ({
    [`tickets{unit=${unit}}`]: tickets,
    [`closed_on_time{unit=${unit}}`]: onTime,
  });
  const months = {
    '2021-06': { tickets: 30, ...of('甲局', 10, 9), ...of('乙局', 20, 15) },
    '2021-07': { tickets: 40, ...of('新局', 40, 38) },
    '2021-08': { tickets: 40, ...of('新局', 40, 40) },
    '2021-09': { tickets: 20, ...of('大局', 20, 10) },
  };

  test('the rate of the one is compared with that of both together', () => {
    const july = rate(snapshot('month:2021-07', months, lineage), 'on_time_rate', { unit: '新局' })!;
    expect(july).toMatchObject({ numerator: 38, denominator: 40, value: '95.00' });
    expect(july.previous).toMatchObject({
      numerator: 24,
      denominator: 30,
      value: '80.00',
      changePoints: '15.00',
      members: ['新局', '乙局', '甲局'],
    });
    expect(july.previous?.now).toBeUndefined();
  });

  test('a quarter in which it happened is compared by all codes on both sides', () => {
    const q3 = snapshot('quarter:2021-Q3', months, lineage);
    expect(rate(q3, 'on_time_rate', { unit: '大局' })!.previous).toMatchObject({
      numerator: 24,
      denominator: 30,
      now: { numerator: 88, denominator: 100, value: '88.00' },
      changePoints: '8.00',
    });
    expect(rate(q3, 'on_time_rate', { unit: '新局' })).toMatchObject({ previous: null, incomparable: ['previous'] });
  });

  test('over several steps', () => {
    const september = rate(snapshot('month:2021-09', months, lineage), 'on_time_rate', { unit: '大局' })!;
    expect(september.previous).toMatchObject({ numerator: 40, denominator: 40, changePoints: '-50.00' });
  });
});

describe('split: a part of 汉滨区 becomes 高新区 in July', () => {
  const lineage = regions({ 高新区: split('2021-07-01', '汉滨区') });
  const months = {
    '2020-07': { tickets: 90, 'tickets{region=汉滨区}': 90 },
    '2021-06': { tickets: 100, 'tickets{region=汉滨区}': 80 },
    '2021-07': { tickets: 100, 'tickets{region=汉滨区}': 50, 'tickets{region=高新区}': 34 },
    '2021-08': { tickets: 100, 'tickets{region=汉滨区}': 60, 'tickets{region=高新区}': 17 },
  };

  test('part and rest are not comparable with the whole, and say so; both together are', () => {
    const july = snapshot('month:2021-07', months, lineage);
    for (const region of ['汉滨区', '高新区'])
      expect(change(july, region)).toMatchObject({ denominator: null, value: null, incomparable: ['previous'] });
    const whole = { numerator: 84, denominator: 80, value: '5.00', members: ['汉滨区', '高新区'] };
    expect(change(july, '汉滨区', 'previous', { with: 'parts' })).toMatchObject(whole);
    expect(rate(july, 'region_share', { region: '汉滨区', with: 'parts' })).toMatchObject({
      numerator: 84,
      value: '84.00',
      members: ['汉滨区', '高新区'],
      previous: { value: '80.00', changePoints: '4.00' },
    });
  });

  test('a month later each has a month before; the year before is still the whole', () => {
    const august = snapshot('month:2021-08', { ...months, '2020-08': months['2020-07'] }, lineage);
    expect(change(august, '高新区')).toMatchObject({ denominator: 34, value: '-50.00' });
    expect(change(august, '汉滨区')).toMatchObject({ denominator: 50, value: '20.00' });
    expect(change(august, '高新区', 'lastYear')).toMatchObject({ value: null, incomparable: ['lastYear'] });
    expect(change(august, '汉滨区', 'lastYear', { with: 'parts' })).toMatchObject({ numerator: 77, denominator: 90 });
    const share = rate(august, 'region_share', { region: '高新区' });
    expect(share).toMatchObject({ incomparable: ['lastYear'], previous: { value: '34.00' }, lastYear: null });
  });

  test('a part that is then joined with something else: only all of them together stay comparable', () => {
    const tangled = regions({
      高新区: split('2021-07-01', '汉滨区'),
      新区: renamed('2021-07-15', '高新区', '恒口'),
    });
    const s = snapshot(
      'month:2021-07',
      {
        '2021-06': { tickets: 100, 'tickets{region=汉滨区}': 80, 'tickets{region=恒口}': 10, 'tickets{region=x}': 10 },
        '2021-07': { tickets: 100, 'tickets{region=汉滨区}': 50, 'tickets{region=新区}': 49, 'tickets{region=x}': 1 },
      },
      tangled,
    );
    expect(change(s, '汉滨区', 'previous', { with: 'parts' })).toMatchObject({
      numerator: 99,
      denominator: 90,
      value: '10.00',
      members: ['恒口', '新区', '汉滨区', '高新区'],
    });
    expect(change(s, 'x')).toMatchObject({ value: '-90.00' });
  });
});

test('a code without history is compared as ever', () => {
  const months = {
    '2021-06': { tickets: 2, 'tickets{region=a}': 2 },
    '2021-07': { tickets: 3, 'tickets{region=a}': 3 },
  };
  const plain = snapshot('month:2021-07', months, new Lineage(new Map()));
  expect(snapshot('month:2021-07', months, regions({ z: renamed('2021-07-01', 'y') })).indicators).toEqual(
    plain.indicators,
  );
  expect(change(plain, 'a')).toMatchObject({ value: '50.00' });
});
