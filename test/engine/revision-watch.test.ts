import { describe, expect, test } from '@jest/globals';
import { called, closed, numbersOf, opened } from '../support/alert-events.js';
import { at } from '../support/deadlines.js';
import { minute, RevisionWorld, topics } from '../support/revision-world.js';

/**
 * When a month is final, when it is revised, and what a revision says. Two partitions, real tasks, a clock that is moved by
 * hand. June is cut off at 24:00 of 12 July.
 */

const cutOff = at('07-13 00:00');
const [a = 0, b = 0, c = 0] = numbersOf(0, 2, 3);
const [d = 0, e = 0] = numbersOf(1, 2, 2);

/** Two tickets of June in partition 0, one of them closed in time, and one in partition 1; all read, on 10 July. */
async function june(): Promise<RevisionWorld> {
  const world = await RevisionWorld.open({ start: at('07-10 12:00') });
  world.send([
    ...[a, b, d].map((n) => called(n, '06-10 09:00')),
    ...[a, b, d].map((n) => opened(n, '06-10 09:05')),
    closed(a, '06-11 10:00'),
    closed(d, '06-11 11:00'),
  ]);
  await world.advanceTo(at('07-10 12:01'));
  return world;
}

describe('the first revision', () => {
  test('is decided at the cut-off, with figures as of then, in this order', async () => {
    const world = await june();
    await world.advanceTo(cutOff - minute);
    expect([world.marks(0), world.marks(1)]).toEqual([[], []]);
    expect((await world.book()).revisions()).toEqual([]);

    await world.advanceTo(cutOff + minute);
    expect([world.marks(0), world.marks(1)]).toEqual([['2021-06'], ['2021-06']]);
    const book = await world.book();
    const [r1, ...rest] = book.revisions('2021-06');
    expect(rest).toEqual([]);
    expect(r1).toMatchObject({ month: '2021-06', revision: 1, cutOff: '2021-07-12T16:00:00.000Z', generation: 1 });
    expect(Date.parse(r1!.decidedAt)).toBe(cutOff + minute);
    expect(book.shelf.whole(r1!)).toMatchObject({
      state: 'final',
      revision: 1,
      decidedAt: r1!.decidedAt,
      asOf: { instant: '2021-07-12T16:00:00.000Z', offsets: r1!.offsets },
      counters: {
        contacts: 3,
        tickets: 3,
        closed: 2,
        closed_on_time: 2,
        open: 1,
        open_overdue: 1,
        'tickets{unit=unassigned}': 3,
      },
    });
    expect(book.shelf.tickets(r1!)).toMatchObject({ total: 1, tickets: [{ ticketId: `T${b}`, closedAt: null }] });
    expect(book.shelf.changes(r1!)).toBeNull();
    expect(world.keys(topics.snapshots)).toEqual([
      'month:2021-06@r1',
      'month:2021-06@r1/units',
      'month:2021-06@r1/late',
    ]);
    expect(world.keys(topics.control)).toEqual(['revision:2021-06@r1']);
    expect(world.alerts().filter(({ kind }) => kind === 'revised')).toEqual([]);
    await world.stop();
  });

  test('waits for a partition that has not read to the cut-off', async () => {
    const world = await june();
    world.send([closed(b, '07-12 20:00'), called(e, '06-20 09:00')]);
    await world.advanceTo(cutOff + minute, [0]);
    expect([world.marks(0), world.marks(1)]).toEqual([['2021-06'], []]);
    expect((await world.book()).revisions()).toEqual([]);

    await world.advanceTo(cutOff + 2 * minute);
    await world.advanceTo(cutOff + 3 * minute);
    const book = await world.book();
    expect(book.shelf.figures(book.last('2021-06')!)?.counters).toMatchObject({ contacts: 4, closed_late: 1, open: 0 });
    await world.stop();
  });

  test('is not made of a history that is still being imported', async () => {
    const start = at('09-01 12:00');
    const world = await RevisionWorld.open({ start });
    for (let i = 0; i < 5; i++) {
      world.send([{ ...called(i, '06-10 09:00'), at: start + i * 30 * minute }]);
      await world.advanceTo(start + i * 30 * minute);
    }
    expect((await world.book()).revisions()).toEqual([]);
    await world.advanceTo(start + 4 * 30 * minute + 61 * minute);
    expect((await world.book()).revisions().map(({ month, revision }) => [month, revision])).toEqual([['2021-06', 1]]);
    await world.stop();
  });

  test('is made of a month that only one partition knows', async () => {
    const world = await RevisionWorld.open({ start: at('07-10 12:00') });
    world.send([called(a, '06-10 09:00')]);
    await world.advanceTo(at('07-10 12:01'));
    await world.advanceTo(cutOff + minute);
    expect((await world.book()).revisions()).toHaveLength(1);
    await world.stop();
  });
});

