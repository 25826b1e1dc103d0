import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { formatInstant } from '../../../src/domain/instant.js';
import { deliveryRecord } from '../../../src/reporters/notify/deliveries.js';
import {
  Bench,
  conditionAlert,
  day,
  hour,
  minute,
  morning,
  second,
  sinkOf,
  ticketAlert,
  topics,
} from './runner-support.js';

let bench: Bench;
beforeEach(() => {
  bench = new Bench();
});
afterEach(async () => {
  await bench.close();
  expect(bench.fatal).toEqual([]);
});

describe('where a sink reads', () => {
  test('a new sink begins at the end, and says so before it sends', async () => {
    const old = conditionAlert();
    await bench.publish(old);
    const sender = bench.sender();
    const positionsAtSend: number[] = [];
    sender.answer = () => {
      positionsAtSend.push(bench.positions().length);
      return { kind: 'delivered' };
    };
    await bench.run(sinkOf('a', sender));
    expect(bench.positions()).toMatchObject([{ sink: 'a', since: { 0: '1', 1: '0' }, next: { 0: '1', 1: '0' } }]);
    const fresh = conditionAlert();
    await bench.publish(fresh);
    expect(sender.ids).toEqual([[fresh.id]]);
    expect(positionsAtSend).toEqual([1]);
  });

  test('what was delivered, parked or skipped is on record, and is not sent again by the next runner', async () => {
    const sender = bench.sender();
    const first = await bench.run(sinkOf('a', sender));
    const [good, bad, stale] = [conditionAlert(), conditionAlert(), ticketAlert({ at: morning - 73 * hour })];
    sender.answer = ({ id }) => (id === bad.id ? { kind: 'refused', reason: 'HTTP 400' } : { kind: 'delivered' });
    await bench.publish(good, bad, stale);
    const at = formatInstant(morning);
    const recordOf = ({ id }: { id: string }) => bench.deliveries().filter((d) => d.alertId === id);
    expect(recordOf(stale)).toMatchObject([{ state: 'skipped', place: '0/2', attempts: 0, messageId: null }]);
    expect(recordOf(bad)).toMatchObject([{ state: 'parked', place: '0/1', attempts: 1, reason: 'HTTP 400' }]);
    expect(recordOf(good)).toEqual([
      { sink: 'a', alertId: good.id, state: 'delivered', at, to: [], messageId: good.id, attempts: 1, place: '0/0' },
    ]);
    await first.stop();
    expect(bench.positions().at(-1)).toMatchObject({ next: { 0: '3', 1: '0' }, owner: null });
    const again = bench.sender();
    await bench.run(sinkOf('a', again));
    // A store that falls back publishes them again, under their ids.
    await bench.publish(good, bad, stale);
    await bench.clock.advance(hour);
    expect(again.tried).toEqual([]);
  });

  test('an alert that comes twice at once is sent once', async () => {
    const sender = bench.sender();
    await bench.run(sinkOf('a', sender));
    const [a, b] = [conditionAlert(), ticketAlert()];
    await bench.publish(a, a, b, b);
    await bench.clock.advance(hour);
    expect(sender.ids).toEqual([[a.id], [b.id]]);
    expect(bench.positions().at(-1)?.next).toEqual({ 0: '4', 1: '0' });
  });

  test('what is not wanted leaves no record and moves the position; what is no alert is said once', async () => {
    const sender = bench.sender();
    await bench.run(sinkOf('a', sender, { decide: () => ({ wanted: false, to: [], heldUntil: null }) }));
    await bench.publish(conditionAlert(), ticketAlert());
    await bench.log.publish([{ topic: topics.alerts, partition: 1, key: 'k', value: '{"data":{"id":1}}' }]);
    await bench.log.publish([{ topic: topics.alerts, partition: 1, key: 'k', value: null }]);
    await bench.clock.advance(10 * second);
    expect([sender.tried, bench.deliveries()]).toEqual([[], []]);
    expect(bench.positions().at(-1)?.next).toEqual({ 0: '2', 1: '2' });
    const warned = bench.lines.filter(({ level }) => level === 'warn');
    expect(warned.map(({ fields }) => fields)).toEqual([
      { sink: 'a', place: '1/0' },
      { sink: 'a', place: '1/1' },
    ]);
  });

  test('a digest tells what is too old for a message of its own', async () => {
    const sender = bench.sender();
    await bench.run(sinkOf('a', sender));
    const late = ticketAlert({ at: morning - 30 * day, digestOnly: true });
    await bench.publish(late);
    await bench.clock.advance(minute);
    expect(sender.ids).toEqual([[late.id]]);
    expect(sender.taken[0]?.message.table).toBeDefined();
  });

  test('exactly maxAge old is still told', async () => {
    const sender = bench.sender();
    await bench.run(sinkOf('a', sender));
    const edge = ticketAlert({ at: morning - 72 * hour });
    await bench.publish(edge);
    await bench.clock.advance(minute);
    expect(sender.ids).toEqual([[edge.id]]);
  });

  test('a topic that was made anew is read from its start; ids say what was sent', async () => {
    const known = conditionAlert();
    await bench.log.publish([
      {
        topic: topics.deliveries,
        key: 'a',
        value: JSON.stringify({ sink: 'a', since: {}, next: { 0: '900' }, owner: null }),
      },
      deliveryRecord(topics.deliveries, {
        ...{ sink: 'a', alertId: known.id, state: 'delivered', at: formatInstant(morning), to: [] },
        ...{ messageId: known.id, attempts: 1, place: '0/899' },
      }),
    ]);
    const fresh = conditionAlert();
    await bench.publish(known, fresh);
    const sender = bench.sender();
    await bench.run(sinkOf('a', sender));
    expect(sender.ids).toEqual([[fresh.id]]);
    expect(bench.lines.filter(({ level }) => level === 'error')).toHaveLength(1);
  });
});

