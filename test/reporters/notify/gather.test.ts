import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Instant } from '../../../src/domain/instant.js';
import { zoneOf } from '../../../src/domain/zone.js';
import { Gatherer } from '../../../src/reporters/notify/gather.js';
import type { Item, Parcel } from '../../../src/reporters/notify/sink.js';
import { seed } from '../../support/seed.js';
import { type AlertParts, conditionAlert, hour, minute, morning, second, ticketAlert, zone } from './runner-support.js';

const options = { above: 2, gatherMs: minute };

let places = 0;
const item = (parts: AlertParts = {}, to: readonly string[] = []): Item => ({
  ...{ alert: ticketAlert(parts), place: `0/${places++}`, to, again: false },
});

/** Offers each item at its time and takes what is due as soon as it is, as the runner does. */
function play(offers: readonly (readonly [at: Instant, item: Item])[], gatherer = new Gatherer(zone, options)) {
  const out: { at: Instant; parcel: Parcel }[] = [];
  const takeUntil = (limit: Instant): void => {
    for (let at = gatherer.nextAt(); at !== null && at <= limit; at = gatherer.nextAt())
      for (const parcel of gatherer.due(at)) out.push({ at, parcel });
  };
  for (const [at, offered] of offers) {
    takeUntil(at);
    const parcel = gatherer.offer(offered, at);
    if (parcel !== null) out.push({ at, parcel });
  }
  takeUntil(Infinity);
  return out;
}

const shape = (out: ReturnType<typeof play>) =>
  out.map(({ at, parcel }) => [at - morning, parcel.digestOf === null ? 'single' : parcel.items.length]);

describe('when alerts become a digest', () => {
  test('few of a unit are messages of their own, a minute after the first', () => {
    expect(shape(play([0, 50].map((s) => [morning + s * second, item()])))).toEqual([
      [minute, 'single'],
      [minute, 'single'],
    ]);
  });

  test('more than `above` within the minute are one digest', () => {
    expect(shape(play([0, 10, 59].map((s) => [morning + s * second, item()])))).toEqual([[minute, 3]]);
  });

  test('those of the hour count together; after a digest the rest of the hour waits for its end', () => {
    const at = [0, 0, 10, 10, 20, 40].map((m) => [morning + m * minute, item()] as const);
    expect(shape(play(at))).toEqual([
      [minute, 'single'],
      [minute, 'single'],
      [11 * minute, 2],
      [hour, 2],
    ]);
  });

  test('one alone is a message, even where it would have been a digest', () => {
    const at = [0, 0, 0, 30].map((m) => [morning + m * minute, item()] as const);
    expect(shape(play(at))).toEqual([
      [minute, 3],
      [hour, 'single'],
    ]);
  });

  test('the next hour begins anew, also right after a digest that waited for it', () => {
    const at = [0, 0, 0, 30, 59.5, 60, 61].map((m) => [morning + m * minute, item()] as const);
    expect(shape(play(at))).toEqual([
      [minute, 3],
      [hour, 2],
      [hour + minute, 'single'],
      [hour + 2 * minute, 'single'],
    ]);
  });

  test('units, and recipients, are apart', () => {
    const parts = ['甲', '甲', '甲', '乙'].map((unit) => [morning, item({ unit })] as const);
    const leader = [morning, item({ unit: '甲' }, ['leader@example.cn'])] as const;
    expect(shape(play([...parts, leader]))).toEqual([
      [minute, 3],
      [minute, 'single'],
      [minute, 'single'],
    ]);
  });

  test('the first `above` critical ones of a unit and hour go at once; what is about no ticket always does', () => {
    const condition = { ...item(), alert: { ...conditionAlert(), severity: 'critical' as const } };
    const critical = (unit = '甲') => item({ severity: 'critical', unit });
    const offers = [critical(), condition, critical(), condition, critical('乙'), condition];
    expect(shape(play(offers.map((i) => [morning, i])))).toEqual(offers.map(() => [0, 'single']));
  });

  test('further critical ones are gathered like others, and count with them', () => {
    const critical = (m: number) => [morning + m * minute, item({ severity: 'critical' })] as const;
    const fifty = Array.from({ length: 50 }, () => critical(0));
    expect(shape(play(fifty))).toEqual([
      [0, 'single'],
      [0, 'single'],
      [minute, 48],
    ]);
    // Two at once, then a warning and a critical one: four in this hour.
    const mixed = [critical(0), critical(0), [morning, item()] as const, critical(0.5), critical(20), critical(60)];
    expect(shape(play(mixed))).toEqual([
      [0, 'single'],
      [0, 'single'],
      [minute, 2],
      [hour, 'single'],
      [hour, 'single'],
    ]);
  });

  test('what may only be told by a digest is one, alone or with few', () => {
    const offers = [item({ digestOnly: true }), item(), item({ digestOnly: true, severity: 'critical', unit: '乙' })];
    expect(shape(play(offers.map((i) => [morning, i])))).toEqual([
      [minute, 'single'],
      [minute, 1],
      [minute, 1],
    ]);
  });

  test('hours are those of the wall: at half past in a zone of half hours', () => {
    const gatherer = new Gatherer(zoneOf('Asia/Kolkata'), options);
    const at = [0, 0, 0, 10].map((m) => [morning + m * minute, item()] as const); // 07:30 on the wall there
    expect(shape(play(at, gatherer))).toEqual([
      [minute, 3],
      [30 * minute, 'single'],
    ]);
  });
});

describe(`any stream of alerts (seed ${seed})`, () => {
  const offer = fc.record({
    gap: fc.oneof(fc.integer({ min: 0, max: 90 }), fc.integer({ min: 0, max: 4000 })),
    unit: fc.constantFrom('甲', '乙'),
    digestOnly: fc.boolean(),
    severity: fc.constantFrom('warning' as const, 'critical' as const),
  });

  test('each comes out once, soon enough, in order; a unit has few messages an hour', () => {
    fc.assert(
      fc.property(fc.array(offer, { maxLength: 60 }), (offers) => {
        let at = morning;
        const timed = offers.map(({ gap, ...parts }) => {
          at += gap * second;
          return [at, item(parts)] as const;
        });
        const offeredAt = new Map(timed.map(([t, i]) => [i, t]));
        const out = play(timed);
        const items = out.flatMap(({ parcel }) => parcel.items);
        expect(new Set(items).size).toBe(items.length);
        expect(items.length).toBe(timed.length);
        for (const { at: sentAt, parcel } of out)
          for (const one of parcel.items) {
            const began = offeredAt.get(one)!;
            const endOfHour = (Math.floor(began / hour) + 1) * hour; // whole hours from UTC
            expect(sentAt).toBeGreaterThan(began - 1);
            expect(sentAt).toBeLessThanOrEqual(Math.max(began + minute, endOfHour));
            if (one.alert.digestOnly) expect(parcel.digestOf).not.toBeNull();
          }
        expectFew(out);
      }),
      { seed, numRuns: 300 },
    );
  });

  /** `above` critical and `above` other messages, the digest that follows, what waited for the end of the hour before, its rest. */
  function expectFew(out: ReturnType<typeof play>): void {
    const counts = new Map<string, number>();
    for (const { at, parcel } of out) {
      const key = `${parcel.items[0]!.alert.ticket!.unit.code} ${zone.localHour(at)}`;
      counts.set(key, (counts.get(key) ?? 0) + 1);
    }
    // A digest of what only a digest may tell can go beside each of the single ones.
    for (const n of counts.values()) expect(n).toBeLessThanOrEqual(3 * options.above + 3);
  }
});
