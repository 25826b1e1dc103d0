import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { parseDay, zoneOf } from '../../../src/domain/zone.js';
import { instantOf, type LocalTimeRules } from '../../../src/feeders/importer/local-time.js';

const rules: LocalTimeRules = { skippedTimes: 'shift', repeatedTimes: 'first', dateOnly: 'reject' };

function at(zone: string, text: string, over: Partial<LocalTimeRules> = {}): string {
  const [day, time] = text.split(' ');
  const millis = time === undefined ? null : +time.slice(0, 2) * 3_600_000 + +time.slice(3) * 60_000;
  const found = instantOf({ day: parseDay(day!)!, millis }, zoneOf(zone), { ...rules, ...over });
  return typeof found === 'string' ? found : new Date(found).toISOString().slice(0, 16);
}

const la = 'America/Los_Angeles';

describe('a night when clocks go forward', () => {
  test('the skipped hour is read as the one after it, or rejected', () => {
    expect(at(la, '2018-03-11 01:59')).toBe('2018-03-11T09:59');
    expect(at(la, '2018-03-11 02:00')).toBe('2018-03-11T10:00');
    expect(at(la, '2018-03-11 02:30')).toBe('2018-03-11T10:30');
    expect(at(la, '2018-03-11 03:00')).toBe('2018-03-11T10:00');
    expect(at(la, '2018-03-11 02:30', { skippedTimes: 'reject' })).toBe(`a time that ${la} skipped`);
  });

  test('a whole skipped day, and half an hour', () => {
    expect(at('Pacific/Apia', '2011-12-30 12:00')).toBe('2011-12-30T22:00');
    expect(at('Pacific/Apia', '2011-12-30 12:00', { skippedTimes: 'reject' })).toMatch('skipped');
    expect(at('Australia/Lord_Howe', '2021-10-03 02:15')).toBe('2021-10-02T15:45');
  });
});

test('a night when clocks go back: the hour that came twice', () => {
  expect(at(la, '2017-11-05 00:59')).toBe('2017-11-05T07:59');
  expect(at(la, '2017-11-05 01:30')).toBe('2017-11-05T08:30');
  expect(at(la, '2017-11-05 01:30', { repeatedTimes: 'second' })).toBe('2017-11-05T09:30');
  expect(at(la, '2017-11-05 01:30', { repeatedTimes: 'reject' })).toBe(`a time that came twice in ${la}`);
  expect(at(la, '2017-11-05 02:00')).toBe('2017-11-05T10:00');
});

test('a bare date is what the field says it is', () => {
  expect(at('Asia/Shanghai', '2021-06-12')).toBe('a date without a time');
  expect(at('Asia/Shanghai', '2021-06-12', { dateOnly: 'start-of-day' })).toBe('2021-06-11T16:00');
  expect(at('Asia/Shanghai', '2021-06-12', { dateOnly: 'end-of-day' })).toBe('2021-06-12T16:00');
  // The day that clocks go forward has 23 hours.
  expect(at(la, '2018-03-11', { dateOnly: 'start-of-day' })).toBe('2018-03-11T08:00');
  expect(at(la, '2018-03-11', { dateOnly: 'end-of-day' })).toBe('2018-03-12T07:00');
});

test('a text with its own offset needs no zone', () => {
  const wall = { day: parseDay('2018-03-11')!, millis: 9_000_000, offset: 28_800_000 };
  expect(instantOf(wall, zoneOf(la), { ...rules, skippedTimes: 'reject' })).toBe(Date.UTC(2018, 2, 10, 18, 30));
});

test('every instant comes back from its own wall time, in one of its two readings', () => {
  const zones = fc.constantFrom(
    la,
    'Asia/Shanghai',
    'Pacific/Apia',
    'Australia/Lord_Howe',
    'Asia/Kathmandu',
    'Africa/Casablanca',
  );
  const instants = fc.integer({ min: Date.UTC(1950, 0, 1), max: Date.UTC(2037, 0, 1) });
  const nearChange = fc.integer({ min: -7200, max: 7200 }).map((s) => Date.UTC(2017, 10, 5, 9) + s * 1000);
  fc.assert(
    fc.property(zones, fc.oneof(instants, nearChange), (id, instant) => {
      const zone = zoneOf(id);
      const local = instant + zone.offsetAt(instant);
      const day = Math.floor(local / 86_400_000);
      const wall = { day, millis: local - day * 86_400_000 };
      const readings = (['first', 'second'] as const).map((repeatedTimes) =>
        instantOf(wall, zone, { ...rules, repeatedTimes }),
      );
      expect(readings).toContain(instant);
      expect(readings[0]!).toBeLessThanOrEqual(readings[1] as number);
    }),
  );
});
