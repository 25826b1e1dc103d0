import { decodeCase } from '../domain/case-codec.js';
import type { ViewContext } from '../domain/contribution.js';
import { PulseError } from '../domain/errors.js';
import { formatInstant, type Instant } from '../domain/instant.js';
import { byBytes } from '../domain/texts.js';
import { ticketItem } from '../domain/ticket-item.js';
import { mostCounted, type TicketItem, type TicketPage, type TicketQuery } from '../domain/ticket-page.js';
import { parsePlacedRow, rowsOfTicket, ticketIndex, ticketPrefix } from '../domain/ticket-rows.js';
import { type TicketSearch, ticketSearch } from '../domain/ticket-search.js';
import type { StateStore } from '../ports/state-store.js';
import { type FoundRow, mergedRows, rowsOfPartition } from './row-stream.js';

export interface TicketReaderOptions {
  readonly store: Pick<StateStore, 'rows' | 'load' | 'now'>;
  readonly partitions: number;
  readonly context: ViewContext;
}

/** Rows a read, where all of a list are looked at. */
const COUNT_STEP = 1000;
/** So many contacts of one ticket id a partition are told: two are too many already. */
const MOST_CONTACTS = 100;

/**
 * The tickets behind the counters: the rows say which, their cases say what. Each partition is read by itself, so a list has
 * no one cut; its `asOf` is the store's clock.
 */
export class TicketReader {
  readonly #options: TicketReaderOptions;

  constructor(options: TicketReaderOptions) {
    this.#options = options;
  }

  /**
   * One page of a list, and how long the list is.
   *
   * @throws PulseError PULSE_USAGE for `closed-late` without a month, and for an `after` that is no cursor.
   */
  async list(query: TicketQuery): Promise<TicketPage> {
    const { store, context } = this.#options;
    const after = query.after === undefined ? '' : readCursor(query.after);
    const asOf = await store.now();
    const search = ticketSearch(query, asOf, context);
    const [{ rows, isLast }, found] = await Promise.all([
      this.#page({ ...search, after: byBytes(after, search.after) > 0 ? after : search.after }, query.limit),
      this.#count(search),
    ]);
    return {
      asOf: formatInstant(asOf),
      total: Math.min(found, mostCounted),
      ...(found > mostCounted && { totalIsAtLeast: true as const }),
      next: isLast ? null : cursorOf(rows.at(-1)!.row),
      tickets: await this.#items(rows, search.index, asOf),
    };
  }

  /** Contacts that have a ticket of this id, each once; a ticket id under two contacts is not merged (kpi.md section 1). */
  async contactsOf(ticketId: string): Promise<string[]> {
    const { store, partitions } = this.#options;
    const prefix = ticketPrefix(ticketId);
    // Behind the closing quote: the next character would be that of no row of this ticket.
    const range = { after: prefix, before: `${prefix.slice(0, -1)}#`, limit: MOST_CONTACTS };
    const reads = await Promise.all(Array.from({ length: partitions }, (_, p) => store.rows(p, ticketIndex, range)));
    const contacts = reads.flatMap(({ rows }) => rows.map((row) => row.slice(prefix.length)));
    return [...new Set(contacts)].sort(byBytes);
  }

  async #page(search: TicketSearch, limit: number): Promise<{ rows: FoundRow[]; isLast: boolean }> {
    const { store, partitions } = this.#options;
    const rows: FoundRow[] = [];
    for await (const found of mergedRows(store, partitions, { ...search, limit: limit + 1 })) {
      if (!search.fits(parsePlacedRow(found.row))) continue;
      if (rows.length === limit) return { rows, isLast: false };
      rows.push(found);
    }
    return { rows, isLast: true };
  }

  /** Rows of the whole list; ends when there are more than are counted. */
  async #count(search: TicketSearch): Promise<number> {
    const { store, partitions } = this.#options;
    let found = 0;
    const count = async (partition: number): Promise<void> => {
      for await (const { row } of rowsOfPartition(store, partition, { ...search, limit: COUNT_STEP })) {
        if (found > mostCounted) return;
        if (search.fits(parsePlacedRow(row))) found++;
      }
    };
    await Promise.all(Array.from({ length: partitions }, (_, p) => count(p)));
    return found;
  }

  /** The tickets of some rows, in their order. One that has left its row since is left out: it stands elsewhere, or nowhere. */
  async #items(rows: readonly FoundRow[], index: string, asOf: Instant): Promise<TicketItem[]> {
    const { context } = this.#options;
    const places = rows.map(({ partition, row }) => ({ partition, row, ...parsePlacedRow(row) }));
    const cases = await this.#cases(places);
    return places.flatMap(({ row, contactId, ticketId }) => {
      const bytes = cases.get(contactId);
      const ticket = bytes && decodeCase(contactId, bytes).tickets.get(ticketId);
      if (!ticket || !rowsOfTicket(ticket, context).some(([i, r]) => i === index && r === row)) return [];
      const item = ticketItem(ticket, asOf, context);
      return item === null ? [] : [item];
    });
  }

  async #cases(
    places: readonly { readonly partition: number; readonly contactId: string }[],
  ): Promise<ReadonlyMap<string, Uint8Array | null>> {
    const wanted = new Map<number, Set<string>>();
    for (const { partition, contactId } of places)
      wanted.set(partition, (wanted.get(partition) ?? new Set()).add(contactId));
    const loads = [...wanted].map(async ([partition, set]) => {
      const ids = [...set];
      const { cases } = await this.#options.store.load(partition, ids);
      return ids.map((id, i) => [id, cases[i]!] as const);
    });
    return new Map((await Promise.all(loads)).flat());
  }
}

/** Where a page ended: its last row. */
const cursorOf = (row: string): string => Buffer.from(row).toString('base64url');

function readCursor(cursor: string): string {
  const row = Buffer.from(cursor, 'base64url').toString();
  if (row !== '' && cursorOf(row) === cursor) return row;
  throw new PulseError('PULSE_USAGE', 'after is no cursor: give `next` of the page before', {
    details: { field: 'after' },
  });
}
