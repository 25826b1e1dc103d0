import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { type HotlineEvent, parseEvent } from '../../../src/domain/events.js';
import { type Instant, parseInstant } from '../../../src/domain/instant.js';
import { parsePeriod } from '../../../src/domain/period.js';
import type { Snapshot } from '../../../src/domain/snapshot-schema.js';
import type { StateReader } from '../../../src/engine/state-reader.js';
import { readProfile } from '../../../src/feeders/simulator/profile-file.js';
import { simulate } from '../../../src/feeders/simulator/simulate.js';
import type { CatalogueLabels, TicketItem, TicketPage, TicketQuery } from '../../../src/reporters/http/sources.js';
import { fold, readerOver } from '../../support/fold.js';
import { configuration } from '../../support/views.js';

/** After the cut-off: everything of June is closed. */
export const cutOff: Instant = parseInstant('2021-07-13T00:00:00+08:00')!;

/** The sample of the program, May and June 2021, folded into counters: the figures that the report prints. */
export async function sample(): Promise<StateReader> {
  const { calendar, zone, rules } = configuration.views;
  const profile = readProfile('config/profiles/ankang-2021-05-06.yaml');
  return readerOver(await fold(eventsOf(simulate(profile, { seed: 1, calendar, zone, rules })), 20_000));
}

function* eventsOf(wire: Iterable<object>): Generator<HotlineEvent> {
  for (const event of wire) yield parseEvent(event);
}

export const snapshotOf = (reader: StateReader, period: string, at = cutOff): Promise<Snapshot> =>
  reader.snapshot(parsePeriod(period, 0), at, true);

const catalogueFile = parse(readFileSync('config/catalogue.yaml', 'utf8'));
/** The labels of the program's own catalogue, as the server hands them out. */
export const catalogue: CatalogueLabels = {
  language: 'zh',
  labels: {
    channel: catalogueFile.channels,
    category: catalogueFile.categories,
    nature: catalogueFile.natures,
    urgency: catalogueFile.urgencies,
    unit_kind: catalogueFile.unitKinds,
  },
  units: catalogueFile.units,
};

export function ticketItem(n: number, more: Partial<TicketItem> = {}): TicketItem {
  return {
    contactId: `C${n}`,
    ticketId: `T${n}`,
    unit: { code: '汉滨区', kind: 'county' },
    nature: 'help',
    urgency: 'normal',
    createdAt: '2021-06-10T02:00:00.000Z',
    dueAt: '2021-06-17T16:00:00.000Z',
    held: false,
    closedAt: null,
    reopenings: 0,
    lateMs: 5_400_000,
    ...more,
  };
}

/** Tickets in a list, given out in small pages; `asked` is what was asked for. */
export class TicketList {
  readonly asked: TicketQuery[] = [];
  readonly #tickets: Partial<Record<TicketQuery['state'], readonly TicketItem[]>>;
  constructor(tickets: Partial<Record<TicketQuery['state'], readonly TicketItem[]>>) {
    this.#tickets = tickets;
  }

  async list(query: TicketQuery): Promise<TicketPage> {
    this.asked.push(query);
    const all = this.#tickets[query.state] ?? [];
    const from = Number(query.after ?? 0);
    const to = from + Math.min(query.limit, 2);
    const next = to < all.length ? String(to) : null;
    return { asOf: '2021-07-12T16:00:00.000Z', total: all.length, next, tickets: all.slice(from, to) };
  }
}
