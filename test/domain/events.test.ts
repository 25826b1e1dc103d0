import { describe, expect, test } from '@jest/globals';
import { PulseError } from '../../src/domain/errors.js';
import {
  directions,
  type HotlineEvent,
  invalidReasons,
  natures,
  outcomes,
  parseEvent,
  satisfactions,
  unitKinds,
  urgencies,
} from '../../src/domain/events.js';
import { maskPersonal } from '../../src/domain/texts.js';
import { deepJson, type Short, wire } from '../support/wire.js';

/**
 * What comes in is what the contract says, or is refused with a reason: one valid event a type, then what may vary (open
 * lists, empty members, unknown fields), then what may not (closed lists, types, times), then retraction and masking.
 */

type Fields = Record<string, unknown>;
const parse = (kind: Short, fields: Fields = {}, envelope: Fields = {}): HotlineEvent =>
  parseEvent(wire(kind, fields, envelope));
const dataOf = (kind: Short, fields: Fields = {}): Fields => parse(kind, fields).data as unknown as Fields;

/** Reason and problems of the refusal. */
function refused(raw: unknown): { reason: unknown; problems: readonly string[] } {
  try {
    parseEvent(raw);
  } catch (error) {
    if (!(error instanceof PulseError) || error.code !== 'PULSE_INPUT') throw error;
    return error.details as { reason: unknown; problems: readonly string[] };
  }
  throw new Error('was accepted');
}

describe('a valid event', () => {
  test('a call: instants are milliseconds, absent lists are empty, rev is 0', () => {
    expect(parse('call')).toEqual({
      type: 'hotline.call-received.v1',
      id: 'e1',
      source: '/test',
      time: Date.UTC(2021, 5, 12),
      data: {
        contactId: 'c1',
        rev: 0,
        receivedAt: Date.UTC(2021, 5, 12, 0, 30),
        channel: 'phone',
        answered: true,
        topics: [],
      },
    });
  });

  test('a ticket with everything that a ticket may say', () => {
    const at = '2021-06-12T08:30:00.1239+08:00';
    const ms = Date.UTC(2021, 5, 12, 0, 30, 0, 123);
    const given = {
      rev: 3,
      createdAt: at,
      nature: 'complaint',
      urgency: 'urgent',
      category: '交通',
      region: '汉滨区',
      topics: ['供水', '疫情', '供水'],
      unit: { code: 'u1', name: '市住建局', kind: 'department' },
      dueAt: at,
      dispatchedAt: at,
      extensions: [{ approvedAt: at, newDueAt: at, reason: 'r' }],
      holds: [{ from: at }, { from: at, to: at }],
      summary: '路灯不亮',
      confidential: true,
      repeatOf: 't0',
    };
    expect(dataOf('ticket', given)).toEqual({
      ...given,
      contactId: 'c1',
      ticketId: 't1',
      createdAt: ms,
      dueAt: ms,
      dispatchedAt: ms,
      topics: ['供水', '疫情'],
      extensions: [{ approvedAt: ms, newDueAt: ms, reason: 'r' }],
      holds: [{ from: ms }, { from: ms, to: ms }],
    });
  });

  test('a closing with everything that a closing may say', () => {
    const at = '2021-06-12T00:30:00Z';
    const ms = Date.UTC(2021, 5, 12, 0, 30);
    const given = {
      closedAt: at,
      repliedAt: at,
      firstClosedAt: at,
      reopenings: [{ at, dueAt: at }, { at }],
      outcome: 'partly',
      satisfaction: { result: 'mostly', reached: true, callbackAt: at },
      unit: { code: 'u1' },
      note: 'n',
    };
    expect(dataOf('closing', given)).toEqual({
      ...given,
      contactId: 'c1',
      ticketId: 't1',
      rev: 0,
      closedAt: ms,
      repliedAt: ms,
      firstClosedAt: ms,
      reopenings: [{ at: ms, dueAt: ms }, { at: ms }],
      satisfaction: { result: 'mostly', reached: true, callbackAt: ms },
    });
  });

  const lists: [Short, string, readonly string[], (value: string) => Fields][] = [
    ['call', 'direction', directions, (v) => ({ direction: v })],
    ['call', 'invalid', invalidReasons, (v) => ({ invalid: v })],
    ['ticket', 'nature', natures, (v) => ({ nature: v })],
    ['ticket', 'urgency', urgencies, (v) => ({ urgency: v })],
    ['ticket', 'unit.kind', unitKinds, (v) => ({ unit: { code: 'u', kind: v } })],
    ['closing', 'outcome', outcomes, (v) => ({ outcome: v })],
    ['closing', 'satisfaction.result', satisfactions, (v) => ({ satisfaction: { result: v } })],
  ];
  test.each(lists)(
    'closed list of a %s: %s takes its own codes, and refuses others by name',
    (kind, path, codes, of) => {
      for (const code of codes) expect(() => parse(kind, of(code))).not.toThrow();
      for (const wrong of ['vip', codes[0]!.toUpperCase(), `${codes[0]} `, 7]) {
        const { reason, problems } = refused(wire(kind, of(wrong as string)));
        expect(reason).toBe('invalid-data');
        expect(problems).toEqual([expect.stringMatching(new RegExp(`^${path.replace('.', '\\.')}: `))]);
      }
    },
  );

  test('open lists take any code, in Unicode form NFC, case-sensitive', () => {
    const decomposed = 'Cafe\u0301';
    const call = dataOf('call', {
      channel: decomposed,
      category: decomposed,
      region: 'X',
      topics: [decomposed, 'Café', 'x'],
    });
    expect(call).toMatchObject({ channel: 'Café', category: 'Café', region: 'X', topics: ['Café', 'x'] });
    expect(dataOf('ticket', { unit: { code: decomposed } })['unit']).toEqual({ code: 'Café' });
  });

  test('topics are a set in byte order: U+FF5E stands before the astral 😀, unlike in UTF-16', () => {
    expect(dataOf('call', { topics: ['😀', '～', 'a', '～'] })['topics']).toEqual(['a', '～', '😀']);
  });

  test('any offset names the same instant', () => {
    for (const text of [
      '2021-06-12T08:30:00+08:00',
      '2021-06-12T00:30:00Z',
      '2021-06-11T20:30:00.000-04:00',
      '2021-06-12t06:15:00+05:45',
    ]) {
      expect(dataOf('call', { receivedAt: text })['receivedAt']).toBe(Date.UTC(2021, 5, 12, 0, 30));
    }
  });
});

