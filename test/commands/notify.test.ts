import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import { Context } from '../../src/commands/context.js';
import { newNotifier } from '../../src/commands/notify.js';
import { systemClock } from '../../src/commands/system-clock.js';
import type { Severity } from '../../src/domain/alert.js';
import type { EventLog } from '../../src/ports/event-log.js';
import type { Notifier } from '../../src/reporters/notify/notifier.js';
import { sinksOf } from '../../src/settings/alerts.js';
import { readAll, until } from '../contracts/event-log.support.js';
import { HookServer } from '../reporters/notify/hook-server.js';
import { alertRecord, ticketAlert } from '../reporters/notify/runner-support.js';

/** From alerts.yaml to a sink: what its settings make of quiet hours, digests and newer alerts, over a real log and HTTP. */

let dir: string;
let hook: HookServer;
let context: Context;
let log: EventLog;
let notifier: Notifier;

beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), 'pulse-notify-'));
  hook = await HookServer.open();
});
afterEach(async () => {
  await notifier.stop();
  await context.close();
  await hook.close();
  rmSync(dir, { recursive: true, force: true });
  jest.restoreAllMocks();
});

async function start(sink: object, more: object = {}): Promise<jest.SpiedFunction<Context['logger']['warn']>> {
  const webhook = { type: 'webhook', url: hook.url, secret: 's', for: ['units'], ...sink };
  writeFileSync(join(dir, 'alerts.yaml'), JSON.stringify({ ...more, sinks: { hook: webhook } }));
  const data = {
    PULSE_LOG: 'embedded',
    PULSE_STORE: 'embedded',
    PULSE_DATA_DIR: join(dir, 'data'),
    PULSE_PARTITIONS: '2',
  };
  context = new Context({ ...data, PULSE_CONFIG_DIR: dir, PULSE_LOG_LEVEL: 'silent' });
  const warn = jest.spyOn(context.logger, 'warn');
  log = await context.openLog();
  notifier = newNotifier(context, log, sinksOf(context.configuration.alerts));
  await notifier.start();
  await until('the sink is run', () => notifier.running.length === 1);
  for (let begun = false; !begun; await systemClock.sleep(10)) begun = (await deliveries()).length > 0;
  return warn;
}

const deliveries = async () => (await readAll(log, context.topics.deliveries)).flat();

async function publish(n: number, severity: Severity = 'warning'): Promise<string[]> {
  const now = Date.now();
  const alerts = Array.from({ length: n }, () => ticketAlert({ at: now, severity }));
  await log.publish(alerts.map((alert) => ({ ...alertRecord(alert, now), topic: context.topics.alerts })));
  return alerts.map(({ id }) => id);
}

/** Whatever the time is now, it is night. */
const night = (): { from: string; to: string } => {
  const wall = new Date(Date.now() + 8 * 3_600_000);
  const at = (minutes: number): string => new Date(wall.getTime() + minutes * 60_000).toISOString().slice(11, 16);
  return { from: at(-5), to: at(-6) };
};

test('a webhook gets every alert at once, one event each, at night too', async () => {
  await start({}, { quietHours: night() });
  const ids = await publish(8);
  await until('all are there', () => hook.ids.length === ids.length);
  expect(hook.taken.map((list) => list.length)).toEqual(ids.map(() => 1));
  expect([...hook.ids].sort()).toEqual(ids.sort());
});

test('one that is told to wait for the morning waits', async () => {
  await start({ quietHours: true }, { quietHours: night() });
  // It is read after the other, and is not held.
  const [held, critical] = [...(await publish(1)), ...(await publish(1, 'critical'))];
  await until('the critical one is there', () => hook.ids.includes(critical!));
  expect(hook.ids).not.toContain(held);
});

test('one that is told to gather gets a batch', async () => {
  await start({ digest: true }, { quietHours: null, digest: { above: 2, gatherSeconds: 1 } });
  const ids = await publish(3);
  await until('all are there', () => hook.ids.length === ids.length);
  expect(hook.taken.map((list) => list.length)).toEqual([3]);
});

test('it says at its start whom no sink reaches', async () => {
  const warn = await start({});
  expect(warn.mock.calls.map(([, words]) => words)).toEqual([
    'alerts: sinks: none of them reaches duty: nobody is told what concerns the duty desk',
  ]);
});
