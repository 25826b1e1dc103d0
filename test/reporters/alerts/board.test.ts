import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type Alert, revisedAlert } from '../../../src/domain/alert.js';
import { AlertBoard, type Row } from '../../../src/reporters/alerts/board.js';
import { boardTable } from '../../../src/reporters/alerts/board-text.js';
import { recordOf } from '../../support/log-records.js';
import { seed } from '../../support/seed.js';
import { at, local } from '../../verifier/support.js';
import { ackEvent, alertEvent, conditionAlert, options, ticketAlert } from './support.js';

/** All alerts with what people and sinks made of them, folded from three topics that know nothing of each other. */

const topics = { alerts: 'a', acks: 'k', deliveries: 'd' };
type Said = readonly [topic: string, key: string, value: object | string | null];
const fold = (...said: readonly Said[]): AlertBoard => {
  const board = new AlertBoard(topics);
  for (const [topic, key, value] of said) board.take(topic, recordOf(value, { key }));
  return board;
};
const told = (alert: Alert): Said => ['a', alert.ticket?.contactId ?? alert.kind, alertEvent(alert)];
const acked = (alert: Alert, by: string, time: string, data: object = {}): Said => [
  'k',
  'c',
  ackEvent(alert, by, time, data),
];
const delivered = (sink: string, alertId: string, time: string, more: object = {}): Said => [
  'd',
  `${sink}/${alertId}`,
  {
    sink, alertId, state: 'delivered', at: local(time), to: [], messageId: alertId, attempts: 1, place: '0/0', ...more,
  },
]; // biome-ignore format: the record in one piece

const near = ticketAlert('ticket-near-due', '06-17 12:00', { percent: 50 });
const overdue = ticketAlert('ticket-overdue', '06-22 00:10');
const late = ticketAlert('ticket-closed-late', '06-23 10:00', { closedAt: '2021-06-23T02:00:00.000Z' });
const other = ticketAlert('ticket-overdue', '06-22 00:11', { contactId: 'c-2', ticketId: 'T-2' });
const low = conditionAlert('connection-rate-low', 'open', '06-18 10:00', { labels: { window: '15m' } });
const lowOver = conditionAlert('connection-rate-low', 'resolved', '06-18 10:25', { labels: { window: '15m' } });

const ids = (rows: readonly Row[]): string[] => rows.map(({ alert }) => alert.id);

describe('subjects', () => {
  test('the last alert of a subject says how it stands; newest first', () => {
    const board = fold(told(near), told(low), told(overdue), told(other), told(lowOver));
    expect(ids(board.all())).toEqual([other.id, overdue.id, lowOver.id]);
    expect(ids(board.open())).toEqual([other.id, overdue.id]);
    expect(board.all().map(({ history }) => history.map(({ kind }) => kind))).toEqual([
      ['ticket-overdue'],
      ['ticket-near-due', 'ticket-overdue'],
      ['connection-rate-low', 'connection-rate-low'],
    ]);
  });

  test('a repeat of an id counts once, however late it comes', () => {
    const board = fold(told(overdue), told(overdue), told(late), told(overdue));
    expect(board.all().map(({ history }) => history.map(({ id }) => id))).toEqual([[overdue.id, late.id]]);
    expect(board.open()).toEqual([]);
  });

  test('a notice leaves nothing open', () => {
    expect(fold(told({ ...late, state: 'notice' })).open()).toEqual([]);
  });
});

