import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { kafkaClassPath } from '../support/kafka-libs.js';
import { projectRoot } from '../support/pair.js';
import { type RunningKafka, type RunningRedis, startKafka, startRedis } from '../support/services.js';
import { javaCommand } from '../support/services-install.js';
import { blocksOf, type Played, play, stepsOf } from './page.js';

/**
 * docs/consuming-snapshots.md, pasted into a shell from top to bottom, on a broker and a Redis of its own. Kafka's script is
 * the same class of the same jars as in Kafka's archive.
 */

const blocks = blocksOf('docs/consuming-snapshots.md');
const steps = stepsOf(blocks);
mkdirSync('.cache', { recursive: true });
// Under the project, so that kafkajs is found as in a checkout; what the page writes is gone with it.
const dir = mkdtempSync(join(projectRoot, '.cache', 'docs-'));
let kafka: RunningKafka;
let redis: RunningRedis;
let played: Played;

beforeAll(async () => {
  [kafka, redis] = await Promise.all([startKafka(), startRedis()]);
  for (const name of ['dist', 'config', 'package.json']) symlinkSync(join(projectRoot, name), join(dir, name));
  for (const { language, text } of blocks) {
    const [, name] = /^\/\/ (\S+\.mjs)\n/.exec(text) ?? [];
    if (language === 'js' && name !== undefined) writeFileSync(join(dir, name), text);
  }
  const bin = join(dir, 'bin');
  mkdirSync(bin);
  const tool = join(bin, 'kafka-console-consumer.sh');
  const command = `'${javaCommand()}' -cp '${kafkaClassPath()}' org.apache.kafka.tools.consumer.ConsoleConsumer "$@"`;
  writeFileSync(tool, `#!/bin/sh\nexec ${command}\n`);
  chmodSync(tool, 0o755);
  const env = { KAFKA_BROKERS: kafka.brokers, REDIS_URL: redis.url, PATH: `${bin}:${process.env['PATH']}` };
  played = await play(steps, { cwd: dir, env: { ...env, PULSE_LOG_LEVEL: 'warn' } });
}, 180_000);

afterAll(async () => {
  await Promise.all([kafka?.stop('SIGKILL'), redis?.stop('SIGKILL')]);
  rmSync(dir, { recursive: true, force: true });
});

test('it has commands, and a program that they run', () => {
  expect(steps.filter(({ prints }) => prints !== null).length).toBeGreaterThan(2);
  expect(blocks.filter(({ language }) => language === 'js')).toHaveLength(1);
});

test('every command works', () => {
  expect([played.code, played.steps.length, played.stderr]).toEqual([0, steps.length, expect.anything()]);
});

test.each(steps.filter(({ prints }) => prints !== null).map((step) => [step.commands.split('\n')[0]!, step] as const))(
  'prints what the page says: %s',
  (_, { commands, prints }) => {
    expect(played.steps.find((step) => step.commands === commands)?.printed).toBe(prints);
  },
);
