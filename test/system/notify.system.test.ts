/**
 * Risk: a notifier that dies in the middle of a send loses the alert, or the next one sends everything again; one that is
 * stopped, or a second one beside it, sends twice. Flow, on real Kafka: thirty alerts go to two sinks; the first process
 * is killed while a send is in hand; a second takes over, is stopped in the middle of a send, and a third ends the work. Then
 * each sink has every alert, and only what was in hand at the kill came twice.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { readDeliveryRecord } from '../../src/reporters/notify/deliveries.js';
import { readAll } from '../contracts/event-log.support.js';
import { HookServer } from '../reporters/notify/hook-server.js';
import { alertRecord, conditionAlert } from '../reporters/notify/runner-support.js';
import type { PulseProcess } from '../support/pulse-process.js';
import { Scenario } from '../support/scenario.js';
import { redisUrl } from '../support/services.js';

/** Longer than a process takes to start: a request that is held while one does must not be given up and sent again. */
const timeoutMs = 15_000;

let hotline: Scenario;
let a: HookServer;
let b: HookServer;
beforeAll(async () => {
  [a, b] = [await HookServer.open(), await HookServer.open()];
  hotline = await Scenario.open({ redisUrl: redisUrl(), shortSessions: true });
  const sink = ({ url }: HookServer) => ({ type: 'webhook', url, secret: 'secret', for: ['all'], timeoutMs });
  const alerts = { quietHours: null, sinks: { a: sink(a), b: sink(b) } };
  writeFileSync(join(hotline.env['PULSE_CONFIG_DIR']!, 'alerts.yaml'), JSON.stringify(alerts));
});
afterAll(async () => {
  await hotline.close();
  await Promise.all([a.close(), b.close()]);
});

/** Sinks whose runner has said who it is. */
async function owned(): Promise<string[]> {
  const [records = []] = await readAll(hotline.log, hotline.topics.deliveries);
  const last = new Map<string, string | null>();
  for (const record of records) {
    const read = readDeliveryRecord(record);
    if (read !== null && 'position' in read) last.set(read.position.sink, read.position.owner);
  }
  return [...last].filter(([, owner]) => owner !== null).map(([sink]) => sink);
}

/** Resolves when sink `a` is asked for the n-th time from now on; that request is answered when `go` is called. */
function nthRequest(n: number): { readonly asked: Promise<readonly string[]>; go(): void } {
  let go: () => void = () => undefined;
  const gate = new Promise<void>((resolve) => {
    go = resolve;
  });
  const asked = new Promise<readonly string[]>((resolve) => {
    let count = 0;
    a.answer = async (ids) => {
      count += 1;
      if (count === n) {
        resolve(ids);
        await gate;
      }
      return 204;
    };
  });
  return { asked, go };
}

test('killed, stopped and taken over: everything arrives, almost nothing twice', async () => {
  const first = hotline.start(['notify']);
  await hotline.until('both sinks have begun', async () => (await owned()).length === 2);
  const alerts = Array.from({ length: 30 }, () => conditionAlert(Date.now()));
  const expected = alerts.map(({ id }) => id).sort();
  const fifth = nthRequest(5);
  await hotline.log.publish(
    alerts.map((alert, i) => ({ ...alertRecord(alert, Date.now(), i % 4), topic: hotline.topics.alerts })),
  );
  const inHand = await fifth.asked;
  first.signal('SIGKILL');
  await first.ended;
  fifth.go();

  const tenth = nthRequest(10);
  const second = hotline.start(['notify', '--sink', 'a', 'b']);
  await tenth.asked;
  const third: PulseProcess = hotline.start(['notify']);
  await hotline.until('the third is there', () => third.logged('waiting for alerts').length > 0);
  second.signal('SIGTERM');
  tenth.go();
  expect((await second.ended).code).toBe(0);
  const all = (server: HookServer): boolean => new Set(server.ids).size === expected.length;
  await hotline.until('both sinks have all', () => all(a) && all(b));
  const late = conditionAlert(Date.now());
  await hotline.log.publish([{ ...alertRecord(late, Date.now()), topic: hotline.topics.alerts }]);
  await hotline.until('the last has arrived', () => a.ids.includes(late.id) && b.ids.includes(late.id));

  for (const server of [a, b]) expect([...new Set(server.ids)].sort()).toEqual([...expected, late.id].sort());
  const twice = (server: HookServer) => server.ids.filter((id, i) => server.ids.indexOf(id) !== i);
  for (const id of twice(a)) expect(inHand).toContain(id);
  // Sink b had at most one message on its way when the first died.
  expect(twice(b).length).toBeLessThanOrEqual(1);
  const said = [second, third].flatMap((process) => process.log.map((line) => JSON.stringify(line))).join('\n');
  expect(said).toContain('"outcome":"delivered"');
  for (const hidden of [a.url, b.url, '"secret"']) expect(said).not.toContain(hidden);
});

test('wrong use is said, with exit code 2', async () => {
  const { code, stderr } = await hotline.run(['notify', '--sink', 'c']);
  expect({ code, said: stderr.includes('no such sink; alerts.yaml has a, b') }).toEqual({ code: 2, said: true });
});