describe('sent again on request', () => {
  test('a parked alert below the position is fetched and sent, whatever the quiet hours', async () => {
    const sender = bench.sender();
    sender.answer = () => ({ kind: 'refused', reason: 'HTTP 400' });
    const first = await bench.run(sinkOf('a', sender));
    const alert = conditionAlert();
    await bench.publish(alert, conditionAlert());
    await first.stop();
    const next = bench.sender();
    const heldUntil = morning + 10 * hour;
    await bench.run(sinkOf('a', next, { decide: () => ({ wanted: true, to: ['x@example.cn'], heldUntil }) }));
    const parked = bench.deliveries().find((d) => d.alertId === alert.id)!;
    await bench.log.publish([deliveryRecord(topics.deliveries, { ...parked, state: 'retry' })]);
    await bench.clock.advance(second);
    expect(next.ids).toEqual([[alert.id]]);
    expect(bench.deliveries().at(-1)).toMatchObject({ alertId: alert.id, state: 'delivered', to: ['x@example.cn'] });
    await bench.clock.advance(hour);
    expect(next.tried).toHaveLength(1);
  });

  test('what was asked for while no runner was there is sent at the start; what the log has no more is parked', async () => {
    const alert = conditionAlert();
    await bench.publish(alert);
    const wish = {
      sink: 'a',
      at: formatInstant(morning),
      to: [],
      messageId: null,
      attempts: 3,
      state: 'retry',
    } as const;
    await bench.log.publish([
      deliveryRecord(topics.deliveries, { ...wish, alertId: alert.id, place: '0/0' }),
      deliveryRecord(topics.deliveries, { ...wish, alertId: 'gone', place: '1/7' }),
      deliveryRecord(topics.deliveries, { ...wish, alertId: alert.id, sink: 'another', place: '0/0' }),
    ]);
    const sender = bench.sender();
    await bench.run(sinkOf('a', sender));
    expect(sender.ids).toEqual([[alert.id]]);
    expect(
      bench
        .deliveries()
        .filter((d) => d.alertId === 'gone')
        .at(-1),
    ).toMatchObject({ sink: 'a', state: 'parked' });
  });
});

describe('who runs the sink', () => {
  test('nothing is sent while it is not sure that the sink is ours', async () => {
    const sender = bench.sender();
    let mine = false;
    await bench.run(sinkOf('a', sender), {}, async () => {
      if (!mine) throw new Error('not a member');
    });
    await bench.publish(conditionAlert());
    await bench.clock.advance(10 * second);
    expect(sender.tried).toEqual([]);
    mine = true;
    await bench.clock.advance(second);
    expect(sender.taken).toHaveLength(1);
  });

  test('who takes over waits for the send in hand, and does not send it again', async () => {
    const [slow, next] = [bench.sender(), bench.sender()];
    let answer: () => void = () => undefined;
    slow.answer = () => new Promise((resolve) => (answer = () => resolve({ kind: 'delivered' })));
    const first = await bench.run(sinkOf('a', slow));
    const alerts = [conditionAlert(), conditionAlert()];
    await bench.publish(...alerts);
    expect(slow.tried).toHaveLength(1);
    const stopped = first.stop();
    await bench.run(sinkOf('a', next));
    await bench.clock.advance(5 * second);
    expect(next.tried).toEqual([]);
    answer();
    await stopped;
    await bench.clock.advance(second);
    expect([slow.ids, next.ids]).toEqual([[[alerts[0]!.id]], [[alerts[1]!.id]]]);
  });

  test('one that died without a word is waited for no longer than a send may take', async () => {
    const sender = bench.sender();
    const position = { sink: 'a', since: {}, next: {}, owner: 'somebody' };
    await bench.log.publish([{ topic: topics.deliveries, key: 'a', value: JSON.stringify(position) }]);
    const alert = conditionAlert();
    await bench.publish(alert);
    await bench.run(sinkOf('a', sender));
    await bench.clock.advance(19 * second);
    expect(sender.tried).toEqual([]);
    await bench.clock.advance(second);
    expect(sender.ids).toEqual([[alert.id]]);
  });

  test('after one that died without a word a robot is left alone for a minute: nobody knows what that one sent', async () => {
    const position = { sink: 'a', since: {}, next: {}, owner: 'somebody' };
    await bench.log.publish([{ topic: topics.deliveries, key: 'a', value: JSON.stringify(position) }]);
    await bench.publish(...Array.from({ length: 21 }, () => conditionAlert()));
    const sender = bench.sender(20);
    await bench.run(sinkOf('a', sender));
    await bench.clock.advance(hour);
    const from = 20 * second + minute;
    expect(sender.taken.map(({ at }) => at - morning)).toEqual([...Array(20).fill(from), from + minute]);
  });

  test('after one that has said that it is done nobody waits', async () => {
    const first = await bench.run(sinkOf('a', bench.sender(20)));
    await first.stop();
    const sender = bench.sender(20);
    await bench.run(sinkOf('a', sender));
    await bench.publish(conditionAlert());
    expect(sender.taken.map(({ at }) => at - morning)).toEqual([0]);
  });
});