describe('a month that cannot be decided', () => {
  test('holds up no other, and is named', async () => {
    const world = await june();
    world.send([called(c, '05-10 09:00')]);
    await world.advanceTo(at('07-10 12:02'));
    const rows = world.store.rows.bind(world.store);
    world.store.rows = async (partition, index, range) => {
      if (index === 'changed:2021-05') throw new TypeError('no such thing');
      return rows(partition, index, range);
    };
    for (const minutes of [1, 2, 3]) await world.advanceTo(cutOff + minutes * minute).catch(() => undefined);
    expect((await world.book()).revisions().map(({ month }) => month)).toEqual(['2021-06']);
    await expect(world.watch.tick()).rejects.toThrow('2021-05');

    world.store.rows = rows;
    await world.advanceTo(cutOff + 4 * minute);
    expect((await world.book()).revisions().map(({ month }) => month)).toEqual(['2021-05', '2021-06']);
    await world.stop();
  });
});

describe('another revision', () => {
  test('names the ticket that a closing after the cut-off made late, and nothing else', async () => {
    const world = await june();
    await world.advanceTo(cutOff + minute);
    world.send([
      { ...closed(b, '07-14 09:00'), at: at('07-14 09:00') },
      { ...called(c, '07-14 09:01'), at: at('07-14 09:01') },
    ]);
    await world.advanceTo(at('07-14 09:02'));
    expect((await world.book()).revisions()).toHaveLength(1);
    await world.advanceTo(at('07-14 10:03'));
    const book = await world.book();
    const r2 = book.last('2021-06')!;
    expect(r2).toMatchObject({ revision: 2, cutOff: '2021-07-12T16:00:00.000Z' });
    const changes = book.shelf.changes(r2)!;
    expect(changes).toMatchObject({ before: 1, total: 1, unexplained: {} });
    expect(changes.causes).toMatchObject([
      { topic: topics.inputOf['hotline.ticket-closed.v1'], partition: 0, contactId: `C${b}`, ticketId: `T${b}` },
    ]);
    expect(changes.changes).toContainEqual({ counter: 'closed_late', before: 0, after: 1, difference: 1 });
    expect(changes.changes).toContainEqual({ counter: 'open_overdue', before: 1, after: 0, difference: -1 });
    expect(Object.fromEntries(changes.changes.map((change) => [change.counter, change.difference]))).toEqual(
      changes.causes[0]!.differences,
    );
    expect(book.shelf.tickets(r2)).toMatchObject({ total: 1, tickets: [{ ticketId: `T${b}` }] });
    expect(world.keys(topics.snapshots).slice(-4)).toEqual(
      ['', '/units', '/late', '/changes'].map((part) => `month:2021-06@r2${part}`),
    );
    expect(world.alerts().filter(({ kind }) => kind === 'revised')).toMatchObject([
      { state: 'notice', subject: 'month:2021-06', revision: { revision: 2, causes: 1, tickets: [`T${b}`] } },
    ]);
    await world.stop();
  });

  test('gathers what comes within the time, leaves out what was taken back, and is not made by the clock', async () => {
    const world = await june();
    await world.advanceTo(cutOff + minute);
    const corrected = { rev: 1, answered: false };
    world.send([{ ...changedCall(a, '07-14 09:00', corrected), at: at('07-14 09:00') }]);
    await world.advanceTo(at('07-14 09:01'));
    world.send([{ ...changedCall(a, '07-14 09:30', { rev: 2 }), at: at('07-14 09:30') }]);
    await world.advanceTo(at('07-14 09:31'));
    await world.advanceTo(at('07-14 12:00'));
    await world.advanceTo(at('12-31 12:00'));
    expect((await world.book()).revisions()).toHaveLength(1);

    world.send([{ ...changedCall(a, '12-31 13:00', { ...corrected, rev: 3 }), at: at('12-31 13:00') }]);
    await world.advanceTo(at('12-31 13:01'));
    world.send([{ ...changedCall(d, '12-31 13:30', corrected), at: at('12-31 13:30') }]);
    await world.advanceTo(at('12-31 13:31'));
    await world.advanceTo(at('12-31 14:02'));
    const book = await world.book();
    const changes = book.shelf.changes(book.last('2021-06')!)!;
    expect(book.revisions()).toHaveLength(2);
    expect(changes).toMatchObject({ total: 4, unexplained: {} });
    expect(changes.changes).toContainEqual({ counter: 'answered', before: 3, after: 1, difference: -2 });
    await world.stop();
  });
});

/** Another version of the call of contact n. */
function changedCall(n: number, time: string, fields: object) {
  const { event } = called(n, '06-10 09:00');
  return { at: at(time), event: { ...event, id: `again-${n}-${time}`, data: { ...event.data, ...fields } } };
}
