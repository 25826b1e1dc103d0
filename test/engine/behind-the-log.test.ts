/**
 * Risk: a processor that is behind calls tickets overdue whose closings it has not read yet.
 *
 * Flow: 1,000 tickets are known when the processor stops for three days; meanwhile 990 are closed in time. Then it reads its
 * backlog in every order of topics, in small batches, and looks at its timers after each of them.
 */
import { describe, expect, test } from '@jest/globals';
import { called, closed, homeOf, numbersOf, opened } from '../support/alert-events.js';
import { countsOf } from '../support/alert-texts.js';
import { AlertWorld, topics } from '../support/alert-world.js';
import { at } from '../support/deadlines.js';

const [, tickets, closings] = topics.inputs as [string, string, string, string];
const others = topics.inputs.filter((topic) => topic !== tickets && topic !== closings);
const orders = [
  [tickets, closings, ...others],
  [closings, tickets, ...others],
  [...others, tickets, closings],
  [...others, closings, tickets],
  [tickets, ...others, closings],
];
const count = (n: number): number[] => Array.from({ length: n }, (_, i) => i);
/** Due 06-16 24:00: reminders on the 17th and the 18th. */
const shortTerm = { nature: 'consultation' };
const late = [3, 50, 117, 118, 340, 505, 506, 507, 900, 999];

/** All tickets were opened on the 15th, 990 of them closed on the 16th; stopped from 06-15 18:00 to 06-18 18:00. */
async function backlog(partitions: number, numbers: readonly number[]) {
  const world = await AlertWorld.open({ start: at('06-15 08:00'), partitions, limit: 200 });
  world.expect(numbers.map((n) => opened(n, '06-15 14:00', shortTerm)));
  await world.advanceTo(at('06-15 18:00'));
  expect(world.alerts()).toEqual([]);
  await world.stop();
  const lateNumbers = new Set(late.map((i) => numbers[i]));
  const inTime = numbers.filter((n) => !lateNumbers.has(n));
  world.expect(inTime.map((n, i) => closed(n, i % 2 === 0 ? '06-16 10:00' : '06-16 23:59')));
  world.pass(at('06-18 18:00'));
  await world.start();
  return { world, lateTickets: [...lateNumbers].map((n) => `T${n}`).sort() };
}

function expectTenAlerts(world: AlertWorld, lateTickets: readonly string[]): void {
  const alerts = world.alerts();
  expect(countsOf(alerts)).toEqual({ 'still-overdue 2': 10 });
  expect(alerts.map((alert) => alert.ticket?.ticketId).sort()).toEqual(lateTickets);
}

describe('1,000 tickets due and 990 closings in the backlog', () => {
  test.each(orders.map((order) => [order.join(' '), order] as const))('%s: ten alerts', async (_name, order) => {
    const { world, lateTickets } = await backlog(1, count(1000));
    // Before anything is read, and after every batch.
    await world.look();
    await world.readOn({ order, size: 97, between: () => world.look() });
    expectTenAlerts(world, lateTickets);
    for (let i = 0; i < 3; i++) await world.look();
    expectTenAlerts(world, lateTickets);
    await world.stop();
  });

  test('all but the last closing read: not one alert; then ten', async () => {
    const { world, lateTickets } = await backlog(1, count(1000));
    await world.read(closings, 0, 989);
    await world.readOn({ order: [tickets, ...others], between: () => world.look() });
    for (let i = 0; i < 3; i++) await world.look();
    expect(world.alerts()).toEqual([]);
    await world.read(closings, 0, 1);
    await world.look();
    expectTenAlerts(world, lateTickets);
    await world.stop();
  });

  test('tickets that were opened in the backlog too', async () => {
    const world = await AlertWorld.open({ start: at('06-15 08:00'), limit: 200 });
    await world.stop();
    world.expect(count(1000).map((n) => opened(n, '06-15 14:00', shortTerm)));
    world.expect(
      count(1000)
        .filter((n) => !late.includes(n))
        .map((n) => closed(n, '06-16 20:00')),
    );
    world.pass(at('06-18 18:00'));
    await world.start();
    await world.readOn({ order: [tickets, ...others, closings], size: 97, between: () => world.look() });
    await world.look();
    expectTenAlerts(world, late.map((n) => `T${n}`).sort());
    await world.stop();
  });

  test('what was told before the stop is settled, and nobody hears of 990 overdue tickets', async () => {
    const world = await AlertWorld.open({ start: at('06-15 08:00'), limit: 200 });
    world.expect(count(1000).map((n) => opened(n, '06-15 14:00', shortTerm)));
    await world.advanceTo(at('06-15 18:00'));
    await world.advanceTo(at('06-16 12:00'));
    expect(countsOf(world.alerts())).toEqual({ 'near-due 50': 1000 });
    await world.stop();
    world.expect(
      count(1000)
        .filter((n) => !late.includes(n))
        .map((n) => closed(n, '06-16 20:00')),
    );
    world.pass(at('06-18 18:00'));
    await world.start();
    await world.readOn({ order: [tickets, ...others, closings], size: 97, between: () => world.look() });
    await world.look();
    expect(countsOf(world.alerts())).toEqual({ 'near-due 50': 1000, settled: 990, 'still-overdue 2': 10 });
    await world.stop();
  });
});

