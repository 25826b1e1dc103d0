import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Alert } from '../../src/domain/alert.js';
import { type AlertAcked, parseEvent } from '../../src/domain/events.js';
import { conditionAlert, ticketAlert } from '../reporters/alerts/support.js';
import { embeddedPair, type Pair } from '../support/pair.js';
import { delivery, publish, read, recordOf, refused, topics } from './alerts-support.js';

/** `pulse alerts` as a person at a terminal meets it: the built program on a log that holds alerts and deliveries. */

const near = ticketAlert('ticket-near-due', '06-17 12:00', { percent: 50 });
const overdue = ticketAlert('ticket-overdue', '06-22 00:10');
const other = ticketAlert('ticket-overdue', '06-22 00:11', {
  contactId: 'c-2',
  ticketId: 'T-2',
  unit: { code: '汉滨区', kind: 'county' },
});
const settled = ticketAlert('ticket-settled', '06-23 10:00', { contactId: 'c-3', ticketId: 'T-3' });
const low = conditionAlert('connection-rate-low', 'open', '06-18 10:00', {
  labels: { window: '15m' }, value: '93.10', threshold: '95.00', unit: '%', numerator: 27, denominator: 29,
}); // biome-ignore format: the alert in one piece

const parkedReason = { state: 'parked', reason: 'HTTP 404', attempts: 3 };

let pair: Pair;
beforeAll(async () => {
  pair = embeddedPair({ PULSE_PARTITIONS: '2' });
  await publish(pair, [
    ...[near, overdue, other, settled, low].map(recordOf),
    delivery('wecom-duty', near),
    delivery('mail', overdue, parkedReason),
    delivery('hook', overdue, parkedReason),
    delivery('hook', other, parkedReason),
  ]);
});
afterAll(() => pair.close());

const pulse = (...args: string[]): Promise<string> => pair.pulse('alerts', ...args);
const json = async (...args: string[]) => JSON.parse(await pulse(...args, '--json'));
const listed = async (...args: string[]): Promise<string[]> =>
  (await json('list', ...args)).alerts.map((row: { alert: Alert }) => row.alert.id);

describe('list and show', () => {
  test('one row a subject, newest first', async () => {
    expect(await listed()).toEqual([settled.id, other.id, overdue.id, low.id]);
    expect(await listed('--open')).toEqual([other.id, overdue.id, low.id]);
    expect(await listed('--unit', '安康市汉滨区')).toEqual([other.id]);
    expect(await listed('--kind', 'connection-rate-low')).toEqual([low.id]);
    expect(await listed('--unit', '汉滨区', '--kind', 'ticket-settled')).toEqual([]);
  });

  test('as a table, in Chinese', async () => {
    const lines = (await pulse('list')).split('\n').filter((line) => line.includes('│'));
    const cells = lines.map((line) =>
      line
        .split('│')
        .map((cell) => cell.trim())
        .slice(1, -1),
    );
    expect(cells[0]).toEqual(['编号', '时间', '类别', '单位', '工单', '时长', '已通知', '确认']);
    const row = cells.find(([id]) => id === overdue.id);
    expect(row).toEqual([
      overdue.id,
      '2021-06-22 00:10',
      '已逾期',
      '市住房和城乡建设局',
      'GD-20210614-007',
      expect.stringMatching(/^已逾期 \d+ 天/),
      'wecom-duty',
      '–',
    ]);
    expect(cells.find(([id]) => id === low.id)?.slice(2, 5)).toEqual(['接通率偏低', '–', '–']);
    expect(await pulse('list', '--unit', '市公安局')).toBe('没有提醒\n');
  });

  test('one in full, by the beginning of its id', async () => {
    const prefix = overdue.id.slice(-16, -6);
    const shown = await pulse('show', prefix);
    expect(shown).toContain('【已逾期】市住房和城乡建设局:工单 GD-20210614-007 已逾期');
    expect(shown).toMatch(/2021-06-17 12:00 {2}临期提醒/);
    expect(shown).toContain('mail  未送达(搁置): HTTP 404');
    const { alert, history, deliveries } = await json('show', prefix);
    expect([alert, history.length, deliveries.length]).toEqual([overdue, 2, 3]);
  });

  test.each([
    ['unknown', ['show', 'nosuch'], /no alert has the id nosuch/],
    ['ambiguous', ['ack', 'ticket-', '--by', '王'], /ticket- is the beginning of 4 ids: ticket-near-due-/],
    ['no such kind', ['list', '--kind', 'x'], /--kind/],
    ['nobody', ['ack', overdue.id, '--by', ' '], /--by/],
    ['no time', ['snooze', overdue.id, '--by', '王', '--until', 'later'], /--until later/],
    ['no end', ['snooze', overdue.id, '--by', '王'], /--until/],
    ['which to retry', ['retry'], /--all/],
    ['ids and all', ['retry', overdue.id, '--all'], /--all/],
    ['not parked', ['retry', near.id], /is not parked/],
    ['not parked there', ['retry', other.id, '--sink', 'mail'], /is not parked/],
    ['no such sink', ['test', 'nosuch'], /alerts\.yaml has no sinks: there is nobody to send alerts to/],
  ])('refused: %s', async (_, args, message) => refused(await pair.run(['alerts', ...args]), message));
});

