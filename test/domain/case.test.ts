import { deepStrictEqual, notDeepStrictEqual, strictEqual } from 'node:assert/strict';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type Case, canonicalJson, compareVersions, emptyCase, merge } from '../../src/domain/case.js';
import { decodeCase, encodeCase } from '../../src/domain/case-codec.js';
import { type HotlineEvent, parseEvent } from '../../src/domain/events.js';
import { event } from '../support/histories.js';
import { seed } from '../support/seed.js';
import { wire } from '../support/wire.js';

/**
 * merge is a join: whatever the order, the grouping or the repetition of events, the case is the same. First the laws, on
 * random histories of few contacts with few versions, so that ties are common; then the order of versions, step by step.
 * The properties compare by node:assert: jest's own matchers would take most of the time.
 */

const minuteOf = (m: number): string => new Date(Date.parse('2021-06-12T00:00:00Z') + m * 60_000).toISOString();
/** What somebody said of one of two alerts, or took back. */
const ack = fc
  .record({
    id: fc.constantFrom('e1', 'e2', 'é'),
    source: fc.constantFrom('s1', 's2'),
    time: fc.integer({ min: 0, max: 6 }).map(minuteOf),
    rev: fc.constantFrom(0, 0, 1, 2),
    ticketId: fc.constantFrom('t-1', 't-2', undefined),
    alertId: fc.constantFrom('ticket-overdue-1', 'ticket-near-due-2'),
    said: fc.oneof(
      fc.record({ action: fc.constant('ack'), by: fc.constantFrom('张三', 'b') }),
      fc.record({ action: fc.constant('snooze'), by: fc.constant('b'), until: fc.nat(9).map(minuteOf) }),
      fc.constant({ deleted: true }),
    ),
  })
  .map(({ said, rev, ticketId, alertId, ...envelope }) =>
    parseEvent({
      ...wire('ack', {}, envelope),
      data: { contactId: 'c1', alertId, rev, ...(ticketId && { ticketId }), ...said },
    }),
  );
const anyEvent = fc.oneof({ weight: 3, arbitrary: event }, { weight: 1, arbitrary: ack });

/** Events of one contact: what one case is made of. */
const ofOneContact = fc.array(anyEvent, { maxLength: 14 }).map((list) => list.map(asC1));
function asC1(e: HotlineEvent): HotlineEvent {
  const data = { ...e.data, contactId: 'c1' } as { contactId: string; ticketId?: string };
  if (data.ticketId !== undefined) data.ticketId = data.ticketId.slice(-1);
  return { ...e, data } as HotlineEvent;
}
const mergeAll = (events: readonly HotlineEvent[], first: Case = emptyCase): Case => events.reduce(merge, first);
/** What one event alone makes of nothing, so that joins of states can be said with merge alone. */
const eventsOf = (c: Case): HotlineEvent[] => {
  const out: unknown[] = c.contact === undefined ? [] : [{ ...c.contact, type: 'hotline.call-received.v1' }];
  for (const { created, closed, acked } of c.tickets.values()) {
    if (acked !== undefined) out.push({ ...acked, type: 'hotline.alert-acked.v1' });
    if (created !== undefined) out.push({ ...created, type: 'hotline.ticket-created.v1' });
    if (closed !== undefined) out.push({ ...closed, type: 'hotline.ticket-closed.v1' });
  }
  return out as HotlineEvent[];
};
const check = <T>(arbitrary: fc.Arbitrary<T>, property: (value: T) => void): void =>
  fc.assert(fc.property(arbitrary, property), { seed, numRuns: 150 });

