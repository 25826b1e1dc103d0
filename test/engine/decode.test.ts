import { describe, expect, test } from '@jest/globals';
import { refusalReasons } from '../../src/domain/events.js';
import { partitionOf } from '../../src/domain/partitioner.js';
import { type Decoded, decode, reroutedHeader } from '../../src/engine/decode.js';
import type { LogRecord } from '../../src/ports/event-log.js';
import { recordOf } from '../support/log-records.js';
import { deepJson, type Short, types, wire } from '../support/wire.js';

/**
 * One record of an input topic becomes an event, an event of another partition, or a dead letter with its reason, and
 * nothing that a record holds makes decode throw: a record that did would stop its partition for good.
 */

const one = (record: LogRecord): Decoded => decode(record, 0, 1);
const dead = (record: LogRecord): { reason: string; problems: readonly string[] } => {
  const d = one(record);
  if (d.kind !== 'dead') throw new Error(`was ${d.kind}`);
  expect(d.record).toBe(record);
  return { reason: d.reason, problems: d.problems };
};
const partitions = 4;
const home = partitionOf('c1', partitions);
const elsewhere = (home + 1) % partitions;

describe('structured mode', () => {
  test.each(Object.keys(types) as Short[])('a %s', (kind) => {
    const record = recordOf(wire(kind));
    expect(one(record)).toMatchObject({
      kind: 'event',
      record,
      masked: false,
      foreignKey: false,
      event: { type: types[kind], id: 'e1' },
    });
  });

  test('bytes within a larger buffer', () => {
    const value = Buffer.concat([
      Buffer.from('{{'),
      Buffer.from(JSON.stringify(wire('call'))),
      Buffer.from('}}'),
    ]).subarray(2, -2);
    expect(one(recordOf(new Uint8Array(value.buffer, value.byteOffset, value.length))).kind).toBe('event');
  });

  test('headers that are not ours say nothing', () => {
    expect(
      one(recordOf(wire('call'), { headers: { 'content-type': 'application/cloudevents+json', traceparent: '00-1' } }))
        .kind,
    ).toBe('event');
  });
});

describe('binary mode', () => {
  const { data, ...attributes } = wire('ticket');
  const headers = Object.fromEntries(Object.entries(attributes).map(([name, text]) => [`ce_${name}`, String(text)]));
  const binary = (changed: Record<string, string> = {}, value: unknown = data) =>
    recordOf(JSON.stringify(value), { headers: { ...headers, 'content-type': 'application/json', ...changed } });

  test('is the same event as the structured one', () => {
    const [a, b] = [one(binary()), one(recordOf(wire('ticket')))];
    if (a.kind !== 'event' || b.kind !== 'event') throw new Error('not events');
    expect(a.event).toEqual(b.event);
  });
  test('extension attributes are tolerated', () => {
    expect(one(binary({ ce_traceparent: '00-1', ce_partitionkey: 'c1' })).kind).toBe('event');
  });
  test('an attribute that is wrong or missing is refused by name', () => {
    expect(dead(binary({ ce_type: 'other' })).reason).toBe('unknown-type');
    expect(dead(binary({ ce_time: 'noon' }))).toEqual({
      reason: 'envelope',
      problems: [expect.stringMatching(/^time: /)],
    });
    const { ce_id: _, ...rest } = headers;
    expect(dead(recordOf(JSON.stringify(data), { headers: rest }))).toEqual({
      reason: 'envelope',
      problems: [expect.stringMatching(/^id: /)],
    });
  });
  test('its data can be masked and refused as well', () => {
    expect(one(binary({}, { ...data, summary: '13812345678' }))).toMatchObject({ kind: 'event', masked: true });
    expect(dead(binary({}, { ...data, nature: 'x' })).reason).toBe('invalid-data');
    expect(dead(binary({}, [data])).reason).toBe('not-json');
  });
  test('a header named like the prototype changes nothing', () => {
    expect(one(binary({ ce___proto__: 'x', ce_constructor: 'y' })).kind).toBe('event');
  });
});

