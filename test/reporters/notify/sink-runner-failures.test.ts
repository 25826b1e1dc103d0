import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { PulseError } from '../../../src/domain/errors.js';
import { Bench, conditionAlert, day, hour, minute, morning, second, sinkOf } from './runner-support.js';

let bench: Bench;
beforeEach(() => {
  bench = new Bench();
});
afterEach(async () => {
  await bench.close();
  expect(bench.fatal).toEqual([]);
});

const idsOf = (alerts: readonly { id: string }[]): string[][] => alerts.map(({ id }) => [id]);

describe('failures', () => {
  test('a sink that is down is tried at growing intervals, in order, and nothing is lost', async () => {
    const sender = bench.sender();
    sender.answer = () => (bench.clock.now() < morning + 6 * second ? later : { kind: 'delivered' });
    await bench.run(sinkOf('a', sender));
    const alerts = [conditionAlert(), conditionAlert(), conditionAlert()];
    await bench.publish(...alerts);
    await bench.clock.advance(minute);
    // Half of 1, 2, 4, 8 s: the random number is 0.5.
    const offsets = sender.tried.map(({ at }) => (at - morning) / second);
    expect(offsets).toEqual([0, 0.5, 1.5, 3.5, 7.5, 7.5, 7.5]);
    expect(sender.ids).toEqual(idsOf(alerts));
    expect(bench.deliveries().map((d) => d.attempts)).toEqual([5, 1, 1]);
  });

  test('Retry-After wins over the back-off', async () => {
    const sender = bench.sender();
    let tries = 0;
    sender.answer = () => (tries++ === 0 ? { ...later, afterMs: 90 * second } : { kind: 'delivered' });
    await bench.run(sinkOf('a', sender));
    await bench.publish(conditionAlert());
    await bench.clock.advance(hour);
    expect(sender.tried.map(({ at }) => at - morning)).toEqual([0, 90 * second]);
  });

  test.each([0, 200])('Retry-After: %i ms does not shorten the back-off', async (afterMs) => {
    const sender = bench.sender();
    sender.answer = () => (sender.tried.length <= 5 ? { ...later, afterMs } : { kind: 'delivered' });
    await bench.run(sinkOf('a', sender));
    await bench.publish(conditionAlert());
    await bench.clock.advance(hour);
    const gaps = sender.tried.map(({ at }, i) => at - (sender.tried[i - 1]?.at ?? at));
    // After five tries it has given way: a back-off of its own.
    expect(gaps).toEqual([0, 500, 1000, 2000, 4000, 16_000]);
  });

  test('Retry-After: a year is an hour', async () => {
    const sender = bench.sender();
    sender.answer = () => (sender.tried.length === 1 ? { ...later, afterMs: 365 * day } : { kind: 'delivered' });
    await bench.run(sinkOf('a', sender));
    await bench.publish(conditionAlert());
    await bench.clock.advance(2 * hour);
    expect(sender.tried.map(({ at }) => at - morning)).toEqual([0, hour]);
  });

  test('a message that never passes gives way after five tries, and is parked after 72 hours', async () => {
    const sender = bench.sender();
    const [poison, good] = [conditionAlert(), conditionAlert()];
    sender.answer = ({ id }) => (id === poison.id ? later : { kind: 'delivered' });
    await bench.run(sinkOf('a', sender));
    await bench.publish(poison, good);
    await bench.clock.advance(20 * second);
    expect(sender.tried.map(({ message }) => message.id)).toEqual([...Array(5).fill(poison.id), good.id]);
    const others = [];
    for (let h = 0; h < 71; h++) {
      const other = conditionAlert(bench.clock.now());
      others.push(other);
      await bench.publish(other);
      await bench.clock.advance(hour);
    }
    expect(sender.ids).toEqual(idsOf([good, ...others]));
    expect(bench.positions().at(-1)?.next).toEqual({ 0: '0', 1: '0' });
    await bench.clock.advance(2 * hour);
    const parked = bench.deliveries().filter((d) => d.state === 'parked');
    expect(parked).toMatchObject([{ alertId: poison.id, reason: 'not taken for too long: HTTP 500' }]);
    expect(parked[0]?.attempts).toBe(sender.tried.filter(({ message }) => message.id === poison.id).length);
    expect(bench.positions().at(-1)?.next).toEqual({ 0: '73', 1: '0' });
  });

  test('a sender that breaks its contract, and words that fail, stop nobody', async () => {
    const sender = bench.sender();
    const [a, b, c] = [conditionAlert(), conditionAlert(), conditionAlert()];
    let thrown = false;
    sender.answer = () => {
      if (thrown) return { kind: 'delivered' };
      thrown = true;
      throw new Error('secret words');
    };
    const sink = sinkOf('a', sender);
    const one = (alert: Parameters<typeof sink.compose.one>[0]) => {
      if (alert.id === b.id) throw new Error('secret words');
      return sink.compose.one(alert);
    };
    await bench.run({ ...sink, compose: { ...sink.compose, one } });
    await bench.publish(a, b, c);
    await bench.clock.advance(minute);
    expect(sender.ids).toEqual(idsOf([a, c]));
    expect(bench.deliveries().find((d) => d.alertId === b.id)).toMatchObject({ state: 'parked', messageId: null });
    expect(JSON.stringify(bench.lines)).not.toContain('secret words');
  });

  test('a sink that is down for a day loses nothing and delays no other', async () => {
    const [up, down] = [bench.sender(), bench.sender()];
    const back = morning + day;
    down.answer = () => (bench.clock.now() < back ? later : { kind: 'delivered' });
    await bench.run(sinkOf('up', up));
    await bench.run(sinkOf('down', down));
    const alerts = [];
    for (let h = 0; h < 24; h++) {
      const alert = conditionAlert(bench.clock.now());
      alerts.push(alert);
      await bench.publish(alert);
      expect(up.taken.at(-1)?.at).toBe(bench.clock.now());
      await bench.clock.advance(hour);
    }
    expect(up.ids).toEqual(idsOf(alerts));
    await bench.clock.advance(hour);
    expect(down.ids.flat().sort()).toEqual(alerts.map(({ id }) => id).sort());
    // Every 5 min at most while it was down, whatever waits.
    expect(down.tried.length).toBeLessThan(24 * 60);
  });

  test('no more a minute than the other side allows, and nothing is lost', async () => {
    const sender = bench.sender(20);
    await bench.run(sinkOf('a', sender));
    const alerts = Array.from({ length: 45 }, () => conditionAlert());
    await bench.publish(...alerts);
    await bench.clock.advance(3 * minute);
    expect(sender.ids).toEqual(idsOf(alerts));
    const minutes = sender.taken.map(({ at }) => (at - morning) / minute);
    expect(minutes).toEqual([...Array(20).fill(0), ...Array(20).fill(1), ...Array(5).fill(2)]);
  });

  test('a log that does not answer holds back the next send, not the record of the last', async () => {
    const sender = bench.sender();
    let away = false;
    const { log } = bench;
    const gone = new PulseError('PULSE_LOG', 'no broker', { retryable: true });
    await bench.run(sinkOf('a', sender), {
      log: {
        publish: (records) => (away ? Promise.reject(gone) : log.publish(records)),
        bounds: (topic) => log.bounds(topic),
        read: (ranges) => log.read(ranges),
        tail: (names, onBatch, from) => log.tail(names, onBatch, from),
      },
    });
    const alerts = [conditionAlert(), conditionAlert()];
    sender.answer = () => {
      away = sender.tried.length === 1;
      return { kind: 'delivered' };
    };
    await bench.publish(...alerts);
    await bench.clock.advance(10 * second);
    expect(sender.ids).toEqual([[alerts[0]!.id]]);
    away = false;
    await bench.clock.advance(minute);
    expect(sender.ids).toEqual(idsOf(alerts));
    expect(bench.deliveries().map((d) => d.alertId)).toEqual(alerts.map((a) => a.id));
  });
});

const later = { kind: 'later', reason: 'HTTP 500' } as const;
