import { createHash } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { parseEvent } from '../../../src/domain/events.js';
import { zoneOf } from '../../../src/domain/zone.js';
import { loadProfile } from '../../../src/feeders/simulator/profile.js';
import { countEvents, type SimulateOptions, simulate } from '../../../src/feeders/simulator/simulate.js';
import type { SimulatedEvent } from '../../../src/feeders/simulator/wire.js';
import { countNaively } from './naive.js';
import { smallProfile } from './small.js';
import { halfYear, twoMonths, world } from './support.js';

const small = loadProfile(smallProfile());
const run = (options: Partial<SimulateOptions> = {}, profile = small): SimulatedEvent[] => [
  ...simulate(profile, { seed: 1, ...world, ...options }),
];
const lines = (events: readonly SimulatedEvent[]): string[] => events.map((e) => JSON.stringify(e));
/** Of tens of thousands of lines: jest would take minutes to compare them one by one. */
const digest = (all: readonly string[]): string => createHash('sha256').update(all.join('\n')).digest('hex');
const sequence = (events: readonly SimulatedEvent[]): string => digest(lines(events));
const set = (events: readonly SimulatedEvent[]): string => digest(lines(events).sort());
const ordered = (events: readonly SimulatedEvent[]): boolean =>
  events.every((e, i) => i === 0 || Date.parse(events[i - 1]!.time) <= Date.parse(e.time));

const june = run({}, twoMonths);

describe('the two real months', () => {
  test('every event is one that the processor takes, in time order, with an id of its own', () => {
    for (const event of june) parseEvent(event);
    expect(ordered(june)).toBe(true);
    expect(new Set(june.map((e) => e.id)).size).toBe(june.length);
    expect(countEvents(twoMonths)).toBe(june.length);
    expect(new Set(june.map((e) => e.source))).toEqual(new Set(['urn:hotline-pulse:simulator:ankang-2021-05-06']));
    expect(june.every((e) => e.time.endsWith('+08:00'))).toBe(true);
  });

  test('nothing is reported before it has happened', () => {
    const facts = ['receivedAt', 'endedAt', 'abandonedAt', 'createdAt', 'dispatchedAt', 'closedAt', 'repliedAt'];
    const early = june.filter(({ time, data }) =>
      facts.some((fact) => typeof data[fact] === 'string' && Date.parse(data[fact]) > Date.parse(time)),
    );
    expect(early).toEqual([]);
  });

  test('busy mornings and afternoons, quiet nights, weaker weekends', () => {
    const calls = june.filter((e) => e.type === 'hotline.call-received.v1').map((e) => String(e.data['receivedAt']));
    const byHour = (h: number): number => calls.filter((t) => Number(t.slice(11, 13)) === h).length;
    expect(Math.min(byHour(9), byHour(10), byHour(15), byHour(16))).toBeGreaterThan(1.2 * byHour(12));
    expect(byHour(3) * 20).toBeLessThan(byHour(10));
    const byDay = (day: string): number => calls.filter((t) => t.startsWith(day)).length;
    expect(byDay('2021-06-20')).toBeLessThan(0.7 * byDay('2021-06-21')); // a Sunday, a Monday
    expect(byDay('2021-06-14')).toBeLessThan(0.7 * byDay('2021-06-21')); // 端午, a Monday
    expect(byDay('2021-05-08')).toBeGreaterThan(1.3 * byDay('2021-05-15')); // a worked Saturday, a free one
    expect(new Set(calls.map((t) => t.slice(17, 19))).size).toBe(60);
  });

  test('the half year has the very same May and June, source aside', () => {
    const within = (e: SimulatedEvent): boolean => /^.20210[56]/.test(String(e.data.contactId));
    const bare = (events: readonly SimulatedEvent[]): string => sequence(events.map((e) => ({ ...e, source: '' })));
    expect(bare(run({}, halfYear).filter(within))).toBe(bare(june));
  });
});

