import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { BaselineRecord } from '../../src/engine/control-records.js';
import { type Bench, call, openBench, topics } from '../support/embedded-processor.js';

/** Opening figures that come, change and go while a processor runs: what they touch is published again. */
describe('opening figures, on the embedded pair', () => {
  let bench: Bench;
  beforeEach(async () => {
    bench = await openBench();
  });
  afterEach(() => bench.close());

  const say = (month: string, contacts: number, more: Partial<BaselineRecord> = {}): Promise<unknown> => {
    const record = {
      month,
      counters: { contacts },
      source: 'f',
      by: 'b',
      note: '',
      at: '2021-06-01T00:00:00Z',
      ...more,
    };
    return bench.log.publish([{ topic: topics.control, key: `baseline:${month}`, value: JSON.stringify(record) }]);
  };
  const change = (key: string, against: string, denominator: number | null) =>
    bench.published(
      (k, s) =>
        k === key &&
        s.indicators.some(
          (i) =>
            i.id === 'change' &&
            i.labels['of'] === 'contacts' &&
            i.against === against &&
            i.denominator === denominator &&
            Object.keys(i.labels).length === 1,
        ),
    );

  test('the month itself, the next, the year and the same month a year later follow', async () => {
    await bench.feed([call('a', '2021-06-12T10:00:00+08:00')]);
    await change('month:2021-06', 'previous', null);
    await say('2021-05', 3);
    await change('month:2021-06', 'previous', 3);
    const may = await bench.published((key) => key === 'month:2021-05');
    expect([may.baselineMonths, may.counters['contacts'], may.counters['tickets']]).toEqual([
      ['2021-05'],
      3,
      undefined,
    ]);
    const year = await bench.published((key, s) => key === 'year:2021' && s.counters['contacts'] === 4);
    expect(year.baselineMonths).toEqual(['2021-05']);

    await say('2020-06', 7);
    await change('month:2021-06', 'lastYear', 7);
    // Corrected, then taken back: the system counted nothing in that month.
    await say('2021-05', 5);
    await change('month:2021-06', 'previous', 5);
    await say('2021-05', 5, { removedAt: '2021-07-02T00:00:00Z' });
    // Nothing was said of May before it had opening figures.
    const gone = await bench.published((key, s) => key === 'month:2021-05' && s.baselineMonths === undefined);
    expect([gone.baselineMonths, gone.counters['contacts']]).toEqual([undefined, 0]);
  });

  test('what a month counted itself is hidden, and comes back', async () => {
    await bench.feed([call('a', '2021-05-12T10:00:00+08:00'), call('b', '2021-06-12T10:00:00+08:00')]);
    await change('month:2021-06', 'previous', 1);
    await say('2021-05', 9);
    await bench.published((key, s) => key === 'month:2021-05' && s.counters['contacts'] === 9);
    const before = (await bench.log.bounds(topics.snapshots))[0]!.end;
    await say('2021-05', 9, { removedAt: '2021-07-02T00:00:00Z' });
    const own = await bench.published(
      (key, s, record) => key === 'month:2021-05' && record.offset >= before && s.baselineMonths === undefined,
    );
    expect([own.counters['contacts'], own.counters['tickets']]).toEqual([1, 0]);
  });
});
