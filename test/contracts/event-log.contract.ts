import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { PulseError } from '../../src/domain/errors.js';
import { partitionOf } from '../../src/domain/partitioner.js';
import { groupContract } from './event-log.group.contract.js';
import { readContract } from './event-log.read.contract.js';
import {
  type LogContext,
  makeTopic,
  numbered,
  type OpenLog,
  readAll,
  textOf,
  uniqueName,
  valuesOf,
} from './event-log.support.js';

/**
 * Every bullet of the comment in ports/event-log.ts. `open` may return a log that other tests use too: every test makes
 * topics and groups of its own.
 */
export function eventLogContract(name: string, open: () => Promise<OpenLog>): void {
  describe(`EventLog contract: ${name}`, () => {
    const ctx = {} as LogContext;
    let opened: OpenLog;
    beforeEach(async () => {
      opened = await open();
      ctx.log = opened.log;
      ctx.newLog = () => opened.newLog();
    });
    afterEach(async () => {
      await opened.close();
    });
    describe('publish', () => publishTests(ctx));
    describe('record content', () => contentTests(ctx));
    describe('topics', () => topicTests(ctx));
    describe('group', () => groupContract(ctx));
    describe('tail and read', () => readContract(ctx));
  });
}

function publishTests(ctx: LogContext): void {
  test('what publish has acknowledged, another client sees', async () => {
    const topic = await makeTopic(ctx.log, 2);
    const other = await ctx.newLog();
    await ctx.log.publish([...numbered(topic, 0, 3, 'a'), ...numbered(topic, 1, 1, 'b')]);
    expect((await other.bounds(topic)).map((b) => b.end)).toEqual([3n, 1n]);
    expect((await readAll(other, topic)).map(valuesOf)).toEqual([['a0', 'a1', 'a2'], ['b0']]);
  });

  test('order is kept per partition within a call and over awaited calls', async () => {
    const topic = await makeTopic(ctx.log, 3);
    const expected: string[][] = [[], [], []];
    for (let call = 0; call < 3; call++) {
      const records = Array.from({ length: 700 }, (_, i) => ({ p: (i * 7 + call) % 3, value: `${call}-${i}` }));
      for (const { p, value } of records) expected[p]?.push(value);
      await ctx.log.publish(records.map(({ p, value }) => ({ topic, partition: p, key: null, value })));
    }
    expect((await readAll(ctx.log, topic)).map(valuesOf)).toEqual(expected);
  });

  test('calls that run at the same time each keep their order and lose nothing', async () => {
    const topic = await makeTopic(ctx.log, 1);
    const prefixes = ['a', 'b', 'c', 'd', 'e'];
    await Promise.all(prefixes.map((prefix) => ctx.log.publish(numbered(topic, 0, 60, prefix))));
    const values = valuesOf((await readAll(ctx.log, topic))[0] ?? []);
    for (const prefix of prefixes)
      expect(values.filter((v) => v?.startsWith(prefix))).toEqual(numbered(topic, 0, 60, prefix).map((r) => r.value));
  });

  test('a key goes to its murmur2 partition, as text and as bytes; a given partition wins', async () => {
    const topic = await makeTopic(ctx.log, 5);
    const keys = ['c-1', 'c-2', '热线-12345', 'ä', 'a longer contact id 0123456789', ''];
    await ctx.log.publish(keys.map((key) => ({ topic, key, value: 'text' })));
    await ctx.log.publish(keys.map((key) => ({ topic, key: Buffer.from(key), value: 'bytes' })));
    await ctx.log.publish([{ topic, partition: 3, key: 'c-1', value: 'given' }]);
    const found = (await readAll(ctx.log, topic)).flatMap((records, partition) =>
      records.map((r) => ({ partition, key: textOf(r.key), value: textOf(r.value) })),
    );
    expect(found).toHaveLength(2 * keys.length + 1);
    for (const { partition, key, value } of found)
      expect(partition).toBe(value === 'given' ? 3 : partitionOf(key ?? '?', 5));
  });

  test('publishing nothing is fine; a refused call leaves the log usable', async () => {
    const topic = await makeTopic(ctx.log, 1);
    await ctx.log.publish([]);
    const outside = ctx.log.publish([{ topic, partition: 7, key: 'k', value: 'v' }]);
    await expect(outside).rejects.toMatchObject({ name: 'PulseError', code: 'PULSE_LOG', retryable: false });
    await ctx.log.publish([{ topic, key: 'k', value: 'after' }]);
    expect(valuesOf((await readAll(ctx.log, topic))[0] ?? [])).toEqual(['after']);
  });

  test('a topic that does not exist is PULSE_LOG, names the topic and the command, and creates nothing', async () => {
    const topic = uniqueName('missing');
    const error: unknown = await ctx.log.publish([{ topic, key: 'k', value: 'v' }]).catch((e: unknown) => e);
    expect(error).toBeInstanceOf(PulseError);
    expect(error).toMatchObject({ code: 'PULSE_LOG', retryable: false, details: { topic } });
    expect((error as PulseError).message).toContain('pulse topics create');
    expect(await ctx.log.facts(topic, 'input')).toBeNull();
  });

  test('a closed log refuses with PULSE_LOG', async () => {
    const topic = await makeTopic(ctx.log, 1);
    const other = await ctx.newLog();
    await other.close();
    await expect(other.publish([{ topic, key: 'k', value: 'v' }])).rejects.toMatchObject({ code: 'PULSE_LOG' });
    await expect(other.bounds(topic)).rejects.toMatchObject({ code: 'PULSE_LOG' });
  });
}

