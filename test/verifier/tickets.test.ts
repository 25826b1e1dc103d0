import { describe, expect, test } from '@jest/globals';
import { recompute } from '../../src/verifier/recompute.js';
import { at, call, closing, context, counters, june, local, pick, ticket } from './support.js';

const created = (text: string, more: Record<string, unknown> = {}) => ({ createdAt: local(text), ...more });
const opens = ['open', 'open_overdue', 'open_due_unknown', 'open_not_due', 'open_due_within_1wd'];

describe('tickets (kpi.md sections 2 and 3)', () => {
  test('every counter of one ticket closed late, with its contact', () => {
    // Due 24:00 of 06-21; replied on the 18th: working days 15, 16, 17, 18.
    const events = [
      call('c', { region: 'elsewhere', category: 'x', topics: ['y'], channel: 'letter' }),
      ticket('c/t', {
        region: '汉滨区',
        category: 'housing',
        topics: ['疫苗接种'],
        unit: { code: 'housing', kind: 'department' },
        repeatOf: 'older',
      }),
      closing('c/t', '06-22 00:00:00.001', {
        repliedAt: local('06-18 18:00'),
        outcome: 'partly',
        satisfaction: { result: 'mostly' },
        unit: { code: 'hanbin' },
      }),
    ];
    const figures = june(events);
    const tickets = Object.fromEntries(
      Object.entries(counters(figures)).filter(([name]) => !/^(contacts|answered)/.test(name)),
    );
    const by = (measure: string, ...labels: string[]) =>
      Object.fromEntries(labels.map((label) => [`${measure}{${label}}`, 1]));
    const unit = ['unit_kind=department', 'unit_group=department', 'unit=housing'];
    const own = ['nature=help', 'urgency=normal', 'region=汉滨区', 'category=housing', 'topic=疫苗接种'];
    expect(tickets).toEqual({
      tickets: 1,
      ...by('tickets', ...own, ...unit),
      repeated: 1,
      closed: 1,
      ...by('closed', 'topic=疫苗接种', 'outcome=partly', ...unit),
      closed_late: 1,
      ...by('closed_late', 'nature=help', 'nature=help,unit=housing', ...unit),
      replied: 1,
      reply_working_days: 4,
      rated: 1,
      ...by('rated', 'topic=疫苗接种', 'unit=housing'),
      satisfied: 1,
      ...by('satisfied', 'topic=疫苗接种', 'unit=housing'),
      flow_closed: 1,
      flow_closed_late: 1,
    });
    expect(figures.identities.filter(({ holds }) => !holds)).toEqual([]);
    expect(figures.identities).toHaveLength(8);
  });

  test('unit kinds: the event, else the catalogue, else unknown; groups; unassigned', () => {
    const unit = (code: string, kind?: string) => ({ unit: { code, ...(kind !== undefined && { kind }) } });
    const figures = june([
      ticket('c/1', unit('hanbin')),
      ticket('c/2', unit('hanbin', 'township')),
      ticket('c/3', unit('city-investment')),
      ticket('c/4', unit('nobody-knows')),
      ticket('c/5'),
    ]);
    expect(
      pick(figures, 'tickets{unit_kind=county}', 'tickets{unit_kind=township}', 'tickets{unit_group=county}'),
    ).toEqual([1, 1, 2]);
    expect(pick(figures, 'tickets{unit_kind=enterprise}', 'tickets{unit_group=department}')).toEqual([1, 1]);
    expect(
      pick(figures, 'tickets{unit_kind=unknown}', 'tickets{unit_group=unknown}', 'tickets{unit=unassigned}'),
    ).toEqual([2, 2, 1]);
    expect(pick(figures, 'tickets{unit=hanbin}', 'open{unit=hanbin}')).toEqual([2, 2]);
  });

  test('unit counters exist for months and what is made of them, not for days', () => {
    const events = [ticket('c/t', { nature: 'praise', unit: { code: 'housing' } })];
    for (const period of ['month:2021-06', 'quarter:2021-Q2', 'half:2021-H1', 'year:2021']) {
      expect(pick(recompute(events, period, context), 'tickets{unit=housing}', 'praise{unit=housing}')).toEqual([1, 1]);
    }
    for (const period of ['day:2021-06-11', 'week:2021-W23', 'range:2021-06-01..2021-06-30']) {
      const figures = recompute(events, period, context);
      expect(pick(figures, 'tickets', 'tickets{unit=housing}', 'praise{unit=housing}')).toEqual([1, 0, 0]);
      expect(pick(figures, 'tickets{unit_kind=department}', 'open{unit=housing}')).toEqual([1, 1]);
    }
  });

  test('on time to the millisecond; cohort of creation; flow by the day of closing', () => {
    const events = [
      ticket('c/1', created('06-30 09:00')),
      closing('c/1', '07-08 00:00'), // due 24:00 of 07-07
      ticket('c/2', created('06-30 09:00')),
      closing('c/2', '07-08 00:00:00.001'),
      ticket('c/3', created('05-31 09:00')),
      closing('c/3', '06-01 09:00'),
      ticket('c/4', created('12-30 09:00')),
      closing('c/4', '12-31 09:00'),
    ];
    expect(pick(june(events), 'closed', 'closed_on_time', 'closed_late', 'flow_closed', 'flow_closed_late')).toEqual([
      2, 1, 1, 1, 0,
    ]);
    const july = recompute(events, 'month:2021-07', context);
    expect(pick(july, 'closed', 'flow_closed', 'flow_closed_late')).toEqual([0, 2, 1]);
    const december = recompute(events, 'month:2021-12', context);
    expect(pick(december, 'closed', 'closed_due_unknown', 'closed_late', 'flow_closed_late')).toEqual([1, 1, 0, 0]);
  });

  test('reply days: repliedAt, else closedAt; 0 if earlier; left out beyond the calendar', () => {
    const events = [
      ticket('c/1', created('06-11 23:00')),
      closing('c/1', '06-21 09:00'), // 15, 16, 17, 18, 21
      ticket('c/2', created('06-11 23:00')),
      closing('c/2', '06-21 09:00', { repliedAt: local('06-11 08:00') }),
      ticket('c/3', created('06-11 23:00')),
      closing('c/3', '2022-01-02 09:00'),
      ticket('c/4', created('06-11 23:00')),
      closing('c/4', null, { repliedAt: local('06-15') }),
    ];
    const figures = june(events);
    expect(pick(figures, 'closed', 'replied', 'reply_working_days')).toEqual([3, 2, 5]);
    expect(figures.indicators.find(({ id }) => id === 'mean_reply_working_days')?.value).toBe('2.5');
  });

  test('ratings: closed now, rated, reached', () => {
    const rated = (
      name: string,
      satisfaction: Record<string, unknown> | undefined,
      closedAt: string | null = '06-12',
    ) => [ticket(name), closing(name, closedAt, { satisfaction })];
    const figures = june([
      ...rated('c/1', { result: 'satisfied' }),
      ...rated('c/2', { result: 'mostly', reached: true }),
      ...rated('c/3', { result: 'dissatisfied' }),
      ...rated('c/4', { result: 'satisfied', reached: false }),
      ...rated('c/5', { result: 'unrated' }),
      ...rated('c/6', undefined),
      ...rated('c/7', { result: 'satisfied' }, null),
    ]);
    expect(pick(figures, 'rated', 'satisfied')).toEqual([3, 2]);
  });

  test('reopened and first closing: a closing says them itself, open again or not', () => {
    const reopenings = [{ at: local('06-30 09:00') }];
    const figures = june([
      ticket('c/1'),
      closing('c/1', null, { firstClosedAt: local('06-18'), reopenings }), // open again, first in time
      ticket('c/2'),
      closing('c/2', '07-05', { firstClosedAt: local('06-25'), reopenings }), // first late, then in time (07-07)
      ticket('c/3'),
      closing('c/3', '06-18'),
      ticket('c/4'),
      closing('c/4', null),
      ticket('c/5'),
    ]);
    expect(pick(figures, 'reopened', 'first_closed_on_time', 'closed_on_time', 'closed', 'open')).toEqual([
      3, 2, 2, 2, 3,
    ]);
  });

  test('extended counts extensions that count', () => {
    const extensions = [{ approvedAt: local('06-18'), newDueAt: local('06-30') }];
    const late = [{ approvedAt: local('06-28'), newDueAt: local('06-30') }];
    expect(pick(june([ticket('c/1', { extensions }), ticket('c/2', { extensions: late })]), 'extended')).toEqual([1]);
  });
});

