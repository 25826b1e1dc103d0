import { describe, expect, test } from '@jest/globals';
import { type Case, emptyCase, merge } from '../../src/domain/case.js';
import { decodeCase, encodeCase } from '../../src/domain/case-codec.js';
import { dataSchemas, type EventType, type HotlineEvent, parseEvent } from '../../src/domain/events.js';
import { type Short, types, wire } from '../support/wire.js';

/**
 * A case goes to bytes and back without loss: every field of the contract by name, so that one that the columns forget is
 * found; then the values that columns could mix up; then the form itself, which stored states depend on. Random states:
 * case.test.ts.
 */

const at = '2021-06-12T00:30:00.123Z';
const full: Record<Short, Record<string, unknown>> = {
  call: {
    rev: 2, category: 'c', region: 'r', topics: ['a', 'b'], queuedAt: at, answeredAt: at, abandonedAt: at, endedAt: at, waitSeconds: 1.5,
    direction: 'inbound', invalid: 'test', agentId: 'a', callerHash: 'h', repeatOf: 'c0',
  },
  ticket: {
    rev: 2, urgency: 'normal', category: 'c', region: 'r', topics: ['a'], unit: { code: 'u', name: 'n', kind: 'county' }, dueAt: at,
    dispatchedAt: at, extensions: [{ approvedAt: at, newDueAt: at, reason: 'r' }], holds: [{ from: at, to: at }, { from: at }],
    summary: 's', confidential: false, repeatOf: 't0',
  },
  closing: {
    rev: 2, repliedAt: at, firstClosedAt: at, reopenings: [{ at, dueAt: at }], outcome: 'resolved',
    satisfaction: { result: 'satisfied', reached: false, callbackAt: at }, unit: { code: 'u' }, note: 'n',
  },
  ack: { rev: 2, until: at, note: 'n' },
}; // biome-ignore format: a table

const caseOf = (...events: HotlineEvent[]): Case => events.reduce(merge, emptyCase);
const roundTrip = (c: Case): Case => decodeCase('c1', encodeCase(c));

describe('every field survives', () => {
  const kinds = Object.keys(types) as Short[];
  test.each(kinds)('of a %s, all at once', (kind) => {
    const c = caseOf(parseEvent(wire(kind, full[kind])));
    expect(roundTrip(c)).toEqual(c);
  });

  test.each(kinds.flatMap((kind) => Object.keys(full[kind]).map((field) => [kind, field] as const)))(
    'of a %s, alone: %s',
    (kind, field) => {
      const c = caseOf(parseEvent(wire(kind, { [field]: full[kind][field] })));
      expect(roundTrip(c)).toEqual(c);
    },
  );

  test.each(Object.entries(types))('the list above is the contract of a %s', (kind, type) => {
    const ours = Object.keys(wire(kind as Short, full[kind as Short]).data);
    expect(ours.sort()).toEqual(fieldsOf(type).sort());
  });
});

const fieldsOf = (type: EventType): string[] =>
  Object.keys(dataSchemas[type].whole.shape).filter((f) => f !== 'deleted');

