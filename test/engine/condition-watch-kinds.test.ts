import { describe, expect, test } from '@jest/globals';
import { DeadLetterWindow } from '../../src/engine/condition-dead-letters.js';
import { watching } from '../domain/conditions-support.js';
import { at } from '../verifier/support.js';
import { ConditionWorld, conditions, topics } from './condition-world.js';

/** Each kind of condition but rates and stalled streams, from records to alerts. */

const noon = at('06-16 12:00');
const calls = topics.inputOf['hotline.call-received.v1'];

describe('a backlog', () => {
  test('of a unit opens above its threshold, ends below the lower one', async () => {
    const unitBacklog = { enabled: true, opensAbove: 3, closesBelow: 2, units: {} };
    const world = new ConditionWorld(watching({ unitBacklog }), noon);
    const watch = world.watch();
    const minute = async (): Promise<void> => {
      await world.readOn();
      world.pass(1);
      await watch.tick();
    };
    for (const i of [1, 2, 3]) world.send('ticket', { contactId: `k${i}`, ticketId: 't', unit: { code: '汉滨区' } });
    await minute();
    expect(await conditions(world)).toEqual([]);
    world.send('ticket', { contactId: 'k4', ticketId: 't', unit: { code: '汉滨区' } });
    await minute();
    const close = (i: number): void =>
      world.send('closing', { contactId: `k${i}`, ticketId: 't', closedAt: new Date(world.now).toISOString() });
    close(1);
    close(2);
    await minute();
    close(3);
    await minute();
    close(4);
    await minute();
    expect(await conditions(world)).toEqual([
      'unit-backlog{unit=汉滨区} open 04:02 4',
      'unit-backlog{unit=汉滨区} resolved 04:04 1',
    ]);
  });
});

describe('an identity', () => {
  test('that a counter written by a stranger violates is told with its month, until it is put right', async () => {
    const world = new ConditionWorld(watching({ identity: { enabled: true } }), noon);
    const watch = world.watch();
    world.calls(3);
    await world.readOn();
    world.pass(1);
    await watch.tick();
    expect(await conditions(world)).toEqual([]);
    for (const n of [1, -1]) {
      const { head } = await world.store.load(1, []);
      const counters = new Map([['month:2021-05', new Map([['answered', n]])]]);
      const nothing = { cases: [], dropBuckets: [], meta: new Map() };
      await world.store.commit({ partition: 1, expectHead: head, newHead: `stranger${n}`, counters, ...nothing });
      world.pass(1);
      await watch.tick();
    }
    expect((await world.alerts()).map((a) => [a.state, a.condition?.value, a.condition?.detail])).toEqual([
      ['open', '1', 'month:2021-05'],
      ['resolved', '0', undefined],
    ]);
  });
});

describe('the calendar', () => {
  test('of a year that is not published is missed 45 days ahead', async () => {
    const world = new ConditionWorld(watching({ calendar: { enabled: true, daysAhead: 45 } }), at('2026-11-16 23:59'));
    const watch = world.watch();
    await watch.tick();
    world.pass(1);
    await watch.tick();
    world.pass(1);
    await watch.tick();
    expect(await conditions(world)).toEqual(['calendar-missing{year=2027} open 16:00 null']);
  });
});

describe('a stream that lags', () => {
  const policy = watching({ streamLagging: { enabled: true, afterMinutes: 5 } });
  const lagging = `stream-lagging{topic=${calls}}`;

  test('is told after five minutes, with partition and records, and ends when it has caught up', async () => {
    const world = new ConditionWorld(policy, noon);
    const watch = world.watch();
    const minute = async (): Promise<void> => {
      await watch.tick();
      world.pass(1);
    };
    await minute();
    world.calls(40);
    await world.readOn([0]);
    for (let i = 0; i < 8; i++) await minute();
    expect(await conditions(world)).toEqual([`${lagging} open 04:06 5`]);
    const behind = world.log.end(calls, 1);
    expect((await world.alerts())[0]?.condition?.detail).toBe(`partition 1: ${behind} records`);
    await world.readOn();
    await minute();
    expect(await conditions(world)).toEqual([`${lagging} open 04:06 5`, `${lagging} resolved 04:09 0`]);
  });

  test('is none while what stood there five minutes before has been read, however much has come since', async () => {
    const world = new ConditionWorld(policy, noon);
    const watch = world.watch();
    for (let i = 0; i < 40; i++) {
      world.calls(10);
      await watch.tick();
      world.pass(1);
      // Reads every four minutes only.
      if (i % 4 === 0) await world.readOn();
    }
    expect(await conditions(world)).toEqual([]);
  });

  test('that an owner finds at its start it tells after five minutes of its own', async () => {
    const world = new ConditionWorld(policy, noon);
    world.calls(40);
    world.pass(60);
    const watch = world.watch();
    for (let i = 0; i < 7; i++) {
      await watch.tick();
      world.pass(1);
    }
    expect(await conditions(world)).toEqual([`${lagging} open 05:05 5`]);
  });
});

describe('dead letters', () => {
  const policy = watching({ deadLetters: { enabled: true, opensAbove: 3, windowMinutes: 30 } });
  const bad = (world: ConditionWorld, count: number): void => {
    for (let i = 0; i < count; i++) world.sendRaw('hotline.call-received.v1', `k${i}`, 'no json');
  };

  test('that rise are told; what was refused before the start is not', async () => {
    const world = new ConditionWorld(policy, noon);
    bad(world, 50);
    await world.readOn();
    const watch = world.watch();
    const minutes = async (n: number): Promise<void> => {
      for (let i = 0; i < n; i++) {
        await world.readOn();
        await watch.tick();
        world.pass(1);
      }
    };
    await minutes(5);
    bad(world, 3);
    await minutes(10);
    expect(await conditions(world)).toEqual([]);
    bad(world, 1);
    await minutes(60);
    expect(await conditions(world)).toEqual([
      'dead-letters-rising open 04:15 4',
      'dead-letters-rising resolved 04:35 1',
    ]);
  });

  test('of a history that is being read do not count, nor those that are read again after a fall-back', async () => {
    const world = new ConditionWorld(policy, noon);
    bad(world, 50);
    const watch = world.watch();
    const minute = async (): Promise<void> => {
      world.pass(1);
      await watch.tick();
    };
    await minute();
    await world.readOn([0]);
    await minute();
    await world.readOn();
    await minute();
    for (const p of [0, 1]) world.store.rollBack(p, 9);
    await minute();
    await world.readOn([1]);
    for (let i = 0; i < 40; i++) await minute();
    await world.readOn();
    await minute();
    await minute();
    expect(await conditions(world)).toEqual([]);
    bad(world, 4);
    await world.readOn();
    await minute();
    expect(await conditions(world)).toEqual(['dead-letters-rising open 04:47 4']);
  });

  test('are counted anew when the log is another one: fewer, although all is read', () => {
    const window = new DeadLetterWindow(30);
    window.note(noon, 50, true);
    window.note(noon + 60_000, 10, false);
    expect(window.count).toEqual({ count: 0, whole: false });
    window.note(noon + 120_000, 12, true);
    window.note(noon + 180_000, 15, true);
    expect(window.count).toEqual({ count: 3, whole: false });
  });
});