describe('members that say nothing', () => {
  test('null, an empty text and deleted: false are absent, inside lists and objects too', () => {
    const empties = {
      category: null,
      region: '',
      topics: null,
      waitSeconds: null,
      agentId: '',
      rev: null,
      deleted: false,
    };
    expect(dataOf('call', empties)).toEqual(dataOf('call'));
    const ticket = dataOf('ticket', {
      unit: { code: 'u', name: '', kind: null },
      holds: [{ from: '2021-06-13T00:00:00Z', to: null }],
      topics: ['', 'a', null],
      summary: '',
    });
    expect(ticket).toEqual({
      ...dataOf('ticket'),
      unit: { code: 'u' },
      holds: [{ from: Date.UTC(2021, 5, 13) }],
      topics: ['a'],
    });
  });

  test('a null closedAt is a value: open again', () => {
    expect(dataOf('closing', { closedAt: null })['closedAt']).toBeNull();
  });

  test('but closedAt has to be said: an absent or empty one is refused, so that a partial update reopens nothing', () => {
    const { closedAt: _, ...rest } = wire('closing', { outcome: 'resolved' }).data;
    for (const data of [rest, { ...rest, closedAt: '' }]) {
      const { reason, problems } = refused({ ...wire('closing'), data });
      expect([reason, problems.length, problems[0]]).toEqual(['invalid-data', 1, expect.stringMatching(/^closedAt: /)]);
    }
  });

  test.each<[Short, string]>([
    ['call', 'contactId'],
    ['call', 'receivedAt'],
    ['call', 'channel'],
    ['call', 'answered'],
    ['ticket', 'ticketId'],
    ['ticket', 'contactId'],
    ['ticket', 'createdAt'],
    ['ticket', 'nature'],
    ['closing', 'ticketId'],
    ['closing', 'contactId'],
  ])('a %s without %s is refused, whether it is absent, null or empty', (kind, field) => {
    // biome-ignore format: a table
    for (const nothing of [undefined, null, '']) {
      expect(refused(wire(kind, { [field]: nothing }))).toEqual({
        reason: 'invalid-data',
        problems: [expect.stringMatching(new RegExp(`^${field}: `))],
      });
    }
  });
});

