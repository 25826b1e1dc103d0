import { type ChildProcess, spawn } from 'node:child_process';
import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, describe, expect, test } from '@jest/globals';
import { alertSchema } from '../../../src/domain/alert.js';
import { PulseError } from '../../../src/domain/errors.js';
import { webhookSender } from '../../../src/reporters/sinks/webhook.js';
import { freePort } from '../../support/ports.js';
import { type RobotServer, startRobotServer } from '../../support/robot-server.js';
import { digest, overdueAlert, single } from './samples.js';

const secret = 'correct horse battery staple';
const timeoutMs = 5000;
const opened: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const close of opened.splice(0).reverse()) await close();
});

async function receiver(now?: () => number): Promise<RobotServer> {
  const server = await startRobotServer('webhook', { secret, ...(now !== undefined && { now }) });
  opened.push(server.close);
  return server;
}

test('one alert: a structured CloudEvent, signed', async () => {
  const server = await receiver();
  const sender = webhookSender({ url: server.url, secret, timeoutMs });
  expect(sender.perMinute).toBeNull();
  expect(await sender.send(single(), ['ignored@example.cn'])).toEqual({ kind: 'delivered' });
  const alert = overdueAlert();
  expect(server.taken).toEqual([
    {
      specversion: '1.0',
      id: alert.id,
      source: 'urn:hotline-pulse:processor',
      type: 'hotline.alert.v1',
      subject: alert.subject,
      time: alert.at,
      datacontenttype: 'application/json',
      data: alert,
    },
  ]);
  expect(alertSchema.parse((server.taken[0] as { data: unknown }).data)).toEqual(alert);
  expect(server.requests[0]!.headers['content-type']).toMatch(/^application\/cloudevents\+json(;|$)/);
  expect(server.requests[0]!.headers['webhook-id']).toBe(alert.id);
});

test('a digest: a batch of events, even of one', async () => {
  const server = await receiver();
  const sender = webhookSender({ url: server.url, secret, timeoutMs });
  for (const message of [digest(3), digest(1)]) expect(await sender.send(message, [])).toEqual({ kind: 'delivered' });
  expect(server.taken.map((events) => (events as { id: string }[]).map(({ id }) => id))).toEqual([
    digest(3).alerts.map(({ id }) => id),
    digest(1).alerts.map(({ id }) => id),
  ]);
  expect(server.requests[1]!.headers['content-type']).toMatch(/^application\/cloudevents-batch\+json/);
});

test('a repeat has the same id and body, and the time of its own try', async () => {
  let now = Date.UTC(2021, 5, 12, 8);
  const server = await receiver(() => now);
  const sender = webhookSender({ url: server.url, secret, timeoutMs, now: () => now });
  await sender.send(single(), []);
  now += 3_600_000;
  expect(await sender.send(single(), [])).toEqual({ kind: 'delivered' });
  const [a, b] = server.requests.map(({ headers, body }) => ({ id: headers['webhook-id'], body: body.toString() }));
  expect(b).toEqual(a);
  expect(server.requests.map(({ headers }) => headers['webhook-timestamp'])).toEqual(['1623484800', '1623488400']);
});

test('a secret of whsec_ is base64', async () => {
  const bytes = Buffer.from('00ff10e1a2b3c4d5', 'hex');
  const server = await receiver();
  // The server takes its secret as it is, so it refuses; the signature is checked here.
  await webhookSender({ url: server.url, secret: `whsec_${bytes.toString('base64')}`, timeoutMs }).send(single(), []);
  const { headers, body } = server.requests[0]!;
  const hmac = createHmac('sha256', bytes).update(`${headers['webhook-id']}.${headers['webhook-timestamp']}.${body}`);
  expect(headers['webhook-signature']).toBe(`v1,${hmac.digest('base64')}`);
});

test('a wrong secret is refused by the receiver, and an empty one by us', async () => {
  const server = await receiver();
  const sent = await webhookSender({ url: server.url, secret: 'another', timeoutMs }).send(single(), []);
  expect(sent).toEqual({ kind: 'refused', reason: `127.0.0.1:${server.port} answered 401` });
  for (const empty of ['', 'whsec_']) {
    expect(() => webhookSender({ url: server.url, secret: empty, timeoutMs })).toThrow(PulseError);
  }
});

test('delivered counts when the status has come, whatever the body', async () => {
  const server = await receiver();
  server.behave({ status: 204 }, { status: 200, body: '<html>' }, 'endless', 'stuck');
  const sender = webhookSender({ url: server.url, secret, timeoutMs: 300 });
  for (let i = 0; i < 4; i++) expect(await sender.send(single(), [])).toEqual({ kind: 'delivered' });
});

describe('the receiver of docs/webhooks.md', () => {
  test('takes a delivery once, knows repeats, refuses what is forged or old', async () => {
    const { url, line } = await startExample();
    const sender = webhookSender({ url, secret, timeoutMs });
    expect(await sender.send(single(), [])).toEqual({ kind: 'delivered' });
    const first = await line();
    expect(first).toContain(overdueAlert().id);
    expect(JSON.parse(first.slice(first.indexOf(' ')))).toMatchObject({
      data: { ticket: { summary: '小区停水三天' } },
    });
    expect(await sender.send(single(), [])).toEqual({ kind: 'delivered' });
    expect(await sender.send(digest(2), [])).toEqual({ kind: 'delivered' });
    // The next line is the digest's: the repeat wrote none.
    expect(await line()).toContain('digest-');
    const refused = { kind: 'refused', reason: expect.stringContaining('401') };
    const other = single({ id: 'other' });
    expect(await webhookSender({ url, secret: 'guessed', timeoutMs }).send(other, [])).toEqual(refused);
    for (const off of [-301_000, 302_000]) {
      expect(await webhookSender({ url, secret, timeoutMs, now: () => Date.now() + off }).send(other, [])).toEqual(
        refused,
      );
    }
    expect(await webhookSender({ url, secret, timeoutMs, now: () => Date.now() - 290_000 }).send(other, [])).toEqual({
      kind: 'delivered',
    });
  });

  async function startExample(): Promise<{ url: string; line: () => Promise<string> }> {
    const example = /```js\n([\s\S]*?)```/.exec(readFileSync('docs/webhooks.md', 'utf8'))![1]!;
    const dir = mkdtempSync(join(tmpdir(), 'pulse-webhook-'));
    opened.push(() => rmSync(dir, { recursive: true }));
    writeFileSync(join(dir, 'receiver.mjs'), example);
    const port = await freePort();
    const env = { ...process.env, NODE_OPTIONS: '', PORT: String(port), WEBHOOK_SECRET: secret };
    const child = spawn(process.execPath, [join(dir, 'receiver.mjs')], { env, stdio: ['ignore', 'pipe', 'inherit'] });
    opened.push(() => end(child));
    const lines = createInterface({ input: child.stdout! })[Symbol.asyncIterator]();
    await listening(port, child);
    return { url: `http://127.0.0.1:${port}/`, line: async () => String((await lines.next()).value) };
  }
});

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return;
  const gone = once(child, 'exit');
  child.kill();
  await gone;
}

/** The example says nothing when it listens, so it is asked until it answers. */
async function listening(port: number, child: ChildProcess): Promise<void> {
  while (child.exitCode === null) {
    const socket = connect(port, '127.0.0.1');
    const up = await new Promise<boolean>((resolve) => {
      socket.once('connect', () => resolve(true));
      socket.once('error', () => resolve(false));
    });
    socket.destroy();
    if (up) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error(`the example ended with ${child.exitCode}`);
}
