import { describe, expect, test } from '@jest/globals';
import type { HotlineEvent } from '../../src/domain/events.js';
import { parsePeriod } from '../../src/domain/period.js';
import type { Snapshot } from '../../src/domain/snapshot-schema.js';
import { figuresText, liveLine, localText } from '../../src/reporters/console/figures-text.js';
import { fold, readerOver } from '../support/fold.js';
import { configuration } from '../support/views.js';
import { at, call, closing, local, ticket } from '../verifier/support.js';

/**
 * What a person reads at a terminal is what the snapshot says: the cells of each table on a month made by hand, the notes in
 * the headline, unknown values as a dash, codes with special signs, and the line of the live display.
 */

const names = configuration.catalogue;
async function month(events: HotlineEvent[], period = 'month:2021-06', asOf = '07-20'): Promise<Snapshot> {
  const reader = readerOver(await fold(events, 100, at(asOf)));
  return reader.snapshot(parsePeriod(period, configuration.views.zone.dayOf(at(asOf))), at(asOf), true);
}
async function live(events: HotlineEvent[], asOf: string): Promise<Snapshot> {
  return readerOver(await fold(events, 100, at(asOf))).live(at(asOf));
}
const text = (s: Snapshot): string => figuresText(s, names, { colour: false });
/** The cells of the row that begins with `label`, in the first table that has one. */
function row(s: Snapshot, label: string): string[] {
  for (const line of text(s).split('\n')) {
    const cells = line.split('│').map((cell) => cell.trim());
    if (cells.length > 2 && cells[1] === label) return cells.slice(2, -1);
  }
  throw new Error(`no row ${label} in\n${text(s)}`);
}

const may = { receivedAt: local('05-10 09:00') };
/** June: four contacts (three answered, two by WeChat), two tickets, one closed late; May: two contacts, both answered. */
const events = [
  call('m1', may),
  call('m2', may),
  ticket('m1/t', { createdAt: local('05-10 09:00'), unit: { code: '汉滨区' } }),
  closing('m1/t', '05-11', { satisfaction: { result: 'satisfied' } }),
  call('a', { waitSeconds: 5, category: '交通管理', topics: ['疫情'] }),
  call('b', { channel: 'wechat', category: '交通管理' }),
  call('c', { channel: 'wechat', category: '其他' }),
  call('d', { answered: false, abandonedAt: local('06-10 09:01') }),
  ticket('a/t', { nature: 'complaint', region: '汉滨区', unit: { code: '汉滨区' } }),
  closing('a/t', '06-30', { satisfaction: { result: 'dissatisfied' } }),
  ticket('b/t', { nature: 'help', region: '旬阳', unit: { code: '市住建局' } }),
];

describe('a month', () => {
  test('the summary: count, rate, numerator and base, change of the count, change of the rate in points and percent', async () => {
    const s = await month(events);
    expect(row(s, '来电来信')).toEqual(['4', '', '', '+100.00 %', '']);
    expect(row(s, '接通')).toEqual(['3', '75.00 %', '3/4', '+50.00 %', '-25.00 个百分点 (-25.00 %)']);
    expect(row(s, '直接解答')).toEqual(['1', '33.33 %', '1/3', '+0.00 %', '-16.67 个百分点 (-33.33 %)']);
    expect(row(s, '形成工单')).toEqual(['2', '66.67 %', '2/3', '+100.00 %', '+16.67 个百分点 (+33.33 %)']);
    expect(row(s, '办结')).toEqual(['1', '50.00 %', '1/2', '+0.00 %', '-50.00 个百分点 (-50.00 %)']);
    expect(row(s, '按期办结')).toEqual(['0', '0.00 %', '0/2', '-100.00 %', '-100.00 个百分点 (-100.00 %)']);
    expect(row(s, '逾期办结')).toEqual(['1', '', '', '–', '']);
    expect(row(s, '在办')).toEqual(['1', '', '', '–', '']);
    expect(row(s, '在办已逾期')).toEqual(['1', '', '', '–', '']);
    expect(row(s, '满意')).toEqual(['0', '0.00 %', '0/1', '-100.00 %', '-100.00 个百分点 (-100.00 %)']);
    expect(row(s, '15秒内接通')).toEqual(['1', '100.00 %', '1/1', '–', '']);
    expect(row(s, '平均回复周期(工作日)')).toEqual(['', '12.0', '12/1', '', '']);
  });

  test('shares by code with their 中文 labels, largest first', async () => {
    const s = await month(events);
    expect(row(s, '投诉类')).toEqual(['1', '50.00 %', '1/2', '–']);
    expect(row(s, '求助类')).toEqual(['1', '50.00 %', '1/2', '+0.00 %']);
    expect(row(s, '交通管理')).toEqual(['2', '66.67 %', '2/3', '–']);
    expect(text(s).indexOf('交通管理')).toBeLessThan(text(s).indexOf('其他'));
    expect(row(s, '疫情')).toEqual(['1', '33.33 %', '1/3', '–']);
    expect(row(s, '旬阳')).toEqual(['1', '50.00 %', '1/2', '–']);
    expect(row(s, names.label('channel', 'wechat'))).toEqual(['2', '2', '–']);
    expect(row(s, names.label('channel', 'phone'))).toEqual(['2', '1', '+0.00 %']);
    expect(row(s, '部门(含企业)')).toEqual(['1', '0.00 %', '0/1', '–']);
  });

  test('who closed late, by full name', async () => {
    expect(text(await month(events))).toContain(`逾期办结: ${names.unitName('汉滨区')} 1 件\n`);
    expect(text(await month([call('a')]))).not.toContain('逾期办结:');
  });

  test('an empty month: zeros, and a dash for every rate; no table without rows', async () => {
    const s = await month([]);
    expect(row(s, '接通')).toEqual(['0', '–', '0/0', '–', '']);
    expect(row(s, '平均回复周期(工作日)')).toEqual(['', '–', '0/0', '', '']);
    for (const title of ['性质', '归口', '渠道', '热点', '区域', '承办']) expect(() => row(s, title)).toThrow();
  });

  test('codes with the signs of counter names are counted like any other', async () => {
    const odd = 'a,b={c}%';
    const s = await month([
      call('x', { channel: odd, category: odd, topics: [odd] }),
      ticket('x/t', { region: odd, unit: { code: odd } }),
    ]);
    const lines = text(s)
      .split('\n')
      .filter((l) => l.includes(odd));
    expect(lines.map((l) => l.split('│').map((cell) => cell.trim())[2])).toEqual(['1', '1', '1', '1']);
  });

  test('an equation that does not hold is shown, never hidden', async () => {
    const s = await month(events);
    expect(text(s)).not.toContain('恒等式');
    const broken: Snapshot = { ...s, identities: [...s.identities, { id: 'a = b', holds: false, difference: -2 }] };
    expect(text(broken)).toContain('恒等式不成立: a = b (-2)\n');
  });

  test('colour only where it was asked for', async () => {
    const s = await month(events);
    expect(text(s)).not.toContain('\u001b[');
    expect(figuresText(s, names, { colour: true })).toContain('\u001b[');
  });
});

