import { beforeAll, describe, expect, test } from '@jest/globals';
import { type HotlineEvent, parseEvent } from '../../src/domain/events.js';
import { simulate } from '../../src/feeders/simulator/simulate.js';
import { halfYear, world } from '../feeders/simulator/support.js';
import { MemoryStore } from '../support/memory-store.js';
import { feed, ticketReader, wholeList } from '../support/ticket-lists.js';

/** "逾期 6 件": the six cases behind the number that June's report prints, found by way of the rows. */

const partitions = 3;
const store = new MemoryStore();
const reader = ticketReader(store, partitions);
const late = async (month: string, unit?: string) =>
  (await wholeList(reader, { state: 'closed-late', month, ...(unit !== undefined && { unit }) })).tickets;

beforeAll(async () => {
  const disturbed = { disorder: 0.2, duplicates: 0.1, lateClosures: 0.05 };
  const events: HotlineEvent[] = [];
  // The same stream as that of half-year.ts; calls have no rows.
  for (const event of simulate(halfYear, { ...world, ...disturbed, seed: 7 }))
    if (event.type !== 'hotline.call-received.v1') events.push(parseEvent(event));
  await feed(store, events, { partitions, size: 5000 });
  store.clock = Date.parse('2021-07-12T24:00:00+08:00');
});

describe('the late cases of June 2021', () => {
  test('are six: three of 安康城投公司, two of 市商务局, one of 地电安康分公司', async () => {
    const byUnit: Record<string, number> = {};
    for (const { unit } of await late('2021-06')) byUnit[unit.code] = (byUnit[unit.code] ?? 0) + 1;
    expect(byUnit).toEqual({ 安康城投公司: 3, 市商务局: 2, 地电安康分公司: 1 });
  });

  test.each([
    ['安康城投公司', 3],
    ['市商务局', 2],
    ['地电安康分公司', 1],
    ['汉滨区', 0],
  ])('of %s alone: %i', async (unit, n) => {
    const page = await reader.list({ state: 'closed-late', month: '2021-06', unit, limit: 50 });
    expect([page.total, page.tickets.length, page.next]).toEqual([n, n, null]);
  });

  test('each was created in June and closed after its due, by what is shown; in the order of their closing', async () => {
    const tickets = await late('2021-06');
    for (const { createdAt, dueAt, closedAt, lateMs } of tickets) {
      expect(new Date(Date.parse(createdAt) + 8 * 3_600_000).toISOString()).toMatch(/^2021-06/);
      expect(lateMs).toBe(Date.parse(closedAt!) - Date.parse(dueAt!));
      expect(lateMs).toBeGreaterThan(0);
    }
    const closings = tickets.map((t) => t.closedAt!);
    expect(closings).toEqual([...closings].sort());
  });

  test('a contact is found by the id of each, and the tickets of the half-year are all there', async () => {
    for (const { ticketId, contactId } of await late('2021-06'))
      expect(await reader.contactsOf(ticketId)).toEqual([contactId]);
    const counts = Array.from({ length: partitions }, (_, p) => store.state(p).rows.get('ticket')!.size);
    expect(counts.reduce((a, b) => a + b)).toBe(halfYear.months.reduce((sum, m) => sum + m.tickets, 0));
  });
});
