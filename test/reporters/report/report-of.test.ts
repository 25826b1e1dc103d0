import { describe, expect, test } from '@jest/globals';
import { type Scope, textOf } from '../../../src/reporters/report/figure.js';
import type { ReportInput } from '../../../src/reporters/report/input.js';
import { type Placeholder, placeholders } from '../../../src/reporters/report/placeholders.js';
import { reportOf } from '../../../src/reporters/report/report-of.js';
import { isList } from '../../../src/reporters/report/wording.js';
import { at } from '../../support/deadlines.js';
import { call, ticket } from './events.js';
import { inputOf, layout } from './support.js';

const linesOf = (input: ReportInput): string[] =>
  reportOf(input, layout).blocks.flatMap((block) => ('spans' in block ? [textOf(block.spans)] : []));
const textIn = (input: ReportInput): string => linesOf(input).join('\n');
const late = '2021-06-20T10:00:00+08:00';

describe('wording follows the figures', () => {
  test('more than last month, fewer, as many, and nothing to compare with', async () => {
    const two = [call('a'), call('b')];
    expect(textIn(await inputOf([...two, call('m', {}, '2021-05')]))).toContain('环比上月上升100.00%');
    const three = ['m', 'n', 'o', 'p'].map((id) => call(id, {}, '2021-05'));
    expect(textIn(await inputOf([...two, ...three]))).toContain('环比上月下降50.00%');
    expect(textIn(await inputOf([...two, ...three.slice(0, 2)]))).toContain('环比上月持平');
    expect(textIn(await inputOf(two))).toContain('环比上月—（无基数）');
  });

  test('a rate moves by points, and by percent beside them', async () => {
    const events = [call('a'), call('b', { answered: false }), call('m', {}, '2021-05')];
    expect(textIn(await inputOf(events))).toContain(
      '接通率为50.00%（以来电来信2件为基数），环比上月下降50.00个百分点（相对下降50.00%，上月为100.00%）',
    );
  });

  test('a share of nothing is no 0', async () => {
    const text = textIn(await inputOf([call('a', { answered: false })]));
    expect(text).toContain('占比—（无基数）');
    expect(text).not.toMatch(/占比0\.00%/);
  });

  test('rest and sum: the rows are all, and the note names the base', async () => {
    const report = reportOf(await inputOf([call('a', { category: 'traffic' }), call('b'), call('c')]), layout);
    const { rows, note } = report.tables.find(({ id }) => id === 'categories')!;
    const shown = rows.map(({ cells }) => cells.slice(1, 4).map((c) => (typeof c === 'object' ? c?.text : c)));
    expect(shown).toEqual([
      ['交通管理类', '1', '33.33%'],
      ['其他', '2', '66.67%'],
      ['合计', '3', '100.00%'],
    ]);
    expect(note).toContain('占比以接通3件为基数');
  });

  test('shares that do not sum to 100.00 % say what they sum to', async () => {
    const events = ['traffic', 'social-service', 'housing-land'].map((category, i) => call(`c${i}`, { category }));
    const { tables } = reportOf(await inputOf(events), layout);
    expect(tables.find(({ id }) => id === 'categories')!.note).toContain('各行占比四舍五入，相加为99.99%');
  });

  test('two units with the most tickets are both named', async () => {
    const unit = (code: string) => ({ unit: { code, kind: 'department' } });
    const events = [...ticket('a', unit('市商务局')), ...ticket('b', unit('市司法局'))];
    expect(textIn(await inputOf(events))).toContain('派单量最多的为市司法局、市商务局（并列），各1件');
  });

  test('hot topics by count, then by code; the special one is not among them', async () => {
    const topics = ['供水', '法律援助', '供水', '疫情', '中高考'];
    const lines = linesOf(await inputOf(topics.map((topic, i) => call(`c${i}`, { topics: [topic] }))));
    const hot = lines
      .filter((line) => /^[一二三]是/.test(line))
      .map((line) => /反映(.*?)问题(\d)件/.exec(line)!.slice(1));
    expect(hot).toEqual([
      ['供水', '2'],
      ['中高考', '1'],
      ['法律援助', '1'],
    ]);
    expect(lines.join()).toContain('接到有关疫情类诉求1件');
  });
});

describe('late tickets, one by one', () => {
  test('of a unit: one nature, several matters, the same one twice', async () => {
    const events = ['修路灯', '修路灯', '补路面'].flatMap((summary, i) => ticket(`c${i}`, { summary, closedAt: late }));
    expect(textIn(await inputOf(events))).toContain(
      '部门和企业逾期办结工单3件，其中，市商务局逾期办结3件，均为求助类事项，分别是修路灯（2件），补路面。',
    );
  });

  test('of a confidential one nothing is said, anywhere', async () => {
    const input = await inputOf(ticket('a', { summary: '不可说的事', confidential: true, closedAt: late }));
    const report = reportOf(input, layout);
    expect(textIn(input)).toContain('市商务局逾期办结1件，为求助类事项，均为不公开事项。');
    expect(JSON.stringify([report.blocks, report.tables, report.scope])).not.toContain('不可说');
  });

  test('more than are told are counted', async () => {
    const events = ['甲事', '乙事', '丙事'].flatMap((summary, i) => ticket(`c${i}`, { summary, closedAt: late }));
    const input = await inputOf(events);
    const few = { ...input, settings: { ...input.settings, mostTold: 2 } };
    expect(textIn(few)).toContain('其余1件见附件');
    expect(reportOf(few, layout).tables.find(({ id }) => id === 'late')!.rows).toHaveLength(3);
  });

  test('open and overdue ones are told too, and none at all is said', async () => {
    expect(textIn(await inputOf(ticket('a', { closedAt: null, summary: '修水管' })))).toContain(
      '部门和企业在办已逾期工单1件，其中，市商务局在办已逾期1件，为求助类事项，内容为修水管。',
    );
    expect(textIn(await inputOf(ticket('a')))).toContain('没有逾期办结的工单');
  });
});

