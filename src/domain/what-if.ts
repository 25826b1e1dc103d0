import type { Case, TicketCase } from './case.js';
import { Contribution, type Horizon, type ViewContext } from './contribution.js';
import type { DeadlineRules, Nature } from './deadlines.js';
import { counterDefinition } from './definitions.js';
import type { TicketCreated } from './events.js';
import type { Counts } from './figures.js';

/** Rules that somebody wonders about, in the place of those in force. */
export interface OtherRules {
  readonly deadlines: DeadlineRules;
  /** An extension moves no due: what was closed only thanks to it is late. */
  readonly extensionsCountAsLate: boolean;
  /** A due that the source gave counts for nothing: the rules decide. */
  readonly ignoreGivenDueAt: boolean;
  /** The connection rate is that of these channels; null: of all. */
  readonly connectionChannels: readonly string[] | null;
  /** Tickets of these natures count in no figure of tickets. The contact they belong to still became a ticket. */
  readonly excludeNatures: readonly Nature[];
}

/** Hours and minutes make no period. */
const coarse: Horizon = { hour: Number.POSITIVE_INFINITY, minute: Number.POSITIVE_INFINITY };

/**
 * Counters of cases under one set of rules, of the buckets that are wanted; the sums are those that a state of these cases
 * under these rules would have.
 */
export class RuleCount {
  readonly #contribution: Contribution;
  readonly #rules: OtherRules | null;
  readonly #buckets: ReadonlySet<string>;
  readonly #sums = new Map<string, Map<string, number>>();

  /** @param rules null: those in force. */
  constructor(context: ViewContext, rules: OtherRules | null, buckets: ReadonlySet<string>) {
    this.#contribution = new Contribution(rules === null ? context : { ...context, rules: rules.deadlines });
    this.#rules = rules;
    this.#buckets = buckets;
  }

  add(c: Case): void {
    const rules = this.#rules;
    const tickets = rules === null ? c.tickets : changedTickets(c.tickets, (t) => underRules(t, rules));
    if (rules === null || tickets === c.tickets) {
      this.#count(c, () => true);
      return;
    }
    // Contacts count as they are, tickets as the rules have them. That one was extended is true whatever that is worth.
    this.#count(c, ofContact);
    this.#count({ ...c, tickets }, (counter) => !ofContact(counter) && counter !== 'extended');
    const extended = changedTickets(c.tickets, (t) => underRules(t, { ...rules, extensionsCountAsLate: false }));
    this.#count({ ...c, tickets: extended }, (counter) => counter === 'extended');
  }

  sum(bucket: string): Counts {
    return this.#sums.get(bucket) ?? nothing;
  }

  #count(c: Case, counts: (counter: string) => boolean): void {
    this.#contribution.of(c, coarse, (bucket, counter, n) => {
      if (!this.#buckets.has(bucket) || !counts(counter)) return;
      const sums = this.#sums.get(bucket) ?? new Map<string, number>();
      this.#sums.set(bucket, sums.set(counter, (sums.get(counter) ?? 0) + n));
    });
  }
}

const nothing: Counts = new Map();

/** Rows of the due index are no counter of any measure: they are of tickets. */
function ofContact(counter: string): boolean {
  const brace = counter.indexOf('{');
  return counterDefinition(brace < 0 ? counter : counter.slice(0, brace))?.of === 'contact';
}

/** The very same map when no ticket of it changes. @param change null: the ticket does not count. */
function changedTickets(
  tickets: ReadonlyMap<string, TicketCase>,
  change: (ticket: TicketCreated) => TicketCreated | null,
): ReadonlyMap<string, TicketCase> {
  let isSame = true;
  const out = new Map<string, TicketCase>();
  for (const [id, ticket] of tickets) {
    const created = ticket.created;
    const data = created === undefined || created.data.deleted ? undefined : change(created.data);
    if (data !== undefined && data !== created!.data) isSame = false;
    if (data === undefined || data === created!.data) out.set(id, ticket);
    else if (data !== null) out.set(id, { ...ticket, created: { ...created!, data } });
  }
  return isSame ? tickets : out;
}

/** null: of a nature that does not count. */
function underRules(ticket: TicketCreated, rules: OtherRules): TicketCreated | null {
  if (rules.excludeNatures.includes(ticket.nature)) return null;
  const { dueAt, ...others } = ticket;
  const ruled = rules.ignoreGivenDueAt && dueAt !== undefined ? others : ticket;
  return rules.extensionsCountAsLate && ticket.extensions.length > 0 ? { ...ruled, extensions: [] } : ruled;
}
