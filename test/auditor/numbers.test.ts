import { describe, expect, test } from '@jest/globals';
import { findNumbers } from '../../src/auditor/find-numbers.js';
import { normalise } from '../../src/auditor/normalise.js';
import { countRange, digitsOf, printedOf } from '../../src/auditor/printed.js';
import { befores, fits, nearest, numeratorsOf, smallestBase } from '../../src/auditor/rates.js';

const found = (text: string): string[] =>
  findNumbers(normalise(text)).map(
    (n) =>
      `${digitsOf(n.printed)}${n.printed.scale > 1n ? '万' : ''} ${n.unit}${n.printed.loose === null ? '' : ` ${n.printed.loose}`}`,
  );

describe('numbers of a text', () => {
  test.each([
    ['共受理22,361件', ['22361 count']],
    ['共受理22,361件', ['22361 count']],
    ['共受理22 361件', ['22361 count']],
    ['接通20874件,接通率93.35%', ['20874 count', '93.35 %']],
    ['受理12.65万件', ['12.65万 count']],
    ['下降3.71个百分点', ['3.71 points']],
    ['平均回复周期为4个工作日', ['4 working days']],
    ['满意率达98.05%以上', ['98.05 % above']],
    ['受理1200余件,近300件', ['1200 count above', '300 count below']],
    ['约2万件', ['2万 count about']],
    ['环比-2.99%', ['-2.99 %']],
    ['占−41.46%', ['-41.46 %']],
    ['2021年7月12日,6月份,1-6月,2021-07-15 09:00', []],
    ['拨打12345热线,24小时,7×24小时服务,电话0915-3212345、13800000000', []],
    ['第3位,(2)供水', []],
    ['406、76和248件', ['406 none', '76 none', '248 count']],
  ])('%s', (text, wanted) => {
    expect(found(text)).toEqual(wanted);
  });
});

describe('what a printed number may stand for', () => {
  const of = (digits: string, scale = 1n) => {
    const { lo, hi } = countRange(printedOf(digits, scale));
    return [lo, hi];
  };
  test('a whole number for itself, a rounded one for all that round to it', () => {
    expect(of('5793')).toEqual([5793n, 5793n]);
    expect(of('12.65', 10_000n)).toEqual([126_450n, 126_549n]);
    expect(of('2', 10_000n)).toEqual([15_000n, 24_999n]);
  });
  test('"over 1200" is less than 1300', () => {
    expect(countRange(printedOf('1200', 1n, 'above'))).toEqual({ lo: 1200n, hi: 1299n });
    expect(countRange(printedOf('300', 1n, 'below'))).toEqual({ lo: 201n, hi: 300n });
  });
});

describe('what gives a printed percentage', () => {
  const point = (n: bigint) => ({ lo: n, hi: n });
  test('half up, not cut', () => {
    expect(fits(printedOf('9.34'), point(1949n), point(20_874n))).toBe(true);
    expect(fits(printedOf('9.33'), point(1949n), point(20_874n))).toBe(false);
    expect(fits(printedOf('12.5'), point(1n), point(8n))).toBe(true);
    expect(fits(printedOf('13'), point(1n), point(8n))).toBe(true);
  });
  test('99.95 % needs a base of 1819, and below 1391 its neighbours are 99.93 and 100', () => {
    expect(smallestBase(printedOf('99.95'))).toBe(1819n);
    expect(nearest(printedOf('99.95'), 1390n)).toEqual({ below: '99.93', above: '100.00' });
  });
  test('46.64 % of 5793 is 2702 and nothing else; of 20874 there are two', () => {
    expect(numeratorsOf(printedOf('46.64'), 5793n)).toEqual({ lo: 2702n, hi: 2702n });
    expect(numeratorsOf(printedOf('46.64'), 20_874n)).toEqual({ lo: 9735n, hi: 9736n });
  });
  test('5.88 % up to 18 comes from 17, 5.98 % from nothing', () => {
    expect(befores(printedOf('5.88'), 18n)).toEqual({ lo: 17n, hi: 17n });
    expect(befores(printedOf('-41.46'), 24n)).toEqual({ lo: 41n, hi: 41n });
    expect(befores(printedOf('5.98'), 18n)).toBeNull();
    // −9.375 is rounded away from zero, as 9.375 is.
    expect(befores(printedOf('-9.38'), 29n)).toEqual({ lo: 32n, hi: 32n });
  });
});