describe('dead letters, reason by reason', () => {
  const text = JSON.stringify(wire('call'));
  const cases: [string, LogRecord, string, RegExp][] = [
    ['no value', recordOf(null), 'tombstone', /no value/],
    ['an empty value', recordOf(''), 'not-json', /./],
    ['cut in the middle', recordOf(text.slice(0, -5)), 'not-json', /./],
    ['two values', recordOf(`${text}${text}`), 'not-json', /./],
    ['a BOM', recordOf(`\ufeff${text}`), 'not-json', /./],
    ['JSON, but no object', recordOf('[1]'), 'not-json', /no object/],
    ['null', recordOf('null'), 'not-json', /no object/],
    ['a number', recordOf('7'), 'not-json', /no object/],
    ['NaN', recordOf('{"a":NaN}'), 'not-json', /./],
    [
      'not UTF-8',
      recordOf(Buffer.from(text.replace('phone', '电话'), 'utf8').map((b) => (b === 0xe7 ? 0xff : b))),
      'not-json',
      /UTF-8/,
    ],
    [
      'a surrogate in UTF-8',
      recordOf(Buffer.concat([Buffer.from('{"a":"'), Buffer.from([0xed, 0xa0, 0x80]), Buffer.from('"}')])),
      'not-json',
      /UTF-8/,
    ],
    [
      'GBK',
      recordOf(Buffer.concat([Buffer.from('{"a":"'), Buffer.from([0xbd, 0xbb, 0xcd, 0xa8]), Buffer.from('"}')])),
      'not-json',
      /UTF-8/,
    ],
    ['no CloudEvent', recordOf('{}'), 'envelope', /^specversion: /],
    ['an attribute is wrong', recordOf(wire('call', {}, { source: '' })), 'envelope', /^source: /],
    ['another type', recordOf(wire('call', {}, { type: 'hotline.call-received.v9' })), 'unknown-type', /^type: /],
    ['against the contract', recordOf(wire('call', { answered: 'x' })), 'invalid-data', /^answered: /],
  ];
  test.each(cases)('%s', (_, record, reason, problem) => {
    const d = dead(record);
    expect([d.reason, d.problems[0]]).toEqual([reason, expect.stringMatching(problem)]);
  });

  test('future-time: more than a day beyond the record, by any of the dates that are counted', () => {
    const timestamp = Date.parse('2021-06-12T00:00:00Z');
    const [edge, beyond] = ['2021-06-13T00:00:00.000Z', '2021-06-13T00:00:00.001Z'];
    const dated: [Short, string][] = [
      ['call', 'receivedAt'],
      ['ticket', 'createdAt'],
      ['closing', 'closedAt'],
    ];
    for (const [kind, field] of dated) {
      // The smallest event of a type may itself be later than this record; here it is not.
      const early = { [field]: '2021-06-01T00:00:00Z' };
      expect(one(recordOf(wire(kind, { [field]: edge }), { timestamp })).kind).toBe('event');
      expect(dead(recordOf(wire(kind, { [field]: beyond }), { timestamp })).reason).toBe('future-time');
      expect(one(recordOf(wire(kind, early, { time: edge }), { timestamp })).kind).toBe('event');
      expect(dead(recordOf(wire(kind, early, { time: beyond }), { timestamp })).reason).toBe('future-time');
    }
    // A due time lies ahead by nature.
    expect(one(recordOf(wire('ticket', { createdAt: edge, dueAt: '2030-01-01T00:00:00Z' }), { timestamp })).kind).toBe(
      'event',
    );
    const retraction = { ...wire('call'), data: { contactId: 'c1', deleted: true } };
    expect(dead(recordOf({ ...retraction, time: '2099-01-01T00:00:00Z' }, { timestamp })).reason).toBe('future-time');
    expect(one(recordOf(retraction, { timestamp })).kind).toBe('event');
    expect(one(recordOf(wire('closing', { closedAt: null }), { timestamp })).kind).toBe('event');
  });

  test('misrouted-copy: a copy that is in a wrong partition again is never produced again', () => {
    const record = recordOf(wire('call'), { headers: { [reroutedHeader]: 'hotline.call-received/3/5' } });
    const d = decode(record, elsewhere, partitions);
    expect(d).toMatchObject({
      kind: 'dead',
      reason: 'misrouted-copy',
      problems: [expect.stringContaining('hotline.call-received/3/5')],
    });
  });

  test('every reason that exists was met above', () => {
    const met = new Set([...cases.map(([, , reason]) => reason), 'future-time', 'misrouted-copy']);
    expect(met).toEqual(new Set(refusalReasons));
  });
});

