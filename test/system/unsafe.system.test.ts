/**
 * Risk: the program starts on servers or topics that lose state or records, and nobody learns of it until a figure is wrong.
 * Flow: each setting that could cost figures is made by hand; the start is refused in words with exit code 3, before
 * anything is committed.
 */
import { afterAll, afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { Ended } from '../support/pulse-process.js';
import { Scenario } from '../support/scenario.js';
import { calls } from '../support/scenario-events.js';
import { asAdministrator, setTopic } from '../support/scenario-topics.js';
import { type RunningRedis, redisUrl, startRedis } from '../support/services.js';

let hotline: Scenario;
beforeEach(async () => {
  hotline = await Scenario.open({ redisUrl: redisUrl() });
  await hotline.publish(calls('any', 0, 20));
});
afterEach(() => hotline.close());

const processAll = (env: Readonly<Record<string, string>> = {}): Promise<Ended> =>
  hotline.run(['process', '--until-caught-up'], env);

async function expectRefused(ended: Ended, words: RegExp): Promise<void> {
  expect(ended.stderr).toMatch(words);
  expect(ended.code).toBe(3);
  expect((await hotline.states()).map(({ head }) => head)).toEqual([null, null, null, null]);
}

describe('Redis', () => {
  let evicting: RunningRedis | undefined;
  afterAll(async () => evicting?.stop('SIGKILL'));

  test('that would evict keys is refused, unsafe topics being allowed or not', async () => {
    evicting = await startRedis({ extra: ['--maxmemory', '64mb', '--maxmemory-policy', 'allkeys-lru'] });
    const env = { REDIS_URL: evicting.url, PULSE_ALLOW_UNSAFE: 'true' };
    await expectRefused(await processAll(env), /maxmemory-policy is allkeys-lru/);
  });
});

describe('an input topic', () => {
  test.each([
    ['is compacted', 'cleanup.policy', 'compact', /ticket-closed: cleanup\.policy is compact/],
    ['is kept for a week', 'retention.ms', '604800000', /ticket-closed: retention\.ms is 604800000/],
    ['is kept up to a size', 'retention.bytes', '1073741824', /ticket-closed: retention\.bytes is 1073741824/],
  ])('that %s is refused, unless unsafe topics are allowed', async (_what, name, value, words) => {
    const topic = hotline.topics.inputOf['hotline.ticket-closed.v1'];
    await setTopic(topic, name, value);
    await expectRefused(await processAll(), words);
    expect((await hotline.run(['topics', 'check'])).code).toBe(1);
    const allowed = await processAll({ PULSE_ALLOW_UNSAFE: 'true' });
    expect({ code: allowed.code, said: words.test(allowed.stderr) }).toEqual({ code: 0, said: true });
    expect(await hotline.readInAll()).toBe(20);
  });

  test('with more partitions than the others is refused, unsafe topics being allowed or not', async () => {
    const topic = hotline.topics.inputOf['hotline.ticket-created.v1'];
    await asAdministrator((admin) => admin.createPartitions({ topicPartitions: [{ topic, count: 6 }] }));
    const grown = async (): Promise<boolean> =>
      (await hotline.run(['topics', 'check'])).stdout.includes('6 partitions');
    await hotline.until('the topic has grown', grown);
    const words = /must have the same number of partitions: .*call-received has 4, .*ticket-created has 6/;
    await expectRefused(await processAll({ PULSE_ALLOW_UNSAFE: 'true' }), words);
  });

  test('that is missing is refused, and the command that makes it is named', async () => {
    const topic = hotline.topics.inputOf['hotline.ticket-created.v1'];
    await asAdministrator((admin) => admin.deleteTopics({ topics: [topic] }));
    const isGone = async () => !(await asAdministrator((admin) => admin.listTopics())).includes(topic);
    await hotline.until('it is gone', isGone);
    await expectRefused(await processAll(), /topics are missing: .*ticket-created.*pulse topics create/);
    const create = await hotline.run(['topics', 'create']);
    expect({ code: create.code, made: create.stdout.includes(topic) }).toEqual({ code: 0, made: true });
    expect((await processAll()).code).toBe(0);
  });
});
