import type { Case, TicketCase } from './case.js';
import type { CaseItem } from './case-page.js';
import { Contribution, type Horizon, type ViewContext } from './contribution.js';
import { parseCounterName } from './counter-name.js';
import { counterDefinition } from './definitions.js';
import type { FigureParts } from './figure-parts.js';
import { type OpenAt, openCounts } from './figures.js';
import { formatInstant, type Instant } from './instant.js';
import { bucketsOf, type Period } from './period.js';
import { soonAt } from './snapshot.js';
import { ticketItem } from './ticket-item.js';
import { formatDay } from './zone.js';

/** Where a figure is counted. */
export type Scope =
  | { readonly period: Period }
  /** All open tickets, of whatever month. */
  | { readonly open: 'all' }
  /** What arose in [from, to): a window of the live snapshot. */
  | { readonly from: Instant; readonly to: Instant };

interface Sides {
  numerator: number;
  denominator: number;
}

/** Hours and minutes are not looked at: days and months hold the same. */
const coarse: Horizon = { hour: Number.POSITIVE_INFINITY, minute: Number.POSITIVE_INFINITY };

/**
 * What single cases add to a figure: the very function that the counters are sums of, case by case. So the sum over all cases
 * is the figure.
 */
export class CaseShare {
  readonly #contribution: Contribution;
  readonly #context: ViewContext;
  readonly #asOf: Instant;
  readonly #at: OpenAt;
  readonly #scope: Scope;
  readonly #hasDenominator: boolean;
  /** Counter → how often it is in each side. */
  readonly #wanted = new Map<string, Sides>();
  readonly #ofTickets: boolean;
  readonly #buckets: ReadonlySet<string>;

  constructor(parts: FigureParts, scope: Scope, asOf: Instant, context: ViewContext) {
    this.#contribution = new Contribution(context);
    this.#context = context;
    this.#asOf = asOf;
    this.#at = { asOf, soon: soonAt(asOf, context) };
    this.#scope = scope;
    this.#hasDenominator = parts.denominator !== null;
    for (const name of parts.numerator) this.#side(name).numerator++;
    for (const name of parts.denominator ?? []) this.#side(name).denominator++;
    const names = [...this.#wanted.keys()];
    this.#ofTickets = names.every((n) => counterDefinition(parseCounterName(n).measure)?.of === 'ticket');
    this.#buckets = bucketsIn(scope, context);
  }

  /** null: it adds nothing. */
  of(contactId: string, c: Case): CaseItem | null {
    const tickets = this.#ofTickets ? this.#adding(c) : [];
    const sides = this.#ofTickets ? total(tickets) : this.#sidesOf(c);
    if (isNothing(sides)) return null;
    const contact = c.contact === undefined || c.contact.data.deleted ? null : c.contact.data;
    return {
      contactId,
      ...this.#adds(sides),
      contact: contact && {
        receivedAt: formatInstant(contact.receivedAt),
        channel: contact.channel,
        answered: contact.answered,
      },
      tickets: this.#ofTickets ? tickets : this.#others(c),
    };
  }

  /** The tickets that add to a figure of tickets, each by itself. */
  #adding(c: Case): CaseItem['tickets'] {
    return [...c.tickets].flatMap(([id, ticket]) => {
      const sides = this.#sidesOf({ ...c, tickets: new Map([[id, ticket]]) });
      return isNothing(sides) ? [] : this.#item(ticket, sides);
    });
  }

  /** The tickets of a contact that adds to a figure of contacts. */
  #others(c: Case): CaseItem['tickets'] {
    return [...c.tickets.values()].flatMap((ticket) => this.#item(ticket, { numerator: 0, denominator: 0 }));
  }

  #item(ticket: TicketCase, sides: Sides): CaseItem['tickets'] {
    const item = ticketItem(ticket, this.#asOf, this.#context);
    if (item === null) return [];
    const { summary: _ofPeople, ...facts } = item;
    return [{ ...facts, ...this.#adds(sides) }];
  }

  #sidesOf(c: Case): Sides {
    const sides = { numerator: 0, denominator: 0 };
    const scope = this.#scope;
    if ('from' in scope && !this.#isWithin(c, scope)) return sides;
    this.#contribution.of(c, coarse, (bucket, counter, n) => {
      if (!this.#buckets.has(bucket)) return;
      if (!bucket.startsWith('open')) this.#take(sides, counter, n);
      else for (const [name, m] of openCounts(new Map([[counter, n]]), this.#at)) this.#take(sides, name, m);
    });
    return sides;
  }

  /** Windows count contacts and tickets by the instant at which they arose. */
  #isWithin(c: Case, { from, to }: { readonly from: Instant; readonly to: Instant }): boolean {
    const instants = this.#ofTickets
      ? [...c.tickets.values()].map((t) =>
          t.created === undefined || t.created.data.deleted ? Number.NaN : t.created.data.createdAt,
        )
      : [c.contact === undefined || c.contact.data.deleted ? Number.NaN : c.contact.data.receivedAt];
    return instants.some((at) => at >= from && at < to);
  }

  #take(sides: Sides, counter: string, n: number): void {
    const wanted = this.#wanted.get(counter);
    if (wanted === undefined) return;
    sides.numerator += n * wanted.numerator;
    sides.denominator += n * wanted.denominator;
  }

  #side(name: string): Sides {
    const known = this.#wanted.get(name) ?? { numerator: 0, denominator: 0 };
    this.#wanted.set(name, known);
    return known;
  }

  #adds({ numerator, denominator }: Sides): { numerator: number; denominator: number | null } {
    return { numerator, denominator: this.#hasDenominator ? denominator : null };
  }
}

const isNothing = ({ numerator, denominator }: Sides): boolean => numerator === 0 && denominator === 0;

function total(list: readonly { numerator: number; denominator: number | null }[]): Sides {
  const sum = { numerator: 0, denominator: 0 };
  for (const { numerator, denominator } of list) {
    sum.numerator += numerator;
    sum.denominator += denominator ?? 0;
  }
  return sum;
}

function bucketsIn(scope: Scope, { zone }: ViewContext): ReadonlySet<string> {
  if ('open' in scope) return new Set(['open:all', 'open-units:all']);
  if ('period' in scope) {
    const { figures, units, open, openUnits } = bucketsOf(scope.period);
    return new Set([...figures, ...units, ...open, ...openUnits]);
  }
  const days: string[] = [];
  for (let day = zone.dayOf(scope.from); day <= zone.dayOf(scope.to); day++) days.push(`day:${formatDay(day)}`);
  return new Set(days);
}