describe('acknowledgements', () => {
  const [standing, all] = [
    (board: AlertBoard) => board.all()[0]?.standing,
    (board: AlertBoard) => board.all()[0]?.acks.map(({ by }) => by),
  ];

  test('who, when, until when, why', () => {
    const until = local('06-23 09:00');
    const board = fold(told(overdue), acked(overdue, '王', '06-22 08:00', { action: 'snooze', until, note: '等雨停' }));
    const said = {
      alertId: overdue.id, action: 'snooze', by: '王', at: at('06-22 08:00'), until: at('06-23 09:00'), note: '等雨停',
    }; // biome-ignore format: one line
    expect(standing(board)).toEqual(said);
    expect(board.all()[0]?.acks).toEqual([said]);
  });

  test('the highest version holds, whatever came last; a repeat is one', () => {
    const [first, second] = [acked(overdue, '王', '06-22 08:00'), acked(overdue, '李', '06-22 09:00')];
    const board = fold(told(overdue), second, first, second);
    expect([standing(board)?.by, all(board)]).toEqual(['李', ['王', '李']]);
    const revised = fold(told(overdue), second, acked(overdue, '张', '06-22 07:00', { rev: 1 }));
    expect(standing(revised)?.by).toBe('张');
  });

  test('one that was taken back is none', () => {
    const back = acked(overdue, '王', '06-22 10:00', { rev: 1, deleted: true });
    const board = fold(told(overdue), acked(overdue, '王', '06-22 08:00'), back);
    expect([standing(board), all(board)]).toEqual([null, []]);
    const again = fold(told(overdue), back, acked(overdue, '李', '06-22 11:00', { rev: 1 }));
    expect([standing(again)?.by, all(again)]).toEqual(['李', ['李']]);
  });

  test('what was said of an earlier due time, reopening or unit does not hold for the present one', () => {
    const ack = acked(near, '王', '06-17 13:00');
    const moved = (ticket: Partial<Alert['ticket']>): Row =>
      fold(told(near), ack, told(ticketAlert('ticket-overdue', '06-28 00:10', ticket))).all()[0]!;
    expect(moved({}).standing?.by).toBe('王');
    const changes = [
      { dueAt: '2021-06-27T16:00:00.000Z' },
      { reopenings: 1 },
      { unit: { code: '市公安局', kind: 'department' as const } },
    ];
    for (const change of changes) {
      const row = moved(change);
      expect([row.standing, row.acks.map(({ by }) => by)]).toEqual([null, ['王']]);
    }
  });

  test('of a condition: for this opening', () => {
    const again = conditionAlert('connection-rate-low', 'open', '06-19 10:00', {
      labels: { window: '15m' },
      since: '2021-06-19T02:00:00.000Z',
    });
    const ack = acked(low, '王', '06-18 10:05');
    expect(standing(fold(ack, told(low)))?.by).toBe('王');
    expect(standing(fold(told(low), ack, told(lowOver)))?.by).toBe('王');
    expect(standing(fold(told(low), ack, told(lowOver), told(again)))).toBeNull();
  });
});

describe('deliveries', () => {
  test('who was told of any alert of the subject; the last record of a key holds', () => {
    const board = fold(
      told(near),
      told(overdue),
      delivered('wecom', near.id, '06-17 12:01'),
      delivered('mail', overdue.id, '06-22 00:12', { state: 'parked', reason: '550' }),
      delivered('wecom', overdue.id, '06-22 00:11', { to: ['a@b'] }),
    );
    const seen = board.all()[0]?.deliveries.map((d) => [d.sink, d.alertId, d.state, d.to]);
    expect(seen).toEqual([
      ['wecom', near.id, 'delivered', []],
      ['wecom', overdue.id, 'delivered', ['a@b']],
      ['mail', overdue.id, 'parked', []],
    ]);
    expect(board.parked().map(({ sink, reason }) => [sink, reason])).toEqual([['mail', '550']]);
  });

  test('a parked one that is to be sent again, or was forgotten, is parked no more', () => {
    const parked = delivered('mail', overdue.id, '06-22 00:12', { state: 'parked', reason: '550' });
    const asked = delivered('mail', overdue.id, '06-22 08:00', { state: 'retry', reason: '550' });
    expect(fold(parked, asked).parked()).toEqual([]);
    expect(fold(parked, ['d', `mail/${overdue.id}`, null]).parked()).toEqual([]);
    expect(fold(asked, parked).parked()).toHaveLength(1);
  });

  test('the position of a sink is no delivery', () => {
    const position = { sink: 'mail', since: { 0: '0' }, next: { 0: '7' }, owner: null };
    const board = fold(['d', 'mail', position]);
    expect([board.parked(), board.unreadable]).toEqual([[], 0]);
  });
});

