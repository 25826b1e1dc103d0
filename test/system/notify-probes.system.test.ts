import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { openEmbedded } from '../../src/adapters/embedded/open-embedded.js';
import { systemClock } from '../../src/commands/system-clock.js';
import { topicSpecs, topicsOf } from '../../src/engine/topics.js';
import { HookServer } from '../reporters/notify/hook-server.js';
import { alertRecord, conditionAlert } from '../reporters/notify/runner-support.js';
import { projectRoot } from '../support/pair.js';
import { PulseProcess } from '../support/pulse-process.js';

/** `pulse notify` by itself, on the embedded pair: its port tells how it is and what its sinks have come to. */

const dir = mkdtempSync(join(tmpdir(), 'pulse-notify-'));
const dataDir = join(dir, 'data');
let pair: Awaited<ReturnType<typeof openEmbedded>>;
let hook: HookServer;
let program: PulseProcess;
let url: string;

beforeAll(async () => {
  hook = await HookServer.open();
  cpSync(join(projectRoot, 'config'), join(dir, 'config'), { recursive: true });
  const sink = { type: 'webhook', url: hook.url, secret: 'secret', for: ['all'] };
  writeFileSync(join(dir, 'config', 'alerts.yaml'), JSON.stringify({ quietHours: null, sinks: { desk: sink } }));
  pair = await openEmbedded({ dataDir, namespace: 'hotline', generation: 1, clock: systemClock });
  await pair.log.createTopics(topicSpecs(topicsOf('hotline'), 4));
  const env = { PULSE_CONFIG_DIR: join(dir, 'config'), PULSE_DATA_DIR: dataDir, PULSE_HTTP_NOTIFY_PORT: '0' };
  program = new PulseProcess(['notify'], env);
  while (program.running && program.logged('listening').length === 0) await Promise.race([program.ended, tick()]);
  url = String(program.logged('listening')[0]?.['url'] ?? program.tail());
});
afterAll(async () => {
  program.signal('SIGTERM');
  expect((await program.ended).code).toBe(0);
  await pair.close();
  await hook.close();
  rmSync(dir, { recursive: true });
});

const metric = async (name: string): Promise<string | undefined> => {
  const text = await (await fetch(`${url}/metrics`)).text();
  return text.split('\n').find((line) => line.startsWith(name));
};
/** One look; the notifier works meanwhile. */
const tick = () => new Promise((resolve) => setTimeout(resolve, 20));

test('it lives, is ready, and shows nothing else', async () => {
  const paths = ['/healthz', '/readyz', '/metrics', '/v1/periods', '/'];
  const codes = await Promise.all(paths.map(async (path) => (await fetch(`${url}${path}`)).status));
  expect(codes).toEqual([200, 200, 200, 404, 404]);
  expect(await (await fetch(`${url}/readyz`)).json()).toEqual({ ready: true, checks: { log: { ok: true } } });
});

test('what a sink has taken is counted', async () => {
  const delivered = 'hotline_pulse_sink_messages_total{sink="desk",outcome="delivered"}';
  expect(await metric(delivered)).toBe(`${delivered} 0`);
  const alert = conditionAlert(Date.now());
  await pair.log.publish([{ ...alertRecord(alert, Date.now()), topic: topicsOf('hotline').alerts }]);
  while (program.running && (await metric(delivered)) !== `${delivered} 1`) await tick();
  expect([await metric(delivered), hook.ids]).toEqual([`${delivered} 1`, [alert.id]]);
  expect(await metric('hotline_pulse_partitions')).toBe('hotline_pulse_partitions 4');
});
