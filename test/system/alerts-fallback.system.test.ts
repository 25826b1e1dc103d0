/**
 * Risk: a store that falls back forgets what it has told, so that people hear everything again, or it forgets that a
 * condition is open, so that nobody hears of its end. Flow: tickets fall due and the connection rate falls, and a webhook
 * hears of it. Then Redis comes back with a dump from before all that, and when the state is whole again it is emptied
 * (FLUSHALL). Each time the overdue alerts appear in the topic once more, under their ids; the webhook gets none of them
 * twice. The connection rate stays the one open alert that it was, and ends when calls are answered again. The conditions
 * are looked at once a minute: the test takes as many minutes as there are steps, two to three.
 */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Redis } from 'ioredis';
import { type Alert, conditionKinds } from '../../src/domain/alert.js';
import { readDeliveryRecord, type SinkPosition } from '../../src/reporters/notify/deliveries.js';
import { readAll } from '../contracts/event-log.support.js';
import { HookServer } from '../reporters/notify/hook-server.js';
import { configure, SaidAlerts, saidIn, untilQuiet, withoutRepeats } from '../support/alert-scenario.js';
import { callEvent, closingEvent, ruleMs, type TestTicket, ticketEvent } from '../support/alert-tickets.js';
import { Scenario } from '../support/scenario.js';
import { type RunningRedis, startRedis } from '../support/services.js';

let server: RunningRedis;
let hotline: Scenario;
let hook: HookServer;
let said: SaidAlerts;
beforeAll(async () => {
  [server, hook] = [await startRedis(), await HookServer.open()];
  hotline = await Scenario.open({ redisUrl: server.url });
  const off = { enabled: false };
  configure(
    hotline,
    { processing: { timersMs: 100 } },
    {
      ...{ graceMinutes: 0, quietHours: null, digest: { above: 1000, gatherSeconds: 1 } },
      conditions: {
        connectionRate: { minimumSample: 20, windows: ['15m'] },
        unitBacklog: { opensAbove: 100, closesBelow: 90 },
        ...{ abandonmentRate: off, answeredIn15sRate: off, identity: off, calendar: off },
        ...{ streamStalled: off, streamLagging: off, deadLetters: off },
      },
      sinks: { hook: { type: 'webhook', url: hook.url, secret: 'secret', for: ['all'] } },
    },
  );
  said = await SaidAlerts.follow(hotline);
});
afterAll(async () => {
  await hotline.close();
  await Promise.all([hook.close(), server.stop('SIGKILL')]);
});

async function inRedis<T>(work: (redis: Redis) => Promise<T>): Promise<T> {
  const redis = new Redis(server.url);
  try {
    return await work(redis);
  } finally {
    await redis.quit();
  }
}

/** `count` tickets of three units, every third one critical, that fall due in `inMs` from now. */
function tickets(name: string, count: number, inMs: number): TestTicket[] {
  const now = Date.now();
  return Array.from({ length: count }, (_, n) => ({
    ...{ contactId: `C${name}${n}`, ticketId: `T${name}${n}`, unit: `U${n % 3}`, given: true },
    ...{ urgency: n % 3 === 2 ? 'critical' : 'normal', createdAt: now - 60_000, dueAt: now + inMs },
  }));
}

/** Open tickets of one unit that say nothing by themselves for hours. */
function backlog(unit: string, count: number): TestTicket[] {
  const createdAt = Date.now();
  const urgent = { unit, urgency: 'urgent', createdAt, dueAt: createdAt + ruleMs.urgent, given: false } as const;
  return Array.from({ length: count }, (_, n) => ({ contactId: `C${unit}${n}`, ticketId: `T${unit}${n}`, ...urgent }));
}

function calls(name: string, count: number, answered: boolean) {
  return Array.from({ length: count }, (_, n) => callEvent(`${name}${n}`, Date.now(), answered));
}

const is = (kind: Alert['kind'], state: Alert['state']) => (alert: Alert) =>
  alert.kind === kind && alert.state === state;
const idsOf = (alerts: readonly Alert[]): string[] => [...new Set(alerts.map(({ id }) => id))].sort();

/** Every overdue alert of these stands in the topic at least `times` times. */
function untilOverdue(list: readonly TestTicket[], times: number): Promise<void> {
  const isTold = (): boolean => {
    const counts = new Map<string, number>();
    for (const { ticket } of said.alerts('ticket-overdue'))
      counts.set(ticket!.ticketId, (counts.get(ticket!.ticketId) ?? 0) + 1);
    return list.every(({ ticketId }) => (counts.get(ticketId) ?? 0) >= times);
  };
  return hotline.until(`all are told as overdue, ${times} times`, isTold);
}