describe(`merge is a join (seed ${seed})`, () => {
  const shuffled = ofOneContact.chain((events) =>
    fc.tuple(fc.constant(events), fc.shuffledSubarray(events, { minLength: events.length })),
  );

  test('commutative: any order gives the same case', () => {
    check(shuffled, ([events, other]) => deepStrictEqual(mergeAll(other), mergeAll(events)));
  });

  test('associative: two parts, each merged alone, then joined, are the whole', () => {
    const cut = fc.tuple(ofOneContact, fc.nat(14));
    check(cut, ([events, at]) => {
      const right = mergeAll(events.slice(at));
      deepStrictEqual(mergeAll(eventsOf(right), mergeAll(events.slice(0, at))), mergeAll(events));
    });
  });

  test('idempotent: what is known changes nothing, and the very same case comes back', () => {
    check(shuffled, ([events, other]) => {
      const whole = mergeAll(events);
      for (const e of other) strictEqual(merge(whole, e), whole);
      // An equal event that arrived again is another object.
      for (const e of other) strictEqual(merge(whole, JSON.parse(JSON.stringify(e))), whole);
    });
  });

  test('a case that changed is a new one, and the old one stays as it was', () => {
    check(fc.tuple(ofOneContact, anyEvent), ([events, more]) => {
      const before = mergeAll(events);
      const bytes = encodeCase(before);
      const after = merge(before, asC1(more));
      deepStrictEqual(encodeCase(before), bytes);
      if (after !== before) notDeepStrictEqual(after, before);
    });
  });

  test('a decoded state is as good as the original: equal, and equal after any further event', () => {
    check(fc.tuple(ofOneContact, ofOneContact), ([events, more]) => {
      const original = mergeAll(events);
      const decoded = decodeCase('c1', encodeCase(original));
      deepStrictEqual(decoded, original);
      for (const e of events) strictEqual(merge(decoded, e), decoded);
      deepStrictEqual(mergeAll(more, decoded), mergeAll(more, original));
    });
  });
});

describe(`what alerts leave in a case (seed ${seed})`, () => {
  test('what was told is kept, whatever events come after it', () => {
    check(fc.tuple(ofOneContact, ofOneContact), ([events, more]) => {
      const told = { cycle: 'x', level: 3 };
      const before = mergeAll(events);
      const tickets = new Map([...before.tickets].map(([id, t]) => [id, { ...t, told }]));
      const after = mergeAll(more, { ...before, tickets });
      const plain = mergeAll(more, before);
      for (const [id, t] of after.tickets) {
        deepStrictEqual(t.told, before.tickets.has(id) ? told : undefined);
        deepStrictEqual({ ...t, told: undefined }, { ...plain.tickets.get(id), told: undefined });
      }
    });
  });

  test('an acknowledgement of an alert about no ticket is of no case', () => {
    const said = parseEvent({ ...wire('ack'), data: { contactId: 'c1', alertId: 'a', action: 'ack', by: 'b' } });
    strictEqual(merge(emptyCase, said), emptyCase);
  });
});

describe(`versions are totally ordered (seed ${seed})`, () => {
  /** Three events of one type: of nine, one of the four types has three. */
  const three = fc.array(anyEvent, { minLength: 9, maxLength: 9 }).map((events) => {
    const ofType = (type: string) => events.filter((e) => e.type === type);
    return events.map((e) => ofType(e.type)).find((list) => list.length >= 3) as [
      HotlineEvent,
      HotlineEvent,
      HotlineEvent,
    ];
  });
  const held = ({ time, id, source, data }: HotlineEvent) => ({ time, id, source, data });
  const sign = (a: HotlineEvent, b: HotlineEvent): number => Math.sign(compareVersions(a, b));
  test('antisymmetric, transitive, and 0 only for equal events', () => {
    check(three, ([a, b, c]) => {
      strictEqual(sign(a, b) + sign(b, a), 0);
      if (sign(a, b) >= 0 && sign(b, c) >= 0) strictEqual(sign(a, c) >= 0, true);
      if (sign(a, b) === 0) deepStrictEqual(held(a), held(b));
    });
  });
});