describe('ack and snooze', () => {
  test('are events of the input topic, with what identifies the alert, and no personal number', async () => {
    const args = ['--by', '王 13912345678', '--note', '已派人'];
    expect(await pulse('ack', overdue.id.slice(0, -4), ...args)).toContain(`${overdue.id} acknowledged by 王 ***78\n`);
    const before = Date.now();
    await pulse('snooze', low.id, '--until', '2h', '--by', '李');
    const acks = await read(pair, topics.inputOf['hotline.alert-acked.v1']);
    const events = acks.map(([key, value]) => ({ key, event: parseEvent(JSON.parse(value)) }));
    const [ack, snooze] = [events.find(({ key }) => key === 'c-1'), events.find(({ key }) => key === low.kind)];
    expect(ack?.event).toMatchObject({ source: 'urn:hotline-pulse:cli', type: 'hotline.alert-acked.v1' });
    expect(ack?.event.data).toEqual({
      alertId: overdue.id,
      contactId: 'c-1',
      ticketId: 'GD-20210614-007',
      rev: 0,
      action: 'ack',
      by: '王 ***78',
      note: '已派人',
    });
    const { until, ...data } = snooze!.event.data as AlertAcked;
    expect(data).toEqual({ alertId: low.id, contactId: low.kind, rev: 0, action: 'snooze', by: '李' });
    const hours = ((until ?? 0) - before) / 3_600_000;
    expect(hours).toBeGreaterThanOrEqual(2);
    expect(hours).toBeLessThan(2.1);
    expect(events).toHaveLength(2);
  });

  test('show up where alerts are listed; the newest word holds', async () => {
    expect(await pulse('list')).toMatch(/│ 王 \S*78 已确认 +│/);
    await pulse('snooze', overdue.id, '--until', '1d', '--by', '李');
    const { alerts } = await json('list', '--unit', '市住建局', '--open');
    expect(alerts[0].standing).toMatchObject({ action: 'snooze', by: '李', alertId: overdue.id });
    expect(alerts[0].acks.map(({ by }: { by: string }) => by)).toEqual(['王 ***78', '李']);
    expect(await pulse('show', overdue.id)).toMatch(/李 暂停至 \d{4}-\d\d-\d\d \d\d:\d\d/);
  });

  test('win over a word from a clock that is ahead', async () => {
    const time = new Date(Date.now() + 3_600_000).toISOString();
    const data = { alertId: other.id, contactId: 'c-2', ticketId: 'T-2', rev: 3, action: 'ack', by: '张' };
    const type = 'hotline.alert-acked.v1';
    const event = { specversion: '1.0', id: 'x', source: '/other', type, time, data };
    await publish(pair, [{ topic: topics.inputOf[type], key: 'c-2', value: JSON.stringify(event) }]);
    await pulse('ack', other.id, '--by', '李');
    const { standing } = await json('show', other.id);
    expect(standing.by).toBe('李');
  });
});

describe('parked and retry', () => {
  test('what could not be sent, and why; sent again by a record that the sinks read', async () => {
    const { parked } = await json('parked');
    expect(parked.map((d: { sink: string; alertId: string; alert: Alert }) => [d.sink, d.alertId, d.alert])).toEqual([
      ['hook', overdue.id, overdue],
      ['hook', other.id, other],
      ['mail', overdue.id, overdue],
    ]);
    expect(await pulse('parked')).toMatch(/│ hook +│ ticket-overdue-\S+ +│ 已逾期 .* 3 │ HTTP 404 +│/);

    expect(await pulse('retry', overdue.id.slice(-16), '--sink', 'mail')).toBe(
      `mail: ${overdue.id} is to be sent again\n`,
    );
    const last = (await read(pair, topics.deliveries)).at(-1)!;
    expect(last[0]).toBe(`mail/${overdue.id}`);
    expect(JSON.parse(last[1])).toMatchObject({ sink: 'mail', alertId: overdue.id, state: 'retry', place: '0/0' });

    expect((await pulse('retry', '--all')).split('\n').sort()).toEqual(
      ['', `hook: ${other.id} is to be sent again`, `hook: ${overdue.id} is to be sent again`].sort(),
    );
    expect(await pulse('parked')).toBe('没有搁置的消息\n');
    expect(await pulse('retry', '--all')).toBe('nothing is parked\n');
  });
});
