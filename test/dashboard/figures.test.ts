import { describe, expect, test } from '@jest/globals';
import { explainIndicator, type Speech, valueText } from '../../src/dashboard/figures/explain.js';
import { figuresOf } from '../../src/dashboard/figures/figures.js';
import { daysCompared, hoursOf, isKnown, meanOf, perDay, rates } from '../../src/dashboard/figures/hours.js';
import { countCells, rateCells } from '../../src/dashboard/figures/month-rows.js';
import { againstNorm, connectionNorm } from '../../src/dashboard/figures/norm.js';
import { en } from '../../src/dashboard/text/en.js';
import { Labels } from '../../src/dashboard/text/labels.js';
import { zh } from '../../src/dashboard/text/zh.js';
import { indicators } from '../../src/domain/indicators.js';

const counts = (entries: Record<string, number>) => new Map(Object.entries(entries));
const none = new Map<string, number>();
const now = {
  key: 'month:2021-06',
  counters: counts({
    contacts: 22361,
    answered: 20874,
    tickets: 5793,
    'tickets{nature=help}': 4284,
    'tickets{nature=praise}': 19,
  }),
  open: none,
  hasUnits: true,
};
const previous = {
  key: 'month:2021-05',
  counters: counts({ contacts: 19370, answered: 18800, tickets: 4548, 'tickets{nature=help}': 3230 }),
  open: none,
  hasUnits: true,
};
const june = figuresOf({
  counters: Object.fromEntries(now.counters),
  indicators: indicators({ now, previous, lastYear: null }),
} as unknown as Parameters<typeof figuresOf>[0]);
const may = figuresOf({
  counters: Object.fromEntries(previous.counters),
  indicators: indicators({ now: previous, previous: null, lastYear: null }),
} as unknown as Parameters<typeof figuresOf>[0]);
const chinese: Speech = {
  words: zh,
  labels: new Labels(zh, { labels: { nature: { help: '求助类' } }, units: {} }, false),
};
const english: Speech = { words: en, labels: new Labels(en, null, true) };

describe('a snapshot', () => {
  test('is searched by measure and labels; what is not counted is 0', () => {
    expect([june.count('contacts'), june.count('tickets', { nature: 'help' }), june.count('closed')]).toEqual([
      22361, 4284, 0,
    ]);
    expect(june.values('tickets', 'nature')).toEqual([
      ['help', 4284],
      ['praise', 19],
    ]);
    expect(june.change('tickets', { nature: 'help' }, 'previous')?.value).toBe('32.63');
  });

  test('beyond the calendar nothing is due within a working day: unknown, not 0', () => {
    expect(june.count('open_due_within_1wd')).toBeNull();
  });
});

describe('an explanation', () => {
  test('tells numerator, denominator, base, rounding, and the month before in points and percent', () => {
    const { title, lines } = explainIndicator(june.indicator('connection_rate')!, chinese);
    expect(title).toBe('接通率 93.35 %');
    expect(lines).toEqual([
      ['分子', '20,874'],
      ['分母', '22,361'],
      ['基数', '受理总量'],
      ['修约', '四舍五入到小数点后 2 位,由整数一次算得'],
      ['环比 2021-05', '18,800 / 19,370 = 97.06 %; 变化 −3.71 个百分点; 变化率 −3.82 %'],
    ]);
  });

  test('names a sum of counters in words, and codes as the catalogue or the page has them', () => {
    expect(english.labels.base('closed_on_time + closed_late + open_overdue')).toBe(
      'Closed on time + Closed late + Open and overdue',
    );
    expect(chinese.labels.figure('nature_share', { nature: 'help' })).toBe('性质占比 · 求助类');
    expect(english.labels.figure('nature_share', { nature: 'help' })).toBe('Share of nature · Help');
    expect(english.labels.code('channel', 'pigeon')).toBe('pigeon');
  });

  test('a rate of nothing has no value', () => {
    expect(valueText({ value: null, unit: '%' }, en)).toBe('–');
  });
});

describe('cells of the month', () => {
  const text = (cells: readonly ({ text: string } | null)[]) => cells.map((cell) => cell?.text ?? null);
  test('a count: growth in percent; last year is unknown', () => {
    expect(text(countCells(june, 'tickets', {}, null, english))).toEqual(['5,793', '↑ 27.37 %', null]);
  });

  test('a rate: percentage points', () => {
    expect(text(rateCells(june, 'connection_rate', {}, null, english))).toEqual(['93.35 %', '↓ 3.71 points', null]);
  });

  test('beside another month, from the exact fractions', () => {
    expect(text(rateCells(june, 'connection_rate', {}, may, english)).slice(3)).toEqual(['97.06 %', '↓ 3.71 points']);
    expect(text(countCells(june, 'contacts', {}, may, english)).slice(3)).toEqual(['19,370', '+15.44 %']);
  });
});

describe('the norm', () => {
  test.each([
    [19, 20, { met: true, points: '0.00' }],
    [20874, 22361, { met: false, points: '1.65' }],
    [97, 100, { met: true, points: '2.00' }],
    [0, 0, null],
  ])('%i of %i', (n, d, expected) => {
    expect(againstNorm(n, d, 95)).toEqual(expected);
  });

  test('is what the API says: with decimals too; 95 until it has answered', () => {
    const told = connectionNorm({ labels: {}, units: {}, norms: { connection_rate: '92.55' } });
    expect(againstNorm(9255, 10_000, told)).toEqual({ met: true, points: '0.00' });
    expect(againstNorm(9254, 10_000, told)).toEqual({ met: false, points: '0.01' });
    expect(connectionNorm(null)).toBe(95);
  });
});

describe('hours', () => {
  const day = (entries: Record<number, [number, number]>) =>
    hoursOf({
      points: Object.entries(entries).map(([hour, [contacts, answered]]) => ({
        at: `2021-06-12T${hour.padStart(2, '0')}:00:00+08:00`,
        contacts,
        answered,
      })),
    });

  test('what has not begun is unknown; an hour that comes twice is one place', () => {
    const { contacts } = day({ 0: [4, 3], 1: [0, 0] });
    expect(contacts.slice(0, 3)).toEqual([4, 0, null]);
    const twice = hoursOf({
      points: [1, 2].map((contacts) => ({ at: '2021-11-07T01:00:00-04:00', contacts, answered: 1 })),
    });
    expect([twice.contacts[1], twice.answered[1]]).toEqual([3, 2]);
  });

  test('the mean leaves out days of which nothing is known; its rate is of the sums', () => {
    const mean = meanOf([day({ 8: [10, 10] }), day({ 8: [5, 2] }), day({}), day({ 8: [0, 0] })]);
    expect([mean.days, perDay(mean.sum.contacts, mean.days)[8], rates(mean.sum)[8]]).toEqual([2, 7.5, 80]);
    expect(isKnown(day({ 8: [0, 0] }))).toBe(false);
  });

  test('days are compared with the day before, a week ago, and the last four same weekdays', () => {
    expect(daysCompared('2021-03-01')).toEqual({
      today: ['2021-03-01'],
      yesterday: ['2021-02-28'],
      lastWeek: ['2021-02-22'],
      mean: ['2021-02-22', '2021-02-15', '2021-02-08', '2021-02-01'],
    });
  });
});
