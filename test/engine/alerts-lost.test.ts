import { describe, expect, test } from '@jest/globals';
import type { Alert } from '../../src/domain/alert.js';
import { PulseError } from '../../src/domain/errors.js';
import { outboxEntry, readAlert } from '../../src/engine/alert-record.js';
import { readProgress } from '../../src/engine/partition-state.js';
import { ticketAlert } from '../reporters/notify/runner-support.js';
import { AloneTask, topics } from '../support/alone-task.js';
import { wire } from '../support/wire.js';

/**
 * Risk: an alert is lost, told of a ticket that was closed in time, or holds up all others. Each test is one history that
 * once did so.
 */

const at = (text: string): number => Date.parse(`2021-${text}:00+08:00`);
const iso = (instant: number): string => new Date(instant).toISOString();
const created = topics.inputOf['hotline.ticket-created.v1'];
const closed = topics.inputOf['hotline.ticket-closed.v1'];

const ticket = (id: string, createdAt: number, more: Record<string, unknown> = {}) =>
  wire(
    'ticket',
    { contactId: `c${id}`, ticketId: id, createdAt: iso(createdAt), unit: { code: 'U' }, ...more },
    { time: iso(createdAt) },
  );
const closing = (id: string, closedAt: number) =>
  wire('closing', { contactId: `c${id}`, ticketId: id, closedAt: iso(closedAt) }, { time: iso(closedAt) });
const told = async (one: AloneTask): Promise<Alert[]> => {
  await one.task.drain();
  const { log } = one;
  return log.records(topics.alerts, 0, 0n, log.end(topics.alerts, 0)).map((r) => readAlert(r.value!)!);
};

describe('what is history', () => {
  const first = at('06-07 09:00');
  const later = at('06-21 09:00');
  test.each([
    ['the same event again', ticket('1', first)],
    ['a new version', ticket('1', first, { rev: 1 })],
    ['another ticket of the contact', ticket('2', later, { contactId: 'c1' })],
  ])('does not depend on where chunks are cut: two weeks later comes %s', async (_, second) => {
    const timers = await Promise.all(
      [1, 2].map(async (size) => {
        const one = new AloneTask();
        await one.task.attach();
        one.put(created, ticket('1', first), first);
        one.put(created, second, later);
        for (let i = 0; i < 2; i++) await one.read(created, size);
        expect(readProgress(await one.store.load(0, [])).tallies.get('alerts-aged')).toBe(0);
        return (await one.store.dueTimers(0, later, 10)).caseIds;
      }),
    );
    expect(timers).toEqual([['c1'], ['c1']]);
  });
});

test('a task that could not attach fires nothing, and does not end the process', async () => {
  const one = new AloneTask();
  await one.task.attach();
  one.put(created, ticket('1', at('06-07 09:00')), at('06-07 09:00'));
  await one.read(created);
  const horizon = await one.horizon(at('06-30 00:00'));
  one.trouble.bounds = new PulseError('PULSE_LOG', 'away', { retryable: true });
  await expect(one.task.attach()).rejects.toThrow('away');
  expect(one.task.state).toBe('detached');
  await one.look(at('06-30 00:00'), async () => horizon);
  one.trouble = {};
  await one.task.attach();
  await one.look(at('06-30 00:00'));
  expect((await told(one)).map((a) => a.kind)).toEqual(['ticket-still-overdue']);
});

test('records beyond the horizon: a ticket whose closing lies unread is left to the next one', async () => {
  const one = new AloneTask();
  await one.task.attach();
  one.put(created, ticket('1', at('06-07 09:00'), { nature: 'consultation' }), at('06-07 09:00'));
  await one.read(created);
  const now = at('06-09 12:00');
  one.put(created, ticket('2', at('06-09 09:00'), { nature: 'consultation' }), now - 1);
  await one.look(now); // behind by one record
  // Now an import brings a ticket of yesterday and its closing in time.
  one.put(created, ticket('9', at('06-07 10:00'), { nature: 'consultation' }), now + 1);
  one.put(closed, closing('9', at('06-08 10:00')), now + 2);
  await one.read(created);
  const neither = (): never => {
    throw new Error('the horizon that is held must serve');
  };
  await one.look(now + 3, neither);
  expect((await told(one)).map((a) => a.ticket?.ticketId)).toEqual(['1']);
  await one.look(now + 4); // a new horizon, beyond the closing
  await one.read(closed);
  await one.look(now + 5);
  expect((await told(one)).map((a) => a.ticket?.ticketId)).toEqual(['1']);
});

