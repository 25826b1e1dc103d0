import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { firstDayOf, formatDay, parseDay, yearOf, zoneOf } from '../../src/domain/zone.js';

const hour = 3_600_000;
const at = (text: string) => Date.parse(text);
const iso = (instant: number) => new Date(instant).toISOString();
const dayNumber = (text: string) => parseDay(text)!;

/** Zones that break naive code: skipped and repeated midnights, half-hour DST, negative DST, a skipped day, changes at 00:01. */
const awkward = [
  'Asia/Shanghai',
  'America/Los_Angeles',
  'America/Sao_Paulo',
  'Asia/Beirut',
  'Australia/Lord_Howe',
  'America/Havana',
  'America/St_Johns',
  'Pacific/Apia',
  'Europe/Dublin',
  'Africa/Casablanca',
  'Asia/Gaza',
  'Asia/Kathmandu',
  'UTC',
];

/** The oracle: what the runtime's formatter says, asked anew for every instant. */
function wallClock(zone: string): (instant: number) => number {
  const format = new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short', timeStyle: 'medium' });
  return (instant) => Date.parse(`${format.format(instant).replace(' ', 'T')}Z`) + (((instant % 1000) + 1000) % 1000);
}

const instants = fc.integer({ min: at('1970-01-01T00:00:00Z'), max: at('2100-01-01T00:00:00Z') });

describe('offsets', () => {
  test.each([
    ['Asia/Shanghai', '2021-06-12T00:00:00Z', 8],
    ['Asia/Shanghai', '1986-05-03T17:59:59.999Z', 8],
    ['Asia/Shanghai', '1986-05-03T18:00:00Z', 9], // summer time of 1986–1991
    ['Asia/Shanghai', '1991-08-01T00:00:00Z', 9],
    ['Asia/Shanghai', '1992-08-01T00:00:00Z', 8],
    ['America/Los_Angeles', '2021-03-14T09:59:59.999Z', -8],
    ['America/Los_Angeles', '2021-03-14T10:00:00Z', -7],
    ['America/Los_Angeles', '2021-11-07T08:59:59.999Z', -7],
    ['America/Los_Angeles', '2021-11-07T09:00:00Z', -8],
    ['Australia/Lord_Howe', '2021-04-03T14:59:59.999Z', 11],
    ['Australia/Lord_Howe', '2021-04-03T15:00:00Z', 10.5],
    ['Asia/Kathmandu', '2021-06-12T00:00:00Z', 5.75],
    ['Pacific/Apia', '2011-12-30T09:59:59.999Z', -10],
    ['Pacific/Apia', '2011-12-30T10:00:00Z', 14],
  ])('%s at %s is %d h', (id, text, hours) => {
    expect(zoneOf(id).offsetAt(at(text)) / hour).toBe(hours);
  });

  // Fixed seed: an awkward instant found once is found again.
  test('equal the formatter of the runtime at any instant (seed 5)', () => {
    const clocks = new Map(awkward.map((id) => [id, wallClock(id)]));
    fc.assert(
      fc.property(fc.constantFrom(...awkward), instants, (id, instant) => {
        expect(zoneOf(id).offsetAt(instant)).toBe(clocks.get(id)!(instant) - instant);
      }),
      { seed: 5, numRuns: 3000 },
    );
  });

  test('the order of questions does not matter: a change of offset is exact to the millisecond', () => {
    const zone = zoneOf('America/Los_Angeles');
    const change = at('2030-03-10T10:00:00Z');
    const offsets = [change, change - 1, change + 200 * 24 * hour, change - 1, change].map(
      (t) => zone.offsetAt(t) / hour,
    );
    expect(offsets).toEqual([-7, -8, -7, -8, -7]);
  });

  test('years far outside are answered', () => {
    const zone = zoneOf('America/Los_Angeles');
    expect(zone.offsetAt(at('0000-01-01T00:00:00Z'))).toBe(zone.offsetAt(at('1850-01-01T00:00:00Z')));
    expect(zone.offsetAt(at('9999-07-01T00:00:00Z')) / hour).toBe(-7);
    expect(formatDay(zoneOf('Asia/Shanghai').dayOf(at('9999-12-31T23:59:59Z')))).toBe('+010000-01-01');
  });

  test('an unknown zone is a setting that is wrong', () => {
    expect(() => zoneOf('Asia/Ankang')).toThrow(
      expect.objectContaining({ code: 'PULSE_CONFIG', message: 'unknown time zone: Asia/Ankang' }),
    );
  });
});

