import { describe, expect, test } from '@jest/globals';
import { type HotlineEvent, parseEvent } from '../../src/domain/events.js';
import { mostCounted, type TicketQuery, ticketPageSchema } from '../../src/domain/ticket-page.js';
import { TicketReader } from '../../src/engine/ticket-reader.js';
import type { StateStore } from '../../src/ports/state-store.js';
import { MemoryStore } from '../support/memory-store.js';
import { feed, ticketReader, wholeList } from '../support/ticket-lists.js';
import { views } from '../support/views.js';
import { wire } from '../support/wire.js';

/** What a page shows of its tickets, and what it says where a list is long, empty, or moves while it is read. */

const asOf = Date.parse('2021-06-18T12:00:00+08:00');
let revisions = 0;
const ticket = (id: string, fields: Record<string, unknown> = {}, contactId = `c-${id}`): HotlineEvent =>
  parseEvent(wire('ticket', { contactId, ticketId: id, rev: ++revisions, ...fields }));
const closing = (id: string, fields: Record<string, unknown>, contactId = `c-${id}`): HotlineEvent =>
  parseEvent(wire('closing', { contactId, ticketId: id, rev: ++revisions, ...fields }));

async function storeOf(events: Iterable<HotlineEvent>, partitions = 1): Promise<MemoryStore> {
  const store = new MemoryStore();
  store.clock = asOf;
  await feed(store, events, { partitions, size: 5000 });
  return store;
}
const query = (over: Partial<TicketQuery>): TicketQuery => ({ state: 'open', limit: 50, ...over });
const idsOf = async (reader: TicketReader, over: Partial<TicketQuery>): Promise<string[]> =>
  (await reader.list(query(over))).tickets.map((t) => t.ticketId);

describe('a ticket', () => {
  const shown = async (events: HotlineEvent[], over: Partial<TicketQuery> = {}) => {
    const page = await ticketReader(await storeOf(events)).list(query(over));
    expect(ticketPageSchema.parse(page)).toEqual(page);
    expect(page.asOf).toBe('2021-06-18T04:00:00.000Z');
    return page.tickets[0];
  };

  test('that is open: its case, and the time left', async () => {
    const whole = {
      urgency: 'urgent',
      category: '供水',
      region: '汉滨区',
      unit: { code: '市住建局', name: '市住房和城乡建设局' },
      dueAt: '2021-06-18T13:00:00+08:00',
      summary: '停水，电话13812345678',
    };
    expect(await shown([ticket('t', whole)])).toEqual({
      contactId: 'c-t',
      ticketId: 't',
      unit: { code: '市住建局', name: '市住房和城乡建设局', kind: 'department' },
      nature: 'help',
      urgency: 'urgent',
      category: '供水',
      region: '汉滨区',
      createdAt: '2021-06-12T00:40:00.000Z',
      dueAt: '2021-06-18T05:00:00.000Z',
      held: false,
      closedAt: null,
      reopenings: 0,
      lateMs: -3_600_000,
      summary: '停水，电话***78',
    });
  });

  test('with nothing but what it must have', async () => {
    expect(await shown([ticket('t')])).toEqual({
      contactId: 'c-t',
      ticketId: 't',
      unit: { code: 'unassigned', kind: 'unknown' },
      nature: 'help',
      urgency: 'normal',
      createdAt: '2021-06-12T00:40:00.000Z',
      dueAt: '2021-06-21T16:00:00.000Z',
      held: false,
      closedAt: null,
      reopenings: 0,
      lateMs: asOf - Date.parse('2021-06-21T16:00:00Z'),
    });
  });

  test('that is confidential: no summary', async () => {
    const page = await ticketReader(await storeOf([ticket('t', { confidential: true, summary: '举报' })])).list(
      query({}),
    );
    expect(page.tickets[0]).toMatchObject({ confidential: true });
    expect(JSON.stringify(page)).not.toContain('举报');
  });

  test('of an unknown due, and one on hold: nobody knows how late', async () => {
    expect(await shown([ticket('t', { createdAt: '2031-01-01T00:00:00Z' })])).toMatchObject({
      dueAt: null,
      lateMs: null,
    });
    const held = { dueAt: '2021-06-15T00:00:00+08:00', holds: [{ from: '2021-06-13T00:00:00+08:00' }] };
    expect(await shown([ticket('t', held)])).toMatchObject({ held: true, lateMs: null });
    expect(await shown([ticket('t', held)], { state: 'overdue' })).toBeUndefined();
  });

  test('that was closed late after it was opened again: by how much', async () => {
    const reopenings = [{ at: '2021-06-16T00:00:00+08:00', dueAt: '2021-06-17T00:00:00+08:00' }];
    const events = [ticket('t'), closing('t', { closedAt: '2021-06-17T00:01:00+08:00', reopenings })];
    expect(await shown(events, { state: 'closed-late', month: '2021-06' })).toMatchObject({
      closedAt: '2021-06-16T16:01:00.000Z',
      reopenings: 1,
      lateMs: 60_000,
    });
  });
});

