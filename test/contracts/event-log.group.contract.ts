import { expect, test } from '@jest/globals';
import { PulseError } from '../../src/domain/errors.js';
import type { EventLog, LogBatch } from '../../src/ports/event-log.js';
import { expectContiguous } from './event-log.read.contract.js';
import { type LogContext, makeTopic, numbered, sleep, TestMember, uniqueName, until } from './event-log.support.js';

const leave = (...members: TestMember[]) => Promise.all(members.map((m) => m.subscription?.close()));

export function groupContract(ctx: LogContext): void {
  oneMemberTests(ctx);
  twoMemberTests(ctx);
  seekTests(ctx);
  handlerTests(ctx);
}

function oneMemberTests(ctx: LogContext): void {
  test('one member gets every partition and every record, old and new, in order', async () => {
    const [a, b] = await twoTopics(ctx.log, 3);
    await ctx.log.publish([0, 1, 2].flatMap((p) => [...numbered(a, p, 50, `a${p}-`), ...numbered(b, p, 5, `b${p}-`)]));
    const member = await new TestMember([a, b]).join(ctx.log, uniqueName('group'));
    await until('it has the old records', () => member.values().length === 165);
    expect(member.owned).toEqual([0, 1, 2]);
    await ctx.log.publish(numbered(a, 1, 2, 'new'));
    await until('it has the new records', () => member.values().length === 167);
    expectContiguous(member.applied, 0n);
    expect(new Set(member.values()).size).toBe(167);
    await leave(member);
  });

  test('groups do not see each other', async () => {
    const topic = await makeTopic(ctx.log, 1);
    await ctx.log.publish(numbered(topic, 0, 10));
    const members = await Promise.all(
      [1, 2].map((i) => new TestMember([topic]).join(ctx.log, uniqueName(`group${i}`))),
    );
    await until('both have all', () => members.every((m) => m.values().length === 10));
    await leave(...members);
  });

  test('an unknown topic is PULSE_LOG', async () => {
    const join = new TestMember([uniqueName('missing')]).join(ctx.log, uniqueName('group'));
    await expect(join).rejects.toMatchObject({ code: 'PULSE_LOG' });
  });

  test('a member says by heartbeat that it is one; not after it has left', async () => {
    const topic = await makeTopic(ctx.log, 1);
    const member = await new TestMember([topic]).join(ctx.log, uniqueName('group'));
    await until('it is assigned', () => member.owned !== null);
    await member.member?.heartbeat();
    await leave(member);
    await expect(member.member?.heartbeat()).rejects.toBeInstanceOf(PulseError);
  });

  test('noted offsets are only a note: a successor starts where it seeks', async () => {
    const topic = await makeTopic(ctx.log, 1);
    const group = uniqueName('group');
    await ctx.log.publish(numbered(topic, 0, 6));
    const first = await new TestMember([topic]).join(ctx.log, group);
    await until('it has all', () => first.values().length === 6);
    await first.member?.noteOffsets([{ topic, partition: 0, offset: 6n }]);
    await leave(first);
    const second = await new TestMember([topic], new Map([[`${topic}/0`, 2n]])).join(ctx.log, group);
    await until('it has the rest', () => second.values().length === 4);
    expect(second.values()).toEqual(['v2', 'v3', 'v4', 'v5']);
    await leave(second);
  });
}