describe('days', () => {
  test.each([
    ['Asia/Shanghai', '2021-06-12', '2021-06-11T16:00:00.000Z'],
    ['Asia/Shanghai', '1986-07-01', '1986-06-30T15:00:00.000Z'],
    ['America/Los_Angeles', '2021-03-14', '2021-03-14T08:00:00.000Z'],
    ['America/Los_Angeles', '2021-03-15', '2021-03-15T07:00:00.000Z'],
    ['America/Sao_Paulo', '2018-11-04', '2018-11-04T03:00:00.000Z'], // begins at 01:00
    ['America/Sao_Paulo', '2018-02-18', '2018-02-18T03:00:00.000Z'], // the evening before has 23:00 twice
    ['Asia/Beirut', '2022-03-27', '2022-03-26T22:00:00.000Z'], // begins at 01:00
    ['America/Havana', '2021-11-07', '2021-11-07T04:00:00.000Z'], // 00:00 twice: the earlier one
    ['Pacific/Apia', '2011-12-30', '2011-12-30T10:00:00.000Z'], // a day that never was has no length
    ['Pacific/Apia', '2011-12-31', '2011-12-30T10:00:00.000Z'],
  ])('%s: %s begins at %s', (id, text, begins) => {
    expect(iso(zoneOf(id).startOf(dayNumber(text)))).toBe(begins);
  });

  test('dayOf turns at midnight of the zone, not of UTC', () => {
    const zone = zoneOf('Asia/Shanghai');
    expect(formatDay(zone.dayOf(at('2021-06-11T15:59:59.999Z')))).toBe('2021-06-11');
    expect(formatDay(zone.dayOf(at('2021-06-11T16:00:00Z')))).toBe('2021-06-12');
    expect(zone.dayOf(at('1969-12-31T15:59:59.999Z'))).toBe(-1);
  });

  test('a day begins at the first instant whose wall clock reads its midnight or later (seed 6)', () => {
    const days = fc.integer({ min: dayNumber('1975-01-01'), max: dayNumber('2040-01-01') });
    fc.assert(
      fc.property(fc.constantFrom(...awkward), days, (id, day) => {
        const midnight = day * 24 * hour;
        const wall = wallClock(id);
        // Every change of these zones since 1975 falls on a whole minute.
        let first = midnight - 30 * hour;
        while (wall(first) < midnight) first += 60_000;
        expect(iso(zoneOf(id).startOf(day))).toBe(iso(first));
      }),
      { seed: 6, numRuns: 150 },
    );
  });

  test('every day around every change of offset, 1986–2022: begins in order, and dayOf agrees at the beginning', () => {
    for (const id of awkward) {
      const zone = zoneOf(id);
      for (let day = dayNumber('1986-01-01'); day < dayNumber('2022-12-31'); day++) {
        const start = zone.startOf(day);
        if (zone.startOf(day + 1) === start) expect([id, formatDay(day)]).toEqual(['Pacific/Apia', '2011-12-30']);
        else if (zone.dayOf(start) !== day || zone.dayOf(start - 1) >= day) throw new Error(`${id} ${formatDay(day)}`);
      }
    }
  });
});