describe('two partitions', () => {
  test.each(orders.map((order) => [order.join(' '), order] as const))(
    '%s: one is far behind, and each speaks for itself',
    async (_name, order) => {
      const { world, lateTickets } = await backlog(2, count(1000));
      const own = lateTickets.filter((id) => homeOf(Number(id.slice(1)), 2) === 1);
      await world.readOn({ order, partitions: [1], size: 97, between: () => world.look() });
      await world.look();
      expect(own.length).toBeGreaterThan(0);
      expectTicketsTold(world, own);
      await world.readOn({ order, partitions: [0], size: 97, between: () => world.look() });
      await world.look();
      expectTenAlerts(world, lateTickets);
      await world.stop();
    },
  );
});

function expectTicketsTold(world: AlertWorld, tickets: readonly string[]): void {
  expect(
    world
      .alerts()
      .map((alert) => alert.ticket?.ticketId)
      .sort(),
  ).toEqual(tickets);
}

/** Tickets of partition 0; their closings lie in partition 1, which is read last. */
describe('closings that came in through a wrong partition', () => {
  const numbers = numbersOf(0, 2, 1000);

  test.each([
    ['a night', '06-16 09:00', '06-17 08:00', { overdue: 10 }],
    ['three days', '06-15 18:00', '06-18 18:00', { 'still-overdue 2': 10 }],
    ['a week', '06-16 09:00', '06-23 08:00', { 'still-overdue 4': 10 }],
  ])('stopped for %s: nobody speaks before both partitions were read', async (_name, from, to, told) => {
    const world = await AlertWorld.open({ start: at('06-15 08:00'), partitions: 2, limit: 200 });
    const astray = { partition: 1 };
    const sample = numbersOf(0, 2, 1, 100_000)[0]!;
    // By this one the task knows that there are such producers.
    world.expect([{ ...called(sample, '06-15 15:00'), ...astray }]);
    world.expect(numbers.map((n) => opened(n, '06-15 14:00', shortTerm)));
    await world.advanceTo(at(from));
    await world.stop();
    const inTime = numbers.filter((_n, i) => !late.includes(i));
    world.expect(inTime.map((n) => closed(n, '06-16 10:00', {}, astray)));
    // Its own partition has newer records than that one's copy.
    world.expect(numbersOf(0, 2, 5, 200_000).map((n) => called(n, '06-16 23:00')));
    world.pass(at(to));
    await world.start();
    await readTheWrongPartitionLast(world);
    expect(countsOf(world.alerts())).toEqual(told);
    await world.stop();
  });
});

/** Partition 0 to its end, then partition 1, then the copies that this made. */
async function readTheWrongPartitionLast(world: AlertWorld): Promise<void> {
  await world.readOn({ partitions: [0], size: 97, between: () => world.look() });
  await world.look();
  await world.readOn({ partitions: [1], size: 97, between: () => world.look() });
  await world.look();
  await world.readOn({ partitions: [0], size: 97, between: () => world.look() });
  for (let i = 0; i < 3; i++) await world.look();
}
