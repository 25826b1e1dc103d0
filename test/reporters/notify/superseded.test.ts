import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { Alert } from '../../../src/domain/alert.js';
import { formatInstant } from '../../../src/domain/instant.js';
import { deliveryRecord } from '../../../src/reporters/notify/deliveries.js';
import {
  Bench,
  conditionAlert,
  day,
  hour,
  laterOf,
  minute,
  morning,
  second,
  sinkOf,
  ticketAlert,
  topics,
} from './runner-support.js';

/**
 * Risk: a sink that was down tells how tickets stood yesterday. What waits, wherever it waits, gives way to what is newer of
 * its ticket; what is being sent, and what an operator asked for, does not; and nothing that is older takes anything away.
 */

let bench: Bench;
beforeEach(() => {
  bench = new Bench();
});
afterEach(async () => {
  await bench.close();
  expect(bench.fatal).toEqual([]);
});

const down = { kind: 'later', reason: 'HTTP 500' } as const;
const wanting = ({ kind }: Alert) => ({ wanted: kind !== 'ticket-settled', to: [], heldUntil: null });
const critical = (unit?: string): Alert => ticketAlert({ severity: 'critical', ...(unit !== undefined && { unit }) });
const settled = (alert: Alert): Alert => laterOf(alert, 'ticket-settled', { state: 'resolved' });
const skipped = () => bench.deliveries().filter(({ state }) => state === 'skipped');

describe('what waits gives way', () => {
  test('in the queue of a sink that is down: only how it stands is told', async () => {
    const sender = bench.sender();
    sender.answer = () => (bench.clock.now() < morning + day ? down : { kind: 'delivered' });
    await bench.run(sinkOf('a', sender, { decide: wanting }));
    const [first, closed, kept] = [critical(), critical('石泉县'), critical('白河县')];
    await bench.publish(first, closed, kept);
    await bench.clock.advance(hour);
    const reminder = laterOf(first, 'ticket-still-overdue', { severity: 'critical' });
    const end = settled(closed);
    await bench.publish(reminder, end);
    await bench.clock.advance(2 * day);
    expect(sender.ids.flat().sort()).toEqual([kept.id, reminder.id].sort());
    expect(skipped().map(({ alertId, reason }) => [alertId, reason])).toEqual([
      [first.id, `superseded by ${reminder.id}`],
      [closed.id, `superseded by ${end.id}`],
    ]);
    expect(bench.positions().at(-1)?.next).toEqual({ 0: '5', 1: '0' });
  });

  test('while it is gathered, and out of a digest that waits', async () => {
    const sender = bench.sender();
    sender.answer = () => (bench.clock.now() < morning + hour ? down : { kind: 'delivered' });
    await bench.run(sinkOf('a', sender, { decide: wanting }));
    const many = Array.from({ length: 8 }, () => ticketAlert());
    await bench.publish(...many);
    await bench.clock.advance(30 * second);
    await bench.publish(settled(many[0]!));
    await bench.clock.advance(minute);
    expect(sender.tried[0]?.message.alerts.map(({ id }) => id)).toEqual(many.slice(1).map(({ id }) => id));
    await bench.publish(settled(many[1]!));
    await bench.clock.advance(2 * hour);
    expect(sender.ids).toEqual([many.slice(2).map(({ id }) => id)]);
    expect(skipped().map(({ alertId }) => alertId)).toEqual([many[0]!.id, many[1]!.id]);
  });

  test('a digest of which nothing is left is not sent', async () => {
    const sender = bench.sender();
    await bench.run(sinkOf('a', sender, { decide: wanting }));
    const late = ticketAlert({ digestOnly: true });
    await bench.publish(late);
    await bench.publish(settled(late));
    await bench.clock.advance(2 * hour);
    expect(sender.tried).toEqual([]);
    expect(bench.positions().at(-1)?.next).toEqual({ 0: '2', 1: '0' });
  });

  describe('a process that begins reads all that is there before it sends', () => {
    /** The second batch, as a log that is read over the network would bring it: a while after the first, or never. */
    async function begin(afterMs: number, second: Alert) {
      const first = await bench.run(sinkOf('a', bench.sender()));
      await first.stop();
      const old = ticketAlert({ severity: 'critical' });
      await bench.publish(old);
      const { log, clock } = bench;
      const tail: typeof log.tail = async (names, onBatch, from) => {
        const opened = await log.tail(names, onBatch, from);
        if (!names.includes(topics.alerts)) return opened;
        const rest = clock.sleep(afterMs).then(() => bench.publishOnly({ ...second, subject: old.subject }));
        return { caughtUp: rest.then(() => clock.sleep(1)), close: () => opened.close() };
      };
      const sender = bench.sender();
      await bench.run(sinkOf('a', sender), {
        log: { tail, publish: log.publish.bind(log), bounds: log.bounds.bind(log), read: log.read.bind(log) },
      });
      return { sender, old };
    }

    test('so that what is newer is known', async () => {
      const reminder = ticketAlert({ severity: 'critical', kind: 'ticket-still-overdue' });
      const { sender } = await begin(30 * second, reminder);
      await bench.clock.advance(hour);
      expect(sender.ids).toEqual([[reminder.id]]);
    });

    test('but waits for a partition that cannot be read no longer than a minute', async () => {
      const { sender, old } = await begin(day, critical());
      await bench.clock.advance(minute - 1);
      expect(sender.tried).toEqual([]);
      await bench.clock.advance(1);
      expect(sender.ids).toEqual([[old.id]]);
    });
  });

  test('a log that cannot be read to its end stops the sink, for all to see', async () => {
    const { log, clock } = bench;
    const tail: typeof log.tail = async (names, onBatch, from) => {
      const opened = await log.tail(names, onBatch, from);
      if (!names.includes(topics.alerts)) return opened;
      const caughtUp = clock.sleep(hour).then(() => Promise.reject(new Error('the log is gone')));
      return { caughtUp, close: () => opened.close() };
    };
    await bench.run(sinkOf('a', bench.sender()), {
      log: { tail, publish: log.publish.bind(log), bounds: log.bounds.bind(log), read: log.read.bind(log) },
    });
    await clock.advance(2 * hour);
    expect(bench.fatal.splice(0)).toMatchObject([{ message: 'the log is gone' }]);
  });
});

