import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { dueOf } from '../../src/domain/deadlines.js';
import type { HotlineEvent, TicketClosed, TicketCreated } from '../../src/domain/events.js';
import { parsePeriod } from '../../src/domain/period.js';
import { byBytes } from '../../src/domain/texts.js';
import type { TicketItem, TicketQuery } from '../../src/domain/ticket-page.js';
import { ticketRows } from '../../src/domain/ticket-rows.js';
import { casesOf } from '../support/counts.js';
import { readerOver } from '../support/fold.js';
import { deliveries, history } from '../support/histories.js';
import { MemoryStore } from '../support/memory-store.js';
import { seed } from '../support/seed.js';
import { feed, ticketReader, wholeList } from '../support/ticket-lists.js';
import { views } from '../support/views.js';

/**
 * The lists hold exactly the tickets that the counters count, whatever the order of the events: corrections, retractions,
 * other units, holds and reopenings among them.
 */

const months = ['2021-05', '2021-06', '2021-07'];
const units = ['汉滨区', '市住建局', 'u|1', 'unassigned'];
const start = Date.parse('2021-05-20T00:00:00+08:00');

const scenario = history().chain((events) =>
  fc.record({
    events: fc.constant(events),
    delivered: deliveries(events),
    size: fc.integer({ min: 1, max: 7 }),
    partitions: fc.constantFrom(1, 3),
    asOf: fc.integer({ min: 0, max: 60 * 1440 }).map((m) => start + m * 60_000),
    limit: fc.integer({ min: 1, max: 4 }),
  }),
);

type Scenario = typeof scenario extends fc.Arbitrary<infer T> ? T : never;

async function stateOf({ delivered, size, partitions, asOf }: Scenario): Promise<MemoryStore> {
  const store = new MemoryStore();
  await feed(store, delivered, { partitions, size });
  store.clock = asOf;
  return store;
}

const runs = { seed, numRuns: Number(process.env['PROPERTY_RUNS'] ?? 100) };

