/**
 * Risk: a processor with other deadline rules joins, and subtracts what it would have added instead of what was added. Flow:
 * June is counted under the rules that come with the program; a process whose folder of settings holds another rule is
 * refused with exit code 3 before it joins the group, and so is every command that would show its figures; after that,
 * and also after a FLUSHALL, which empties the state but not the log's memory of it.
 */
import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Redis } from 'ioredis';
import { Scenario } from '../support/scenario.js';
import { calls } from '../support/scenario-events.js';
import { type RunningRedis, startRedis } from '../support/services.js';
import { temporaryDirectory } from '../support/services-watchdog.js';

const ownRules = fileURLToPath(new URL('../../config/deadlines.yaml', import.meta.url));

let server: RunningRedis;
let hotline: Scenario;
beforeAll(async () => {
  server = await startRedis();
  hotline = await Scenario.open({ redisUrl: server.url });
});
afterAll(async () => {
  await hotline.close();
  await server.stop('SIGKILL');
});

/** The scenario's folder of settings with five working days made six. */
function otherRules(): string {
  const dir = temporaryDirectory('rules');
  cpSync(hotline.env['PULSE_CONFIG_DIR']!, dir, { recursive: true });
  const rules = readFileSync(ownRules, 'utf8').replace(
    'otherwise: { workingDays: 5 }',
    'otherwise: { workingDays: 6 }',
  );
  writeFileSync(join(dir, 'deadlines.yaml'), rules);
  return dir;
}

test('a process under other rules is refused, also after FLUSHALL', async () => {
  await hotline.publish(calls('first', 0, 50));
  expect((await hotline.run(['process', '--until-caught-up'])).code).toBe(0);
  const before = await hotline.states();
  const env = { PULSE_CONFIG_DIR: otherRules() };
  await hotline.publish(calls('second', 0, 50));
  const words = /generation 1 is live under another set of rules.*must not be mixed/;
  for (const command of [['process', '--until-caught-up'], ['snapshot', 'month:2021-06'], ['status']]) {
    const { code, stderr } = await hotline.run(command, env);
    expect({ command, code, said: words.test(stderr) }).toEqual({ command, code: 3, said: true });
  }
  expect((await hotline.states()).map(({ head }) => head)).toEqual(before.map(({ head }) => head));

  const redis = new Redis(server.url);
  await redis.flushall();
  await redis.quit();
  const { code, stderr } = await hotline.run(['process', '--until-caught-up'], env);
  expect({ code, said: words.test(stderr) }).toEqual({ code: 3, said: true });
  expect(await hotline.readInAll()).toBe(0);
  expect((await hotline.run(['process', '--until-caught-up'])).code).toBe(0);
  expect(await hotline.readInAll()).toBe(100);
  await hotline.expectEqual();
});