describe('what does not', () => {
  test('what is being sent; should that fail, it has given way', async () => {
    const sender = bench.sender();
    const answers: ((taken: boolean) => void)[] = [];
    sender.answer = () =>
      new Promise((resolve) => answers.push((taken) => resolve(taken ? { kind: 'delivered' } : down)));
    await bench.run(sinkOf('a', sender, { decide: wanting }));
    const [taken, failed] = [critical('石泉县'), critical('白河县')];
    await bench.publish(taken, failed);
    await bench.publish(settled(taken));
    answers[0]!(true);
    await bench.clock.advance(second);
    await bench.publish(settled(failed));
    answers[1]!(false);
    await bench.clock.advance(hour);
    expect(sender.ids).toEqual([[taken.id]]);
    expect(sender.tried).toHaveLength(2);
    expect(skipped().map(({ alertId }) => alertId)).toEqual([failed.id]);
  });

  test('what an operator asked for', async () => {
    const alert = critical();
    await bench.publish(alert);
    const wish = { sink: 'a', at: formatInstant(morning), to: [], messageId: null, attempts: 3 } as const;
    await bench.log.publish([
      deliveryRecord(topics.deliveries, { ...wish, state: 'retry', alertId: alert.id, place: '0/0' }),
    ]);
    const sender = bench.sender();
    sender.answer = () => (bench.clock.now() < morning + hour ? down : { kind: 'delivered' });
    await bench.run(sinkOf('a', sender, { decide: wanting }));
    await bench.publish(settled(alert));
    await bench.clock.advance(2 * hour);
    expect(sender.ids).toEqual([[alert.id]]);
  });

  test('what is about no ticket, or another one', async () => {
    const sender = bench.sender();
    sender.answer = () => (bench.clock.now() < morning + hour ? down : { kind: 'delivered' });
    await bench.run(sinkOf('a', sender, { decide: wanting }));
    const alerts = [conditionAlert(), conditionAlert(), critical()];
    await bench.publish(...alerts, settled(critical()));
    await bench.clock.advance(2 * hour);
    expect(sender.ids.flat().sort()).toEqual(alerts.map(({ id }) => id).sort());
  });

  test('what is newer than something that is published again, and that nobody wanted then', async () => {
    const sender = bench.sender();
    sender.answer = () => (bench.clock.now() < morning + 2 * hour ? down : { kind: 'delivered' });
    await bench.run(sinkOf('a', sender, { decide: wanting }));
    const first = critical();
    const old = settled(first);
    await bench.publish(old);
    await bench.clock.advance(hour);
    const again = laterOf(first, 'ticket-overdue', {
      severity: 'critical',
      firedAt: formatInstant(bench.clock.now()),
    });
    await bench.publish(again, old);
    await bench.clock.advance(hour * 2);
    expect(sender.ids).toEqual([[again.id]]);
  });

  test('anything, at a sink with a machine behind it', async () => {
    const sender = bench.sender();
    sender.answer = () => (bench.clock.now() < morning + hour ? down : { kind: 'delivered' });
    await bench.run(sinkOf('a', sender, { supersede: false, digest: null }));
    const many = Array.from({ length: 8 }, () => ticketAlert({ digestOnly: true }));
    const later = many.map((alert) => settled(alert));
    await bench.publish(...many, ...later);
    await bench.clock.advance(2 * hour);
    expect(sender.ids.map(String).sort()).toEqual([...many, ...later].map(({ id }) => id).sort());
    expect(sender.taken.every(({ message }) => message.table === undefined)).toBe(true);
  });
});