test('the table names the ticket, or the revision of a month', () => {
  const decidedAt = '2021-07-14T02:03:00.000Z';
  const revised = revisedAlert({ month: '2021-06', revision: 2, decidedAt, changed: 24, causes: 1, tickets: ['T1'] });
  const { cells } = boardTable(fold(told(revised), told(other)).all(), { ...options, now: at('07-15 09:00') });
  expect(cells.map((row) => row.slice(2, 5))).toEqual([
    [expect.any(String), '–', '2021-06@r2'],
    [expect.any(String), '市住房和城乡建设局', 'T-2'],
  ]);
});

test('what is not readable is counted and passed over', () => {
  const board = fold(
    ['a', 'c', 'no json'],
    ['a', 'c', null],
    ['a', 'c', { data: { ...overdue, kind: 'ticket-lost' } }],
    ['a', 'c', 'null'],
    ['k', 'c', '{}'],
    ['k', 'c', null],
    ['k', 'c', ackEvent(overdue, '', '06-22 08:00')],
    ['d', 'mail/x', '{"sink":"mail"}'],
    told(overdue),
    ['elsewhere', 'c', 'no json'],
  );
  expect([board.unreadable, ids(board.all())]).toEqual([8, [overdue.id]]);
});

describe('ids', () => {
  const a = { ...overdue, id: 'ticket-overdue-aa11', subject: 'A' };
  const b = { ...overdue, id: 'ticket-overdue-ab22', subject: 'B' };
  const c = { ...overdue, id: 'ticket-overdue-aa11b', subject: 'C' };
  const board = fold(told(a), told(b), told(c));
  const find = (prefix: string): string | number => {
    const found = board.byId(prefix);
    return 'alert' in found ? found.alert.id : found.candidates.length;
  };

  test.each([
    ['ticket-overdue-ab22', b.id],
    ['ticket-overdue-ab', b.id],
    ['ab', b.id],
    ['ticket-overdue-aa11', a.id],
    ['aa11b', c.id],
    ['aa', 2],
    ['aa11', 2],
    ['ticket', 3],
    ['overdue', 0],
    ['x', 0],
    ['', 0],
  ] as const)('%s', (prefix, expected) => expect(find(prefix)).toBe(expected));

  test('an earlier alert leads to its subject as it stands', () => {
    const found = fold(told(near), told(overdue)).byId(near.id);
    expect('row' in found && [found.alert.id, found.row.alert.id]).toEqual([near.id, overdue.id]);
  });
});

test(`the order of topics does not matter, nor does repetition (seed ${seed})`, () => {
  const alerts = [near, overdue, low, other, lowOver, late].map(told);
  const acks = [
    acked(overdue, '王', '06-22 08:00'),
    acked(low, '李', '06-18 10:05'),
    acked(other, '张', '06-22 08:00', { action: 'snooze', until: local('06-23 09:00') }),
    acked(other, '张', '06-22 09:00', { rev: 1, deleted: true }),
  ];
  const deliveries = [
    delivered('mail', near.id, '06-17 12:01'),
    delivered('mail', overdue.id, '06-22 00:12', { state: 'parked' }),
    delivered('mail', overdue.id, '06-22 08:00', { state: 'retry' }),
    delivered('wecom', late.id, '06-23 10:01'),
  ];
  const expected = fold(...alerts, ...acks, ...deliveries);
  expect(expected.all().map(({ acks: said }) => said.length)).toEqual([1, 0, 1]);
  const order = fc.shuffledSubarray([...'aaaaaakkkkdddd'], { minLength: 14 });
  fc.assert(
    fc.property(order, fc.boolean(), (sequence, twice) => {
      const queues = { a: [...alerts], k: [...acks], d: [...deliveries] };
      const said = sequence.map((topic) => queues[topic as 'a' | 'k' | 'd'].shift()!);
      const board = fold(...said, ...(twice ? said : []));
      expect(board.all()).toEqual(expected.all());
      expect(board.parked()).toEqual(expected.parked());
    }),
    { seed, numRuns: 200 },
  );
});