function contentTests(ctx: LogContext): void {
  test('keys, values and headers come back as they went in', async () => {
    const topic = await makeTopic(ctx.log, 1);
    const binary = Uint8Array.from({ length: 256 }, (_, i) => i);
    await ctx.log.publish([
      { topic, key: 'plain', value: '内容', headers: { ce_type: 'x', 'pulse-rerouted-from': '工单/3' } },
      { topic, key: binary, value: binary, headers: {} },
      { topic, key: 'tombstone', value: null },
      { topic, key: null, value: 'no key' },
      { topic, key: '', value: '' },
    ]);
    const [records = []] = await readAll(ctx.log, topic);
    const bytes = (b: Uint8Array | null) => (b === null ? null : [...b]);
    expect(records.map((r) => [bytes(r.key), bytes(r.value)])).toEqual([
      [[...Buffer.from('plain')], [...Buffer.from('内容')]],
      [[...binary], [...binary]],
      [[...Buffer.from('tombstone')], null],
      [null, [...Buffer.from('no key')]],
      [[], []],
    ]);
    expect(records.map((r) => r.headers)).toEqual([{ ce_type: 'x', 'pulse-rerouted-from': '工单/3' }, {}, {}, {}, {}]);
    expect(records.map((r) => r.offset)).toEqual([0n, 1n, 2n, 3n, 4n]);
  });

  test('a given timestamp is kept; without one it is now', async () => {
    const topic = await makeTopic(ctx.log, 1);
    const given = Date.UTC(2021, 5, 12, 8, 30, 0, 123);
    const before = Date.now();
    await ctx.log.publish([
      { topic, key: 'k', value: 'v', timestamp: given },
      { topic, key: 'k', value: 'v' },
    ]);
    const [records = []] = await readAll(ctx.log, topic);
    expect(records[0]?.timestamp).toBe(given);
    expect(records[1]?.timestamp).toBeGreaterThanOrEqual(before - 5_000);
    expect(records[1]?.timestamp).toBeLessThanOrEqual(Date.now() + 5_000);
  });
}

function topicTests(ctx: LogContext): void {
  test('bounds answer for every partition in order', async () => {
    const topic = await makeTopic(ctx.log, 4);
    expect(await ctx.log.bounds(topic)).toEqual(Array.from({ length: 4 }, () => ({ start: 0n, end: 0n })));
    await ctx.log.publish([...numbered(topic, 3, 2), ...numbered(topic, 1, 5)]);
    expect((await ctx.log.bounds(topic)).map((b) => b.end)).toEqual([0n, 5n, 0n, 2n]);
  });

  test('bounds of an unknown topic are PULSE_LOG', async () => {
    const topic = uniqueName('missing');
    await expect(ctx.log.bounds(topic)).rejects.toMatchObject({ code: 'PULSE_LOG', details: { topic } });
  });

  test('createTopics creates what is missing and leaves the rest alone', async () => {
    const [a, b] = [uniqueName('a'), uniqueName('b')];
    expect(await ctx.log.createTopics([{ name: a, partitions: 2, retention: 'input' }])).toEqual([a]);
    await ctx.log.publish(numbered(a, 1, 1));
    const again = [
      { name: a, partitions: 5, retention: 'compacted' as const },
      { name: b, partitions: 3, retention: { days: 90 } },
    ];
    expect(await ctx.log.createTopics(again)).toEqual([b]);
    expect(await ctx.log.createTopics(again)).toEqual([]);
    expect(await ctx.log.facts(a, 'input')).toEqual({ partitions: 2, unsafe: [] });
    expect((await readAll(ctx.log, a)).map(valuesOf)).toEqual([[], ['v0']]);
  });

  test('two clients may create the same topics at once', async () => {
    const other = await ctx.newLog();
    const specs = [1, 2].map((partitions) => ({ name: uniqueName('race'), partitions, retention: 'input' as const }));
    const created = await Promise.all([ctx.log.createTopics(specs), other.createTopics(specs)]);
    expect(created.flat().sort()).toEqual(specs.map((s) => s.name).sort());
  });

  test('facts: partition count; a topic made for its use is safe; null when it does not exist', async () => {
    for (const retention of ['input', 'compacted', { days: 90 }] as const)
      expect(await ctx.log.facts(await makeTopic(ctx.log, 3, retention), retention)).toEqual({
        partitions: 3,
        unsafe: [],
      });
    expect(await ctx.log.facts(uniqueName('missing'), 'input')).toBeNull();
  });

  test('facts: an input that is compacted or forgets with time is unsafe, in words', async () => {
    for (const retention of ['compacted', { days: 7 }] as const) {
      const facts = await ctx.log.facts(await makeTopic(ctx.log, 1, retention), 'input');
      expect(facts?.unsafe.length).toBeGreaterThan(0);
    }
  });
}
