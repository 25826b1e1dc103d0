import fc from 'fast-check';
import { natures } from '../../src/domain/events.js';

/**
 * Events of few tickets within days, so that their timers come due while a schedule runs: mostly open, mostly with a short
 * term, closed in time as often as late, changed and reopened now and then. In their wire form; times from 06-01 on.
 */

const from = Date.parse('2021-06-01T00:00:00+08:00');
const day = 1440;
const text = (minutes: number): string => new Date(from + minutes * 60_000).toISOString();
const at = (low: number, high: number) => fc.integer({ min: low, max: high }).map(text);
const maybe = <T>(arb: fc.Arbitrary<T>, freq = 3) => fc.option(arb, { nil: undefined, freq });

const created = fc.record({
  createdAt: at(0, 2 * day),
  nature: fc.constantFrom('consultation', 'consultation', ...natures),
  urgency: maybe(fc.constantFrom('urgent', 'critical')),
  unit: maybe(fc.record({ code: fc.constantFrom('汉滨区', '市住建局') }), 4),
  dueAt: maybe(at(0, 6 * day), 6),
  extensions: maybe(
    fc.array(fc.record({ approvedAt: at(0, 4 * day), newDueAt: at(day, 9 * day) }), { maxLength: 1 }),
    4,
  ),
  holds: maybe(fc.array(fc.record({ from: at(0, 5 * day), to: maybe(at(day, 7 * day), 1) }), { maxLength: 1 }), 6),
});
const closedAt = fc.oneof(
  { weight: 3, arbitrary: at(0, 3 * day) as fc.Arbitrary<string | null> },
  { weight: 1, arbitrary: at(0, 9 * day) as fc.Arbitrary<string | null> },
  { weight: 2, arbitrary: fc.constant(null) },
);
const reopenings = maybe(
  fc.array(fc.record({ at: at(day, 5 * day), dueAt: maybe(at(2 * day, 9 * day)) }), { minLength: 1, maxLength: 2 }),
  2,
);
const closed = fc.record({ closedAt, reopenings });

const versioned = fc.record({
  rev: fc.constantFrom(0, 0, 0, 1, 2),
  id: fc.constantFrom('e1', 'e2'),
  time: at(0, 5),
  deleted: fc.integer({ min: 0, max: 19 }).map((n) => n === 0),
  contact: fc.integer({ min: 1, max: 5 }),
  ticket: fc.constantFrom(1, 1, 2),
});

export const ticketEvent = fc
  .tuple(
    versioned,
    fc.oneof(
      { weight: 3, arbitrary: created.map((data) => ['hotline.ticket-created.v1', data] as const) },
      { weight: 2, arbitrary: closed.map((data) => ['hotline.ticket-closed.v1', data] as const) },
    ),
  )
  .map(([{ contact, ticket, rev, id, time, deleted }, [type, data]]) => {
    const ids = { contactId: `c${contact}`, ticketId: `t${contact}-${ticket}`, rev };
    const body = deleted ? { ...ids, deleted } : { ...ids, ...data };
    const event = { specversion: '1.0', id, source: 's', type, time, data: body };
    return JSON.parse(JSON.stringify(event)) as Record<string, unknown>;
  });