describe('nothing that a record holds makes it throw', () => {
  test.each<[string, string]>([
    ['objects 100,000 deep', deepJson(100_000)],
    ['arrays 100,000 deep', `{"a":${'['.repeat(100_000)}${']'.repeat(100_000)}}`],
    ['a deep unknown field', JSON.stringify(wire('call', { x: 0 })).replace('"x":0', `"x":${deepJson(100_000)}`)],
    [
      'a deep known field',
      JSON.stringify(wire('ticket', { unit: 0 })).replace('"unit":0', `"unit":${deepJson(100_000)}`),
    ],
    ['a deep envelope', JSON.stringify({ ...wire('call'), x: 0 }).replace('"x":0', `"x":${deepJson(100_000)}`)],
    ['a deep attribute', JSON.stringify({ ...wire('call'), id: 0 }).replace('"id":0', `"id":${deepJson(100_000)}`)],
    ['a long text', JSON.stringify(wire('ticket', { summary: 'x'.repeat(1_000_000) }))],
    [
      'many fields',
      JSON.stringify({
        ...wire('call'),
        data: Object.fromEntries(Array.from({ length: 50_000 }, (_, i) => [`f${i}`, null])),
      }),
    ],
    ['everything under __proto__', `{"__proto__":${JSON.stringify(wire('call'))}}`],
    ['a number out of range', '{"a":1e999,"b":123456789012345678901234567890}'],
    ['many phone numbers', JSON.stringify(wire('closing', { note: '13812345678 '.repeat(800) }))],
  ])('%s', (_, text) => {
    expect(['event', 'dead']).toContain(one(recordOf(text)).kind);
  });
});

describe('places and keys', () => {
  test('an event of another partition says where it belongs, whatever its key', () => {
    for (const key of ['c1', 'foreign', null]) {
      const record = recordOf(wire('call'), { key });
      expect(decode(record, elsewhere, partitions)).toMatchObject({ kind: 'misplaced', record, home });
    }
  });
  test('a copy that is where it belongs is an event', () => {
    const record = recordOf(wire('call'), { headers: { [reroutedHeader]: 'x/0/1' } });
    expect(decode(record, home, partitions)).toMatchObject({ kind: 'event', foreignKey: false });
  });
  test('a foreign or missing key in the right partition is accepted and noted', () => {
    for (const key of ['foreign', null, '', 'C1', Buffer.from([0xff])]) {
      expect(decode(recordOf(wire('call'), { key }), home, partitions)).toMatchObject({
        kind: 'event',
        foreignKey: true,
      });
    }
  });
  test('the contact decides by its bytes, without normalisation', () => {
    const [composed, decomposed] = ['é', 'e\u0301'];
    const at = (contactId: string) => one(recordOf(wire('call', { contactId }), { key: contactId }));
    expect(at(composed)).toMatchObject({ foreignKey: false, event: { data: { contactId: composed } } });
    expect(at(decomposed)).toMatchObject({ foreignKey: false, event: { data: { contactId: decomposed } } });
    expect(one(recordOf(wire('call', { contactId: composed }), { key: decomposed }))).toMatchObject({
      foreignKey: true,
    });
  });
});

describe('masked texts are noted', () => {
  const phone = '13812345678';
  test.each<[string, Short, Record<string, unknown>, boolean]>([
    ['a summary', 'ticket', { summary: phone }, true],
    ['a note', 'closing', { note: `请打${phone}` }, true],
    ['the name of a unit', 'ticket', { unit: { code: 'u', name: phone } }, true],
    ['the name of a unit in a closing', 'closing', { unit: { code: 'u', name: phone } }, true],
    [
      'the reason of an extension', 'ticket',
      { extensions: [{ approvedAt: '2021-06-12T09:00:00Z', newDueAt: '2021-06-14T00:00:00Z', reason: phone }] }, true,
    ],
    ['harmless texts', 'ticket', { summary: '路灯', unit: { code: 'u', name: '局' } }, false],
    ['empty texts', 'ticket', { summary: '', unit: { code: 'u', name: null } }, false],
    ['an unknown field', 'ticket', { phone }, false],
    ['a call, which has no texts', 'call', {}, false],
  ])('%s', (_, kind, fields, masked) => expect(one(recordOf(wire(kind, fields)))).toMatchObject({ kind: 'event', masked })); // biome-ignore format: a table
});