test('a ticket that waits behind the horizon is told by the next one', async () => {
  const one = new AloneTask();
  await one.task.attach();
  one.put(created, ticket('1', at('06-07 09:00')), at('06-07 09:00'));
  await one.read(created);
  const now = at('06-16 12:00');
  const horizon = await one.horizon(now);
  await one.look(now, async () => {
    one.put(created, ticket('1', at('06-07 09:00'), { rev: 1 }), now);
    await one.read(created);
    return horizon;
  });
  expect(await told(one)).toEqual([]);
  await one.look(now + 1);
  expect((await told(one)).map((a) => a.kind)).toEqual(['ticket-still-overdue']);
});

describe('the outbox', () => {
  async function filled(entries: readonly (readonly [string, Uint8Array])[]): Promise<AloneTask> {
    const one = new AloneTask();
    const none = { cases: [], counters: new Map(), dropBuckets: [], meta: new Map() };
    await one.store.commit({ partition: 0, expectHead: null, newHead: 'h', ...none, outbox: entries });
    await one.task.attach();
    return one;
  }

  test('is published in the order of the commits, in whatever order the store returns it', async () => {
    const alerts = Array.from({ length: 1200 }, () => ticketAlert());
    const entries = alerts.map((alert, i) => outboxEntry(alert, i));
    const shuffled = [...entries].sort(([a], [b]) => (a < b ? -1 : 1));
    const one = await filled(shuffled);
    expect((await told(one)).map((a) => a.id)).toEqual(alerts.map((a) => a.id));
    expect((await one.store.outbox(0, 10)).entries).toEqual([]);
  });

  test('more of it than is read at once keeps its order too', async () => {
    const alerts = Array.from({ length: 5001 }, () => ticketAlert());
    const one = await filled(alerts.map((alert, i) => outboxEntry(alert, i)).reverse());
    expect((await told(one)).map((a) => a.id)).toEqual(alerts.map((a) => a.id));
  });

  test('an entry that cannot be read stays, is said once, and holds up no other', async () => {
    const good = [ticketAlert(), ticketAlert()];
    const bad = ['x', Buffer.from('no alert')] as const;
    const one = await filled([bad, ...good.map((alert, i) => outboxEntry(alert, i))]);
    expect((await told(one)).map((a) => a.id)).toEqual(good.map((a) => a.id));
    one.put(created, ticket('1', at('06-07 09:00')), at('06-07 09:00'));
    await one.read(created);
    await one.look(at('06-16 12:00'));
    expect(await told(one)).toHaveLength(3);
    expect((await one.store.outbox(0, 10)).entries).toEqual([bad]);
    expect(one.errors).toEqual(['entries of the outbox are not readable: left there']);
  });

  test('what the log refuses waits, and goes when it no longer does', async () => {
    const alert = ticketAlert();
    const one = await filled([outboxEntry(alert, 0)]);
    one.trouble.publish = new PulseError('PULSE_LOG', 'no such topic');
    await expect(one.task.drain()).rejects.toThrow('no such topic');
    one.trouble = {};
    expect((await told(one)).map((a) => a.id)).toEqual([alert.id]);
  });
});

test('a stored case that cannot be read loses its timer, and holds up no other', async () => {
  const one = new AloneTask();
  const none = { cases: [], counters: new Map(), dropBuckets: [], meta: new Map() };
  const cases = [['broken', Buffer.from('[')]] as const;
  const timers = [['broken', 1]] as const;
  await one.store.commit({ partition: 0, expectHead: null, newHead: 'h', ...none, cases, timers });
  await one.task.attach();
  one.put(created, ticket('1', at('06-07 09:00')), at('06-07 09:00'));
  await one.read(created);
  await one.look(at('06-16 12:00'));
  expect((await told(one)).map((a) => a.ticket?.ticketId)).toEqual(['1']);
  expect(one.errors).toEqual(['stored cases are not readable: their alerts are lost']);
});
