import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Redis } from 'ioredis';
import { partitionKeys } from '../../../src/adapters/redis/keys.js';
import { commitCall } from '../../../src/adapters/redis/messages.js';
import { type ScriptArgument, scriptSource } from '../../../src/adapters/redis/scripts.js';
import { full } from '../../contracts/state-store.support.js';
import { redisUrl, uniqueName } from '../../support/services.js';

/** commit.lua refuses a commit whose arguments do not fit together, whole, before its first write. */

const namespace = uniqueName('malformed');
const keys = partitionKeys(namespace, 1, 0);
const rows = [
  ['open', 'comes', true],
  ['open', 'goes', false],
  ['late:2021-06', 'comes', true],
] as const;
const whole = commitCall(keys, full({ rows }));

describe('a commit with one thing wrong', () => {
  let redis: Redis;
  beforeAll(() => {
    redis = new Redis(redisUrl());
  });
  afterAll(async () => {
    const left = await redis.keys(`{${namespace}*`);
    if (left.length > 0) await redis.unlink(...left);
    await redis.quit();
  });
  const run = (args: readonly ScriptArgument[], named: readonly string[]) =>
    redis.eval(scriptSource('commit'), named.length, ...named, ...args);
  const changed = (at: number, value: string) => whole.args.with(at, value);
  /** Where the rows of the first index begin: how many come, how many go. */
  const first = whole.args.length - 9;

  test.each<[string, readonly ScriptArgument[], readonly string[]]>([
    ['a score that is not 0', changed(first + 2, '1'), whole.keys],
    ['a score of the last index', changed(whole.args.length - 2, 'x'), whole.keys],
    ['more rows come than there are', changed(first, '2'), whole.keys],
    ['a number of rows that is none', changed(first, 'x'), whole.keys],
    ['fewer rows go than there are', changed(first + 1, '0'), whole.keys],
    ['one more index than there are rows', changed(9, '3'), whole.keys],
    ['one index fewer', changed(9, '1'), whole.keys],
    ['an argument too few', whole.args.slice(0, -1), whole.keys],
    ['an argument too many', [...whole.args, 'x'], whole.keys],
    ['a key too few', whole.args, whole.keys.slice(0, -1)],
    ['a key too many', whole.args, [...whole.keys, keys.rows('x')]],
  ])('%s: nothing is written', async (_, args, named) => {
    expect(await run(args, named)).toBe(-2);
    expect(await redis.keys(`{${namespace}*`)).toEqual([]);
  });

  test('the same with nothing wrong is applied', async () => {
    expect(whole.args.slice(first)).toEqual(['1', '1', '0', 'comes', 'goes', '1', '0', '0', 'comes']);
    expect(await run(whole.args, whole.keys)).toBe(1);
    expect(await redis.zrange(keys.rows('open'), '0', '-1')).toEqual(['comes']);
  });
});
