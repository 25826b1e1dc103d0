import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Alert } from '../../../src/domain/alert.js';
import { composeDigest } from '../../../src/reporters/notify/digest.js';
import { seed } from '../../support/seed.js';
import { at } from '../../verifier/support.js';
import { conditionAlert, options, ticketAlert } from '../alerts/support.js';

/** Many alerts as one message: a row each by due time, the count and the worst in the title. */

const due = (text: string): string => new Date(at(text)).toISOString();
const overdue = (ticketId: string, dueAt: string, more: Partial<Alert['ticket']> = {}): Alert =>
  ticketAlert('ticket-overdue', '06-24 09:00', { ticketId, dueAt: due(dueAt), ...more });
const o = { ...options, now: at('06-24 09:30') };

const three = [
  overdue('T2', '06-23 17:30', { urgency: 'urgent' }),
  overdue('T3', '06-24 00:00', { nature: 'help', confidential: true, summary: '举报某某' }),
  overdue('T1', '06-22 00:00'),
];

describe('a unit', () => {
  const message = composeDigest(three, { ...o, unit: '市住建局' });

  test('title: how many, and the worst', () => {
    expect(message.title).toBe('【汇总】市住房和城乡建设局:3 件工单已逾期,最久 2 天 9 小时(T1)');
  });

  test('the table, by due time', () => {
    expect(message.table).toEqual({
      head: ['工单', '性质', '期限', '逾期或剩余'],
      rows: [
        ['T1', '投诉类', '2021-06-21 24:00', '已逾期 2 天 9 小时'],
        ['T2', '投诉类 · 紧急', '2021-06-23 17:30', '已逾期 16 小时'],
        ['T3', '求助类 · 保密', '2021-06-23 24:00', '已逾期 9 小时 30 分钟'],
      ],
    });
    expect(message.alerts.map((a) => a.ticket?.ticketId)).toEqual(['T1', 'T2', 'T3']);
    expect(JSON.stringify([message.table, message.text, message.markdown])).not.toContain('举报某某');
  });

  test('the rest is short: senders show the table', () => {
    expect(message.text).toBe(
      '已逾期 3 件\n请按期限先后办理;已逾期的请立即办结。\n打开看板:https://12345.example.cn/pulse/',
    );
    expect(message.markdown).toBe(
      '> 已逾期 3 件\n\n**请按期限先后办理;已逾期的请立即办结。**\n\n[打开看板](https://12345.example.cn/pulse/)',
    );
    expect(message.link).toBe('https://12345.example.cn/pulse/');
  });

  test('in English', () => {
    const { title, table } = composeDigest(three, { ...o, unit: '市住建局', language: 'en' });
    expect(title).toBe('[Digest] 市住房和城乡建设局: 3 tickets overdue, the worst for 2 days 9 hours (T1)');
    expect(table?.head).toEqual(['Ticket', 'Nature', 'Due', 'Late or left']);
    expect(table?.rows[2]).toEqual(['T3', 'help · confidential', '2021-06-23 24:00', 'overdue for 9 hours 30 minutes']);
  });
});

describe('mixed', () => {
  test('what is not overdue is told apart; unknown dues come last; a condition has its own words', () => {
    const mixed = [
      conditionAlert('calendar-missing', 'open', '06-16 10:00', { labels: { year: '2027' } }),
      ticketAlert('ticket-reopened', '06-24 08:00', { ticketId: 'U', dueAt: null, reopenings: 1 }),
      ticketAlert('ticket-near-due', '06-24 09:00', { ticketId: 'N', dueAt: due('06-26 00:00'), percent: 50 }),
      ticketAlert('ticket-closed-late', '06-24 09:00', { ticketId: 'C', closedAt: due('06-23 00:00') }),
      three[2]!,
    ];
    const { title, table, text } = composeDigest(mixed, o);
    expect(title).toBe('【汇总】4 件工单待办提醒,其中 1 件已逾期,最久 2 天 9 小时(T1)');
    expect(table?.rows).toEqual([
      ['C', '投诉类', '2021-06-21 24:00', '逾期 1 天 后办结'],
      ['T1', '投诉类', '2021-06-21 24:00', '已逾期 2 天 9 小时'],
      ['N', '投诉类', '2021-06-25 24:00', '还剩 1 天 14 小时'],
      ['缺工作日历', '–', '–', '【缺工作日历】2027 年工作日历尚未录入'],
      ['U', '投诉类', '未知', '期限未知'],
    ]);
    expect(text.split('\n')[0]).toBe('缺工作日历 1 件,重新办理 1 件,临期提醒 1 件,逾期办结 1 件,已逾期 1 件');
  });

  test('a ticket of which two things were told is one ticket, as it stands last', () => {
    const before = ticketAlert('ticket-overdue', '06-22 00:10');
    const after = ticketAlert('ticket-closed-late', '06-23 10:00', { closedAt: due('06-23 10:00') });
    const { title, table } = composeDigest([after, before], o);
    expect([title, table?.rows.length]).toEqual(['【汇总】1 件工单待办提醒', 2]);
  });

  test('as severe as its most severe alert', () => {
    const severities = ['info', 'critical', 'warning'] as const;
    const alerts = severities.map((severity, i) => ({ ...overdue(`S${i}`, '06-22 00:00'), severity }));
    expect(composeDigest(alerts, o).severity).toBe('critical');
    expect(composeDigest(alerts.slice(0, 1), o).severity).toBe('info');
  });
});

test('the id is that of all its alerts and its unit: a larger digest is no repeat of a smaller one', () => {
  const id = (alerts: readonly Alert[], unit?: string): string => composeDigest(alerts, { ...o, unit }).id;
  expect(id(three)).toMatch(/^digest-[0-9a-f]{16}$/);
  expect(id(three, 'a')).toBe(id([...three], 'a'));
  const others = [id(three), id(three, 'a'), id(three, 'b'), id(three.slice(1), 'a'), id(three.slice(0, 1), 'a')];
  expect(new Set(others).size).toBe(5);
});

test(`title and rows against plain loops (seed ${seed})`, () => {
  const hours = fc.integer({ min: -200, max: 200 });
  fc.assert(
    fc.property(fc.uniqueArray(hours, { minLength: 1, maxLength: 60 }), (late) => {
      const alerts = late.map((n, i) =>
        overdue(`T${i}`, '06-22 00:00', { dueAt: new Date(o.now - n * 3_600_000).toISOString() }),
      );
      const { title, table } = composeDigest(alerts, o);
      const past = late.filter((n) => n > 0);
      const expected = [...late.keys()].sort((a, b) => late[b]! - late[a]!).map((i) => `T${i}`);
      expect(table?.rows.map(([id]) => id)).toEqual(expected);
      expect(title).toContain(`${late.length} 件工单`);
      expect(/(\d+) 件(工单)?已逾期/.exec(title)?.[1] ?? '0').toBe(String(past.length));
      if (past.length > 0) expect(title.endsWith(`(${expected[0]})`)).toBe(true);
    }),
    { seed, numRuns: 100 },
  );
});
