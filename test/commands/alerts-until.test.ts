import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { parseUntil } from '../../src/commands/alerts/until.js';
import { zoneOf } from '../../src/domain/zone.js';
import { seed } from '../support/seed.js';
import { at } from '../verifier/support.js';

/** The end of a snooze as people write it; without an offset it is of the zone of the hotline. */

const shanghai = zoneOf('Asia/Shanghai');
const now = at('06-12 20:00');
const parse = (text: string, zone = shanghai, from = now): string =>
  new Date(parseUntil(text, from, zone)).toISOString();

describe('read', () => {
  test.each([
    ['30m', '2021-06-12T12:30:00.000Z'],
    ['2h', '2021-06-12T14:00:00.000Z'],
    ['1d', '2021-06-13T12:00:00.000Z'],
    ['2021-06-14T09:00:00+08:00', '2021-06-14T01:00:00.000Z'],
    ['2021-06-14T09:00Z', '2021-06-14T09:00:00.000Z'],
    ['2021-06-14T09:00+02:00', '2021-06-14T07:00:00.000Z'],
    ['2021-06-14T09:00', '2021-06-14T01:00:00.000Z'],
    ['2021-06-14 09:00:30', '2021-06-14T01:00:30.000Z'],
    ['2021-06-14', '2021-06-13T16:00:00.000Z'],
  ])('%s', (text, expected) => expect(parse(text)).toBe(expected));

  test('where clocks are moved', () => {
    const zone = zoneOf('America/Los_Angeles');
    const from = Date.parse('2021-03-13T00:00:00Z');
    expect(parse('2021-03-14 02:30', zone, from)).toBe('2021-03-14T10:30:00.000Z');
    expect(parse('2021-11-07 01:30', zone, from)).toBe('2021-11-07T08:30:00.000Z');
  });

  test(`a local time is what the zone's own clock says then (seed ${seed})`, () => {
    const clock = new Intl.DateTimeFormat('sv-SE', {
      timeZone: 'Asia/Shanghai',
      dateStyle: 'short',
      timeStyle: 'short',
    });
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 365 * 1440 }), (minutes) => {
        const until = now + minutes * 60_000;
        expect(parseUntil(clock.format(until), now, shanghai)).toBe(until);
      }),
      { seed },
    );
  });
});

describe('refused', () => {
  const code = (text: string): unknown => {
    try {
      return parse(text);
    } catch (error) {
      return (error as { code: string; message: string }).message;
    }
  };
  test.each([
    '',
    'soon',
    '2',
    '2 h',
    '-1h',
    '1w',
    '25:00',
    '2021-06-31',
    '2021-06-14 24:00',
    '2021-06-14T9:00',
    '2021-6-14',
  ])('%s: no such time', (text) => expect(code(text)).toMatch(/^--until .*: write 30m, 2h, 1d, or a time/));
  test.each(['0h', '2021-06-12 20:00', '2021-06-12', '2021-06-12T11:59:59Z'])('%s: over', (text) =>
    expect(code(text)).toMatch(/is over already/),
  );
  test.each(['367d', '2022-07-01'])('%s: too far', (text) => expect(code(text)).toMatch(/more than a year away/));
});
