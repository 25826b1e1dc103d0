import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { formatDay, parseDay } from '../../../src/domain/zone.js';
import { datePattern } from '../../../src/feeders/importer/date-pattern.js';

/** `2021-06-12 30600000`, as the wall says it. */
const read = (pattern: string, text: string) => {
  const wall = datePattern(pattern).read(text);
  if (wall === null) return null;
  const tail = wall.offset === undefined ? '' : ` ${wall.offset / 60_000}`;
  return `${formatDay(wall.day)} ${wall.millis}${tail}`;
};

describe('reads', () => {
  test.each([
    ['MM/dd/yyyy hh:mm:ss a', '12/31/2017 11:59:58 PM', '2017-12-31 86398000'],
    ['MM/dd/yyyy hh:mm:ss a', '01/01/2018 12:00:00 AM', '2018-01-01 0'],
    ['MM/dd/yyyy hh:mm:ss a', '01/01/2018 12:00:01 PM', '2018-01-01 43201000'],
    ['yyyy-MM-dd HH:mm', '2021-06-12 08:30', '2021-06-12 30600000'],
    ['yyyy/M/d', '2021/6/1', '2021-06-01 null'],
    ['yyyy/M/d', '2021/12/31', '2021-12-31 null'],
    ['yyyy/M/d H:mm', '2021/6/1 9:05', '2021-06-01 32700000'],
    ['yyyy年M月d日', '2021年6月1日', '2021-06-01 null'],
    ['yyyy-MM-dd ah:mm', '2021-06-12 下午3:05', '2021-06-12 54300000'],
    ['yyyyMMddHHmmss', '20210612083000', '2021-06-12 30600000'],
    ["yyyy-MM-dd'T'HH:mm:ss.SSSXXX", '2021-06-12T08:30:00.1239+08:00', '2021-06-12 30600123 480'],
    ["yyyy-MM-dd'T'HH:mmXXX", '2021-06-12T08:30Z', '2021-06-12 30600000 0'],
    ['yyyy-MM-dd HH:mm', '2021-06-12 24:00', '2021-06-12 86400000'],
    ['yyyy.MM.dd', '2020.02.29', '2020-02-29 null'],
  ])('%s: %s', (pattern, text, wall) => expect(read(pattern, text)).toBe(wall));
});

describe('refuses', () => {
  test.each([
    ['yyyy-MM-dd', '2021-06-31'],
    ['yyyy-MM-dd', '2021-02-29'],
    ['yyyy-MM-dd', '2021-6-1'],
    ['yyyy-MM-dd', '2021-06-12 '],
    ['yyyy-MM-dd', '2021-06-12 08:30'],
    ['yyyy-MM-dd', 'x2021-06-12'],
    ['yyyy.MM.dd', '2021-06-12'],
    ['yyyy-MM-dd HH:mm', '2021-06-12 24:01'],
    ['yyyy-MM-dd HH:mm', '2021-06-12 25:00'],
    ['yyyy-MM-dd HH:mm', '2021-06-12 08:60'],
    ['MM/dd/yyyy hh:mm a', '06/12/2021 13:00 PM'],
    ['MM/dd/yyyy hh:mm a', '06/12/2021 00:30 AM'],
    ['yyyy-MM-dd HH:mmXXX', '2021-06-12 08:30+24:00'],
  ])('%s: %s', (pattern, text) => expect(read(pattern, text)).toBeNull());
});

test.each([
  ['MM-dd', 'lacks the year'],
  ['yyyy-MM', 'lacks the day'],
  ['yy-MM-dd', '"yy" in "yy-MM-dd" is not a date letter'],
  ['yyyy-MM-DD', '"DD" in "yyyy-MM-DD" is not a date letter'],
  ['yyyy-MM-dd hh:mm', 'has a hour12 but no half'],
  ['yyyy-MM-dd HH:mm a', 'has a half but no hour12'],
  ['yyyy-MM-dd mm', 'has a minute but no hour24'],
  ['yyyy-MM-dd MM', 'names the month twice'],
  ['yyyyMd', 'a fixed width'],
  ['yyyyMMd', 'a fixed width'],
])('the pattern %s is refused', (pattern, words) => expect(() => datePattern(pattern)).toThrow(words));

test('only patterns with an hour have a time', () => {
  expect(datePattern('yyyy-MM-dd').hasTime).toBe(false);
  expect(datePattern('yyyy-MM-dd HH').hasTime).toBe(true);
});

test('whatever a pattern prints, it reads', () => {
  const day = fc.integer({ min: parseDay('0001-01-01')!, max: parseDay('9999-12-31')! });
  fc.assert(
    fc.property(day, fc.integer({ min: 0, max: 86_399 }), (d, second) => {
      const [year, month, date] = formatDay(d).split('-');
      const [h, m, s] = [Math.floor(second / 3600), Math.floor(second / 60) % 60, second % 60];
      const two = (n: number) => String(n).padStart(2, '0');
      const wanted = `${formatDay(d)} ${second * 1000}`;
      expect(read('yyyy/M/d H:m:s', `${year}/${+month!}/${+date!} ${h}:${m}:${s}`)).toBe(wanted);
      const twelve = `${two(h % 12 || 12)}:${two(m)}:${two(s)} ${h < 12 ? 'am' : 'pm'}`;
      expect(read('dd.MM.yyyy hh:mm:ss a', `${date}.${month}.${year} ${twelve}`)).toBe(wanted);
    }),
  );
});