/** What the webhook is to tell of the topic as it is now is told, and on record. */
async function untilDelivered(): Promise<void> {
  const ends = await hotline.log.bounds(hotline.topics.alerts);
  const isThere = async (): Promise<boolean> => {
    const records = (await readAll(hotline.log, hotline.topics.deliveries)).flat();
    let position: SinkPosition | null = null;
    for (const record of records) {
      const read = readDeliveryRecord(record);
      if (read !== null && 'position' in read) position = read.position;
    }
    return ends.every(({ end }, p) => BigInt(position?.next[String(p)] ?? 0) >= end);
  };
  await hotline.until('the sink has settled all alerts', isThere, 60_000, 200);
}

/** What was told of the hotline as a whole: each once, whatever the store forgot. */
function conditionsSaid(): string[] {
  const alerts = said.alerts().filter(({ kind }) => conditionKinds.some((condition) => condition === kind));
  return [...new Map(alerts.map((alert) => [alert.id, `${alert.subject} ${alert.state}`])).values()];
}

test('an older dump and FLUSHALL: nothing is delivered twice, an open condition stays open and ends', async () => {
  const [processor, notifier] = [hotline.start(), hotline.start(['notify'])];
  await hotline.until('the sink has begun', () => notifier.logged('this process runs the sink').length > 0);
  const before = tickets('a', 20, 4000);
  await hotline.publish([...before.map(ticketEvent), ...calls('unanswered', 40, false)]);
  await hotline.untilCaughtUp();
  await inRedis((redis) => redis.save());
  const after = tickets('b', 40, 4000);
  const all = [...before, ...after];
  await hotline.publish(after.map(ticketEvent));
  await untilOverdue(all, 1);
  const closed = before.slice(0, 5);
  await hotline.publish(closed.map((t) => closingEvent(t, Date.now())));
  const isLow = (): boolean => said.alerts().some(is('connection-rate-low', 'open'));
  await hotline.until('the connection rate is told to be low', isLow);
  await hotline.until('five are told as closed late', () => idsOf(said.alerts('ticket-closed-late')).length === 5);
  await untilDelivered();
  const heard = hook.ids.length;
  expect(heard).toBeGreaterThanOrEqual(all.length + closed.length + 1);

  await server.restart('SIGKILL');
  await untilOverdue(after, 2);
  // A minute that is looked at opens this one; the rate is as low as it was.
  await hotline.publish(backlog('full', 110).map(ticketEvent));
  const isFull = (): boolean => said.alerts().some(is('unit-backlog', 'open'));
  await hotline.until('the next minute has been looked at', isFull);
  expect(conditionsSaid()).toEqual(['connection-rate-low{window=15m} open', 'unit-backlog{unit=full} open']);

  const falls = processor.logged('the store fell back').length;
  await inRedis((redis) => redis.flushall());
  await hotline.until('the fall is noticed', () => processor.logged('the store fell back').length > falls);
  await hotline.publish(calls('answered', 1500, true));
  await untilOverdue(after, 3);
  const isOver = (): boolean => said.alerts().some(is('connection-rate-low', 'resolved'));
  await hotline.until('the connection rate has recovered', isOver);
  await untilQuiet(hotline, Date.now());
  await untilDelivered();
  await expectOnce();
}, 360_000);

async function expectOnce(): Promise<void> {
  const records = (await readAll(hotline.log, hotline.topics.alerts)).flat().map(saidIn);
  const unique = withoutRepeats(records);
  expect(conditionsSaid()).toEqual([
    'connection-rate-low{window=15m} open',
    'unit-backlog{unit=full} open',
    'connection-rate-low{window=15m} resolved',
  ]);
  const [opened, , resolved] = [...unique.values()].filter(({ condition }) => condition !== undefined);
  expect(resolved?.condition?.since).toBe(opened?.condition?.since);
  expect(resolved?.condition).toMatchObject({ value: '97.40', numerator: 1500, denominator: 1540 });
  // Repeats say what was said before; only when it was found, and what was known to stand open, may differ.
  for (const { alert } of records) {
    const { firedAt: _, state: __, ...same } = unique.get(alert.id)!;
    expect(alert).toMatchObject(same);
  }
  expect(hook.ids.slice().sort()).toEqual(idsOf([...unique.values()]));
}
