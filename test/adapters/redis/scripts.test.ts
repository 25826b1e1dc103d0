import { readdirSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { commitOutcomes } from '../../../src/adapters/redis/commit-outcome.js';
import { scriptNames, scriptSource } from '../../../src/adapters/redis/scripts.js';

const folder = new URL('../../../src/adapters/redis/lua/', import.meta.url);

test('every file of lua/ is a script that is defined', () => {
  expect(readdirSync(folder).sort()).toEqual(scriptNames.map((name) => `${name}.lua`).sort());
});

describe.each(scriptNames)('%s.lua', (name) => {
  const source = scriptSource(name);
  const [header = '', body = ''] = source.slice('--[['.length).split(']]\n', 2);

  test('its header says name, keys, arguments, answer, invariant and cost', () => {
    expect(source.startsWith(`--[[\n  ${name}: `)).toBe(true);
    const parts = [...header.matchAll(/^ {2}([A-Z]+)\b/gm)].map(([, part]) => part);
    expect(parts).toEqual(['KEYS', 'ARGV', 'RETURNS', 'INVARIANT', 'COST']);
  });

  test('every fixed key and argument that the body uses is in the header', () => {
    for (const list of ['KEYS', 'ARGV']) {
      const section = header.slice(header.indexOf(`  ${list}`));
      for (const [, index] of body.matchAll(new RegExp(`${list}\\[(\\d+)\\]`, 'g')))
        expect(section).toContain(`[${index}]`);
    }
  });

  test('it writes only if it is commit', () => {
    const writes = /'(HSET|HINCRBY|HDEL|ZADD|ZREM|UNLINK|DEL|SET)'/.test(body);
    expect(writes).toBe(name === 'commit');
  });
});

describe('commit.lua', () => {
  const [header = '', body = ''] = scriptSource('commit').split(']]\n', 2);

  test('its return codes are those that the adapter knows', () => {
    const codes = [...header.matchAll(/^ {4}([ -]\d) ([A-Z]+)/gm)].map(([, code, word]) => [
      Number(code),
      word!.toLowerCase(),
    ]);
    expect(codes).toEqual([...commitOutcomes]);
    const returned = new Set([...body.matchAll(/return (-?\d+)/g)].map(([, code]) => Number(code)));
    expect(returned).toEqual(new Set(commitOutcomes.keys()));
  });

  test('every refusal precedes the first write', () => {
    const lastRefusal = body.lastIndexOf('return -');
    const firstWrite = body.search(/'(HSET|HINCRBY|HDEL|ZADD|ZREM|UNLINK)'/);
    expect(lastRefusal).toBeGreaterThan(0);
    expect(firstWrite).toBeGreaterThan(lastRefusal);
  });
});
