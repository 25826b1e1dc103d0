import fc from 'fast-check';
import {
  type HotlineEvent,
  invalidReasons,
  natures,
  outcomes,
  parseEvent,
  satisfactions,
  unitKinds,
  urgencies,
} from '../../src/domain/events.js';

/** Times within a few weeks around holidays and month ends, so that every rule is met often. */
const from = Date.parse('2021-05-20T00:00:00+08:00');
const minute = 60_000;
const at = (low = 0, high = 40 * 1440) =>
  fc.integer({ min: low, max: high }).map((m) => new Date(from + m * minute).toISOString());
const maybe = <T>(arb: fc.Arbitrary<T>, freq = 3) => fc.option(arb, { nil: undefined, freq });
const code = fc.constantFrom('a', 'b', '汉滨区', 'x=y,{z}', '%');
const unit = fc.record({
  code: fc.constantFrom('汉滨区', '市住建局', 'u|1'),
  kind: maybe(fc.constantFrom(...unitKinds)),
});
const topics = maybe(fc.array(fc.constantFrom('疫情', '供水', 'q'), { maxLength: 3 }));

const contact = fc.record({
  receivedAt: at(),
  channel: fc.constantFrom('phone', 'phone', 'wechat'),
  answered: fc.boolean(),
  category: maybe(code),
  region: maybe(code),
  topics,
  queuedAt: maybe(at()),
  answeredAt: maybe(at()),
  abandonedAt: maybe(at()),
  waitSeconds: maybe(fc.constantFrom(-1, 0, 7.9, 15, 15.9, 40)),
  direction: maybe(fc.constantFrom('inbound', 'outbound'), 9),
  invalid: maybe(fc.constantFrom(...invalidReasons), 9),
});
const created = fc.record({
  createdAt: at(),
  nature: fc.constantFrom(...natures),
  urgency: maybe(fc.constantFrom(...urgencies)),
  category: maybe(code),
  region: maybe(code),
  topics,
  unit: maybe(unit, 5),
  dueAt: maybe(at(), 6),
  extensions: maybe(fc.array(fc.record({ approvedAt: at(), newDueAt: at() }), { maxLength: 2 })),
  holds: maybe(fc.array(fc.record({ from: at(), to: maybe(at(), 4) }), { maxLength: 3 })),
  repeatOf: maybe(fc.constant('other'), 9),
});
const closed = fc.record({
  closedAt: fc.oneof(
    { weight: 5, arbitrary: at() as fc.Arbitrary<string | null> },
    { weight: 1, arbitrary: fc.constant(null) },
  ),
  repliedAt: maybe(at()),
  firstClosedAt: maybe(at(), 5),
  reopenings: maybe(fc.array(fc.record({ at: at(), dueAt: maybe(at()) }), { maxLength: 2 }), 4),
  outcome: maybe(fc.constantFrom(...outcomes)),
  satisfaction: maybe(fc.record({ result: fc.constantFrom(...satisfactions), reached: maybe(fc.boolean()) })),
});

const envelope = fc.record({
  id: fc.constantFrom('e1', 'e2', 'e3', 'é'),
  source: fc.constantFrom('s1', 's2'),
  time: at(0, 6),
  rev: maybe(fc.constantFrom(0, 1, 2)),
  deleted: fc.integer({ min: 0, max: 9 }).map((n) => n === 0),
  contact: fc.integer({ min: 1, max: 4 }),
  ticket: fc.integer({ min: 1, max: 2 }),
});

/** One valid event in its wire form about one of a few contacts and tickets, so that versions meet. */
export const wireEvent = fc
  .tuple(
    envelope,
    fc.oneof(
      contact.map((data) => ['hotline.call-received.v1', data] as const),
      created.map((data) => ['hotline.ticket-created.v1', data] as const),
      closed.map((data) => ['hotline.ticket-closed.v1', data] as const),
    ),
  )
  .map(([e, [type, data]]) => {
    const contactId = `c${e.contact}`;
    const ids =
      type === 'hotline.call-received.v1' ? { contactId } : { contactId, ticketId: `t${e.contact}-${e.ticket}` };
    const rev = e.rev === undefined ? {} : { rev: e.rev };
    const body = e.deleted ? { ...ids, ...rev, deleted: true } : { ...ids, ...rev, ...data };
    return JSON.parse(
      JSON.stringify({ specversion: '1.0', id: e.id, source: e.source, type, time: e.time, data: body }),
    ) as Record<string, unknown>;
  });

export const event: fc.Arbitrary<HotlineEvent> = wireEvent.map((raw) => parseEvent(raw));
export const history = (maxLength = 40) => fc.array(event, { minLength: 1, maxLength });

/** Deliveries of a history: each event at least once, some twice, in any order. */
export const deliveries = <T>(events: readonly T[]): fc.Arbitrary<T[]> =>
  fc.array(fc.nat(events.length - 1), { maxLength: 20 }).chain((twice) =>
    fc.shuffledSubarray([...events, ...twice.map((i) => events[i]!)], {
      minLength: events.length + twice.length,
    }),
  );
