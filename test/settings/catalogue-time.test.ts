import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { parseDay } from '../../src/domain/zone.js';
import { loadCatalogue } from '../../src/settings/catalogue.js';

/** Names and codes that change over time, as config/catalogue.yaml says them. */

const own = (): Record<string, unknown> =>
  parse(readFileSync(new URL('../../config/catalogue.yaml', import.meta.url), 'utf8'));
const day = (text: string): number => parseDay(text)!;
const load = (changed: Record<string, unknown>) => loadCatalogue({ ...own(), ...changed });
const unit = (more: object = {}) => ({ name: '城管局', kind: 'department', ...more });

describe('names', () => {
  const catalogue = load({
    units: {
      城管: unit({
        names: [
          { until: '2021-07-31', name: '市容局' },
          { from: '2022-01-01', name: '城市管理局' },
        ],
      }),
    },
    regions: [{ code: '旬阳县', name: '旬阳市', names: [{ until: '2021-07-31', name: '旬阳县' }] }, '汉滨区'],
    categories: { traffic: { name: '交通类', names: [{ until: '2020-12-31', name: '道路类' }] }, other: '其他' },
  });

  test.each([
    ['2020-12-31', '道路类', '旬阳县', '市容局'],
    ['2021-07-31', '交通类', '旬阳县', '市容局'],
    ['2021-08-01', '交通类', '旬阳市', '城管局'],
    ['2022-01-01', '交通类', '旬阳市', '城市管理局'],
  ])('as of %s', (text, category, region, name) => {
    const then = catalogue.on(day(text));
    expect([then.label('category', 'traffic'), then.label('region', '旬阳县'), then.unitName('城管')]).toEqual([
      category,
      region,
      name,
    ]);
    expect([then.label('category', 'other'), then.label('region', '汉滨区')]).toEqual(['其他', '汉滨区']);
  });

  test('without a day the last name holds', () => {
    expect([catalogue.label('region', '旬阳县'), catalogue.unitName('城管')]).toEqual(['旬阳市', '城市管理局']);
  });

  test('a unit is found by any of its names, but counted by none that it only had for a time', () => {
    expect(['市容局', '城管局', '城市管理局', '城管'].map((name) => catalogue.unitCode(name))).toEqual([
      '城管',
      '城管',
      '城管',
      '城管',
    ]);
    expect(catalogue.on(day('2021-01-01')).unitName('城市管理局')).toBe('市容局');
    expect([...catalogue.unitKinds.keys()]).toEqual(['城管', '城管局']);
  });
});

describe('codes that come from others', () => {
  test('the catalogue that comes with the program: 旬阳市 is 旬阳县', () => {
    const { lineage } = loadCatalogue(own());
    const view = lineage.between(day('2021-08-31'), day('2021-07-01'))!;
    for (const label of ['region', 'unit']) expect(view.heir(label, '旬阳县')).toBe('旬阳市');
    expect(lineage.between(day('2021-06-30'), day('2020-06-01'))).toBeNull();
  });

  test('merged and split', () => {
    const { lineage } = load({
      units: {
        甲: unit({ name: '甲局', until: '2021-06-30' }),
        乙: unit({ name: '乙局', until: '2021-06-30' }),
        新: unit({ name: '新局', from: '2021-07-01', succeeds: ['甲', '乙'] }),
        分: unit({ name: '分局', from: '2021-09-01', splitFrom: '新' }),
      },
    });
    expect(lineage.descents()).toEqual([
      { label: 'region', code: '旬阳市', from: day('2021-08-01'), succeeds: ['旬阳县'], splitFrom: null },
      { label: 'unit', code: '新', from: day('2021-07-01'), succeeds: ['甲', '乙'], splitFrom: null },
      { label: 'unit', code: '分', from: day('2021-09-01'), succeeds: [], splitFrom: '新' },
    ]);
  });

  test.each<[string, Record<string, unknown>, RegExp]>([
    [
      'an unknown origin',
      { regions: [{ code: 'a', succeeds: ['b'] }] },
      /regions\.a: comes from b, which this list lacks/,
    ],
    [
      'a circle',
      {
        regions: [
          { code: 'a', succeeds: ['b'] },
          { code: 'b', succeeds: ['a'] },
        ],
      },
      /regions\.a: comes from itself/,
    ],
    [
      'two heirs',
      { regions: ['a', { code: 'b', succeeds: ['a'] }, { code: 'c', succeeds: ['a'] }] },
      /regions\.c: a is already succeeded by b; what was split says splitFrom/,
    ],
    ['a split without a day', { regions: ['a', { code: 'b', splitFrom: 'a' }] }, /regions\.b: splitFrom needs from/],
    [
      'both at once',
      { regions: ['a', 'c', { code: 'b', from: '2021-01-01', splitFrom: 'a', succeeds: ['c'] }] },
      /regions\.b: either succeeds others or was split/,
    ],
    ['no day', { topics: [{ code: 'a', from: '2021-13-01' }] }, /topics\.0\.from: 2021-13-01 is no day/],
    [
      'an end before the beginning',
      { topics: [{ code: 'a', from: '2021-02-01', until: '2021-01-31' }] },
      /topics\.a: from comes after until/,
    ],
    [
      'two names on one day',
      {
        topics: [
          {
            code: 'a',
            names: [
              { until: '2021-01-31', name: 'x' },
              { from: '2021-01-31', name: 'y' },
            ],
          },
        ],
      },
      /topics\.0\.names: two of the names hold on the same day/,
    ],
    ['a name for ever', { topics: [{ code: 'a', names: [{ name: 'x' }] }] }, /topics\.0\.names\.0: say from when/],
    [
      'a name of another unit',
      { units: { a: unit(), b: unit({ name: 'b', names: [{ until: '2020-01-01', name: '城管局' }] }) } },
      /units\.b: 城管局 is also a name of a/,
    ],
  ])('%s is refused', (_, changed, message) => {
    expect(() => load(changed)).toThrow(message);
  });
});
