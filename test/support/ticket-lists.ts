import type { HotlineEvent } from '../../src/domain/events.js';
import { partitionOf } from '../../src/domain/partitioner.js';
import type { TicketItem, TicketPage, TicketQuery } from '../../src/domain/ticket-page.js';
import type { Decoded } from '../../src/engine/decode.js';
import { type Chunk, mergeChunk, touchedCases } from '../../src/engine/micro-batch.js';
import { readProgress } from '../../src/engine/partition-state.js';
import { TicketReader } from '../../src/engine/ticket-reader.js';
import type { StateStore } from '../../src/ports/state-store.js';
import { views } from './views.js';

/** Writes events into a store of so many partitions, each in its own, in chunks of `size`; there may be some already. */
export async function feed(
  store: StateStore,
  events: Iterable<HotlineEvent>,
  { partitions = 1, size = 1000, timestamp = Date.now() } = {},
): Promise<void> {
  const lists = Array.from({ length: partitions }, (): HotlineEvent[] => []);
  for (const event of events) lists[partitionOf(event.data.contactId, partitions)]!.push(event);
  for (const [p, list] of lists.entries())
    for (let i = 0; i < list.length; i += size) await commit(store, p, list.slice(i, i + size), timestamp);
}

async function commit(store: StateStore, partition: number, list: readonly HotlineEvent[], timestamp: number) {
  const before = readProgress(await store.load(partition, []));
  const first = before.offsets.get('events') ?? 0n;
  const decoded = list.map((event, i): Decoded => {
    const record = { offset: first + BigInt(i), timestamp, key: null, value: null, headers: {} };
    return { kind: 'event', event, record, masked: false, foreignKey: false };
  });
  const nextOffset = first + BigInt(list.length);
  const chunk: Chunk = { topic: 'events', decoded, nextOffset };
  const ids = touchedCases(chunk);
  const { cases, head } = await store.load(partition, ids);
  const merged = mergeChunk(chunk, ids, cases, before, views);
  await store.commit({ partition, expectHead: head, newHead: `h${nextOffset}`, ...merged.commit });
}

export const ticketReader = (store: StateStore, partitions = 1): TicketReader =>
  new TicketReader({ store, partitions, context: views.context });

/** A whole list, page by page, and what its first page said. */
export async function wholeList(
  reader: TicketReader,
  query: Omit<TicketQuery, 'limit'> & { limit?: number },
): Promise<{ tickets: TicketItem[]; first: TicketPage; pages: number }> {
  const limit = query.limit ?? 500;
  const first = await reader.list({ ...query, limit });
  const tickets = [...first.tickets];
  let pages = 1;
  for (let { next } = first; next !== null; pages += 1) {
    const page = await reader.list({ ...query, limit, after: next });
    tickets.push(...page.tickets);
    next = page.next;
  }
  return { tickets, first, pages };
}