describe('what is not in the contract', () => {
  test('unknown fields are tolerated and kept out, at every level', () => {
    const extra = { surprise: { deep: [1, { x: null }] }, phoneNumber: '13812345678' };
    const ticket = wire('ticket', {
      ...extra,
      unit: { code: 'u', ...extra },
      holds: [{ from: '2021-06-13T00:00:00Z', ...extra }],
    });
    const event = parseEvent({ ...ticket, ...extra, traceparent: '00-1' });
    expect(JSON.stringify(event)).not.toMatch(/surprise|13812345678|traceparent/);
    expect(Object.keys(event).sort()).toEqual(['data', 'id', 'source', 'time', 'type']);
  });

  test('names of the prototype are only unknown fields: they neither supply a member nor leave a trace', () => {
    const text = (data: string): unknown =>
      JSON.parse(
        `{"specversion":"1.0","id":"e","source":"s","type":"hotline.call-received.v1","time":"2021-06-12T00:00:00Z","data":${data}}`,
      );
    const whole = '"contactId":"c1","receivedAt":"2021-06-12T00:00:00Z","channel":"phone","answered":true';
    const { data } = parseEvent(
      text(`{${whole},"__proto__":{"category":"x"},"constructor":{"prototype":{"region":"y"}},"toString":"z"}`),
    );
    expect(data).toEqual({ ...data, category: undefined, region: undefined });
    expect(Object.keys(data).sort()).toEqual(['answered', 'channel', 'contactId', 'receivedAt', 'rev', 'topics']);
    expect(Object.getPrototypeOf(data)).toBe(Object.prototype);
    expect(({} as Fields)['category']).toBeUndefined();
    expect(refused(text(`{"__proto__":{${whole}}}`)).reason).toBe('invalid-data');
  });

  test('codes and ids may be named like members of the prototype', () => {
    const odd = {
      channel: '__proto__',
      category: 'constructor',
      region: 'toString',
      topics: ['__proto__'],
      contactId: '__proto__',
    };
    expect(dataOf('call', odd)).toMatchObject(odd);
  });

  test.each([10, 10_000, 100_000])('an unknown field %i objects deep is dropped like any other', (depth) => {
    const event = wire('call', { surprise: JSON.parse(deepJson(depth)) });
    expect(parseEvent(event)).toEqual(parse('call'));
  });

  test('a known field that is deep or huge is refused, not followed', () => {
    expect(refused(wire('ticket', { unit: JSON.parse(deepJson(100_000)) })).reason).toBe('invalid-data');
    expect(refused(wire('call', { category: JSON.parse(deepJson(100_000)) })).reason).toBe('invalid-data');
    const tooMuch: [Short, Fields][] = [
      ['call', { contactId: 'c'.repeat(257) }],
      ['call', { category: 'c'.repeat(257) }],
      ['call', { topics: Array.from({ length: 101 }, (_, i) => `t${i}`) }],
      ['call', { waitSeconds: 1e9 }],
      ['ticket', { summary: 's'.repeat(10_001) }],
      ['ticket', { holds: Array.from({ length: 1001 }, () => ({ from: '2021-06-13T00:00:00Z' })) }],
      ['closing', { reopenings: Array.from({ length: 1001 }, () => ({ at: '2021-06-13T00:00:00Z' })) }],
    ];
    for (const [kind, fields] of tooMuch) {
      const { problems } = refused(wire(kind, fields));
      expect(problems).toEqual([expect.stringMatching(new RegExp(`^${Object.keys(fields)[0]}: `))]);
    }
  });

  test.each<[Short, Fields]>([
    ['call', { answered: 'yes' }],
    ['call', { answered: 1 }],
    ['call', { contactId: 7 }],
    ['call', { waitSeconds: '7' }],
    ['call', { topics: '疫情' }],
    ['call', { topics: [7] }],
    ['ticket', { unit: 'u1' }],
    ['ticket', { unit: [] }],
    ['ticket', { holds: [{ to: '2021-06-13T00:00:00Z' }] }],
    ['ticket', { confidential: 'no' }],
    ['closing', { satisfaction: 'satisfied' }],
    ['closing', { deleted: 'yes' }],
  ])('a %s with %j is refused', (kind, fields) => {
    const { reason, problems } = refused(wire(kind, fields));
    expect([reason, problems.length]).toEqual(['invalid-data', 1]);
    expect(problems[0]).toMatch(new RegExp(`^${Object.keys(fields)[0]}[.:]`));
  });

  test('ids and codes that have no UTF-8 form are refused: two of them could become one key in a store', () => {
    for (const fields of [{ contactId: 'c\ud800' }, { channel: '\udc00x' }, { topics: ['a', '\ud800'] }]) {
      expect(refused(wire('call', fields)).reason).toBe('invalid-data');
    }
    expect(refused(wire('ticket', { ticketId: '\ud800' })).reason).toBe('invalid-data');
    expect(dataOf('call', { contactId: '😀' })['contactId']).toBe('😀');
  });

  test('every problem of the data is named, not only the first', () => {
    const { problems } = refused(wire('call', { answered: 'x', receivedAt: 'today', direction: 'up' }));
    expect(problems.map((p) => p.split(':')[0]).sort()).toEqual(['answered', 'direction', 'receivedAt']);
  });

  test.each([
    '2021-06-12',
    '2021-06-12T08:30:00',
    '2021-06-12 08:30',
    '2021-02-29T00:00:00Z',
    '2021-06-31T00:00:00Z',
    '2021-06-12T24:00:00Z',
    '2021-06-12T08:60:00Z',
    '2021-06-12T08:30:00+8:00',
    '2021-06-12T08:30:00+24:00',
    '1623457800000',
    'now',
    '+010000-01-01T00:00:00Z',
    '2021-06-12T08:30:00Z ',
    ' 2021-06-12T08:30:00Z',
    '２０21-06-12T08:30:00Z',
  ])('a time written as "%s" is refused', (text) => {
    // biome-ignore format: a list
    expect(refused(wire('call', { receivedAt: text })).problems[0]).toMatch(/^receivedAt: not an RFC 3339/);
    expect(refused(wire('call', {}, { time: text })).problems[0]).toMatch(/^time: not an RFC 3339/);
  });
  test('a time that is a number is refused', () => {
    expect(refused(wire('call', { receivedAt: 1_623_457_800_000 })).reason).toBe('invalid-data');
  });
});

