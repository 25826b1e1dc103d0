import { describe, expect, test } from '@jest/globals';
import type { ConditionPolicy } from '../../src/domain/conditions.js';
import { ConditionWorld, HandClock, low, lowRate, noon, rate } from './condition-world.js';

/** The watch over real pieces of the processor: what it tells and when. */

describe('a rate', () => {
  test('opens at a minute, says nothing while it lasts, is resolved when the window is better', async () => {
    const world = await lowRate();
    const watch = world.watch();
    for (let i = 0; i < 5; i++) {
      await watch.tick();
      world.pass(1);
    }
    expect(await world.told()).toEqual([`${low} open 04:01`]);
    world.calls(400);
    await world.readOn();
    for (let i = 0; i < 3; i++) {
      world.pass(1);
      await watch.tick();
    }
    expect(await world.told()).toEqual([`${low} open 04:01`, `${low} resolved 04:07`]);
    expect(await world.alerts()).toMatchObject([
      { condition: { value: '50.00', numerator: 10, denominator: 20, since: '2021-06-16T04:01:00.000Z' } },
      { condition: { value: '97.62', numerator: 410, denominator: 420, since: '2021-06-16T04:01:00.000Z' } },
    ]);
  });

  test('stays open when the calls leave the window: too few say nothing', async () => {
    const world = await lowRate();
    const watch = world.watch();
    await watch.tick();
    for (const minutes of [15, 60, 600]) {
      world.pass(minutes);
      await watch.tick();
    }
    expect(await world.told()).toEqual([`${low} open 04:01`]);
  });

  test('of an empty log, in a service that has just been started, is no alarm', async () => {
    const world = new ConditionWorld({ ...rate, ...everything }, noon);
    const watch = world.watch();
    for (let i = 0; i < 130; i++) {
      await watch.tick();
      world.pass(1);
    }
    expect(await world.told()).toEqual([]);
  });

  test('says nothing while any partition is behind; and afterwards tells what is so then', async () => {
    const world = await lowRate();
    const watch = world.watch();
    // Good calls, which only one partition reads.
    world.calls(400);
    await world.readOn([0]);
    world.pass(1);
    await watch.tick();
    expect(await world.told()).toEqual([]);
    await world.readOn();
    world.pass(1);
    await watch.tick();
    expect(await world.told()).toEqual([]);
    world.calls(0, 100);
    await world.readOn();
    world.pass(1);
    await watch.tick();
    expect(await world.told()).toEqual([`${low} open 04:04`]);
  });

  test('is told although new calls come all the time: read up to a minute ago is enough', async () => {
    const world = await lowRate();
    const watch = world.watch();
    world.calls(1);
    await watch.tick();
    expect(await world.told()).toEqual([]);
    // What stood there at the last look is read; what has come since is not.
    await world.readOn();
    world.calls(1);
    world.pass(1);
    await watch.tick();
    expect(await world.told()).toEqual([`${low} open 04:02`]);
  });

  test('a look of long ago is none: minutes in which nobody looked may have brought anything', async () => {
    const world = await lowRate();
    const watch = world.watch();
    world.calls(1);
    await watch.tick();
    await world.readOn();
    world.calls(1);
    world.pass(3);
    await watch.tick();
    expect(await world.told()).toEqual([]);
  });
});

const everything: Partial<ConditionPolicy> = {
  identity: { enabled: true },
  calendar: { enabled: true, daysAhead: 45 },
  streamStalled: { enabled: true, afterMinutes: 60 },
  streamLagging: { enabled: true, afterMinutes: 5 },
  deadLetters: { enabled: true, opensAbove: 3, windowMinutes: 30 },
};

describe('minutes', () => {
  test('are evaluated once: what comes later in the same minute waits for the next', async () => {
    const world = new ConditionWorld(rate, noon);
    const watch = world.watch();
    await watch.tick();
    world.calls(0, 20);
    world.pass(0.9);
    await world.readOn();
    await watch.tick();
    expect(await world.told()).toEqual([]);
    world.pass(0.1);
    await watch.tick();
    expect(await world.told()).toEqual([`${low} open 04:01`]);
  });

  test('that were missed are not evaluated later', async () => {
    const world = await lowRate();
    const watch = world.watch();
    world.pass(1.5);
    await watch.tick();
    // The window of 12:01 was as bad.
    expect(await world.told()).toEqual([`${low} open 04:02`]);
    expect((await world.alerts())[0]?.firedAt).toBe('2021-06-16T04:02:30.000Z');
  });

  test('do not come again when the clock is put back, nor for the next owner', async () => {
    const world = await lowRate();
    const watch = world.watch();
    await watch.tick();
    // Late news, of the minute that was evaluated.
    for (let i = 0; i < 400; i++) world.send('call', { receivedAt: '2021-06-16T12:00:30+08:00' });
    await world.readOn();
    world.pass(0.5);
    await watch.tick();
    await world.watch().tick();
    world.pass(-5);
    await watch.tick();
    await world.watch().tick();
    expect(await world.told()).toEqual([`${low} open 04:01`]);
    world.pass(6);
    await world.watch().tick();
    expect(await world.told()).toEqual([`${low} open 04:01`, `${low} resolved 04:02`]);
  });
});

describe('the loop', () => {
  test('looks at every whole minute of the store, and sleeps in between', async () => {
    const world = await lowRate();
    world.pass(0.75);
    const clock = new HandClock();
    const watch = world.watch({ clock });
    watch.start();
    await clock.asleep;
    expect(clock.slept).toEqual([15_000]);
    world.pass(0.25);
    clock.wake();
    await clock.asleep;
    expect(clock.slept).toEqual([15_000, 60_000]);
    await watch.stop();
    expect(await world.told()).toEqual([`${low} open 04:01`]);
  });

  test('tries again soon when something did not answer', async () => {
    const world = await lowRate();
    const clock = new HandClock();
    world.commitFails = 'unknown';
    const watch = world.watch({ clock });
    watch.start();
    await clock.asleep;
    clock.wake();
    await clock.asleep;
    await watch.stop();
    expect(clock.slept).toEqual([5000, 60_000]);
    expect(await world.told()).toEqual([`${low} open 04:01`]);
  });

  test('ends although the outbox cannot be emptied, and says nothing more', async () => {
    const world = await lowRate();
    const watch = world.watch({ drained: () => new Promise(() => undefined) });
    watch.start();
    await watch.stop();
    await watch.tick();
    expect(await world.told()).toEqual([]);
  });
});
