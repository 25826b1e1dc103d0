import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { naiveContext } from '../../src/commands/naive-context.js';
import type { HotlineEvent } from '../../src/domain/events.js';
import { parsePeriod } from '../../src/domain/period.js';
import { compareFigures } from '../../src/verifier/compare-figures.js';
import { recompute } from '../../src/verifier/recompute.js';
import { fold, readerOver } from '../support/fold.js';
import { deliveries, history } from '../support/histories.js';
import { seed } from '../support/seed.js';
import { configuration } from '../support/views.js';

const periods = [
  'month:2021-06',
  'day:2021-06-14',
  'week:2021-W24',
  'quarter:2021-Q2',
  'range:2021-06-11..2021-06-20',
  'year:2021',
  'rolling:30d',
];

describe(`the counters are the naive path's, whatever the order (seed ${seed})`, () => {
  const whole = async (
    events: readonly HotlineEvent[],
    delivered: readonly HotlineEvent[],
    period: string,
    asOf: number,
    size: number,
  ) => {
    const store = await fold(delivered, size);
    const today = configuration.views.zone.dayOf(asOf);
    const snapshot = await readerOver(store).snapshot(parsePeriod(period, today), asOf, true);
    expect(compareFigures(snapshot, recompute(events, period, naiveContext(configuration, asOf)))).toEqual([]);
    expect(snapshot.identities.filter((i) => !i.holds)).toEqual([]);
  };

  test('any history, permuted, duplicated, cut into batches, at any asOf', async () => {
    const scenario = history().chain((events) =>
      fc.record({
        events: fc.constant(events),
        delivered: deliveries(events),
        size: fc.integer({ min: 1, max: 7 }),
        period: fc.constantFrom(...periods),
        asOf: fc.integer({ min: 0, max: 90 * 1440 }).map((m) => Date.parse('2021-05-20T00:00:00+08:00') + m * 60_000),
      }),
    );
    await fc.assert(
      fc.asyncProperty(scenario, ({ events, delivered, period, asOf, size }) =>
        whole(events, delivered, period, asOf, size),
      ),
      { seed, numRuns: Number(process.env['PROPERTY_RUNS'] ?? 300) },
    );
  });
});
