import { describe, expect, test } from '@jest/globals';
import { watching } from '../domain/conditions-support.js';
import { ConditionWorld, low, lowRate, noon, rate } from './condition-world.js';

/**
 * Risk: the store's clock jumps ahead once and comes back; what was told in the future then silences every minute until that
 * future. Flow: alerts are told at 14:01 by a clock that is two hours ahead; it is put right; minutes go on.
 */

/** Opened at 12:01, resolved at a minute that is two hours ahead. */
async function jumped(): Promise<ConditionWorld> {
  const world = await lowRate();
  const watch = world.watch();
  await watch.tick();
  world.pass(119);
  world.calls(400);
  await world.readOn();
  world.pass(1);
  await watch.tick();
  return world;
}

async function minutes(world: ConditionWorld, watch = world.watch(), n = 1): Promise<void> {
  for (let i = 0; i < n; i++) {
    await watch.tick();
    world.pass(1);
  }
}

describe('after the clock was two hours ahead', () => {
  test.each(['the same owner', 'another owner'])(
    '%s tells what is so now, and says once what happened',
    async (who) => {
      const world = await lowRate();
      const watch = world.watch();
      await watch.tick();
      world.pass(119);
      world.calls(400);
      await world.readOn();
      world.pass(1);
      await watch.tick();
      world.pass(-100);
      expect(await world.told()).toEqual([`${low} open 04:01`, `${low} resolved 06:01`]);
      const next = who === 'the same owner' ? watch : world.watch();
      world.calls(0, 100);
      await world.readOn();
      world.pass(1);
      await minutes(world, next, 3);
      expect((await world.told()).slice(2)).toEqual([`${low} open 04:22`]);
      expect(world.errors).toEqual([expect.stringMatching(/clock/)]);
      // Its end is found by whoever comes then: the order of the topic says what is open, not the minutes.
      world.calls(5000);
      await world.readOn();
      await minutes(world, world.watch(), 2);
      expect((await world.told()).slice(3)).toEqual([`${low} resolved 04:26`]);
      expect((await world.alerts()).at(-1)?.condition?.since).toBe('2021-06-16T04:22:00.000Z');
      await minutes(world, world.watch(), 5);
      expect(await world.told()).toHaveLength(4);
    },
  );

  test('an opening in the future ends now; its minute is not opened a second time when it comes', async () => {
    const world = new ConditionWorld(rate, noon);
    const watch = world.watch();
    await minutes(world, watch);
    world.pass(120);
    world.calls(0, 40);
    await world.readOn();
    world.pass(1);
    await watch.tick();
    expect(await world.told()).toEqual([`${low} open 06:02`]);
    world.pass(-110);
    world.calls(2000);
    await world.readOn();
    world.pass(1);
    await minutes(world, watch);
    expect(await world.told()).toEqual([`${low} open 06:02`, `${low} resolved 04:13`]);
    // The real 06:02 has come, and the rate is as bad as it was then.
    world.pass(105);
    await minutes(world, watch);
    world.calls(0, 5000);
    await world.readOn();
    while (new Date(world.now).toISOString() < '2021-06-16T06:02') world.pass(1);
    await minutes(world, watch, 3);
    expect((await world.told()).slice(2)).toEqual([`${low} open 06:03`]);
    const ids = (await world.alerts()).map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
  });

  test('five minutes are waited for: a clock is put right by a little now and then', async () => {
    const world = await jumped();
    const told = await world.told();
    const watch = world.watch();
    world.store.clock = Date.parse('2021-06-16T05:56:00.000Z');
    await watch.tick();
    world.pass(4);
    await watch.tick();
    expect([await world.told(), world.errors]).toEqual([told, []]);
    world.store.clock = Date.parse('2021-06-16T05:55:59.999Z');
    await watch.tick();
    expect(world.errors).toHaveLength(1);
  });

  test('streams that lag and stall are judged from now on, not from the future', async () => {
    const policy = watching({ streamLagging: { enabled: true, afterMinutes: 5 } });
    const world = new ConditionWorld(policy, noon);
    const watch = world.watch();
    world.pass(600);
    await watch.tick();
    world.pass(-590);
    await watch.tick();
    world.calls(3);
    for (let i = 0; i < 8; i++) {
      world.pass(1);
      await watch.tick();
    }
    expect(await world.told()).toEqual([expect.stringMatching(/^stream-lagging\{.*call-received\} open 04:16$/)]);
  });
});

describe('too few contacts for a day', () => {
  test('end a rate, though the store fell back in between', async () => {
    const world = await lowRate();
    const watch = world.watch();
    await watch.tick();
    const day = 24 * 60;
    world.pass(20);
    await watch.tick();
    world.pass(day / 2);
    watch.fellBack();
    await watch.tick();
    world.pass(day / 2);
    await watch.tick();
    expect(await world.told()).toEqual([`${low} open 04:01`, `${low} resolved 04:21`]);
    expect((await world.alerts())[1]?.condition).toMatchObject({ value: null, detail: 'too few contacts for a day' });
    world.pass(1);
    await world.watch().tick();
    expect(await world.told()).toHaveLength(2);
  });
});