describe('rev', () => {
  test('orders versions: a whole number from 0', () => {
    expect(dataOf('call', { rev: Number.MAX_SAFE_INTEGER })['rev']).toBe(Number.MAX_SAFE_INTEGER);
    for (const rev of [-1, 1.5, '1', 2 ** 53, true]) {
      expect(refused(wire('call', { rev })).problems[0]).toMatch(/^rev: /);
      expect(refused(wire('call', { rev, deleted: true })).problems[0]).toMatch(/^rev: /);
    }
  });
});

describe('a retraction', () => {
  const retraction = (kind: Short, data: Fields): unknown => ({ ...wire(kind), data: { ...data, deleted: true } });

  test('needs nothing but its ids', () => {
    expect(parseEvent(retraction('call', { contactId: 'c1' })).data).toEqual({
      contactId: 'c1',
      rev: 0,
      deleted: true,
    });
    for (const kind of ['ticket', 'closing'] as const) {
      expect(parseEvent(retraction(kind, { contactId: 'c1', ticketId: 't1', rev: 4 })).data).toEqual({
        contactId: 'c1',
        ticketId: 't1',
        rev: 4,
        deleted: true,
      });
    }
  });

  test('what else it says is neither looked at nor kept', () => {
    const event = parseEvent(
      wire('ticket', { deleted: true, nature: 'nonsense', createdAt: 'never', summary: '13812345678' }),
    );
    expect(event.data).toEqual({ contactId: 'c1', ticketId: 't1', rev: 0, deleted: true });
  });

  test('without an id it is refused', () => {
    expect(refused(retraction('call', {})).problems[0]).toMatch(/^contactId: /);
    expect(refused(retraction('ticket', { contactId: 'c1' })).problems[0]).toMatch(/^ticketId: /);
    expect(refused(retraction('closing', { ticketId: 't1' })).problems[0]).toMatch(/^contactId: /);
  });
});