describe('options', () => {
  test('same seed, same bytes; another seed, other events', () => {
    expect(lines(run())).toEqual(lines(run()));
    const messy = { disorder: 0.3, duplicates: 0.2, lateClosures: 0.2 };
    expect(lines(run(messy))).toEqual(lines(run(messy)));
    expect(lines(run({ seed: 2 }))).not.toEqual(lines(run()));
  });

  test('one iterable can be read twice', () => {
    const events = simulate(small, { seed: 1, ...world, disorder: 0.5 });
    expect(lines([...events])).toEqual(lines([...events]));
  });

  test('disorder lets closings overtake creations, by days, and loses nothing', () => {
    const messy = run({ disorder: 0.2 }, twoMonths);
    expect(set(messy)).toBe(set(june));
    const at = new Map(messy.map((e, i) => [e.id, i]));
    const closings = messy.filter((e) => e.id.endsWith('.closing-0'));
    const overtaking = closings.filter((e) => at.get(e.id)! < at.get(`${e.data['ticketId']}.created`)!);
    expect(overtaking.length).toBeGreaterThan(100);
    let newest = 0;
    let furthest = 0;
    for (const e of messy) {
      furthest = Math.max(furthest, newest - Date.parse(e.time));
      newest = Math.max(newest, Date.parse(e.time));
    }
    expect(furthest).toBeGreaterThan(5 * 86_400_000);
  });

  test('duplicates are exact repeats, later, about as many as asked for', () => {
    const messy = run({ duplicates: 0.1 }, twoMonths);
    expect(digest([...new Set(lines(messy))].sort())).toBe(set(june));
    const share = messy.length / june.length - 1;
    expect(share).toBeGreaterThan(0.095);
    expect(share).toBeLessThan(0.105);
    const first = new Set<string>();
    const firsts = messy.filter((e) => !first.has(e.id) && first.add(e.id));
    expect(sequence(firsts)).toBe(sequence(june));
  });

  test('late closures come at the end', () => {
    const messy = run({ lateClosures: 0.25 }, twoMonths);
    expect(set(messy)).toBe(set(june));
    let late = 0;
    while (messy.at(-1 - late)!.type === 'hotline.ticket-closed.v1') late++;
    const closings = june.filter((e) => e.type === 'hotline.ticket-closed.v1').length;
    expect(late / closings).toBeGreaterThan(0.2);
    expect(run({ lateClosures: 1 }).at(-1)!.type).toBe('hotline.ticket-closed.v1');
  });

  test.each([
    { disorder: 1.1 },
    { duplicates: -0.1 },
    { lateClosures: Number.NaN },
    { seed: 1.5 },
    { disorder: 0.1, disorderDistance: 0 },
  ])('refuses %j', (options) => {
    expect(() => simulate(small, { seed: 1, ...world, ...options })).toThrow(
      expect.objectContaining({ code: 'PULSE_USAGE' }),
    );
  });

  test('rules under which the profile cannot come out are refused in words', () => {
    const hurried = [
      { ...world.rules[0]!, terms: { ...world.rules[0]!.terms, normal: world.rules[0]!.terms.critical } },
    ];
    expect(() => run({ rules: hurried })).toThrow(
      /2021-01: replyWorkingDays leaves \d+ to the tickets that could take 0 to/,
    );
    const impatient = smallProfile();
    impatient.months[0]!.extended = 17;
    impatient.months[0]!.urgencies = { urgent: 0, critical: 0 };
    impatient.months[0]!.reopened = 3;
    expect(() => run({ seed: 4 }, loadProfile(impatient))).toThrow(/2021-01: too few early tickets/);
    const years = {
      ...smallProfile(),
      months: smallProfile().months.map((m, i) => ({ ...m, month: `2050-0${i + 1}` })),
    };
    expect(() => run({}, loadProfile(years))).toThrow(/the calendar has no data for 2050-01-01/);
  });
});

test('any seed meets every sum, in any order of delivery', () => {
  const property = fc.property(fc.integer(), fc.double({ min: 0, max: 1, noNaN: true }), (seed, share) => {
    const plain = run({ seed });
    const naive = countNaively(
      run({ seed, disorder: share, duplicates: share, lateClosures: share, disorderDistance: 40 }),
    );
    expect(plain.length).toBe(countEvents(small));
    expect(ordered(plain)).toBe(true);
    for (const month of small.months) {
      const get = (name: string): number => naive.get(month.month, name);
      for (const name of ['contacts', 'answered', 'direct', 'tickets', 'abandoned', 'extended', 'reopened'] as const) {
        expect([name, get(name)]).toEqual([name, month[name]]);
      }
      expect([get('closed'), get('closed_on_time'), get('reply_working_days')]).toEqual([30, 29, 100]);
      expect([get('rated'), get('satisfied'), get('rated{topic=疫情}'), get('satisfied{topic=疫情}')]).toEqual([
        20, 17, 6, 5,
      ]);
      expect([get('tickets{unit=A县}'), get('praise{unit=B局}'), get('waited_within_15s')]).toEqual([18, 2, 60]);
    }
  });
  fc.assert(property, { numRuns: 60 });
});

test('months are cut in the zone, through its change of clocks', () => {
  const raw = smallProfile();
  const march = loadProfile({ ...raw, months: [{ ...raw.months[0]!, month: '2021-03' }], totals: { contacts: 100, answered: 90, direct: 60, tickets: 30, closedOnTime: 29 } }); // biome-ignore format: one thing
  const events = [...simulate(march, { seed: 3, ...world, zone: zoneOf('America/New_York') })];
  for (const { data, time } of events) {
    for (const at of [data['receivedAt'], data['createdAt']])
      if (at !== undefined) expect(at).toMatch(/^2021-03-.*-0[45]:00$/);
    expect(time).toMatch(/-0[45]:00$/);
  }
  expect(new Set(events.map((e) => e.time.slice(-6)))).toEqual(new Set(['-05:00', '-04:00']));
});
