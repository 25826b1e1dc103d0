import { describe, expect, test } from '@jest/globals';
import { readUnsent } from '../../src/engine/outbox-entry.js';
import { RevisionBook } from '../../src/engine/revision-book.js';
import { decisionHeader, decisionOf } from '../../src/engine/revision-record.js';
import type { OutgoingRecord } from '../../src/ports/event-log.js';
import { called, closed, numbersOf, opened } from '../support/alert-events.js';
import { at } from '../support/deadlines.js';
import { MemoryLog } from '../support/memory-log.js';
import { minute, RevisionWorld, topics } from '../support/revision-world.js';

/**
 * Histories that broke earlier drafts. One of them cannot be prevented: a process reads its outbox, its store loses the
 * decision, another one is made under the same key, and then the first process publishes. What the control topic says first
 * was decided; what comes later is said over.
 */

const cutOff = at('07-13 00:00');
const [a = 0, b = 0] = numbersOf(0, 2, 2);
const [d = 0] = numbersOf(1, 2, 1);

async function june(): Promise<RevisionWorld> {
  const world = await RevisionWorld.open({ start: at('07-10 12:00') });
  world.send([
    ...[a, b, d].map((n) => called(n, '06-10 09:00')),
    ...[a, b, d].map((n) => opened(n, '06-10 09:05')),
    closed(a, '06-11 10:00'),
  ]);
  await world.advanceTo(at('07-10 12:01'));
  return world;
}

/** What a process that empties the outbox now would publish. */
async function inOutbox(world: RevisionWorld): Promise<OutgoingRecord[]> {
  const { entries } = await world.store.outbox(0, 100);
  const unsent = entries.flatMap(([id, bytes]) => readUnsent(id, bytes, topics) ?? []);
  return unsent.sort((x, y) => x.number - y.number || x.order - y.order).map(({ record }) => record);
}

/** June is marked everywhere, decided, and nothing of it published. */
async function decided(world: RevisionWorld): Promise<OutgoingRecord[]> {
  world.pass(cutOff + minute);
  await world.readOn();
  await world.lookAtMarks();
  expect(await world.watch.tick()).toBe(true);
  return inOutbox(world);
}

describe('a decision that the store lost', () => {
  test.each([0, 1, 3, 4])('with %i of its records published: another is made, and holds', async (published) => {
    const world = await june();
    const lost = await decided(world);
    expect(lost.map(({ key }) => key)).toEqual([
      ...['', '/units', '/late'].map((part) => `month:2021-06@r1${part}`),
      'revision:2021-06@r1',
    ]);
    await world.log.publish(lost.slice(0, published));
    world.store.rollBack(0, 1);
    world.send([{ ...closed(b, '07-13 00:02'), at: cutOff + 2 * minute }]);
    for (const n of [3, 4, 5]) {
      await world.advanceTo(cutOff + n * minute);
      await world.checkHeads();
    }
    const first = await world.book();
    const [r1] = first.revisions();
    expect(first.revisions()).toHaveLength(1);
    const isLost = published === 4;
    expect(decisionOf(r1!) === lost[0]!.headers![decisionHeader]).toBe(isLost);
    expect(first.shelf.figures(r1!)?.counters['closed']).toBe(isLost ? 1 : 2);

    await world.log.publish(lost);
    expect((await world.book()).revisions()).toEqual([r1]);
    expect((await world.book()).overwritten().map(({ key }) => key)).toHaveLength(isLost ? 0 : 4);
    await world.advanceTo(cutOff + 6 * minute);
    const book = await world.book();
    expect(book.revisions()).toEqual([r1]);
    expect(book.overwritten()).toEqual([]);
    expect(book.shelf.figures(r1!)).toEqual(first.shelf.figures(r1!));
    expect(world.board.revisions()).toEqual([r1]);
    await world.stop();
  });

  test('and said after another: a reader who finds only that and what was said again knows which holds', async () => {
    const world = await june();
    const lost = await decided(world);
    world.store.rollBack(0, 1);
    for (const n of [3, 4, 5]) {
      await world.advanceTo(cutOff + n * minute);
      await world.checkHeads();
    }
    const [r1] = (await world.book()).revisions();
    await world.log.publish(lost);
    const [again] = (await world.book()).overwritten().filter(({ key }) => key === 'revision:2021-06@r1');
    const compacted = new MemoryLog([topics.control, topics.snapshots], 1);
    await compacted.publish([lost.at(-1)!, again!]);
    const book = new RevisionBook(compacted, topics);
    await book.read();
    expect(decisionOf(r1!)).not.toBe(lost[0]!.headers![decisionHeader]);
    expect(book.revisions()).toEqual([r1]);
    expect(book.overwritten()).toEqual([]);
    await world.stop();
  });
});

