import { expect, test } from '@jest/globals';
import { parseEvent } from '../../src/domain/events.js';
import { parsePeriod } from '../../src/domain/period.js';
import { simulate } from '../../src/feeders/simulator/simulate.js';
import { readProfile } from '../../src/feeders/simulator/profile-file.js';
import { compareFigures } from '../../src/verifier/compare-figures.js';
import { recompute } from '../../src/verifier/recompute.js';
import { naiveContext } from '../../src/commands/naive-context.js';
import { fold, readerOver } from '../support/fold.js';
import { configuration } from '../support/views.js';

test('the half-year: both paths give the same figures for every kind of period', async () => {
  const profile = readProfile('config/profiles/ankang-2021-h1.yaml');
  const t0 = performance.now();
  const events = [...simulate(profile, { seed: 7, ...configuration.views, disorder: 0.2, duplicates: 0.1, lateClosures: 0.05 })].map((e) => parseEvent(e));
  const t1 = performance.now();
  const store = await fold(events);
  const t2 = performance.now();
  console.log(events.length, 'events', 'simulate+parse ms', Math.round(t1 - t0), 'fold ms', Math.round(t2 - t1));
  const asOf = Date.UTC(2026, 10, 1);
  for (const period of ['month:2021-06', 'half:2021-H1', 'day:2021-06-14', 'week:2021-W24', 'quarter:2021-Q2', 'year:2021', 'range:2021-06-11..2021-06-20']) {
    const snapshot = await readerOver(store).snapshot(parsePeriod(period, 0), asOf, true);
    const naive = recompute(events, period, naiveContext(configuration, asOf));
    expect({ period, differences: compareFigures(snapshot, naive) }).toEqual({ period, differences: [] });
    expect(snapshot.identities.filter((i) => !i.holds)).toEqual([]);
  }
});