function twoMemberTests(ctx: LogContext): void {
  test('two members share the partitions, the same ones of every topic; one that leaves hands its over', async () => {
    const [a, b] = await twoTopics(ctx.log, 5);
    const [group, positions, other] = [uniqueName('group'), new Map<string, bigint>(), await ctx.newLog()];
    const x = await new TestMember([a, b], positions).join(ctx.log, group);
    const y = await new TestMember([a, b], positions).join(other, group);
    const shared = () => [...(x.owned ?? []), ...(y.owned ?? [])].sort().join() === '0,1,2,3,4';
    await until('they share', () => shared() && (x.owned?.length ?? 0) > 0 && (y.owned?.length ?? 0) > 0);
    expect(Math.abs((x.owned?.length ?? 0) - (y.owned?.length ?? 0))).toBe(1);
    const owners = [x, y].map((m) => ({ m, owned: m.owned, from: m.delivered.length }));
    await ctx.log.publish([0, 1, 2, 3, 4].flatMap((p) => [...numbered(a, p, 4), ...numbered(b, p, 4)]));
    await until('all is applied', () => x.values().length + y.values().length === 40);
    for (const { m, owned, from } of owners)
      for (const batch of m.delivered.slice(from)) expect(owned).toContain(batch.partition);
    await leave(x);
    await until('the other has all partitions', () => y.owned?.join() === '0,1,2,3,4');
    await ctx.log.publish([0, 1, 2, 3, 4].flatMap((p) => numbered(a, p, 1, 'more')));
    await until('and reads them', () => y.values().filter((v) => v === 'more0').length === 5);
    expect(x.values().length + y.values().length).toBe(45);
    await leave(y);
  });

  test('more members than partitions: one waits with none, and takes over', async () => {
    const topic = await makeTopic(ctx.log, 1);
    const [group, positions, other] = [uniqueName('group'), new Map<string, bigint>(), await ctx.newLog()];
    const x = await new TestMember([topic], positions).join(ctx.log, group);
    const y = await new TestMember([topic], positions).join(other, group);
    await until('one has it', () => (x.owned?.length ?? -1) + (y.owned?.length ?? -1) === 1);
    const [owner, idle] = x.owned?.length === 1 ? [x, y] : [y, x];
    await idle.member?.heartbeat();
    await leave(owner);
    await until('the idle one has it', () => idle.owned?.length === 1);
    await ctx.log.publish(numbered(topic, 0, 1));
    await until('and reads', () => idle.values().length === 1);
    await leave(idle);
  });
}

function seekTests(ctx: LogContext): void {
  test('seek goes back and forward; a batch says where it was fetched', async () => {
    const [a, b] = await twoTopics(ctx.log, 2);
    await ctx.log.publish([...numbered(a, 0, 10), ...numbered(b, 0, 1), ...numbered(a, 1, 1)]);
    const member = await new TestMember([a, b]).join(ctx.log, uniqueName('group'));
    await until('it has all', () => member.values().length === 12);
    member.seek(a, 0, 4n);
    await until('it has the end again', () => member.values().length === 18);
    expect(member.values(a).slice(-6)).toEqual(['v4', 'v5', 'v6', 'v7', 'v8', 'v9']);
    member.seek(a, 0, 12n - 2n); // the end
    await ctx.log.publish(numbered(a, 0, 2, 'new'));
    await until('it has the new ones', () => member.values().length === 20);
    expect(member.values(a).slice(-2)).toEqual(['new0', 'new1']);
    await leave(member);
  });

  test('after a seek from inside a batch, the next batch applied starts at the offset sought', async () => {
    const topic = await makeTopic(ctx.log, 1);
    await ctx.log.publish(numbered(topic, 0, 5));
    const member = new TestMember([topic]);
    let refused = 0;
    member.before = async (batch: LogBatch) => {
      if (refused++ === 0) member.seek(topic, 0, batch.fetchedOffset + 1n);
    };
    await member.join(ctx.log, uniqueName('group'));
    await until('it has the rest', () => member.values().length === 4);
    expect(member.values()).toEqual(['v1', 'v2', 'v3', 'v4']);
    await leave(member);
  });

  test('pause stops a partition of all topics, resume goes on where it was', async () => {
    const [a, b] = await twoTopics(ctx.log, 2);
    const member = await new TestMember([a, b]).join(ctx.log, uniqueName('group'));
    await until('it is assigned', () => member.owned?.length === 2);
    member.member?.pause(0);
    await sleep(700); // a fetch under way at the pause may still deliver
    await ctx.log.publish(
      [a, b].flatMap((topic) => [...numbered(topic, 0, 3, 'p0-'), ...numbered(topic, 1, 3, 'p1-')]),
    );
    await until('partition 1 goes on', () => member.values().filter((v) => v?.startsWith('p1-')).length === 6);
    await sleep(300);
    expect(member.values().filter((v) => v?.startsWith('p0-'))).toEqual([]);
    member.member?.resume(0);
    await until('partition 0 came', () => member.values().length === 12);
    expectContiguous(member.applied, 0n);
    await leave(member);
  });
}

