import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { ticketAlert } from '../reporters/alerts/support.js';
import { embeddedPair, type Pair, projectRoot, type Ran } from '../support/pair.js';
import { watch } from '../support/services-watchdog.js';
import { publish, recordOf, refused } from './alerts-support.js';

/** `pulse alerts test` against a robot of one's own, and `pulse alerts tail` while alerts are published. */

let pair: Pair;
beforeAll(() => {
  pair = embeddedPair({ PULSE_PARTITIONS: '2' });
});
afterAll(() => pair.close());

test('test: sends one sample through the sink of alerts.yaml, and says what came back', async () => {
  const bodies: string[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      bodies.push(Buffer.concat(chunks).toString('utf8'));
      const errcode = request.url === '/bad' ? 93_000 : 0;
      response.setHeader('content-type', 'application/json');
      response.end(JSON.stringify({ errcode, errmsg: errcode === 0 ? 'ok' : 'invalid webhook url' }));
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  try {
    const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const config = join(pair.dir, 'config');
    mkdirSync(config, { recursive: true });
    const sink = (path: string): string => `{ type: wecom, url: '${base}/${path}', for: [all] }`;
    writeFileSync(join(config, 'alerts.yaml'), `sinks:\n  good: ${sink('good')}\n  bad: ${sink('bad')}\n`);
    const run = (name: string): Promise<Ran> =>
      pair.run(['alerts', 'test', name], { env: { PULSE_CONFIG_DIR: config } });
    expect(await run('good')).toMatchObject({ code: 0, stdout: 'good: delivered\n' });
    expect(bodies[0]).toContain('测试消息,无需处理');
    const { code, stdout } = await run('bad');
    expect([code, stdout]).toEqual([1, expect.stringMatching(/^bad: not delivered \(refused\): .*93000.*\n$/)]);
    refused(await run('worse'), /worse: no such sink; alerts\.yaml has good, bad/);
  } finally {
    server.close();
  }
});

test.each([
  ['as-text', [], (line: string) => line],
  ['as-JSON', ['--json'], (line: string) => JSON.parse(line).id],
])('tail %s: what comes from now on, each id once, until it is stopped', async (name, args, shown) => {
  const program = join(projectRoot, 'dist', 'commands', 'main.js');
  const env = { PATH: process.env['PATH'] ?? '', ...pair.env, PULSE_LOG_LEVEL: 'info' };
  const child = spawn(process.execPath, [program, 'alerts', 'tail', ...args], {
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  watch(child);
  const closed = once(child, 'close');
  const lines: string[] = [];
  const out = createInterface(child.stdout).on('line', (line) => lines.push(line));
  for await (const line of createInterface(child.stderr)) if (line.includes('following')) break;
  const [first, second] = ['1', '2'].map((n) =>
    ticketAlert('ticket-overdue', '06-24 00:10', { ticketId: `${name}-${n}` }),
  );
  await publish(pair, [first!, first!, second!].map(recordOf));
  while (lines.length < 2) await once(out, 'line');
  child.kill('SIGINT');
  expect((await closed)[0]).toBe(0);
  expect(lines.map(shown)).toEqual(
    [first!, second!].map((alert) =>
      args.length > 0
        ? alert.id
        : expect.stringMatching(
            new RegExp(
              `^2021-06-24 00:10 {2}【已逾期】市住房和城乡建设局:工单 ${alert.ticket?.ticketId} 已逾期 .* {2}${alert.id}$`,
            ),
          ),
    ),
  );
});
