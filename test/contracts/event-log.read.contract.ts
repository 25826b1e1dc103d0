import { expect, test } from '@jest/globals';
import type { LogBatch, Offset } from '../../src/ports/event-log.js';
import {
  collect,
  type LogContext,
  makeTopic,
  numbered,
  sleep,
  TestMember,
  uniqueName,
  until,
  valuesOf,
} from './event-log.support.js';

export function readContract(ctx: LogContext): void {
  test('tail delivers all that exists, then what comes', async () => {
    const [a, b] = [await makeTopic(ctx.log, 2), await makeTopic(ctx.log, 1)];
    await ctx.log.publish([...numbered(a, 0, 500, 'a'), ...numbered(b, 0, 20, 'b')]);
    const got: LogBatch[] = [];
    const tail = await ctx.log.tail([a, b], (batch) => got.push(batch));
    await tail.caughtUp;
    const seen = (topic: string) => valuesOf(got.filter((x) => x.topic === topic).flatMap((x) => x.records));
    expect(seen(a)).toEqual(numbered(a, 0, 500, 'a').map((r) => r.value));
    expect(seen(b)).toHaveLength(20);
    await ctx.log.publish(numbered(a, 1, 3, 'late'));
    await until('the tail has the late records', () => seen(a).length === 503);
    expectContiguous(got, 0n);
    await tail.close();
    const count = got.length;
    await ctx.log.publish(numbered(a, 1, 3, 'after'));
    await sleep(300);
    expect(got).toHaveLength(count);
  });

  test('tail of empty topics is caught up at once', async () => {
    const topic = await makeTopic(ctx.log, 3);
    const tail = await ctx.log.tail([topic], () => {});
    await tail.caughtUp;
    await tail.close();
  });

  test('tail of an unknown topic is PULSE_LOG', async () => {
    await expect(ctx.log.tail([uniqueName('missing')], () => {})).rejects.toMatchObject({ code: 'PULSE_LOG' });
  });

  test('tail begins where it is told, per topic and partition, and goes on', async () => {
    const [a, b] = [await makeTopic(ctx.log, 2), await makeTopic(ctx.log, 1)];
    await ctx.log.publish([...numbered(a, 0, 30, 'a'), ...numbered(a, 1, 5, 'p'), ...numbered(b, 0, 7, 'b')]);
    const begin = new Map<string, Offset>([
      [`${a}/0`, 27n],
      [`${a}/1`, 5n], // the end: only what comes
      [`${b}/0`, 0n],
    ]);
    const got: LogBatch[] = [];
    const tail = await ctx.log.tail(
      [a, b],
      (batch) => got.push(batch),
      (topic, partition) => begin.get(`${topic}/${partition}`)!,
    );
    await tail.caughtUp;
    const seen = (topic: string, p: number) =>
      valuesOf(got.filter((x) => x.topic === topic && x.partition === p).flatMap((x) => x.records));
    expect([seen(a, 0), seen(a, 1), seen(b, 0).length]).toEqual([['a27', 'a28', 'a29'], [], 7]);
    await ctx.log.publish([...numbered(a, 0, 1, 'late'), ...numbered(a, 1, 2, 'late')]);
    await until('the late ones came', () => seen(a, 0).length === 4 && seen(a, 1).length === 2);
    expect([seen(a, 0).at(-1), seen(a, 1)]).toEqual(['late0', ['late0', 'late1']]);
    expectContiguous(
      got.filter((x) => x.topic === a && x.partition === 0),
      27n,
    );
    await tail.close();
  });

  test('tail begins at the end when told to begin beyond it, and is caught up at once', async () => {
    const topic = await makeTopic(ctx.log, 1);
    await ctx.log.publish(numbered(topic, 0, 3));
    const got: LogBatch[] = [];
    const tail = await ctx.log.tail(
      [topic],
      (batch) => got.push(batch),
      () => 900n,
    );
    await tail.caughtUp;
    expect(got.flatMap((batch) => batch.records)).toEqual([]);
    await ctx.log.publish(numbered(topic, 0, 1, 'late'));
    await until('the late one came', () => got.some((batch) => batch.records.length > 0));
    expect(valuesOf(got.flatMap((batch) => batch.records))).toEqual(['late0']);
    await tail.close();
  });

  test('two tails and a group on one topic do not disturb one another', async () => {
    const topic = await makeTopic(ctx.log, 2);
    await ctx.log.publish([...numbered(topic, 0, 10), ...numbered(topic, 1, 10)]);
    const member = await new TestMember([topic]).join(ctx.log, uniqueName('group'));
    await until('the member has all', () => member.values().length === 20);
    const other = await ctx.newLog();
    const counts = [0, 0];
    const tails = await Promise.all(
      [ctx.log, other].map((log, i) => log.tail([topic], (b) => (counts[i] = (counts[i] ?? 0) + b.records.length))),
    );
    await Promise.all(tails.map((t) => t.caughtUp));
    expect(counts).toEqual([20, 20]);
    expect([member.assignments, member.revocations, member.failures]).toEqual([1, 0, []]);
    await Promise.all([...tails.map((t) => t.close()), member.subscription?.close()]);
  });

  test('read delivers exactly the ranges, then ends', async () => {
    const topic = await makeTopic(ctx.log, 3);
    await ctx.log.publish([0, 1, 2].flatMap((p) => numbered(topic, p, 100, `p${p}-`)));
    const batches = await collect(
      ctx.log.read([
        { topic, partition: 0, from: 10n, to: 90n },
        { topic, partition: 1, from: 0n, to: 1n },
        { topic, partition: 2, from: 50n, to: 50n },
      ]),
    );
    const of = (p: number) => batches.filter((b) => b.partition === p);
    expect(valuesOf(of(0).flatMap((b) => b.records))).toEqual(Array.from({ length: 80 }, (_, i) => `p0-${i + 10}`));
    expect(valuesOf(of(1).flatMap((b) => b.records))).toEqual(['p1-0']);
    expect(of(2).flatMap((b) => b.records)).toEqual([]);
    expectContiguous(of(0), 10n);
    expect(of(0).at(-1)?.nextOffset).toBe(90n);
  });

  test('read of several topics, and of nothing', async () => {
    const [a, b] = [await makeTopic(ctx.log, 1), await makeTopic(ctx.log, 1)];
    await ctx.log.publish([...numbered(a, 0, 4, 'a'), ...numbered(b, 0, 4, 'b')]);
    const ranges = [a, b].map((topic) => ({ topic, partition: 0, from: 1n, to: 3n }));
    const batches = await collect(ctx.log.read(ranges));
    expect(valuesOf(batches.flatMap((x) => x.records)).sort()).toEqual(['a1', 'a2', 'b1', 'b2']);
    expect(await collect(ctx.log.read([]))).toEqual([]);
  });

  test('read beyond the end gives what the log has and ends', async () => {
    const topic = await makeTopic(ctx.log, 1);
    await ctx.log.publish(numbered(topic, 0, 3));
    const past = (from: Offset) => collect(ctx.log.read([{ topic, partition: 0, from, to: 1000n }]));
    expect(valuesOf((await past(1n)).flatMap((b) => b.records))).toEqual(['v1', 'v2']);
    expect((await past(500n)).flatMap((b) => b.records)).toEqual([]);
  });

  test('read of an unknown topic or partition is PULSE_LOG', async () => {
    const topic = await makeTopic(ctx.log, 1);
    const missing = [{ topic: uniqueName('missing'), partition: 0, from: 0n, to: 1n }];
    await expect(collect(ctx.log.read(missing))).rejects.toMatchObject({ code: 'PULSE_LOG' });
    const outside = [{ topic, partition: 5, from: 0n, to: 1n }];
    await expect(collect(ctx.log.read(outside))).rejects.toMatchObject({ code: 'PULSE_LOG' });
  });

  test('a slow reader gets all; a reader that stops early frees the log', async () => {
    const topic = await makeTopic(ctx.log, 2);
    const big = 'x'.repeat(2_000);
    const many = [0, 1].flatMap((p) => numbered(topic, p, 1_000).map((r) => ({ ...r, headers: { big } })));
    await ctx.log.publish(many);
    const other = await ctx.newLog();
    const ranges = [0, 1].map((partition) => ({ topic, partition, from: 0n, to: 1_000n }));
    let count = 0;
    for await (const batch of other.read(ranges)) {
      count += batch.records.length;
      await sleep(20);
    }
    expect(count).toBe(2_000);
    for await (const batch of other.read(ranges)) {
      expect(batch.records.length).toBeGreaterThan(0);
      break;
    }
    await other.close();
  });
}

/** Batches of each partition follow one another without a hole, records in offset order within their batch's range. */
export function expectContiguous(batches: readonly LogBatch[], from: Offset): void {
  const next = new Map<string, Offset>();
  for (const batch of batches) {
    const id = `${batch.topic}/${batch.partition}`;
    expect(batch.fetchedOffset).toBe(next.get(id) ?? from);
    expect(batch.nextOffset).toBeGreaterThanOrEqual(batch.fetchedOffset);
    let last = batch.fetchedOffset - 1n;
    for (const { offset } of batch.records) {
      expect(offset).toBeGreaterThan(last);
      expect(offset).toBeLessThan(batch.nextOffset);
      last = offset;
    }
    next.set(id, batch.nextOffset);
  }
}