function handlerTests(ctx: LogContext): void {
  test('batches of one topic and partition never overlap; the next comes after the last has resolved', async () => {
    const topic = await makeTopic(ctx.log, 2);
    const member = new TestMember([topic]);
    const inHand = new Map<number, number>();
    let most = 0;
    member.before = async ({ partition }) => {
      inHand.set(partition, (inHand.get(partition) ?? 0) + 1);
      most = Math.max(most, inHand.get(partition) ?? 0);
      await sleep(30);
      inHand.set(partition, (inHand.get(partition) ?? 0) - 1);
    };
    await member.join(ctx.log, uniqueName('group'));
    for (let i = 0; i < 8; i++) await ctx.log.publish([...numbered(topic, 0, 1), ...numbered(topic, 1, 1)]);
    await until('it has all', () => member.values().length === 16);
    expect(most).toBe(1);
    await leave(member);
  });

  test('a retryable error brings the same batch again', async () => {
    const topic = await makeTopic(ctx.log, 1);
    await ctx.log.publish(numbered(topic, 0, 3));
    const member = new TestMember([topic]);
    let attempts = 0;
    member.before = async () => {
      if (attempts++ < 2) throw new PulseError('PULSE_STORE', 'the store is away', { retryable: true });
    };
    await member.join(ctx.log, uniqueName('group'));
    await until('it has all', () => member.values().length === 3);
    expect(member.delivered.slice(0, 3).map((b) => b.fetchedOffset)).toEqual([0n, 0n, 0n]);
    expect(member.failures).toEqual([]);
    await leave(member);
  });

  test('an error that is not retryable is told once, and no batch of the partition follows', async () => {
    const topic = await makeTopic(ctx.log, 1);
    await ctx.log.publish(numbered(topic, 0, 1));
    const member = new TestMember([topic]);
    const error = new PulseError('PULSE_GENERATION', 'other rules');
    member.before = async () => Promise.reject(error);
    await member.join(ctx.log, uniqueName('group'));
    await until('it failed', () => member.failures.length > 0);
    await ctx.log.publish(numbered(topic, 0, 1));
    await sleep(500);
    expect(member.failures).toEqual([error]);
    expect(member.delivered).toHaveLength(1);
    await leave(member);
  });

  test('close waits for the batch in hand; none comes after it', async () => {
    const topic = await makeTopic(ctx.log, 1);
    const member = new TestMember([topic]);
    let release = () => {};
    member.before = () => new Promise<void>((resolve) => (release = resolve));
    await member.join(ctx.log, uniqueName('group'));
    await ctx.log.publish(numbered(topic, 0, 1));
    await until('a batch is in hand', () => member.delivered.length === 1);
    let closed = false;
    const closing = leave(member).then(() => (closed = true));
    await sleep(200);
    expect(closed).toBe(false);
    release();
    await closing;
    expect(member.applied).toHaveLength(1);
    await ctx.log.publish(numbered(topic, 0, 1));
    await sleep(300);
    expect(member.delivered).toHaveLength(1);
  });
}

async function twoTopics(log: EventLog, partitions: number): Promise<[string, string]> {
  return [await makeTopic(log, partitions), await makeTopic(log, partitions)];
}
