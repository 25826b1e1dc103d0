import { deepStrictEqual } from 'node:assert/strict';
import { crc32 } from 'node:zlib';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { Contribution, hourStartOf, type ViewContext } from '../../src/domain/contribution.js';
import { type HotlineEvent, parseEvent } from '../../src/domain/events.js';
import { zoneOf } from '../../src/domain/zone.js';
import { type Decoded, decode } from '../../src/engine/decode.js';
import { type Chunk, fingerprintOf, type Merged, mergeChunk, touchedCases } from '../../src/engine/micro-batch.js';
import { type Progress, readProgress } from '../../src/engine/partition-state.js';
import { bucketsOf, casesOf, context, plain } from '../support/counts.js';
import { recordOf } from '../support/log-records.js';
import { MemoryStore } from '../support/memory-store.js';
import { seed } from '../support/seed.js';
import { wire } from '../support/wire.js';

/**
 * What one chunk does to the state: first what a commit holds (cases, differences, progress), then, on random histories
 * while stream time moves on, that hours and minutes within what is kept are a recomputation from the events.
 */

const topic = 'hotline.call-received';
const empty: Progress = readProgress({ head: null, sequence: 0, meta: new Map() });
const eventAt = (event: HotlineEvent, timestamp: number, offset = 0n): Decoded => ({
  kind: 'event',
  record: { offset, timestamp, key: null, value: Buffer.from('x'), headers: {} },
  event,
  masked: false,
  foreignKey: false,
});
const viewsOf = (views: ViewContext) => ({ contribution: new Contribution(views), zone: views.zone, context: views });

/** One partition with its state, fed chunk by chunk. */
class Partition {
  readonly store = new MemoryStore();
  progress = empty;
  readonly #views: ReturnType<typeof viewsOf>;
  #head: string | null = null;

  constructor(views: ViewContext) {
    this.#views = viewsOf(views);
  }

