import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { readSnapshot } from '../../src/engine/published.js';
import { type Bench, call, openBench, ticket, topics } from '../support/embedded-processor.js';

/** Calls of May and June go in; what the snapshots topic says is read back. */
describe('snapshot publisher, on the embedded pair', () => {
  let bench: Bench;
  beforeEach(async () => {
    bench = await openBench();
  });
  afterEach(() => bench.close());

  const contacts = (n: number) => (_: string, s: { counters: Record<string, number> }) => s.counters['contacts'] === n;
  const keyed = (key: string, more: (k: string, s: never) => boolean) => (k: string, s: unknown) =>
    k === key && more(k, s as never);

  test('a change publishes the month, the day, the year, and what is compared with them', async () => {
    await bench.feed([call('a', '2021-05-03T10:00:00+08:00'), call('b', '2021-06-12T10:00:00+08:00')]);
    for (const key of ['month:2021-06', 'day:2021-06-12', 'month:2021-05'])
      await bench.published(keyed(key, contacts(1)));
    await bench.published(keyed('year:2021', contacts(2)));
    // A second contact of May: June's own figures stay, its 环比 does not.
    await bench.feed([call('c', '2021-05-04T10:00:00+08:00')]);
    const june = await bench.published(
      (key, s) =>
        key === 'month:2021-06' &&
        s.indicators.some((i) => i.id === 'change' && i.labels['of'] === 'contacts' && i.denominator === 2),
    );
    expect(june.counters['contacts']).toBe(1);
  });

  test('a late word of another publisher does not stay the last', async () => {
    await bench.feed([call('a', '2021-06-12T10:00:00+08:00')]);
    const ours = await bench.published(keyed('month:2021-06', contacts(1)));
    const zombie = { ...ours, counters: { ...ours.counters, contacts: 99 } };
    const value = JSON.stringify({
      specversion: '1.0',
      id: 'z',
      source: 'z',
      type: 'hotline.snapshot.v1',
      data: zombie,
    });
    await bench.log.publish([
      { topic: topics.snapshots, key: 'month:2021-06', value, headers: { 'pulse-publisher': 'zombie' } },
    ]);
    const after = (await bench.log.bounds(topics.snapshots))[0]!.end;
    await bench.published(
      (key, s, record) => key === 'month:2021-06' && record.offset >= after && s.counters['contacts'] === 1,
    );
  });

  test('unit tables are a key of their own and follow the months that they are compared with', async () => {
    const unit = { unit: { code: 'u1', kind: 'county' } };
    await bench.feed([ticket('a', '2021-05-03T10:00:00+08:00', unit), ticket('b', '2021-06-12T10:00:00+08:00', unit)]);
    const units =
      (previous: number) =>
      (
        key: string,
        s: { indicators: readonly { id: string; labels: object; previous?: { denominator: number } | null }[] },
      ) =>
        key === 'month:2021-06/units' &&
        s.indicators.some((i) => i.id === 'on_time_rate' && 'unit' in i.labels && i.previous?.denominator === previous);
    const table = await bench.published(units(1) as never);
    expect(Object.keys(table.counters).every((name) => name.includes('unit='))).toBe(true);
    await bench.feed([ticket('c', '2021-05-04T10:00:00+08:00', unit)]);
    await bench.published(units(2) as never);
  });

  test('after the store fell back: one recovering snapshot, then everything again under a higher rollback', async () => {
    // Enough that reading it again takes longer than a tick.
    const many = Array.from({ length: 6000 }, (_, i) => call(`c${i}`, '2021-06-12T10:00:00+08:00'));
    await bench.feed(many);
    await bench.published(keyed('month:2021-06', contacts(6000)));
    await bench.store.clear(2);
    const recovering = await bench.published((key, s) => key === 'live' && s.recovering === true);
    const healed = await bench.published(
      (key, s) => key === 'month:2021-06' && s.asOf.rollback > 0 && s.counters['contacts'] === 6000,
    );
    expect(recovering.asOf.rollback).toBe(1);
    expect(healed.recovering).toBeUndefined();
  });

  test('live is published on ticks although nothing happens, and says how old it is', async () => {
    const first = await bench.published((key) => key === 'live');
    const later = await bench.published((key, s) => key === 'live' && s.asOf.instant > first.asOf.instant);
    expect(later.windows?.map((w) => w.id)).toEqual(['5m', '15m', '60m', '24h', 'today']);
  });

  test('a graceful stop says what was still to be said', async () => {
    await bench.feed([call('a', '2021-06-12T10:00:00+08:00')]);
    await bench.processor.stop();
    const last = new Map<string, unknown>();
    for await (const batch of bench.log.read([
      { topic: topics.snapshots, partition: 0, from: 0n, to: (await bench.log.bounds(topics.snapshots))[0]!.end },
    ]))
      for (const r of batch.records)
        last.set(Buffer.from(r.key!).toString(), readSnapshot(r.value!)?.counters['contacts']);
    expect(last.get('month:2021-06')).toBe(1);
    expect(last.get('day:2021-06-12')).toBe(1);
  });
});
