import { describe, expect, test } from '@jest/globals';
import { low, lowRate } from './condition-world.js';

/** Through takeovers, refused commits and a store that falls back: what was told is neither forgotten nor told again. */

describe('what is open is known', () => {
  test('to the next owner, also while it still lies in the outbox', async () => {
    const world = await lowRate();
    await world.watch().tick();
    expect(world.store.state(0).outbox.size).toBe(1);
    world.pass(1);
    const next = world.watch();
    await next.tick();
    world.pass(1);
    await next.tick();
    expect(await world.told()).toEqual([`${low} open 04:01`]);
  });

  test('after a commit that was refused: nothing was said, so it opens at the minute after', async () => {
    const world = await lowRate();
    const watch = world.watch();
    world.commitFails = 'fenced';
    await watch.tick();
    world.pass(1);
    await watch.tick();
    expect(await world.told()).toEqual([`${low} open 04:02`]);
  });

  test('after a commit that was refused: another state may be without what we had said in ours', async () => {
    const world = await lowRate();
    const watch = world.watch();
    await watch.tick();
    world.store.rollBack(0, 1);
    for (let i = 0; i < 4; i++) {
      world.calls(100);
      await world.readOn();
    }
    world.pass(1);
    world.commitFails = 'fenced';
    await watch.tick();
    world.pass(1);
    await watch.tick();
    // Not the end of something that nobody was told of.
    expect(await world.told()).toEqual([]);
  });

  test('after a commit whose answer was lost: it had landed', async () => {
    const world = await lowRate();
    const watch = world.watch();
    world.commitFails = 'unknown';
    await expect(watch.tick()).rejects.toThrow('the answer was lost');
    world.pass(1);
    await watch.tick();
    expect(await world.told()).toEqual([`${low} open 04:01`]);
  });

  test('when the store loses the commit after it was told: not told again', async () => {
    const world = await lowRate();
    const watch = world.watch();
    await watch.tick();
    await world.publish();
    world.store.rollBack(0, 1);
    for (const owner of [watch, world.watch()]) {
      world.pass(1);
      await owner.tick();
    }
    expect(await world.told()).toEqual([`${low} open 04:01`]);
  });

  test('when the store loses the commit before it was told: told now', async () => {
    const world = await lowRate();
    const watch = world.watch();
    await watch.tick();
    world.store.rollBack(0, 1);
    world.pass(1);
    await watch.tick();
    expect(await world.told()).toEqual([`${low} open 04:02`]);
  });

  test('when the store fell back and was healed between two looks: the task says so', async () => {
    const world = await lowRate();
    const watch = world.watch();
    await watch.tick();
    world.store.rollBack(0, 1);
    // As many commits as before.
    world.calls(4);
    await world.readOn();
    world.pass(1);
    watch.fellBack();
    await watch.tick();
    expect(await world.told()).toEqual([`${low} open 04:02`]);
  });

  test('when it is said in the middle of a commit', async () => {
    const world = await lowRate();
    const watch = world.watch();
    world.onCommit = () => {
      world.store.rollBack(0, 1);
      watch.fellBack();
    };
    await watch.tick();
    world.onCommit = () => undefined;
    world.calls(4);
    await world.readOn();
    world.pass(1);
    await watch.tick();
    expect(await world.told()).toEqual([`${low} open 04:02`]);
  });

  test('when a fall-back brings an opening back into the outbox behind its end', async () => {
    const world = await lowRate();
    const watch = world.watch();
    await watch.tick();
    const committed = [...world.store.state(0).outbox];
    await world.publish();
    world.calls(400);
    await world.readOn();
    world.pass(1);
    await watch.tick();
    await world.publish();
    // The versions of the store after the opening are gone, and its outbox is as it was then.
    const { head } = await world.store.load(0, []);
    const nothing = { cases: [], counters: new Map(), dropBuckets: [], meta: new Map() };
    await world.store.commit({ partition: 0, expectHead: head, newHead: 'x', ...nothing, outbox: committed });
    const next = world.watch();
    world.pass(1);
    await next.tick();
    expect(await world.told()).toEqual([`${low} open 04:01`, `${low} resolved 04:02`, `${low} open 04:01`]);
  });

  test('although tickets are told of in the same partition', async () => {
    const world = await lowRate();
    await world.watch().tick();
    await world.publish();
    for (const value of ['{}', 'no json', JSON.stringify({ data: { kind: 'ticket-overdue' } })])
      world.log.append({ topic: 't.alerts', partition: 0, key: 'c1', value });
    world.log.append({ topic: 't.alerts', partition: 0, key: 'connection-rate-low', value: 'no json' });
    world.log.append({ topic: 't.alerts', partition: 0, key: null, value: null });
    world.log.appendGap('t.alerts', 0);
    world.calls(400);
    await world.readOn();
    world.pass(1);
    await world.watch().tick();
    await world.publish();
    const states = world.log.records('t.alerts', 0, 0n, 99n).map((r) => String(r.value).match(/"state":"(\w+)"/)?.[1]);
    expect(states.filter((state) => state !== undefined)).toEqual(['open', 'resolved']);
  });
});