describe('the headline', () => {
  const first = (s: Snapshot): string => text(s).split('\n')[0]!;
  test('period, state, instant and zone', async () => {
    expect(first(await month([]))).toBe('month:2021-06 · 未定稿 · 截至 2021-07-20 00:00:00 (Asia/Shanghai)');
    expect(first(await month([], 'month:2021-06', '06-16 12:00'))).toBe(
      'month:2021-06 · 进行中 · 截至 2021-06-16 12:00:00 (Asia/Shanghai)',
    );
  });
  test('whatever makes the figures less than they seem', async () => {
    const s = await month([]);
    expect(
      first({ ...s, demo: true, partial: true, recovering: true, state: 'final', calendarMissing: [2027, 2028] }),
    ).toBe(
      'month:2021-06 · 定稿 · 演示数据 · 数据不全 · 恢复中 · 缺2027年工作日历,期限未知 · 缺2028年工作日历,期限未知 · 截至 2021-07-20 00:00:00 (Asia/Shanghai)',
    );
  });
  test('the instant is told in the zone of the hotline', () => {
    expect(localText('2021-06-30T16:30:05.999Z', 'Asia/Shanghai')).toBe('2021-07-01 00:30:05');
    expect(localText('2021-11-07T05:59:59Z', 'America/New_York')).toBe('2021-11-07 01:59:59');
  });
});

describe('live', () => {
  const now = '06-16 12:00:30';
  const calls = [
    call('a', { receivedAt: local('06-16 11:58') }),
    call('b', { receivedAt: local('06-16 11:30'), answered: false, abandonedAt: local('06-16 11:31') }),
    call('c', { receivedAt: local('06-15 23:00') }),
    ticket('a/t', { createdAt: local('06-16 11:59'), urgency: 'urgent' }),
    ticket('c/t', { createdAt: local('06-01 09:00') }),
  ];

  test('a row a window, and what is open', async () => {
    const s = await live(calls, now);
    expect(row(s, '近5分钟')).toEqual(['1', '1', '100.00 %', '0', '1']);
    expect(row(s, '近15分钟')).toEqual(['1', '1', '100.00 %', '0', '1']);
    expect(row(s, '近60分钟')).toEqual(['2', '1', '50.00 %', '1', '1']);
    expect(row(s, '近24小时')).toEqual(['3', '2', '66.67 %', '1', '1']);
    expect(row(s, '今日')).toEqual(['2', '1', '50.00 %', '1', '1']);
    expect(text(s)).toContain('在办 2 件, 一个工作日内到期 1 件, 已逾期 1 件\n');
  });

  test('beyond the calendar nobody knows what is due soon', async () => {
    expect(text(await live([], '2026-12-31 12:00'))).toContain('一个工作日内到期 – 件');
  });

  test('in one line', async () => {
    const s = await live(calls, now);
    expect(liveLine(s)).toBe(
      '12:00:30 · 今日来电来信 2 · 接通率 15分钟 100.00 % 今日 50.00 % · 今日工单 1 · 在办 2 · 已逾期 1',
    );
    expect(liveLine(await live([], now))).toBe(
      '12:00:30 · 今日来电来信 0 · 接通率 15分钟 – % 今日 – % · 今日工单 0 · 在办 0 · 已逾期 0',
    );
    expect(liveLine({ ...s, demo: true, recovering: true })).toMatch(/^\[演示 DEMO\] \[恢复中\] 12:00:30 · /);
  });
});
