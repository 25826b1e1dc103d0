import { describe, expect, test } from '@jest/globals';
import { watching } from '../domain/conditions-support.js';
import { at } from '../verifier/support.js';
import { ConditionWorld, conditions, topics } from './condition-world.js';

/** No calls for an hour, while a week before there were some. */

const calls = topics.inputOf['hotline.call-received.v1'];

describe('a stalled stream', () => {
  const policy = watching({ streamStalled: { enabled: true, afterMinutes: 60 } });
  const stalled = `stream-stalled{topic=${calls}}`;

  /** Calls of every hour from 8 to 20 on a day a week before, and one at 11:30 of today; it is 11:31. */
  async function weekBefore(): Promise<ConditionWorld> {
    const world = new ConditionWorld(policy, at('06-09 08:30'));
    for (let hour = 8; hour < 20; hour++) {
      world.calls(1);
      world.pass(60);
    }
    world.pass(7 * 1440 - 9 * 60);
    world.calls(1);
    await world.readOn();
    world.pass(1);
    return world;
  }

  test('is told after an hour of silence, and ends with the next call', async () => {
    const world = await weekBefore();
    const watch = world.watch();
    for (let i = 1; i < 100; i++) {
      await watch.tick();
      world.pass(1);
    }
    world.calls(1);
    await world.readOn();
    world.pass(1);
    await watch.tick();
    expect(await conditions(world)).toEqual([`${stalled} open 04:30 60`, `${stalled} resolved 05:11 0`]);
  });

  test('is told by an owner that has just begun, too: the state knows when the last call came', async () => {
    const world = await weekBefore();
    world.pass(75);
    await world.watch().tick();
    expect(await conditions(world)).toEqual([`${stalled} open 04:46 76`]);
  });

  test('a quiet night is none: the same hours of a week before were quiet too', async () => {
    const world = await weekBefore();
    const watch = world.watch();
    // A call at 19:40, as in the week before; then none until the morning.
    world.pass(8 * 60 + 9);
    world.calls(1);
    await world.readOn();
    for (let i = 0; i < 12 * 60 + 15; i += 5) {
      world.pass(5);
      await watch.tick();
    }
    expect(await conditions(world)).toEqual([]);
  });

  test('the same hours are those on the wall, also when the clocks were changed since', async () => {
    // Calls at 08:30 and 09:30 of a Monday in winter; the next one is in summer time.
    const world = new ConditionWorld(policy, Date.parse('2021-03-08T08:30:00-05:00'), 'America/New_York');
    world.calls(1);
    world.pass(60);
    world.calls(1);
    world.pass(7 * 1440 - 150);
    world.calls(1);
    await world.readOn();
    const watch = world.watch();
    for (let i = 0; i < 150; i++) {
      world.pass(1);
      await watch.tick();
    }
    // The last call came at 08:00 −04:00, which in winter was 07:00: an hour without calls.
    expect(await conditions(world)).toEqual([`${stalled} open 13:00 60`]);
  });

  test('calls that nobody has read yet are no silence', async () => {
    const world = await weekBefore();
    const watch = world.watch();
    world.calls(1);
    for (let i = 0; i < 80; i++) {
      await watch.tick();
      world.pass(1);
    }
    expect(await conditions(world)).toEqual([]);
  });

  test('a producer whose clock is a day ahead does not hide a silence', async () => {
    const world = await weekBefore();
    const watch = world.watch();
    await watch.tick();
    const ahead = world.now + 86_400_000;
    const value = '{}';
    world.log.append({ topic: calls, partition: 0, key: 'c', value, timestamp: ahead });
    await world.readOn();
    for (let i = 0; i < 70; i++) {
      world.pass(1);
      await watch.tick();
    }
    // Seen to come in at 11:32.
    expect(await conditions(world)).toEqual([`${stalled} open 04:32 60`]);
  });
});
