import { describe, expect, test } from '@jest/globals';
import { backOff } from '../../src/dashboard/api/back-off.js';
import { EventParser } from '../../src/dashboard/api/sse.js';

const stream =
  ': hello\n\nretry: 1000\nid: a-1\nevent: snapshot\ndata: {"a":\ndata: 1}\n\ndata:x\n\nid: a-3\nevent: gone\n\nid: a-4\ndata: y\n\n';
const events = [
  { id: 'a-1', type: 'snapshot', data: '{"a":\n1}' },
  { id: 'a-1', type: 'message', data: 'x' },
  { id: 'a-4', type: 'message', data: 'y' },
];

describe('the event stream', () => {
  test.each([1, 2, 3, 7, 1000])('reads the same in pieces of %i characters', (size) => {
    const parser = new EventParser();
    const pieces = stream.match(new RegExp(`[^]{1,${size}}`, 'g')) ?? [];
    expect(pieces.flatMap((piece) => parser.push(piece))).toEqual(events);
    expect([parser.lastId, parser.retryMs]).toEqual(['a-4', 1000]);
  });

  test.each([1, 2, 5])('reads line ends of two characters, cut anywhere (pieces of %i)', (size) => {
    const parser = new EventParser();
    const pieces = stream.replaceAll('\n', '\r\n').match(new RegExp(`[^]{1,${size}}`, 'g')) ?? [];
    expect(pieces.flatMap((piece) => parser.push(piece))).toEqual(events);
  });

  test('an event that was cut off is not told, nor is its id', () => {
    const parser = new EventParser();
    expect(parser.push('id: 1\ndata: a\n\nid: 2\ndata: b\n')).toEqual([{ id: '1', type: 'message', data: 'a' }]);
    expect(parser.lastId).toBe('1');
  });
});

test('pauses grow up to ten seconds, and chance makes them shorter by a half at most', () => {
  expect([1, 2, 3, 4, 5, 6, 50].map((n) => backOff(n, 0))).toEqual([500, 1000, 2000, 4000, 8000, 10_000, 10_000]);
  expect([1, 3, 9].map((n) => backOff(n, 0.999_999))).toEqual([250, 1000, 5000]);
});
