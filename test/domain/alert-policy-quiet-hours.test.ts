import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { heldUntil, type QuietHours, wallTime } from '../../src/domain/quiet-hours.js';
import { parseDay, type Zone, zoneOf } from '../../src/domain/zone.js';
import { seed } from '../support/seed.js';

const china = zoneOf('Asia/Shanghai');
const night: QuietHours = { from: 22 * 60, to: 7 * 60 };
const at = (text: string) => Date.parse(text);
const held = (text: string, quiet: QuietHours | null = night, zone: Zone = china) => {
  const until = heldUntil(quiet, at(text), zone, 'warning');
  return until === null ? null : new Date(until).toISOString();
};

describe('the night over midnight', () => {
  test.each([
    ['2021-06-12T21:59:59.999+08:00', null],
    ['2021-06-12T22:00:00+08:00', '2021-06-12T23:00:00.000Z'],
    ['2021-06-12T23:59:59.999+08:00', '2021-06-12T23:00:00.000Z'],
    ['2021-06-13T00:00:00+08:00', '2021-06-12T23:00:00.000Z'],
    ['2021-06-13T06:59:59.999+08:00', '2021-06-12T23:00:00.000Z'],
    ['2021-06-13T07:00:00+08:00', null],
    ['2021-06-13T12:00:00+08:00', null],
  ])('%s is held until %s', (text, until) => {
    expect(held(text)).toBe(until);
  });
});

describe('within one day (午休)', () => {
  const noon: QuietHours = { from: 12 * 60, to: 14 * 60 };
  test.each([
    ['2021-06-12T11:59:59+08:00', null],
    ['2021-06-12T12:00:00+08:00', '2021-06-12T06:00:00.000Z'],
    ['2021-06-12T14:00:00+08:00', null],
    ['2021-06-12T00:00:00+08:00', null],
  ])('%s is held until %s', (text, until) => {
    expect(held(text, noon)).toBe(until);
  });
});

test('no quiet hours hold nothing; a critical message is never held', () => {
  expect(held('2021-06-12T23:00:00+08:00', null)).toBeNull();
  const one = at('2021-06-12T23:00:00+08:00');
  expect(heldUntil(night, one, china, 'critical')).toBeNull();
  for (const severity of ['info', 'warning'] as const) {
    expect(heldUntil(night, one, china, severity)).toBe(at('2021-06-13T07:00:00+08:00'));
  }
});

describe('when the clocks change in Los Angeles', () => {
  const losAngeles = zoneOf('America/Los_Angeles');
  // 2021-03-14: 02:00 is followed by 03:00. 2021-11-07: 01:59 PDT is followed by 01:00 PST.
  test('an end that is skipped is the change itself', () => {
    expect(held('2021-03-14T00:30:00-08:00', { from: 0, to: 150 }, losAngeles)).toBe('2021-03-14T10:00:00.000Z');
  });
  test('a beginning that is skipped is the change itself', () => {
    const quiet = { from: 150, to: 300 };
    expect(held('2021-03-14T01:59:59-08:00', quiet, losAngeles)).toBeNull();
    expect(held('2021-03-14T03:00:00-07:00', quiet, losAngeles)).toBe('2021-03-14T12:00:00.000Z');
  });
  test('the night is an hour shorter in spring and longer in autumn', () => {
    expect(held('2021-03-13T23:00:00-08:00', night, losAngeles)).toBe('2021-03-14T14:00:00.000Z');
    expect(held('2021-11-06T23:00:00-07:00', night, losAngeles)).toBe('2021-11-07T15:00:00.000Z');
  });
  test('an hour that comes twice does not begin a second night', () => {
    const quiet = { from: 22 * 60, to: 90 };
    expect(held('2021-11-07T01:29:00-07:00', quiet, losAngeles)).toBe('2021-11-07T08:30:00.000Z');
    expect(held('2021-11-07T01:31:00-07:00', quiet, losAngeles)).toBeNull();
    expect(held('2021-11-07T01:10:00-08:00', quiet, losAngeles)).toBeNull();
  });
});

/** Another path: the wall clock is read every minute from the day's first instant on. */
function naiveWallTime(zone: Zone, day: number, minutes: number): number {
  let t = zone.startOf(day);
  while (t + zone.offsetAt(t) < day * 86_400_000 + minutes * 60_000) t += 60_000;
  return t;
}

describe(`against the wall clock, minute by minute (seed ${seed})`, () => {
  const zones = ['Asia/Shanghai', 'America/Los_Angeles', 'America/Havana', 'Australia/Lord_Howe', 'Asia/Beirut'];
  // Half of the days are within a day of a change of some of these zones.
  const changes = ['2021-03-14', '2021-11-07', '2021-03-28', '2021-10-31', '2021-04-04', '2021-10-03', '2021-03-27'];
  const day = fc.oneof(
    fc.integer({ min: parseDay('2021-01-01')!, max: parseDay('2021-12-31')! }),
    fc.tuple(fc.constantFrom(...changes), fc.integer({ min: -1, max: 1 })).map(([text, n]) => parseDay(text)! + n),
  );
  const minutes = fc.integer({ min: 0, max: 1439 });

  test('wallTime', () => {
    fc.assert(
      fc.property(fc.constantFrom(...zones), day, minutes, (id, local, m) => {
        expect(wallTime(zoneOf(id), local, m)).toBe(naiveWallTime(zoneOf(id), local, m));
      }),
      { seed, numRuns: 400 },
    );
  });

  test('heldUntil is the end of a night that began and has not ended, else null', () => {
    const quiet = fc.tuple(minutes, minutes).filter(([from, to]) => from !== to);
    fc.assert(
      fc.property(fc.constantFrom(...zones), day, minutes, quiet, (id, local, m, [from, to]) => {
        const zone = zoneOf(id);
        const now = zone.startOf(local) + m * 60_000;
        const nights = [-2, -1, 0, 1].map((n) => [
          naiveWallTime(zone, zone.dayOf(now) + n, from),
          naiveWallTime(zone, zone.dayOf(now) + n + (to < from ? 1 : 0), to),
        ]);
        const expected = nights.find(([begin, end]) => now >= begin! && now < end!)?.[1] ?? null;
        expect(heldUntil({ from, to }, now, zone, 'info')).toBe(expected);
      }),
      { seed, numRuns: 300 },
    );
  });
});
