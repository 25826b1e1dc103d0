import { describe, expect, test } from '@jest/globals';
import { changedIndex } from '../../src/domain/revision-row.js';
import type { Horizon } from '../../src/engine/horizon.js';
import type { PartitionTask } from '../../src/engine/partition-task.js';
import { RevisionMarks } from '../../src/engine/revision-marks.js';
import { MonthWatch } from '../../src/engine/revision-months.js';
import { commitOf } from '../contracts/state-store.contract.js';
import { called, closed, numbersOf, opened } from '../support/alert-events.js';
import { at } from '../support/deadlines.js';
import { MemoryStore } from '../support/memory-store.js';
import { minute, RevisionWorld } from '../support/revision-world.js';
import { views } from '../support/views.js';

/** When a partition cuts a month off, and what it puts on record from there on. */

const cutOff = at('07-13 00:00');
const [a = 0, b = 0] = numbersOf(0, 2, 2);
const imported = numbersOf(1, 2, 3);

describe('a history that comes when its months are long past', () => {
  test('is put on record as late changes by no partition that has yet to be given its part', async () => {
    const start = at('09-01 12:00');
    const world = await RevisionWorld.open({ start });
    world.send([{ ...called(a, '06-10 09:00'), at: start }]);
    await world.advanceTo(start);
    expect([world.marks(0), world.marks(1)]).toEqual([[], []]);
    for (const [i, n] of imported.entries()) {
      world.send([{ ...called(n, '06-10 09:00'), at: start + (i + 1) * minute }]);
      await world.advanceTo(start + (i + 1) * minute);
    }
    const { rows } = await world.store.rows(1, changedIndex('2021-06'), { after: '', before: null, limit: 10 });
    expect(rows).toEqual([]);

    await world.advanceTo(start + 70 * minute);
    expect([world.marks(0), world.marks(1)]).toEqual([['2021-06'], ['2021-06']]);
    expect((await world.book()).revisions()).toHaveLength(1);
    await world.stop();
  });
});

describe('a horizon', () => {
  test('that a task had not reached when it was parked is taken anew: its log may be another one', async () => {
    const store = new MemoryStore();
    await store.commit(
      commitOf({ expectHead: null, newHead: 'h1', counters: new Map([['month:2021-06', new Map([['contacts', 1]])]]) }),
    );
    let state: PartitionTask['state'] = 'attached';
    const task = {
      partition: 0,
      get state() {
        return state;
      },
      commit: async (plan: (progress: object) => Promise<unknown>) => (await plan({ marks: new Map() })) !== null,
    } as unknown as PartitionTask;
    const rules = { cutOffDay: 12, settleMs: 60 * minute, last: () => null };
    const marks = new RevisionMarks(task, { store, views, rules });
    const months = new MonthWatch(store, 1);
    let taken = 0;
    const look = async () => {
      await months.look(cutOff);
      await marks.look(cutOff + minute, months, async () => {
        taken++;
        return { at: cutOff + minute, isReached: () => false } as unknown as Horizon;
      });
    };
    await look();
    await look();
    expect(taken).toBe(1);
    state = 'parked';
    await look();
    state = 'attached';
    await look();
    expect(taken).toBe(2);
  });
});

describe('a row on record that nobody can read', () => {
  test('keeps no month from its next revision, which says that it does not know a cause', async () => {
    const world = await RevisionWorld.open({ start: at('07-10 12:00') });
    world.send([...[a, b].map((n) => called(n, '06-10 09:00')), opened(b, '06-10 09:05')]);
    await world.advanceTo(at('07-10 12:01'));
    await world.advanceTo(cutOff + minute);
    world.send([{ ...closed(b, '07-14 09:00'), at: at('07-14 09:00') }]);
    await world.advanceTo(at('07-14 09:01'));
    const index = changedIndex('2021-06');
    const { rows } = await world.store.rows(0, index, { after: '', before: null, limit: 10 });
    expect(rows).toHaveLength(1);
    const { head } = await world.store.load(0, []);
    const damaged = [
      [index, rows[0]!, false],
      [index, rows[0]!.slice(0, 40), true],
    ] as const;
    await world.store.commit(commitOf({ partition: 0, expectHead: head, newHead: 'damaged', rows: damaged }));
    await world.checkHeads();
    for (const time of ['10:03', '10:20', '11:30', '11:40']) await world.advanceTo(at(`07-14 ${time}`));
    const book = await world.book();
    const r2 = book.last('2021-06')!;
    expect(r2.revision).toBe(2);
    expect(book.shelf.changes(r2)).toMatchObject({ total: 0, unexplained: { closed: 1 } });
    expect((await world.store.rows(0, index, { after: '', before: null, limit: 10 })).rows).toEqual([]);
    await world.stop();
  });
});