describe('the order of versions: rev, time, id, source, data', () => {
  type Version = { rev?: number; time?: string; id?: string; source?: string; fields?: Record<string, unknown> };
  const closing = ({ rev, fields, ...envelope }: Version): HotlineEvent =>
    parseEvent(wire('closing', { ...fields, ...(rev !== undefined && { rev }) }, envelope));
  const later = '2021-06-13T00:00:00Z';

  test.each<[string, Version, Version]>([
    ['rev goes before time', { rev: 1 }, { rev: 0, time: later }],
    ['an absent rev is 0', { rev: 1 }, { time: later }],
    ['rev is compared as a number', { rev: 10 }, { rev: 9 }],
    ['then the later time', { time: later }, { id: 'z' }],
    ['whatever its offset', { time: '2021-06-12T08:00:00.001+08:00', id: 'a' }, { id: 'z' }],
    [
      'cut to milliseconds: equal there, so the id decides',
      { time: '2021-06-12T00:00:00.0001Z', id: 'b' },
      { time: '2021-06-12T00:00:00.0009Z', id: 'a' },
    ],
    ['then the greater id', { id: 'f', source: 'a' }, { id: 'e', source: 'z' }],
    ['ids by UTF-8 bytes, not UTF-16 units', { id: '😀' }, { id: '\uff5e' }],
    [
      'then the greater source',
      { source: '/z', fields: { outcome: 'explained' } },
      { source: '/test', fields: { outcome: 'resolved' } },
    ],
    ['then the canonical JSON of the data', { fields: { outcome: 'resolved' } }, { fields: { outcome: 'explained' } }],
    [
      'where text is compared with text: "note" stands before "outcome"',
      { fields: { outcome: 'explained' } },
      { fields: { note: 'z' } },
    ],
    [
      'instants as UTC text',
      { fields: { repliedAt: '2021-06-12T08:00:00Z' } },
      { fields: { repliedAt: '2021-06-12T09:00:00+08:00' } },
    ],
  ])('%s', (_, higher, lower) => {
    const [high, low] = [closing(higher), closing(lower)];
    for (const events of [
      [high, low],
      [low, high],
    ]) {
      expect(mergeAll(events).tickets.get('t1')?.closed).toEqual({
        time: high.time,
        id: high.id,
        source: high.source,
        data: high.data,
      });
    }
  });

  test('a retraction is a version like any other: a higher rev brings the entity back', () => {
    const events = [
      parseEvent(wire('call', { rev: 2 })),
      parseEvent({ ...wire('call'), data: { contactId: 'c1', rev: 1, deleted: true } }),
    ];
    expect(mergeAll(events).contact?.data).toMatchObject({ channel: 'phone', rev: 2 });
    const gone = parseEvent({ ...wire('call'), data: { contactId: 'c1', rev: 3, deleted: true } });
    expect(mergeAll([gone, ...events]).contact?.data).toEqual({ contactId: 'c1', rev: 3, deleted: true });
  });

  test('creations, closings and acknowledgements do not displace each other, nor do tickets', () => {
    const c = mergeAll([
      parseEvent(wire('closing', { rev: 9 })),
      parseEvent(wire('ticket')),
      parseEvent(wire('ack', { rev: 7 })),
      parseEvent(wire('ticket', { ticketId: 't2', rev: 5 })),
    ]);
    const revs = [...c.tickets].map(([id, t]) => [id, t.created?.data.rev, t.closed?.data.rev, t.acked?.data.rev]);
    expect(revs).toEqual([
      ['t1', 0, 9, 7],
      ['t2', 5, undefined, undefined],
    ]);
  });

  test('a ticket may be named like a member of the prototype', () => {
    const c = mergeAll(['__proto__', 'constructor'].map((ticketId) => parseEvent(wire('ticket', { ticketId }))));
    expect([...c.tickets.keys()]).toEqual(['__proto__', 'constructor']);
  });
});

test('canonical JSON: keys in byte order, absent members left out, instants as UTC text with milliseconds', () => {
  const { data } = parseEvent(
    wire('ticket', { unit: { name: 'n', code: 'u' }, holds: [{ from: '2021-06-13T00:00:00.5+08:00' }] }),
  );
  expect(canonicalJson({ ...data, summary: undefined })).toBe(
    '{"contactId":"c1","createdAt":"2021-06-12T00:40:00.000Z","extensions":[],"holds":[{"from":"2021-06-12T16:00:00.500Z"}],' +
      '"nature":"help","rev":0,"ticketId":"t1","topics":[],"unit":{"code":"u","name":"n"}}',
  );
});