describe('hour buckets', () => {
  test.each([
    ['Asia/Shanghai', '2021-06-12T00:59:59.999Z', '2021-06-12T08+0800', 59],
    ['America/Los_Angeles', '2021-11-07T08:30:00Z', '2021-11-07T01-0700', 30],
    ['America/Los_Angeles', '2021-11-07T09:30:00Z', '2021-11-07T01-0800', 30], // the same hour of the wall, again
    ['Asia/Kathmandu', '2021-06-11T18:20:00Z', '2021-06-12T00+0545', 5],
    ['Australia/Lord_Howe', '2021-04-03T15:00:00Z', '2021-04-04T01+1030', 30],
    ['America/St_Johns', '2005-10-30T02:30:59Z', '2005-10-30T00-0230', 0],
    ['America/St_Johns', '2005-10-30T02:31:00Z', '2005-10-29T23-0330', 1], // 00:01 became 23:01 of the day before
    ['Asia/Shanghai', '1890-01-01T00:00:00Z', '1890-01-01T08+080543', 5],
    ['UTC', '1969-12-31T23:59:59.999Z', '1969-12-31T23+0000', 59],
  ])('%s at %s: %s, minute %d', (id, text, label, minute) => {
    const zone = zoneOf(id);
    expect([zone.localHour(at(text)), zone.minuteOfHour(at(text))]).toEqual([label, minute]);
    expect(zone.localHour(at(text))).toBe(label); // from the cache
  });

  test('a label is the date, hour and offset of the wall clock (seed 7)', () => {
    const wall = new Map(awkward.map((id) => [id, wallClock(id)]));
    fc.assert(
      fc.property(fc.constantFrom(...awkward), instants, (id, instant) => {
        const text = new Date(wall.get(id)!(instant)).toISOString();
        const label = zoneOf(id).localHour(instant);
        const [, sign, h, m, s] = /^[^+]{13}([+-])(\d\d)(\d\d)(\d\d)?$/.exec(label)!;
        const offset = (sign === '-' ? -1 : 1) * (+h! * hour + +m! * 60_000 + +(s ?? 0) * 1000);
        expect([label.slice(0, 13), offset]).toEqual([text.slice(0, 13), zoneOf(id).offsetAt(instant)]);
        expect(zoneOf(id).minuteOfHour(instant)).toBe(+text.slice(14, 16));
      }),
      { seed: 7, numRuns: 1000 },
    );
  });

  test('labels stay right when more of them were asked for than are kept', () => {
    const zone = zoneOf('Asia/Kathmandu');
    const first = zone.localHour(0);
    for (let i = 0; i < 25_000; i++) zone.localHour(i * hour);
    expect(zone.localHour(0)).toBe(first);
  });
});

describe('fingerprint', () => {
  test('differs where an offset of 2000–2100 differs, and only there', () => {
    expect(zoneOf('Asia/Shanghai').fingerprint).toMatch(/^[0-9a-f]{16}$/);
    expect(zoneOf('Asia/Chongqing').fingerprint).toBe(zoneOf('Asia/Shanghai').fingerprint);
    const all = ['Asia/Shanghai', 'Asia/Kathmandu', 'America/Los_Angeles', 'America/Sao_Paulo', 'Asia/Beirut'];
    expect(new Set(all.map((id) => zoneOf(id).fingerprint)).size).toBe(all.length);
  });

  test('does not depend on what was asked before', () => {
    const zone = zoneOf('Europe/Dublin');
    for (let year = 1990; year < 2110; year += 7) zone.offsetAt(Date.UTC(year, 6, 1));
    expect(zone.fingerprint).toBe(zoneOf('Europe/London').fingerprint);
  });
});

describe('dates', () => {
  test.each(['2021-02-29', '2021-13-01', '2021-00-10', '2021-06-31', '2021-6-1', '20210601', '2021-06-12T00:00', ''])(
    'no such date: %s',
    (text) => {
      expect(parseDay(text)).toBeNull();
    },
  );

  test('text and number are one to one (seed 8)', () => {
    fc.assert(
      fc.property(fc.integer({ min: firstDayOf(0), max: firstDayOf(10_000) - 1 }), (day) => {
        expect(parseDay(formatDay(day))).toBe(day);
        expect(yearOf(day)).toBe(+formatDay(day).slice(0, 4));
      }),
      { seed: 8 },
    );
    expect([parseDay('1970-01-01'), firstDayOf(1970), parseDay('1969-12-31'), formatDay(firstDayOf(50))]).toEqual([
      0,
      0,
      -1,
      '0050-01-01',
    ]);
  });
});