describe('the commit of a decision', () => {
  test('whose answer is lost is known from the log', async () => {
    const world = await june();
    world.losesAnswer = true;
    await expect(decided(world)).rejects.toThrow('the answer was lost');
    await world.advanceTo(cutOff + 2 * minute);
    expect((await world.book()).revisions()).toHaveLength(1);
    expect(world.keys(topics.control)).toEqual(['revision:2021-06@r1']);
    await world.stop();
  });

  test('is not made of what was known before the partition came back', async () => {
    const world = await june();
    const other = world.newWatch({
      // Between its decision and its commit the partition goes to another process, which decides, and comes back.
      commit: async (plan) => {
        await world.watch.tick();
        await world.manager.tasks[0]!.drain();
        other.fenced();
        return plan() !== null;
      },
    });
    world.pass(cutOff + minute);
    await world.readOn();
    await world.lookAtMarks();
    expect(await other.tick()).toBe(false);
    expect((await world.book()).revisions()).toHaveLength(1);
    await world.stop();
  });
});

describe('a store that is emptied', () => {
  test('goes on from the last number, when it has read what that counts; a cause that it lost is said to be unknown', async () => {
    const world = await june();
    await world.advanceTo(cutOff + minute);
    const r1 = (await world.book()).last('2021-06');
    world.store.rollBack(0, 99);
    world.store.rollBack(1, 99);
    world.send([{ ...closed(b, '07-13 00:02'), at: cutOff + 2 * minute }]);
    await world.checkHeads();
    world.pass(cutOff + 3 * minute);
    await world.work();
    expect((await world.book()).revisions()).toEqual([r1]);
    await world.advanceTo(cutOff + 4 * minute);
    expect([world.marks(0), world.marks(1)]).toEqual([['2021-06'], ['2021-06']]);
    await world.advanceTo(cutOff + 70 * minute);
    const book = await world.book();
    const r2 = book.last('2021-06')!;
    expect(r2.revision).toBe(2);
    expect(book.shelf.changes(r2)).toMatchObject({ causes: [], total: 0, unexplained: { closed: 1, closed_late: 1 } });
    expect(world.said.join()).toContain('not every difference of this revision has a known cause');

    world.send([{ ...closed(d, '07-13 02:00'), at: cutOff + 120 * minute }]);
    await world.advanceTo(cutOff + 121 * minute);
    await world.advanceTo(cutOff + 190 * minute);
    const later = await world.book();
    expect(later.shelf.changes(later.last('2021-06')!)).toMatchObject({ before: 2, total: 1, unexplained: {} });
    await world.stop();
  });
});

test('changes that a revision tells leave the journal', async () => {
  const world = await june();
  await world.advanceTo(cutOff + minute);
  const rows = async (): Promise<number> =>
    (await world.store.rows(0, 'changed:2021-06', { after: '', before: null, limit: 10 })).rows.length;
  world.send([{ ...closed(b, '07-14 09:00'), at: at('07-14 09:00') }]);
  await world.advanceTo(at('07-14 09:01'));
  expect(await rows()).toBe(1);
  await world.advanceTo(at('07-14 10:02'));
  expect((await world.book()).revisions()).toHaveLength(2);
  await world.advanceTo(at('07-14 10:03'));
  await world.advanceTo(at('07-14 10:04'));
  expect(await rows()).toBe(0);
  await world.stop();
});