describe('the due index at asOf', () => {
  const events = [
    ticket('c/1', { dueAt: local('06-18 12:00'), unit: { code: 'housing' } }),
    ticket('c/2', { dueAt: local('06-18 12:00:00.001') }),
    ticket('c/3', { dueAt: local('06-22 00:00') }),
    ticket('c/4', { dueAt: local('06-22 00:00:00.001') }),
    ticket('c/5', { holds: [{ from: local('06-15') }] }),
    ticket('c/6', { createdAt: local('12-30') }),
    ticket('c/7', { createdAt: local('05-31'), dueAt: local('06-01') }),
  ];
  test('overdue is strict; within a working day ends at 24:00 of the next one; the period’s own tickets only', () => {
    // Friday noon: the next working day is Monday 21st.
    expect(pick(june(events, { asOf: at('06-18 12:00') }), ...opens)).toEqual([5, 0, 0, 5, 4]);
    expect(pick(june(events, { asOf: at('06-18 12:00:00.001') }), ...opens)).toEqual([5, 1, 0, 4, 3]);
    expect(pick(june(events, { asOf: at('07-31') }), ...opens)).toEqual([5, 4, 0, 1, 0]);
  });
  test('a due beyond the calendar is unknown, and so is the next working day', () => {
    expect(pick(recompute(events, 'month:2021-12', context), ...opens)).toEqual([1, 0, 1, 0, 0]);
    expect(
      pick(june([ticket('c/1', { dueAt: local('2021-12-31 12:00') })], { asOf: at('12-31 11:00') }), ...opens),
    ).toEqual([1, 0, 0, 1, 0]);
  });
  test('while a hold runs on, not overdue, even past the due of an extension', () => {
    const extensions = [{ approvedAt: local('06-16'), newDueAt: local('06-18') }];
    const held = ticket('c/1', { extensions, holds: [{ from: local('06-15') }] });
    const plain = ticket('c/2', { extensions });
    expect(pick(june([held, plain]), ...opens)).toEqual([2, 1, 0, 1, 0]);
  });
  test('by unit', () => {
    const figures = june(events, { asOf: at('06-18 12:00:00.001') });
    expect(pick(figures, 'open{unit=housing}', 'open_overdue{unit=housing}', 'open_overdue{unit=unassigned}')).toEqual([
      1, 1, 0,
    ]);
    expect([...figures.counters.keys()].filter((name) => /^open.*unit_/.test(name))).toEqual([]);
  });
});
