import { expect, test } from '@jest/globals';
import { lastName, nameOn, overlap } from '../../src/domain/catalogue-time.js';
import { parseDay } from '../../src/domain/zone.js';

const day = (text: string): number => parseDay(text)!;
const until = (text: string, name: string) => ({ from: null, until: day(text), name });
const from = (text: string, name: string) => ({ from: day(text), until: null, name });

test('a name holds through its last day', () => {
  const county = { name: '旬阳市', dated: [until('2021-07-31', '旬阳县')] };
  expect(['2021-07-31', '2021-08-01'].map((text) => nameOn(county, day(text)))).toEqual(['旬阳县', '旬阳市']);
  expect(lastName(county)).toBe('旬阳市');
});

test('a name that is still to come is the last one', () => {
  const county = { name: '旬阳县', dated: [from('2021-08-01', '旬阳市')] };
  expect(['2021-07-31', '2021-08-01'].map((text) => nameOn(county, day(text)))).toEqual(['旬阳县', '旬阳市']);
  expect(lastName(county)).toBe('旬阳市');
});

test('names that meet do not overlap, names that share a day do', () => {
  expect(overlap([from('2021-08-01', 'b'), until('2021-07-31', 'a')])).toBeNull();
  expect(overlap([until('2021-08-01', 'a'), from('2021-08-01', 'b')])?.map((n) => n.name)).toEqual(['a', 'b']);
  expect(
    overlap([from('2020-01-01', 'a'), { from: day('2021-01-01'), until: day('2021-01-02'), name: 'b' }]),
  ).not.toBeNull();
});
