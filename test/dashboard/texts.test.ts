import { describe, expect, test } from '@jest/globals';
import { hrefOf, readRoute } from '../../src/dashboard/route.js';
import { en } from '../../src/dashboard/text/en.js';
import { clock, dateTime, duration, integer, localDay, signed } from '../../src/dashboard/text/format.js';
import { zh } from '../../src/dashboard/text/zh.js';
import { alertKinds } from '../../src/domain/alert.js';
import { headline, openMeasures } from '../../src/domain/figures.js';
import { indicators } from '../../src/domain/indicators.js';

describe('words', () => {
  const empty = {
    key: 'month:2021-06',
    counters: new Map<string, number>(),
    open: new Map<string, number>(),
    hasUnits: true,
  };
  const ids = new Set(indicators({ now: empty, previous: null, lastYear: null }).map(({ id }) => id));
  ids.delete('change');

  test.each([['zh', zh] as const, ['en', en] as const])(
    '%s names every counter, indicator and kind of alert',
    (_, words) => {
      const wanted = [...headline, ...openMeasures, ...ids, ...alertKinds.map((kind) => `alert/${kind}`)];
      expect(wanted.filter((name) => words.measures[name] === undefined)).toEqual([]);
    },
  );
});

describe('formats', () => {
  test.each([
    [0, '0'],
    [999, '999'],
    [22361, '22,361'],
    [-1234567, '−1,234,567'],
  ])('%i is %s', (n, text) => {
    expect(integer(n)).toBe(text);
  });

  test('a change has a sign, no change has none', () => {
    expect(['3.71', '-3.71', '0.00', '-0.00'].map(signed)).toEqual(['+3.71', '−3.71', '0.00', '0.00']);
  });

  test('durations have their two largest parts', () => {
    const day = 86_400_000;
    expect([0, -5, 59_999, 60_000, 3_725_000, day, day + 3_600_000 + 5000].map((ms) => duration(ms, en.units))).toEqual(
      ['0 s', '0 s', '59 s', '1 min', '1 h 2 min', '1 d', '1 d 1 h'],
    );
    expect(duration(3_725_000, zh.units)).toBe('1小时2分');
  });

  test("instants are read in the hotline's zone", () => {
    const at = Date.parse('2021-06-11T16:00:07Z');
    expect([localDay(at, 'Asia/Shanghai'), clock(at, 'Asia/Shanghai')]).toEqual(['2021-06-12', '00:00:07']);
    expect(dateTime(at, 'Asia/Shanghai', at)).toBe('06-12 00:00');
    expect(dateTime(at, 'Asia/Shanghai', Date.parse('2022-01-01T00:00:00Z'))).toBe('2021-06-12 00:00');
  });
});

describe('addresses', () => {
  test.each([
    '/',
    '/month/2021-06',
    '/month/2021-06?with=2021-05',
    '/unit/%E5%B8%82%E4%BD%8F%E5%BB%BA%E5%B1%80?month=2021-06',
    '/month/2021-06?cases=overdue&of=a%2Fb&in=2021-06',
    '/?cases=due-soon',
  ])('%s is what it is read as', (address) => {
    const { pathname, search } = new URL(address, 'http://h');
    const route = readRoute(pathname, search);
    expect(route.page).not.toBe('unknown');
    expect(hrefOf(route, route.cases)).toBe(address);
  });

  test.each(['/month/2021-13', '/month', '/unit/', '/a', '/unit/a/b'])('%s is no page', (path) => {
    expect(readRoute(path, '')).toEqual({ page: 'unknown', cases: null });
  });

  test('what is no list of cases opens none', () => {
    expect(readRoute('/', '?cases=all').cases).toBeNull();
    expect(readRoute('/', '?cases=open&in=2021-6').cases).toEqual({ state: 'open', unit: null, month: null });
  });
});
