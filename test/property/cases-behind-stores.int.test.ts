import { describe, expect, test } from '@jest/globals';
import { openEmbedded } from '../../src/adapters/embedded/open-embedded.js';
import { systemClock } from '../../src/commands/system-clock.js';
import { parseEvent } from '../../src/domain/events.js';
import { parsePeriod } from '../../src/domain/period.js';
import { StateReader } from '../../src/engine/state-reader.js';
import { loadProfile } from '../../src/feeders/simulator/profile.js';
import { simulate } from '../../src/feeders/simulator/simulate.js';
import type { StateStore } from '../../src/ports/state-store.js';
import { makeDataDir } from '../adapters/embedded/data-dir.js';
import { openForContract } from '../adapters/redis/support.js';
import { smallProfile } from '../feeders/simulator/small.js';
import { world } from '../feeders/simulator/support.js';
import { addedUp, casesBehind, explained, figuresOf, partsIn } from '../support/explained.js';
import { redisUrl } from '../support/services.js';
import { feed } from '../support/ticket-lists.js';
import { views } from '../support/views.js';

/** What the cases behind a figure add up to is the figure, in the stores that are used: two simulated months, every figure. */

const stores: [string, () => Promise<{ store: StateStore; close(): Promise<void> }>][] = [
  ['Redis', () => openForContract(redisUrl())],
  [
    'embedded',
    async () => {
      const { dataDir, remove } = await makeDataDir();
      const pair = await openEmbedded({ dataDir, namespace: 'test', generation: 1, clock: systemClock });
      const close = async (): Promise<void> => {
        await pair.close();
        await remove();
      };
      return { store: pair.store, close };
    },
  ],
];

describe.each(stores)('%s', (_name, open) => {
  test('every figure of a month, page by page', async () => {
    const { store, close } = await open();
    try {
      const partitions = 3;
      const events = [...simulate(loadProfile(smallProfile()), { seed: 2, ...world })].map((e) => parseEvent(e));
      await feed(store, events, { partitions, size: 150 });
      const { context } = views;
      const reader = new StateReader({ store, inputs: ['events'], partitions, generation: 1, context, gaps: () => [] });
      const asOf = Date.parse('2021-02-20T12:00:00+08:00');
      const period = parsePeriod('2021-02', 0);
      const s = await reader.snapshot(period, asOf, true);
      let compared = 0;
      for (const asked of figuresOf(s).filter(({ kind }) => kind !== 'change')) {
        const e = explained(s, asked);
        const question = { parts: partsIn(e), scope: { period }, asOf };
        const { numerator, denominator } = addedUp(await casesBehind(store, question, { partitions, limit: 17 }));
        const where = JSON.stringify(asked);
        expect([where, numerator]).toEqual([where, e.numerator.value]);
        if (asked.kind === 'indicator') expect([where, denominator ?? 0]).toEqual([where, e.denominator?.value]);
        compared++;
      }
      expect(compared).toBeGreaterThan(100);
    } finally {
      await close();
    }
  });
});