describe('values that could be mixed up', () => {
  test.each<[string, Short, Record<string, unknown>]>([
    ['open again (null)', 'closing', { closedAt: null }],
    ['open again, with more after it', 'closing', { closedAt: null, note: 'n' }],
    ['answered: false', 'call', { answered: false }],
    ['answered: false is no null', 'call', { answered: false, category: 'c' }],
    ['confidential: false', 'ticket', { confidential: false }],
    ['a wait of 0', 'call', { waitSeconds: 0 }],
    ['1970', 'closing', { closedAt: '1970-01-01T00:00:00Z' }],
    ['before 1970', 'ticket', { createdAt: '1969-12-31T23:59:59.999Z' }],
    ['a text that looks like JSON', 'ticket', { summary: '["\\"]\n\u0000\u2028' }],
    ['Chinese and astral text', 'ticket', { summary: '路灯😀', region: '汉滨区' }],
    ['half a surrogate pair in a text', 'closing', { note: 'x\ud800' }],
  ])('%s', (_, kind, fields) => {
    const c = caseOf(parseEvent(wire(kind, fields)));
    expect(roundTrip(c)).toEqual(c);
  });

  test('retractions, beside versions of other slots that are whole', () => {
    const gone = (kind: Short, ids: object): HotlineEvent =>
      parseEvent({ ...wire(kind), data: { ...ids, rev: 7, deleted: true } });
    const c = caseOf(
      gone('call', { contactId: 'c1' }),
      gone('ticket', { contactId: 'c1', ticketId: 't1' }),
      parseEvent(wire('closing')),
      parseEvent(wire('ticket', { ticketId: '__proto__' })),
      gone('closing', { contactId: 'c1', ticketId: 't3' }),
      gone('ack', { contactId: 'c1', ticketId: 't1', alertId: 'ticket-overdue-0' }),
      parseEvent(wire('ack', { ticketId: 't3' })),
    );
    expect(roundTrip(c)).toEqual(c);
    expect(roundTrip(c).tickets.get('t1')?.created?.data).toEqual({
      contactId: 'c1',
      ticketId: 't1',
      rev: 7,
      deleted: true,
    });
  });

  test('what was told, with and without what somebody said', () => {
    const c = caseOf(parseEvent(wire('ticket')), parseEvent(wire('ack', { ticketId: 't2' })));
    const told = { cycle: '0|1623456000000|hanbin', level: 4 };
    const tickets = new Map([...c.tickets].map(([id, t]) => [id, { ...t, told }]));
    expect(roundTrip({ tickets })).toEqual({ tickets });
    expect(roundTrip({ tickets }).tickets.get('t1')).not.toHaveProperty('acked');
  });

  test('a case of nothing', () => expect(roundTrip(emptyCase)).toEqual(emptyCase));
});

describe('the stored form', () => {
  test('has no field names, no ids of the contact and no absent tails', () => {
    const c = caseOf(parseEvent(wire('call')), parseEvent(wire('closing', { closedAt: null })));
    expect(Buffer.from(encodeCase(c)).toString()).toBe(
      '[[0,1623456000000,"e1","/test",1623457800000,"phone",true],["t1",0,[0,1623456000000,"e1","/test",false]]]',
    );
  });

  test('columns of alerts are absent where nobody has said, or been told, anything', () => {
    const closed = '[0,1623456000000,"e1","/test",1623722400000]';
    const c = caseOf(parseEvent(wire('closing')));
    const t1 = c.tickets.get('t1')!;
    const stored = (t: object) => Buffer.from(encodeCase({ tickets: new Map([['t1', t]]) })).toString();
    expect(stored(t1)).toBe(`[0,["t1",0,${closed}]]`);
    expect(stored({ ...t1, told: { cycle: 'x', level: 2 } })).toBe(`[0,["t1",0,${closed},0,["x",2]]]`);
    const { acked } = caseOf(parseEvent(wire('ack'))).tickets.get('t1')!;
    expect(stored({ ...t1, acked })).toBe(`[0,["t1",0,${closed},[0,1623456000000,"e1","/test","a1","ack","张三"]]]`);
  });

  test('a column that a later version added at the end does not disturb, nor one that an older version lacks', () => {
    const c = caseOf(parseEvent(wire('closing', full.closing)));
    const [contact, [id, created, closed]] = JSON.parse(Buffer.from(encodeCase(c)).toString()) as [
      0,
      [string, 0, unknown[]],
    ];
    const longer = Buffer.from(JSON.stringify([contact, [id, created, [...closed, 'later']]]));
    expect(decodeCase('c1', longer)).toEqual(c);
    const shorter = Buffer.from(JSON.stringify([contact, [id, created, closed.slice(0, -1)]]));
    const { note: _, ...rest } = full.closing;
    expect(decodeCase('c1', shorter)).toEqual(caseOf(parseEvent(wire('closing', rest))));
  });

  test.each(['', 'not json', '{', '\u0000'])('bytes that are no case (%j) are an error of the store', (text) => {
    expect(() => decodeCase('c1', Buffer.from(text))).toThrow(expect.objectContaining({ code: 'PULSE_STORE' }));
  });

  test('bytes that lie within a larger buffer are read from where they begin', () => {
    const c = caseOf(parseEvent(wire('call')));
    const bytes = encodeCase(c);
    const pool = Buffer.concat([Buffer.from('xxxx'), bytes, Buffer.from('yyyy')]);
    expect(decodeCase('c1', new Uint8Array(pool.buffer, pool.byteOffset + 4, bytes.length))).toEqual(c);
  });
});