describe('what must be known first', () => {
  test('a running month says so, and until when', async () => {
    const events = ticket('a', { closedAt: null });
    const asOf = at('06-10 12:00');
    const { marks } = reportOf(await inputOf(events, {}, { asOf }), layout);
    expect(marks).toContain('本期尚未结束，数据截至2021年6月10日12:00，与同期相同天数比较');
    expect(marks[0]).toBe('草稿·未签发');
  });

  test('signed: no draft, but who and when', async () => {
    const input = await inputOf(ticket('a'));
    const snapshot = { ...input.snapshot, state: 'final' as const, revision: 1 };
    const signatures = [{ by: '张三', note: '同意', at: '2021-07-14T10:00:00+08:00' }];
    const signed = { ...input, snapshot, signatures };
    const report = reportOf(signed, layout);
    expect([report.signed, report.marks, report.name]).toEqual([true, [], 'report-2021-06-r1']);
    expect(textIn(signed)).toContain('签发：张三（2021年7月14日10:00），同意');
    expect(report.foot).toContain('修订1');
    expect(report.foot).toContain('pulse verify month:2021-06@r1');
  });

  test.each([
    [
      'partial',
      { partial: true, gaps: [{ topic: 'calls', partition: 0, from: '3', to: '9', by: '李四', reason: '盘坏' }] },
      '数据不完整：缺少calls/0位点3至9（李四：盘坏）',
    ],
    ['demo', { demo: true }, '演示数据：含模拟事件'],
    ['no calendar', { calendarMissing: [2022] }, '缺少2022年官方工作日历，期限不明的工单0件'],
    ['recovering', { recovering: true }, '数据正在恢复，请勿引用'],
    ['opening figures', { baselineMonths: ['2021-06'] }, '2021-06为期初数（系统启用前的签发数）'],
    ['a broken identity', { identities: [{ id: 'a = b', holds: false, difference: 2 }] }, '恒等式不成立：a = b，相差2'],
  ])('%s', async (_name, more, mark) => {
    const input = await inputOf(ticket('a'));
    expect(reportOf({ ...input, snapshot: { ...input.snapshot, ...more } }, layout).marks).toContain(mark);
  });

  test('a count that opening figures do not tell is unknown', async () => {
    const input = await inputOf(ticket('a'));
    const { rated: _, ...counters } = input.snapshot.counters;
    const opening = { ...input, snapshot: { ...input.snapshot, baselineMonths: ['2021-06'], counters } };
    expect(textOf([reportOf(opening, layout).scope['评价'] as never])).toBe('—（期初数未提供）');
  });
});

describe('placeholders', () => {
  test('every one that is documented has a value, and no other has', async () => {
    const events = [
      ...ticket('a', { closedAt: late, topics: ['疫情'], region: '汉滨区' }),
      ...ticket('b', { nature: 'praise', topics: ['供水'], unit: { code: '汉滨区', kind: 'county' } }),
      ...ticket('c', { unit: { code: '某处', kind: 'unknown' } as never, closedAt: null }).filter((_, i) => i === 0),
    ];
    const input = await inputOf(events, { signatures: [{ by: '张三', note: '', at: '2021-07-14T10:00:00+08:00' }] });
    compare(reportOf(input, layout).scope, placeholders, '');
  });
});

/** Groups that this month lacks are not looked into. */
function compare(scope: Scope, known: readonly Placeholder[], path: string): void {
  expect([path, Object.keys(scope).sort()]).toEqual([path, known.map(({ name }) => name).sort()]);
  for (const { name, kind, inner } of known) {
    const value = scope[name]!;
    const found = isList(value)
      ? 'list'
      : typeof value === 'object'
        ? value.is === 'group'
          ? 'group'
          : 'figure'
        : typeof value === 'boolean'
          ? 'flag'
          : 'text';
    const fits = kind === 'figure' ? ['figure', 'text'] : kind === 'group' ? ['group', 'flag'] : [kind];
    expect([path + name, fits]).toEqual([path + name, expect.arrayContaining([found])]);
    const first = isList(value)
      ? value[0]
      : typeof value === 'object' && value.is === 'group'
        ? value.scope
        : undefined;
    if (first !== undefined && inner !== undefined) compare(first, inner, `${path}${name} › `);
  }
}
