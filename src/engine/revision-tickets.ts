import type { Instant } from '../domain/instant.js';
import type { RevisionTickets } from '../domain/revision-schema.js';
import type { TicketItem } from '../domain/ticket-page.js';
import type { StateStore } from '../ports/state-store.js';
import { TicketReader } from './ticket-reader.js';
import type { Views } from './views.js';

/** So many tickets, and so many bytes of them, have room in one record. */
const mostListed = 500;
const mostBytes = 700_000;

/** Tickets of a month that were closed late, then those that were open and overdue at the cut-off. */
export async function lateTickets(
  { store, views, partitions }: { readonly store: StateStore; readonly views: Views; readonly partitions: number },
  month: string,
  cutOff: Instant,
): Promise<Pick<RevisionTickets, 'total' | 'tickets'>> {
  const asOfCutOff = {
    rows: store.rows.bind(store),
    load: store.load.bind(store),
    now: async () => cutOff,
  };
  const reader = new TicketReader({ store: asOfCutOff, partitions, context: views.context });
  const [closed, open] = await Promise.all([
    reader.list({ state: 'closed-late', month, limit: mostListed }),
    reader.list({ state: 'overdue', month, limit: mostListed }),
  ]);
  return { total: closed.total + open.total, tickets: fitting([...closed.tickets, ...open.tickets]) };
}

function fitting(tickets: readonly TicketItem[]): TicketItem[] {
  let bytes = 0;
  return tickets.slice(0, mostListed).filter((ticket) => {
    bytes += Buffer.byteLength(JSON.stringify(ticket));
    return bytes <= mostBytes;
  });
}