describe('due soon', () => {
  test('from now to 24:00 of the next working day, which is Monday, both included', async () => {
    const due = (id: string, dueAt: string) => ticket(id, { dueAt: `2021-06-${dueAt}` });
    const store = await storeOf([
      due('past', '18T11:59:59.999+08:00'),
      due('now', '18T12:00:00+08:00'),
      due('last', '22T00:00:00+08:00'),
      due('later', '22T00:00:00.001+08:00'),
    ]);
    const reader = ticketReader(store);
    expect(await idsOf(reader, { state: 'due-soon' })).toEqual(['now', 'last']);
    expect(await idsOf(reader, { state: 'overdue' })).toEqual(['past']);
    store.clock = asOf + 1;
    expect(await idsOf(reader, { state: 'overdue' })).toEqual(['past', 'now']);
  });

  test('beyond the official calendar nothing is', async () => {
    const store = await storeOf([ticket('t', { dueAt: '2041-06-18T13:00:00+08:00' })]);
    store.clock = Date.parse('2041-06-18T12:00:00+08:00');
    expect(await ticketReader(store).list(query({ state: 'due-soon' }))).toMatchObject({ total: 0, tickets: [] });
  });
});

describe('pages', () => {
  const many = Array.from({ length: 40 }, (_, i) =>
    ticket(`t${String(i).padStart(2, '0')}`, {
      unit: { code: i % 3 === 0 ? 'a' : 'b' },
      dueAt: `2021-06-20T00:00:${10 + (i % 7)}Z`,
    }),
  );

  test('of any size make up the list, in one order over all partitions', async () => {
    const reader = ticketReader(await storeOf(many, 5), 5);
    const all = (await wholeList(reader, { state: 'open' })).tickets;
    const place = (t: (typeof all)[number]) => [t.dueAt, t.unit.code, t.contactId].join(' ');
    expect(all.map(place)).toEqual(all.map(place).sort());
    expect(all.length).toBe(40);
    for (const limit of [1, 7, 20, 40]) {
      const { tickets, pages, first } = await wholeList(reader, { state: 'open', limit });
      expect([tickets, pages, first.total]).toEqual([all, Math.ceil(40 / limit), 40]);
    }
    const ofA = await wholeList(reader, { state: 'open', unit: 'a', limit: 5 });
    expect(ofA.tickets).toEqual(all.filter((t) => t.unit.code === 'a'));
    expect([ofA.pages, ofA.first.total]).toEqual([3, 14]);
  });

  test('a cursor of a ticket that is gone goes on behind its place', async () => {
    const store = await storeOf(many.slice(0, 3));
    const reader = ticketReader(store);
    const first = await reader.list(query({ limit: 1 }));
    await feed(store, [closing('t00', { closedAt: '2021-06-13T00:00:00Z' })]);
    expect(await idsOf(reader, { after: first.next! })).toEqual(['t01', 't02']);
  });

  test.each(['x', '!', 'ab c', '_w', 'é'])('%j is no cursor', async (after) => {
    const refused = expect.objectContaining({ code: 'PULSE_USAGE', details: { field: 'after' } });
    await expect(ticketReader(await storeOf([])).list(query({ after }))).rejects.toEqual(refused);
  });

  test('closed-late needs a month', async () => {
    const refused = expect.objectContaining({ code: 'PULSE_USAGE', details: { field: 'month' } });
    await expect(ticketReader(await storeOf([])).list(query({ state: 'closed-late' }))).rejects.toEqual(refused);
  });

  test('a list that nothing is in', async () => {
    const page = { asOf: '2021-06-18T04:00:00.000Z', total: 0, next: null, tickets: [] };
    expect(await ticketReader(await storeOf([], 3), 3).list(query({}))).toEqual(page);
  });

  test('counting ends at so many; the pages go on', async () => {
    const events = Array.from({ length: mostCounted + 1 }, (_, i) => ticket(`t${i}`));
    const store = await storeOf(events, 2);
    const reader = ticketReader(store, 2);
    const page = await reader.list(query({ limit: 500 }));
    expect([page.total, page.totalIsAtLeast, page.tickets.length]).toEqual([mostCounted, true, 500]);
    await feed(store, [closing('t0', { closedAt: '2021-06-13T00:00:00Z' })], { partitions: 2 });
    const exact = await reader.list(query({ limit: 1 }));
    expect([exact.total, exact.totalIsAtLeast]).toEqual([mostCounted, undefined]);
    const nearEnd = await store.rows(0, 'open', { after: '', before: null, limit: 20_000 });
    const after = Buffer.from(nearEnd.rows.at(-2)!).toString('base64url');
    const last = await wholeList(reader, { state: 'open', after });
    expect(last.tickets.length).toBeGreaterThan(0);
    expect(last.tickets.at(-1)!.ticketId).toBe(
      last.tickets
        .map((t) => t.ticketId)
        .sort()
        .at(-1),
    );
  });
});