  async feed(decoded: readonly Decoded[]): Promise<Merged> {
    const chunk: Chunk = {
      topic,
      decoded,
      nextOffset: (this.progress.offsets.get(topic) ?? 0n) + BigInt(decoded.length),
    };
    const ids = touchedCases(chunk);
    const merged = mergeChunk(chunk, ids, (await this.store.load(0, ids)).cases, this.progress, this.#views);
    const newHead = `${this.#head ?? ''}+`;
    await this.store.commit({ partition: 0, expectHead: this.#head, newHead, ...merged.commit });
    this.#head = newHead;
    this.progress = merged.progress;
    return merged;
  }

  get counters(): Record<string, Record<string, number>> {
    return plain(this.store.counters(0));
  }
}

const t0 = Date.parse('2021-06-12T00:45:00Z');
const call = (fields: Record<string, unknown> = {}): HotlineEvent => parseEvent(wire('call', fields));
const ticket = (fields: Record<string, unknown> = {}): HotlineEvent => parseEvent(wire('ticket', fields));

describe('a commit', () => {
  test('touches each case once, events alone', () => {
    const dead = decode(recordOf(null), 0, 1);
    const chunk = {
      topic,
      nextOffset: 4n,
      decoded: [eventAt(call(), t0), eventAt(call({ contactId: 'c2' }), t0), dead, eventAt(ticket(), t0)],
    };
    expect(touchedCases(chunk)).toEqual(['c1', 'c2']);
  });

  test('moves counters by the difference of the whole chunk: what comes and goes within it leaves no trace', async () => {
    const p = new Partition(context);
    await p.feed([eventAt(call(), t0)]);
    const { commit } = await p.feed([eventAt(ticket(), t0)]);
    expect(plain(commit.counters as Map<string, Map<string, number>>)['day:2021-06-12']).toMatchObject({
      direct: -1,
      contacts_with_ticket: 1,
    });
    expect([...commit.counters.values()].flatMap((c) => [...c.values()])).not.toContain(0);
    const there = { ...wire('ticket', { rev: 9 }) };
    const gone = parseEvent({ ...there, data: { contactId: 'c1', ticketId: 't9', rev: 9, deleted: true } });
    const none = await p.feed([eventAt(ticket({ ticketId: 't9' }), t0), eventAt(gone, t0)]);
    expect([...none.commit.counters]).toEqual([]);
    expect(none.commit.cases).toHaveLength(1);
  });

  test('a redelivered event writes no case and no counter, only that it was read', async () => {
    const p = new Partition(context);
    await p.feed([eventAt(call(), t0)]);
    const before = p.counters;
    const { commit, progress } = await p.feed([eventAt(call(), t0), eventAt(call(), t0)]);
    expect([commit.cases, [...commit.counters], commit.dropBuckets]).toEqual([[], [], []]);
    expect(progress.offsets.get(topic)).toBe(3n);
    expect(p.counters).toEqual(before);
  });

  test('progress: tallies, latest times, the last record, each topic of its own', async () => {
    const record = recordOf(wire('call', {}, { source: 'urn:hotline-pulse:demo', time: '2021-06-12T03:00:00Z' }), {
      key: 'other',
      timestamp: t0 + 5,
    });
    const decoded = [
      decode(recordOf(wire('ticket', { summary: '13812345678' }), { timestamp: t0 + 9 }), 0, 1),
      decode(record, 0, 1),
      decode(recordOf('{', { timestamp: t0 + 7 }), 0, 1),
      decode(recordOf(wire('call', { contactId: 'a' }), { timestamp: t0 }), 1, 2),
      decode(recordOf(wire('call', { contactId: 'b' }), { timestamp: t0 }), 1, 2),
    ];
    const kinds = decoded.map((d) => d.kind);
    expect(kinds).toEqual(expect.arrayContaining(['event', 'dead', 'misplaced']));
    const count = (kind: string): number => kinds.filter((k) => k === kind).length;
    const before: Progress = {
      ...empty,
      offsets: new Map([['other', 5n]]),
      streamTime: t0 + 8,
      tallies: new Map([['events', 2]]),
    };
    const chunk = { topic, decoded, nextOffset: 99n };
    const ids = touchedCases(chunk);
    const { progress, commit } = mergeChunk(
      chunk,
      ids,
      ids.map(() => null),
      before,
      viewsOf(context),
    );
    expect(progress.offsets).toEqual(
      new Map([
        ['other', 5n],
        [topic, 99n],
      ]),
    );
    expect(progress.streamTime).toBe(t0 + 9);
    expect(progress.eventTime).toBe(Date.parse('2021-06-12T03:00:00Z'));
    expect(Object.fromEntries(progress.tallies)).toEqual({
      events: 2 + count('event'),
      dead: 1,
      rerouted: count('misplaced'),
      'foreign-key': 1,
      masked: 1,
      demo: 1,
    });
    expect(progress.last.get(topic)).toEqual(fingerprintOf(decoded.at(-1)!.record));
    // What is written reads back as what it was.
    const read = readProgress({ head: 'h', sequence: 1, meta: new Map([['offset:other', '5'], ...commit.meta]) });
    expect(read).toEqual({ ...progress, generationHash: '', tallies: new Map([...read.tallies, ...progress.tallies]) });
  });

  test('a chunk without records moves the offset alone', () => {
    const before: Progress = {
      ...empty,
      streamTime: t0,
      last: new Map([[topic, { offset: 3n, timestamp: t0, crc: 1 }]]),
    };
    const { progress, commit } = mergeChunk({ topic, decoded: [], nextOffset: 7n }, [], [], before, viewsOf(context));
    expect(progress).toEqual({ ...before, offsets: new Map([[topic, 7n]]) });
    expect([commit.cases, commit.counters.size, commit.dropBuckets]).toEqual([[], 0, []]);
  });

  test('the fingerprint of a record is its place, its time and its bytes', () => {
    const record = recordOf('x', { offset: 5n, timestamp: 9 });
    expect(fingerprintOf(record)).toEqual({ offset: 5n, timestamp: 9, crc: crc32('x') });
    expect(fingerprintOf(recordOf(null)).crc).toBe(0);
  });
});

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

describe('hours and minutes that fall out of what is kept', () => {
  test('are dropped when stream time moves on: hours after 400 days, minutes after 49 hours, months and days never', async () => {
    const p = new Partition(context);
    await p.feed([eventAt(call(), t0)]);
    const names = (): string[] => Object.keys(p.counters).sort();
    const both = ['day:2021-06-12', 'hour:2021-06-12T08+0800', 'minutes:2021-06-12T08+0800', 'month:2021-06'];
    const later = (ms: number) => p.feed([eventAt(call(), t0 + ms)]);
    expect(names()).toEqual(both);
    await later(48 * hour);
    expect(names()).toEqual(both);
    await later(50 * hour);
    expect(names()).toEqual(both.filter((name) => !name.startsWith('minutes')));
    await later(400 * day - hour);
    expect(names()).toContain('hour:2021-06-12T08+0800');
    await later(400 * day + hour);
    expect(names()).toEqual(['day:2021-06-12', 'month:2021-06']);
  });

  test('a change to a case of long ago leaves hours and minutes alone, and moves its month', async () => {
    const p = new Partition(context);
    await p.feed([eventAt(call(), t0)]);
    await p.feed([eventAt(call({ contactId: 'c2', receivedAt: '2022-09-01T00:00:00Z' }), t0 + 500 * day)]);
    await p.feed([eventAt(call({ rev: 1, channel: 'wechat' }), t0 + 500 * day)]);
    expect(
      Object.keys(p.counters)
        .filter((name) => /2021/.test(name))
        .sort(),
    ).toEqual(['day:2021-06-12', 'month:2021-06']);
    expect(p.counters['month:2021-06']).toMatchObject({ contacts: 1, 'contacts{channel=wechat}': 1 });
  });

  test('the half hour that Lord Howe repeats goes too, at whatever minute stream time moves on', async () => {
    for (const offset of [0, 10, 20, 30, 40, 50]) {
      const p = new Partition({ ...context, zone: zoneOf('Australia/Lord_Howe') });
      const at = Date.parse('2021-04-03T15:10:00Z');
      await p.feed([eventAt(call({ receivedAt: new Date(at).toISOString() }), at)]);
      expect(Object.keys(p.counters)).toContain('minutes:2021-04-04T01+1030');
      for (let h = 45; h < 52; h++) await p.feed([eventAt(call({ contactId: 'c2' }), at + h * hour + offset * minute)]);
      expect(Object.keys(p.counters)).not.toContain('minutes:2021-04-04T01+1030');
    }
  });

  test('a late record does not turn stream time back', async () => {
    const p = new Partition(context);
    await p.feed([eventAt(call(), t0 + 100 * day)]);
    const { progress, commit } = await p.feed([eventAt(call({ contactId: 'c2' }), t0)]);
    expect([progress.streamTime, commit.dropBuckets]).toEqual([t0 + 100 * day, []]);
    expect(Object.keys(p.counters).filter((name) => name.startsWith('minutes'))).toEqual([]);
  });
});

describe(`while stream time moves on, what is kept is right (seed ${seed})`, () => {
  /** How far stream time moves before a chunk, and events around it, some of them corrections and repeats. */
  const step = fc.record({
    move: fc.oneof(
      fc.integer({ min: -hour, max: 3 * hour }),
      fc.constantFrom(hour, 24 * hour, 49 * hour, 26 * day, 399 * day, 401 * day),
      fc.integer({ min: 0, max: 60 }).map((m) => m * minute),
    ),
    events: fc.array(
      fc.record({
        kind: fc.constantFrom('call', 'call', 'ticket'),
        contact: fc.integer({ min: 1, max: 6 }),
        rev: fc.integer({ min: 0, max: 9 }),
        answered: fc.boolean(),
        // A day ahead at most: later ones are dead letters.
        ago: fc.oneof(
          fc.integer({ min: -24 * 60, max: 52 * 60 }).map((m) => m * minute),
          fc.integer({ min: -24, max: 60 }).map((h) => h * hour),
          fc.integer({ min: 0, max: 402 }).map((d) => d * day),
        ),
      }),
      { maxLength: 5 },
    ),
  });
  const steps = fc.array(step, { minLength: 1, maxLength: 8 });

  test.each([
    ['Asia/Shanghai', '2021-06-12T00:45:00Z'],
    ['America/New_York', '2021-11-07T05:10:00Z'],
    ['Australia/Lord_Howe', '2021-04-03T14:20:00Z'],
    ['Asia/Kathmandu', '2021-06-12T00:45:00Z'],
  ])('%s from %s', async (id, start) => {
    const views: ViewContext = { ...context, zone: zoneOf(id) };
    const beginOf = hourBegins(views);
    await fc.assert(
      fc.asyncProperty(steps, async (list) => {
        const p = new Partition(views);
        const seen: HotlineEvent[] = [];
        let now = Date.parse(start);
        for (const { move, events } of list) {
          now += move;
          const decoded = events.map((e) => {
            const at = new Date(now - e.ago).toISOString();
            const event =
              e.kind === 'call'
                ? call({ contactId: `c${e.contact}`, receivedAt: at, rev: e.rev, answered: e.answered })
                : ticket({ contactId: `c${e.contact}`, createdAt: at, rev: e.rev });
            seen.push(event);
            beginOf.note(now - e.ago);
            return eventAt(event, now);
          });
          await p.feed(decoded);
          const { streamTime } = p.progress;
          const horizon = { hour: streamTime - 400 * day, minute: streamTime - 49 * hour };
          const expected = fineOnly(plain(bucketsOf(casesOf(seen).values(), { context: views, horizon })));
          const stored = fineOnly(p.counters);
          // Nothing stays for ever: an hour goes when stream time reaches the next one.
          for (const name of Object.keys(stored)) {
            const edge = name.startsWith('hour') ? horizon.hour : horizon.minute;
            if (beginOf.get(name) < edge - 2 * hour)
              throw new Error(`${name} is still there at ${new Date(streamTime).toISOString()}`);
            if (beginOf.get(name) < edge) delete stored[name];
          }
          deepStrictEqual(stored, expected);
        }
      }),
      { seed, numRuns: 40 },
    );
  });
});

/** Hours and minutes with their counts; 0 is no count. */
function fineOnly(all: Record<string, Record<string, number>>): Record<string, Record<string, number>> {
  const out: Record<string, Record<string, number>> = {};
  for (const [name, counts] of Object.entries(all)) {
    const some = Object.entries(counts)
      .filter(([, n]) => n !== 0)
      .sort(([a], [b]) => (a < b ? -1 : 1));
    if (/^(hour|minutes):/.test(name) && some.length > 0) out[name] = Object.fromEntries(some);
  }
  return Object.fromEntries(Object.entries(out).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** When the hour of a bucket begins, learnt from the instants that went into it. */
function hourBegins({ zone }: ViewContext) {
  const begins = new Map<string, number>();
  return {
    note: (at: number): void => void begins.set(zone.localHour(at), hourStartOf(at, zone.offsetAt(at))),
    get: (bucket: string): number => begins.get(bucket.slice(bucket.indexOf(':') + 1))!,
  };
}