describe('the envelope', () => {
  test.each([
    ['specversion', '0.3'],
    ['specversion', undefined],
    ['id', ''],
    ['id', undefined],
    ['id', 7],
    ['source', ''],
    ['source', undefined],
    ['time', undefined],
    ['data', undefined],
    ['data', null],
    ['data', 'text'],
    ['data', [1]],
    ['datacontenttype', 'text/xml'],
    ['subject', 7],
  ])('%s %j is refused as an envelope', (name, value) => {
    // biome-ignore format: a table
    const { reason, problems } = refused({ ...wire('call'), [name]: value });
    expect([reason, problems[0]]).toEqual(['envelope', expect.stringMatching(new RegExp(`^${name}: `))]);
  });

  test.each([
    'application/json',
    'application/json; charset=utf-8',
    'application/cloudevents+json',
    'APPLICATION/JSON',
  ])('data as %s is JSON', (datacontenttype) => expect(() => parse('call', {}, { datacontenttype })).not.toThrow());

  test('a type or version that is not ours has a reason of its own', () => {
    for (const type of ['hotline.call-received.v2', 'hotline.call-received', 'other', '__proto__', 'constructor']) {
      expect(refused({ ...wire('call'), type }).reason).toBe('unknown-type');
    }
    for (const type of [undefined, 7, null]) expect(refused({ ...wire('call'), type }).reason).toBe('envelope');
  });

  test('what is no object is no envelope', () => {
    for (const raw of [null, undefined, 7, 'text', [], [wire('call')]]) expect(refused(raw).reason).toBe('envelope');
  });
});

describe('numbers that look personal', () => {
  test.each([
    ['电话13812345678联系', '电话***78联系'],
    ['+8613812345678', '+***78'],
    ['8613812345678', '***78'],
    ['008613812345678', '***78'],
    ['13812345678,19912345679', '***78,***79'],
    ['身份证61240119900101123X。', '身份证***3X。'],
    ['61240119900101123x', '***3x'],
    ['612401199001011234', '***34'],
  ])('%s becomes %s', (text, masked) => expect(maskPersonal(text)).toBe(masked));

  test.each([
    '12345', '12812345678', '1381234567', '138123456789', '5123456789012', '工单202106120001', '20210612083000123456789', '2021-06-12',
    '0915-3212345', '',
  ])('"%s" stays', (text) => expect(maskPersonal(text)).toBe(text)); // biome-ignore format: a list

  test('every free text of an event is masked: summary, note, unit name, reason', () => {
    const phone = '请打13812345678';
    const ticket = parse('ticket', {
      summary: phone,
      unit: { code: 'u', name: phone },
      extensions: [{ approvedAt: '2021-06-13T00:00:00Z', newDueAt: '2021-06-14T00:00:00Z', reason: phone }],
    });
    const closing = parse('closing', { note: phone, unit: { code: 'u', name: phone } });
    for (const event of [ticket, closing]) {
      expect(JSON.stringify(event)).not.toContain('13812345678');
      expect(JSON.stringify(event)).toContain('请打***78');
    }
  });

  test('ids are not texts: they keep their digits', () => {
    expect(dataOf('call', { contactId: '13812345678' })['contactId']).toBe('13812345678');
  });
});
