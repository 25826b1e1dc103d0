import { describe, expect, test } from '@jest/globals';
import { type Decoded, decode } from '../../src/engine/decode.js';
import { deadLetter, reroutedCopy } from '../../src/engine/outgoing.js';
import { topicsOf } from '../../src/engine/topics.js';
import type { LogRecord, OutgoingRecord } from '../../src/ports/event-log.js';
import { recordOf } from '../support/log-records.js';
import { wire } from '../support/wire.js';

/** The two things that a partition produces: a copy for the right partition, and the dead letter of what it refused. */

const topics = topicsOf('hotline');
const topic = 'hotline.call-received';

describe('a re-routed copy', () => {
  const record = recordOf(wire('call'), {
    key: 'foreign',
    offset: 12n,
    timestamp: 1_625_000_000_000,
    headers: { traceparent: '00-1' },
  });
  const decoded = [0, 1].map((p) => decode(record, p, 2)).find((d) => d.kind === 'misplaced')!;
  const wrong = decoded.kind === 'misplaced' ? 1 - decoded.home : 0;
  const copy = reroutedCopy(decoded as Extract<Decoded, { kind: 'misplaced' }>, topic, wrong);

  test('is the record, with its time and headers, under the contact as key, and says where it came from', () => {
    expect(copy).toEqual({
      topic,
      partition: 1 - wrong,
      key: 'c1',
      value: record.value,
      timestamp: 1_625_000_000_000,
      headers: { traceparent: '00-1', 'pulse-rerouted-from': `${topic}/${wrong}/12` },
    });
  });

  test('is an event where it arrives, and no copy is made of it where it does not', () => {
    const arrived: LogRecord = { ...record, key: Buffer.from('c1'), headers: copy.headers ?? {} };
    expect(decode(arrived, 1 - wrong, 2)).toMatchObject({ kind: 'event', foreignKey: false });
    expect(decode(arrived, wrong, 2)).toMatchObject({ kind: 'dead', reason: 'misrouted-copy' });
  });
});

describe('a dead letter', () => {
  const letterOf = (record: LogRecord): OutgoingRecord => {
    const d = decode(record, 0, 1);
    if (d.kind !== 'dead') throw new Error(`was ${d.kind}`);
    return deadLetter(d, topic, 3, topics);
  };
  const bodyOf = (record: LogRecord) =>
    JSON.parse(letterOf(record).value as string) as { data: Record<string, unknown> };

  test('is a CloudEvent whose key and id are the place of the record, in the partition of the same number', () => {
    const record = recordOf('{"a":1}', {
      offset: 12n,
      timestamp: Date.UTC(2021, 5, 12),
      key: 'k',
      headers: { h: 'v' },
    });
    const letter = letterOf(record);
    expect(letter).toMatchObject({ topic: 'hotline.dead-letters', partition: 3, key: `${topic}/3/12` });
    expect(JSON.parse(letter.value as string)).toEqual({
      specversion: '1.0',
      id: `${topic}/3/12`,
      source: 'urn:hotline-pulse:processor',
      type: 'hotline.dead-letter.v1',
      time: '2021-06-12T00:00:00.000Z',
      datacontenttype: 'application/json',
      data: {
        topic,
        partition: 3,
        offset: '12',
        reason: 'envelope',
        problems: expect.arrayContaining([expect.stringMatching(/^specversion: /)]),
        key: { text: 'k' },
        headers: { h: 'v' },
        value: { text: '{"a":1}' },
      },
    });
  });

  test('is the same whenever it is made again', () => {
    const record = recordOf('{"a":1}');
    expect(letterOf(record)).toEqual(letterOf(record));
  });

  test('offsets keep all their digits', () => {
    expect(bodyOf(recordOf(null, { offset: 9_223_372_036_854_775_807n })).data['offset']).toBe('9223372036854775807');
  });

  test.each<[string, Uint8Array | string | null, unknown]>([
    ['no value', null, null],
    ['empty', '', { text: '' }],
    ['text, with a replacement character of its own', '{"a":"\ufffd"', { text: '{"a":"\ufffd"' }],
    ['not UTF-8', new Uint8Array([0x7b, 0xff, 0x00]), { base64: 'e/8A' }],
    ['cut within a character', Buffer.from('电').subarray(0, 2), { base64: '55Q=' }],
  ])('the value as it came: %s', (_, value, shown) => {
    expect(bodyOf(recordOf(value)).data['value']).toEqual(shown);
  });

  test('a key that is missing, or no text', () => {
    expect(bodyOf(recordOf(null, { key: null })).data['key']).toBeNull();
    expect(bodyOf(recordOf(null, { key: new Uint8Array([0xff]) })).data['key']).toEqual({ base64: '/w==' });
  });

  test('fits into a record, whatever was refused: a huge value, huge headers, a problem for each of many members', () => {
    const many = (n: number): number[] => Array.from({ length: n }, (_, i) => i);
    const huge: LogRecord[] = [
      recordOf('x'.repeat(1_000_000), { key: 'k'.repeat(500_000) }),
      recordOf('{', { headers: Object.fromEntries(many(50_000).map((i) => [`h${i}`, 'v'.repeat(20)])) }),
      recordOf(wire('call', { topics: many(150_000) })),
      recordOf(wire('ticket', { holds: many(150_000) })),
      recordOf(wire('ticket', { extensions: many(10_000).map(() => ({ approvedAt: 'x'.repeat(50), newDueAt: 'y' })) })),
    ];
    for (const record of huge) expect(Buffer.byteLength(letterOf(record).value as string)).toBeLessThan(500_000);
    expect(bodyOf(huge[0]!).data).toMatchObject({ value: { text: 'x'.repeat(100_000), truncatedFrom: 1_000_000 } });
  });

  test('fits even where the header of a copy is huge', () => {
    const record = recordOf(wire('call'), { headers: { 'pulse-rerouted-from': 'x'.repeat(900_000) } });
    const d = [0, 1].map((p) => decode(record, p, 2)).find((one) => one.kind === 'dead');
    const letter = deadLetter(d as Extract<Decoded, { kind: 'dead' }>, topic, 0, topics);
    expect(Buffer.byteLength(letter.value as string)).toBeLessThan(500_000);
  });
});