describe('between the row and the case', () => {
  /** The store, in which something happens after the rows were read. */
  const meanwhile = (store: MemoryStore, events: HotlineEvent[]): TicketReader => {
    const wrapped: Pick<StateStore, 'rows' | 'load' | 'now'> = {
      rows: (...args) => store.rows(...args),
      now: () => store.now(),
      load: async (...args) => {
        await feed(store, events);
        return store.load(...args);
      },
    };
    return new TicketReader({ store: wrapped, partitions: 1, context: views.context });
  };

  test.each([
    ['is closed', closing('t2', { closedAt: '2021-06-13T00:00:00Z' })],
    ['is retracted', parseEvent(wire('ticket', { contactId: 'c-t2', ticketId: 't2', rev: 999_999, deleted: true }))],
    ['goes to another unit', ticket('t2', { unit: { code: 'a' }, rev: 999_999 })],
    ['is due at another time', ticket('t2', { dueAt: '2021-07-01T00:00:00Z', rev: 999_999 })],
  ])('a ticket that %s is left out, the others are there', async (_, event) => {
    const store = await storeOf([ticket('t1'), ticket('t2'), ticket('t3')]);
    const page = await meanwhile(store, [event]).list(query({ limit: 2 }));
    expect(page.tickets.map((t) => t.ticketId)).toEqual(['t1']);
    expect(await idsOf(ticketReader(store), { after: page.next! })).toContain('t3');
  });

  test('one that changes in its place is shown as it is now', async () => {
    const store = await storeOf([ticket('t1', { summary: 'before' })]);
    const page = await meanwhile(store, [ticket('t1', { summary: 'after' })]).list(query({}));
    expect(page.tickets).toMatchObject([{ summary: 'after' }]);
  });
});

describe('contacts of a ticket', () => {
  test('both, of all partitions, where two have one of the same id; none of an unknown or a retracted one', async () => {
    const events = [ticket('t', {}, 'c1'), ticket('t', {}, 'c2'), ticket('t"', {}, 'c3'), ticket('t2', {}, 'c4')];
    const store = await storeOf(events, 7);
    const reader = ticketReader(store, 7);
    expect(await reader.contactsOf('t')).toEqual(['c1', 'c2']);
    expect([await reader.contactsOf('t"'), await reader.contactsOf(''), await reader.contactsOf('u')]).toEqual([
      ['c3'],
      [],
      [],
    ]);
    const gone = parseEvent(wire('ticket', { contactId: 'c1', ticketId: 't', rev: 999_999, deleted: true }));
    await feed(store, [gone, closing('unseen', {})], { partitions: 7 });
    expect([await reader.contactsOf('t'), await reader.contactsOf('unseen')]).toEqual([['c2'], []]);
  });
});