describe(`lists and counters (seed ${seed})`, () => {
  test('the rows of the state are those of its cases, computed anew', async () => {
    await fc.assert(
      fc.asyncProperty(scenario, async (s) => {
        const store = await stateOf(s);
        const stored = Array.from({ length: s.partitions }, (_, p) =>
          [...store.state(p).rows].flatMap(([index, rows]) => [...rows].map((row) => `${index} ${row}`)),
        );
        const expected = [...casesOf(s.events).values()].flatMap((c) =>
          ticketRows(c, views.context).map(([index, row]) => `${index} ${row}`),
        );
        expect(stored.flat().sort(byBytes)).toEqual(expected.sort(byBytes));
      }),
      runs,
    );
  });

  test('each list is as long as its counter says, of all and of every unit, page by page', async () => {
    await fc.assert(
      fc.asyncProperty(scenario, async (s) => {
        const store = await stateOf(s);
        const reader = ticketReader(store, s.partitions);
        const length = async (query: Pick<TicketQuery, 'state' | 'unit' | 'month'>): Promise<number> => {
          const { tickets, first, pages } = await wholeList(reader, { ...query, limit: s.limit });
          expect(first.total).toBe(tickets.length);
          expect(pages).toBe(Math.max(1, Math.ceil(tickets.length / s.limit)));
          return tickets.length;
        };
        const { counters: live } = await readerOver(store, s.partitions).live(s.asOf);
        for (const [state, counter] of [
          ['open', 'open'],
          ['overdue', 'open_overdue'],
          ['due-soon', 'open_due_within_1wd'],
        ] as const) {
          expect([counter, await length({ state })]).toEqual([counter, live[counter]]);
          for (const unit of units) {
            const name = `${counter}{unit=${unit}}`;
            expect([name, await length({ state, unit })]).toEqual([name, live[name] ?? 0]);
          }
        }
        const today = views.zone.dayOf(s.asOf);
        for (const month of months) {
          const period = parsePeriod(`month:${month}`, today);
          const { counters } = await readerOver(store, s.partitions).snapshot(period, s.asOf, true);
          expect([month, await length({ state: 'open', month })]).toEqual([month, counters['open']]);
          expect([month, await length({ state: 'overdue', month })]).toEqual([month, counters['open_overdue']]);
          expect([month, await length({ state: 'closed-late', month })]).toEqual([month, counters['closed_late']]);
          for (const unit of units) {
            const name = `closed_late{unit=${unit}}`;
            expect([month, name, await length({ state: 'closed-late', month, unit })]).toEqual([
              month,
              name,
              counters[name] ?? 0,
            ]);
          }
        }
      }),
      runs,
    );
  });

  test('they hold the very tickets that a look at every case finds, in their order', async () => {
    await fc.assert(
      fc.asyncProperty(scenario, async (s) => {
        const reader = ticketReader(await stateOf(s), s.partitions);
        const all = looked(s.events);
        const listed = async (query: Pick<TicketQuery, 'state' | 'month'>) =>
          (await wholeList(reader, { ...query, limit: s.limit })).tickets.map(brief);
        const { asOf } = s;
        const open = all.filter((t) => t.closedAt === null).sort(inOrder((t) => t.due ?? Number.POSITIVE_INFINITY));
        expect(await listed({ state: 'open' })).toEqual(open.map(({ text }) => text));
        const overdue = open.filter((t) => t.due !== null && !t.held && t.due < asOf);
        expect(await listed({ state: 'overdue' })).toEqual(overdue.map(({ text }) => text));
        const late = all
          .filter((t) => t.month === '2021-06' && t.closedAt !== null && t.due !== null && t.due < t.closedAt)
          .sort(inOrder((t) => t.closedAt!));
        expect(await listed({ state: 'closed-late', month: '2021-06' })).toEqual(late.map(({ text }) => text));
      }),
      runs,
    );
  });

  test('every ticket that counts is found by its id, and no other', async () => {
    await fc.assert(
      fc.asyncProperty(scenario, async (s) => {
        const reader = ticketReader(await stateOf(s), s.partitions);
        const known = looked(s.events);
        for (const contact of [1, 2, 3, 4]) {
          for (const id of [`t${contact}-1`, `t${contact}-2`, `t${contact}-`]) {
            const expected = known.some((t) => t.ticketId === id) ? [`c${contact}`] : [];
            expect(await reader.contactsOf(id)).toEqual(expected);
          }
        }
      }),
      runs,
    );
  });
});

interface Looked {
  readonly ticketId: string;
  readonly unit: string;
  readonly due: number | null;
  readonly held: boolean;
  readonly closedAt: number | null;
  readonly month: string;
  readonly text: string;
}

/** Every ticket that counts, by a plain loop over the cases. */
function looked(events: readonly HotlineEvent[]): Looked[] {
  return [...casesOf(events).values()].flatMap((c) =>
    [...c.tickets.values()].flatMap((t): Looked[] => {
      if (t.created === undefined || t.created.data.deleted) return [];
      const ticket = t.created.data as TicketCreated;
      const closing = t.closed === undefined || t.closed.data.deleted ? undefined : (t.closed.data as TicketClosed);
      const { at: due, held } = dueOf(ticket, closing, views.context);
      const closedAt = closing?.closedAt ?? null;
      const { ticketId } = ticket;
      const unit = ticket.unit?.code ?? 'unassigned';
      const month = new Date(ticket.createdAt + 8 * 3_600_000).toISOString().slice(0, 7);
      const text = JSON.stringify([ticketId, unit, iso(due), held, iso(closedAt)]);
      return [{ ticketId, unit, due, held, closedAt, month, text }];
    }),
  );
}

const iso = (at: number | null): string | null => (at === null ? null : new Date(at).toISOString());
const brief = (t: TicketItem): string => JSON.stringify([t.ticketId, t.unit.code, t.dueAt, t.held, t.closedAt]);
const inOrder =
  (instantOf: (t: Looked) => number) =>
  (a: Looked, b: Looked): number =>
    instantOf(a) - instantOf(b) || byBytes(a.unit, b.unit) || byBytes(a.ticketId, b.ticketId);
