import { describe, expect, test } from '@jest/globals';
import { called, closed, numbersOf, opened } from '../support/alert-events.js';
import { countsOf, kindOf, onWall } from '../support/alert-texts.js';
import { AlertWorld, topics } from '../support/alert-world.js';
import { at } from '../support/deadlines.js';
import type { MemoryStore } from '../support/memory-store.js';

const minute = 60_000;
const count = (n: number): number[] => Array.from({ length: n }, (_, i) => i);
/** Due 06-16 24:00: 50 % at 06-16 12:00, 75 % at 18:00. */
const shortTerm = { nature: 'consultation' };
const calls = topics.inputOf['hotline.call-received.v1'];

async function withTickets(n: number, partitions = 1): Promise<AlertWorld> {
  const world = await AlertWorld.open({ start: at('06-15 14:00'), partitions });
  world.expect(count(n).map((i) => opened(i, '06-15 14:00', shortTerm)));
  await world.advanceTo(at('06-15 14:00'));
  return world;
}

const told = (world: AlertWorld): string[] =>
  world.alerts().map((a) => `${kindOf(a)} ${onWall(a.at)} at ${onWall(a.firedAt)}`);

describe('what fires', () => {
  test('each timer at the first look that is not before it', async () => {
    const world = await withTickets(1);
    for (const time of ['06-16 11:59', '06-16 12:00', '06-16 18:03', '06-17 00:09', '06-17 00:10', '06-17 09:00'])
      await world.advanceTo(at(time));
    expect(told(world)).toEqual([
      'near-due 50 06-16 12:00 at 06-16 12:00',
      'near-due 75 06-16 18:00 at 06-16 18:03',
      'overdue 06-17 00:00 at 06-17 00:10',
      'still-overdue 1 06-17 09:00 at 06-17 09:00',
    ]);
    await world.stop();
  });

  test('looks without anything due fire nothing, and do not ask the log for its ends', async () => {
    const world = await withTickets(3);
    const bounds = world.log.bounds.bind(world.log);
    let asked = 0;
    world.log.bounds = (topic) => {
      asked++;
      return bounds(topic);
    };
    for (const time of ['06-15 15:00', '06-16 08:00', '06-16 11:59']) await world.advanceTo(at(time));
    expect(asked).toBe(0);
    await world.advanceTo(at('06-16 12:00'));
    expect(asked).toBe(topics.inputs.length);
    expect(countsOf(world.alerts())).toEqual({ 'near-due 50': 3 });
    await world.stop();
  });

  test('1,700 at one instant: all of them in one look', async () => {
    const world = await withTickets(1700, 2);
    await world.advanceTo(at('06-16 12:00'));
    expect(countsOf(world.alerts())).toEqual({ 'near-due 50': 1700 });
    expect(await world.tally('alerts')).toBe(1700);
    await world.stop();
  });

  test('only the most advanced of what was missed', async () => {
    const world = await withTickets(1);
    await world.advanceTo(at('06-18 10:00'));
    expect(told(world)).toEqual(['still-overdue 2 06-18 09:00 at 06-18 10:00']);
    await world.stop();
  });

  test('another process goes on where the last one was, and repeats nothing', async () => {
    const world = await withTickets(5);
    await world.advanceTo(at('06-17 00:10'));
    await world.stop();
    await world.start();
    await world.advanceTo(at('06-17 00:11'));
    expect(countsOf(world.alerts())).toEqual({ overdue: 5 });
    await world.stop();
  });
});

