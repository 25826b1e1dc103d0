/**
 * Risk: a process that believes to be a member and is not (stopped by the operating system, cut off), and groups that must
 * not form. Flow: a member sleeps with its whole event loop for longer than the session; a group over unequal topics.
 */
import { expect, test } from '@jest/globals';
import { PulseError } from '../../../src/domain/errors.js';
import { makeTopic, numbered, TestMember, uniqueName, until, valuesOf } from '../../contracts/event-log.support.js';
import { otherProgram, withLog } from './support.js';

const sessionTimeoutMs = 6_000; // the least that brokers accept by default

test('a zombie learns by heartbeat that it is out, and comes back as a new member', () =>
  withLog(
    async (log) => {
      const topic = await makeTopic(log, 2);
      const member = await new TestMember([topic]).join(log, uniqueName('group'));
      await until('it is assigned', () => member.owned !== null);
      const old = member.member;
      await old?.heartbeat();
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, sessionTimeoutMs + 2_500); // stops everything here
      const answer: unknown = await old?.heartbeat().catch((error: unknown) => error);
      expect(answer).toBeInstanceOf(PulseError);
      expect(answer).toMatchObject({ code: 'PULSE_LOG', retryable: true });
      await until('it is assigned anew', () => member.member !== old);
      await member.member?.heartbeat();
      await expect(old?.heartbeat()).rejects.toBeInstanceOf(PulseError);
      await log.publish(numbered(topic, 1, 3));
      await until('it reads again', () => member.values().length === 3);
      await member.subscription?.close();
    },
    { sessionTimeoutMs },
  ));

test('the member of an assignment that is over can neither seek nor pause', () =>
  withLog(async (log) => {
    const topic = await makeTopic(log, 2);
    const [group, positions] = [uniqueName('group'), new Map<string, bigint>()];
    const first = await new TestMember([topic], positions).join(log, group);
    const old = first.member;
    const second = await new TestMember([topic], positions).join(log, group);
    await until('they share', () => first.owned?.length === 1 && second.owned?.length === 1);
    expect(first.member).not.toBe(old);
    for (const p of [0, 1]) {
      old?.seek(topic, p, 5n);
      old?.pause(p);
    }
    await log.publish([...numbered(topic, 0, 2), ...numbered(topic, 1, 2)]);
    await until('all is read', () => first.values().length + second.values().length === 4);
    await Promise.all([first.subscription?.close(), second.subscription?.close()]);
  }));

test('a member that stays keeps its partitions when another comes and goes', () =>
  withLog(async (log) => {
    const topic = await makeTopic(log, 4);
    const [group, positions] = [uniqueName('group'), new Map<string, bigint>()];
    const first = await new TestMember([topic], positions).join(log, group);
    const second = await new TestMember([topic], positions).join(log, group);
    await until('they share', () => first.owned?.length === 2 && second.owned?.length === 2);
    const [mine, theirs] = [first.owned ?? [], second.owned ?? []];
    const third = await new TestMember([topic], positions).join(log, group);
    const sizes = () =>
      [first, second, third]
        .map((m) => m.owned?.length ?? 0)
        .sort()
        .join();
    await until('three share', () => sizes() === '1,1,2');
    expect(mine).toEqual(expect.arrayContaining([...(first.owned ?? [])]));
    expect(theirs).toEqual(expect.arrayContaining([...(second.owned ?? [])]));
    await Promise.all([first, second, third].map((m) => m.subscription?.close()));
  }));

test('topics with different partition counts are refused for good, and say which', () =>
  withLog(async (log) => {
    const [a, b] = [await makeTopic(log, 2), await makeTopic(log, 3)];
    const member = await new TestMember([a, b]).join(log, uniqueName('group'));
    await until('it failed', () => member.failures.length > 0);
    expect(member.failures).toHaveLength(1);
    expect(member.failures[0]).toMatchObject({ code: 'PULSE_LOG', retryable: false });
    expect(member.failures[0]?.message).toContain(`${a} 2, ${b} 3`);
    expect(member.assignments).toBe(0);
    await member.subscription?.close();
  }));

test('noted offsets are those of the group, for lag tools', () =>
  withLog(async (log) => {
    const [topic, group] = [await makeTopic(log, 2), uniqueName('group')];
    await log.publish(numbered(topic, 1, 5));
    const member = await new TestMember([topic]).join(log, group);
    await until('it has all', () => member.values().length === 5);
    await member.member?.noteOffsets([{ topic, partition: 1, offset: 4n }]);
    await member.subscription?.close();
    const admin = otherProgram().admin();
    await admin.connect();
    const [noted] = await admin.fetchOffsets({ groupId: group, topics: [topic] });
    await admin.disconnect();
    expect(noted?.partitions.map((p) => [p.partition, p.offset]).sort()).toEqual([
      [0, '-1'],
      [1, '4'],
    ]);
    expect(valuesOf(member.applied.flatMap((b) => b.records))).toHaveLength(5);
  }));
