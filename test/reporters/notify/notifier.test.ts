/**
 * Risk: two notifiers both send, or neither does. Flow: notifiers on one log in LMDB, each with a client of its own, send to
 * real servers over HTTP; they come and go while alerts are published.
 */
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { openEmbeddedLog } from '../../../src/adapters/embedded/open-embedded.js';
import { systemClock } from '../../../src/commands/system-clock.js';
import type { Alert } from '../../../src/domain/alert.js';
import type { EventLog } from '../../../src/ports/event-log.js';
import { readDeliveryRecord } from '../../../src/reporters/notify/deliveries.js';
import { Notifier } from '../../../src/reporters/notify/notifier.js';
import { webhookSender } from '../../../src/reporters/sinks/webhook.js';
import { makeDataDir } from '../../adapters/embedded/data-dir.js';
import { readAll, until } from '../../contracts/event-log.support.js';
import { HookServer } from './hook-server.js';
import { alertRecord, conditionAlert, sinkOf, ticketAlert, topics, zone } from './runner-support.js';

const silent = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };
const names = ['a', 'b', 'c'];

let dataDir: string;
let remove: () => Promise<void>;
let log: EventLog;
let servers: Map<string, HookServer>;
let logs: EventLog[];
let notifiers: Notifier[];

const openLog = async (): Promise<EventLog> => {
  const opened = await openEmbeddedLog({ dataDir, clock: systemClock, group: { pollMs: 10 } });
  logs.push(opened);
  return opened;
};

beforeEach(async () => {
  ({ dataDir, remove } = await makeDataDir());
  [logs, notifiers] = [[], []];
  log = await openLog();
  await log.createTopics([
    { name: topics.alerts, partitions: 3, retention: { days: 400 } },
    { name: topics.deliveries, partitions: 1, retention: 'compacted' },
  ]);
  servers = new Map(await Promise.all(names.map(async (name) => [name, await HookServer.open()] as const)));
});

afterEach(async () => {
  await Promise.all(notifiers.map((notifier) => notifier.stop()));
  await Promise.all([...servers.values()].map((server) => server.close()));
  for (const opened of logs) await opened.close();
  await remove();
});

async function startNotifier(sinks: readonly string[] = names): Promise<Notifier> {
  const digest = { above: 1000, gatherMs: 50 };
  const notifier = new Notifier({
    ...{ log: await openLog(), clock: systemClock, logger: silent, zone, topics, namespace: 'test' },
    random: () => 0.01,
    sinks: sinks.map((name) => {
      const sender = webhookSender({ url: servers.get(name)!.url, secret: 'secret', timeoutMs: 5000, language: 'zh' });
      return sinkOf(name, sender, { digest });
    }),
  });
  notifiers.push(notifier);
  await notifier.start();
  return notifier;
}

const running = (): string[] => notifiers.flatMap((notifier) => notifier.running);
const allRun = () => running().sort().join() === names.join();

async function publish(alerts: readonly Alert[]): Promise<void> {
  await log.publish(alerts.map((alert, i) => alertRecord(alert, Date.now(), i % 3)));
}

/** Names of the sinks that have begun: their position is on record. */
async function begun(): Promise<string[]> {
  const [records = []] = await readAll(log, topics.deliveries);
  const found = records.map(readDeliveryRecord);
  return [...new Set(found.flatMap((r) => (r !== null && 'position' in r ? [r.position.sink] : [])))].sort();
}

async function untilBegun(): Promise<void> {
  for (let tries = 0; tries < 500 && (await begun()).length < names.length; tries++) await systemClock.sleep(10);
  expect(await begun()).toEqual(names);
}

const someAlerts = (n: number): Alert[] =>
  Array.from({ length: n }, (_, i) => (i % 2 === 0 ? conditionAlert(Date.now()) : ticketAlert({ at: Date.now() })));

const sorted = (ids: readonly string[]): string[] => [...ids].sort();

test('two notifiers share the sinks, and each alert arrives at each sink once', async () => {
  await Promise.all([startNotifier(), startNotifier()]);
  await until('each sink is run by one', allRun);
  await untilBegun();
  const alerts = someAlerts(12);
  await publish(alerts);
  const expected = sorted(alerts.map(({ id }) => id));
  await until('all has arrived', () => [...servers.values()].every((s) => s.ids.length >= expected.length));
  for (const server of servers.values()) expect(sorted(server.ids)).toEqual(expected);
});

test('one that stops in the middle of a send hands over; nothing is lost, nothing is sent twice', async () => {
  const first = await startNotifier();
  await until('the first runs all', allRun);
  await untilBegun();
  let answer: () => void = () => undefined;
  const held = new Promise<number>((resolve) => {
    answer = () => resolve(204);
  });
  const slow = servers.get('a')!;
  let asked = 0;
  slow.answer = () => {
    asked += 1;
    return asked === 1 ? held : 204;
  };
  const alerts = someAlerts(8);
  await publish(alerts);
  await until('a send is in hand', () => asked === 1);
  const second = await startNotifier();
  const stopped = first.stop();
  const [untouched] = [slow.taken.length];
  answer();
  await stopped;
  expect(untouched).toBe(0);
  await until('the second runs all', () => second.running.length === names.length);
  const expected = sorted(alerts.map(({ id }) => id));
  await until('all has arrived', () => [...servers.values()].every((s) => s.ids.length >= expected.length));
  const late = someAlerts(1);
  await publish(late);
  await until('the last has arrived', () => [...servers.values()].every((s) => s.ids.includes(late[0]!.id)));
  for (const server of servers.values()) expect(sorted(server.ids)).toEqual(sorted([...expected, late[0]!.id]));
});

test('a sink whose server answers 500 delays no other, and has all when it is well again', async () => {
  await startNotifier();
  await until('it runs all', allRun);
  await untilBegun();
  const ill = servers.get('b')!;
  ill.answer = () => 500;
  const alerts = someAlerts(6);
  const expected = sorted(alerts.map(({ id }) => id));
  await publish(alerts);
  await until('the others have all', () => ['a', 'c'].every((name) => servers.get(name)!.ids.length === 6));
  expect(ill.ids).toEqual([]);
  ill.answer = () => 204;
  await until('it has all', () => ill.ids.length === 6);
  expect(sorted(ill.ids)).toEqual(expected);
});

test('without the topics it does not begin', async () => {
  const other = { ...topics, deliveries: 'missing' };
  const deps = { log, clock: systemClock, logger: silent, zone, topics: other, namespace: 'test', random: Math.random };
  const sender = webhookSender({ url: servers.get('a')!.url, secret: 'secret', timeoutMs: 5000, language: 'zh' });
  const notifier = new Notifier({ ...deps, sinks: [sinkOf('a', sender)] });
  await expect(notifier.start()).rejects.toMatchObject({ code: 'PULSE_LOG' });
  await notifier.stop();
  const blind = new Notifier({ ...deps, topics: { ...topics, alerts: 'missing' }, sinks: [sinkOf('a', sender)] });
  await blind.start();
  await expect(blind.failed).rejects.toMatchObject({ code: 'PULSE_LOG' });
  await blind.stop();
});