describe('the horizon', () => {
  test('a log that never stops growing does not put the timers off', async () => {
    const world = await withTickets(1);
    world.expect(count(60).map((i) => called(1000 + i, `06-16 12:${String(i).padStart(2, '0')}`)));
    world.pass(at('06-16 12:00'));
    await world.look();
    // Two minutes' records come for one that is read: the task is never at the end again.
    world.pass(at('06-16 12:02'));
    await world.look();
    expect(told(world)).toEqual([]);
    await world.read(calls, 0, 1);
    await world.look();
    expect(told(world)).toEqual(['near-due 50 06-16 12:00 at 06-16 12:00']);
    await world.stop();
  });

  test('a closing that came after it, and was read, counts; one that was not read does not hold anything up', async () => {
    const world = await withTickets(2);
    world.pass(at('06-17 00:10'));
    world.expect([{ ...called(99, '06-17 00:10') }]);
    world.pass(at('06-17 00:10'));
    await world.look();
    world.expect([closed(0, '06-16 23:00', {}, { at: at('06-17 00:11') })]);
    world.pass(at('06-17 00:11'));
    // Reads the closing, and then the call that the horizon waits for.
    await world.read(topics.inputOf['hotline.ticket-closed.v1'], 0);
    await world.read(calls, 0);
    await world.look();
    expect(world.alerts().map((a) => [kindOf(a), a.ticket?.ticketId])).toEqual([['overdue', 'T1']]);
    await world.stop();
  });

  test('a ticket that came after it is half known: it waits for the next one, the others do not', async () => {
    const world = await withTickets(1);
    world.pass(at('06-17 00:10'));
    world.expect([called(99, '06-17 00:10')]);
    world.pass(at('06-17 00:10'));
    await world.look();
    // Late by a day, with its closing in time: that is not read before the horizon is passed.
    const comes = { at: at('06-17 00:11') };
    world.expect([opened(5, '06-15 14:00', shortTerm, comes), closed(5, '06-16 10:00', {}, comes)]);
    world.pass(at('06-17 00:12'));
    await world.read(topics.inputOf['hotline.ticket-created.v1'], 0);
    await world.read(calls, 0);
    await world.look();
    expect(world.alerts().map((a) => [kindOf(a), a.ticket?.ticketId])).toEqual([['overdue', 'T0']]);
    await world.look();
    await world.readOn();
    await world.look();
    expect(world.alerts()).toHaveLength(1);
    await world.stop();
  });

  test('a store that falls back tells again what it forgot, under the same ids', async () => {
    const world = await withTickets(20);
    await world.advanceTo(at('06-17 00:10'));
    const first = world.alerts().map(({ id }) => id);
    (world.store as MemoryStore).rollBack(0, 1);
    // Fenced; attached again; fired again.
    for (let i = 0; i < 3; i++) {
      await world.readOn();
      await world.look();
    }
    const all = world.alerts().map(({ id }) => id);
    expect(first).toHaveLength(20);
    expect(all).toHaveLength(40);
    expect(new Set(all)).toEqual(new Set(first));
    await world.stop();
  });
});

describe('copies were seen, and a partition is behind', () => {
  /** Tickets of partition 0, a copy of the day before; in partition 1 lies something that nobody reads. */
  async function behind(): Promise<AlertWorld> {
    const world = await AlertWorld.open({ start: at('06-15 14:00'), partitions: 2 });
    const [a, b, c] = numbersOf(0, 2, 3);
    world.expect([opened(a!, '06-15 14:00', shortTerm), opened(b!, '06-15 14:00', shortTerm)]);
    world.expect([{ ...called(c!, '06-15 14:00'), partition: 1 }]);
    await world.advanceTo(at('06-15 14:00'));
    world.expect([called(numbersOf(1, 2, 1)[0]!, '06-16 11:00')]);
    world.pass(at('06-16 12:00'));
    return world;
  }

  test('its timers wait for that one', async () => {
    const world = await behind();
    await world.readOn({ partitions: [0] });
    await world.look();
    expect(told(world)).toEqual([]);
    await world.readOn({ partitions: [1] });
    await world.look();
    expect(countsOf(world.alerts())).toEqual({ 'near-due 50': 2 });
    expect(world.errors).toEqual([]);
    await world.stop();
  });

  test('but not for ever: after a quarter of an hour they speak, and that is said once', async () => {
    const world = await behind();
    await world.look();
    world.pass(world.now + 15 * minute);
    await world.look();
    expect(told(world)).toEqual([]);
    world.pass(world.now + 1);
    await world.look();
    expect(countsOf(world.alerts())).toEqual({ 'near-due 50': 2 });
    expect(world.errors).toEqual([expect.stringContaining('no longer wait for partitions that are behind')]);
    await world.stop();
  });
});
