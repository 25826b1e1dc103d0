import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Scope } from '../../src/domain/case-share.js';
import { parsePeriod } from '../../src/domain/period.js';
import type { Snapshot } from '../../src/domain/snapshot-schema.js';
import { addedUp, casesBehind, explained, figuresOf, partsIn } from '../support/explained.js';
import { readerOver } from '../support/fold.js';
import { history } from '../support/histories.js';
import { MemoryStore } from '../support/memory-store.js';
import { seed } from '../support/seed.js';
import { feed } from '../support/ticket-lists.js';
import { views } from '../support/views.js';

/**
 * The cases behind a figure add up to it, page by page: every counter and indicator of every kind of period, whatever the
 * history: corrections, retractions, holds, extensions, reopenings and closings without ticket among them.
 */

const start = Date.parse('2021-05-20T00:00:00+08:00');
const scenario = fc.record({
  events: history(30),
  partitions: fc.constantFrom(1, 3),
  asOf: fc.integer({ min: 0, max: 60 * 1440 }).map((m) => start + m * 60_000),
  limit: fc.integer({ min: 1, max: 4 }),
  looks: fc.integer({ min: 1, max: 5 }),
  period: fc.constantFrom(
    'month:2021-05',
    'month:2021-06',
    'day:2021-06-10',
    'quarter:2021-Q2',
    'range:2021-05-25..2021-06-20',
  ),
});
const runs = { seed, numRuns: Number(process.env['PROPERTY_RUNS'] ?? 40) };

async function compare(store: MemoryStore, s: Snapshot, scopeOf: (window: string | undefined) => Scope, how: object) {
  const asOf = Date.parse(s.asOf.instant);
  for (const asked of figuresOf(s)) {
    const e = explained(s, asked);
    const cases = await casesBehind(store, { parts: partsIn(e), scope: scopeOf(asked.window), asOf }, how);
    const { numerator, denominator } = addedUp(cases);
    const where = JSON.stringify(asked);
    expect([where, numerator]).toEqual([where, e.numerator.value]);
    if (asked.kind === 'indicator') expect([where, denominator ?? 0]).toEqual([where, e.denominator?.value]);
    // Each contact once, and nothing that adds nothing.
    expect(new Set(cases.map(({ contactId }) => contactId)).size).toBe(cases.length);
    expect(cases.filter((c) => c.numerator === 0 && (c.denominator ?? 0) === 0)).toEqual([]);
  }
}

describe(`cases and counters (seed ${seed})`, () => {
  test('of a period: the cases of all pages add up to the figure, both sides', async () => {
    await fc.assert(
      fc.asyncProperty(scenario, async ({ events, partitions, asOf, limit, looks, period: name }) => {
        const store = new MemoryStore();
        await feed(store, events, { partitions, size: 5 });
        const period = parsePeriod(name, 0);
        const s = await readerOver(store, partitions).snapshot(period, asOf, true);
        await compare(store, s, () => ({ period }), { partitions, limit, looks });
      }),
      runs,
    );
  });

  test('of live: every open ticket, and what arose in each window', async () => {
    await fc.assert(
      fc.asyncProperty(scenario, async ({ events, partitions, asOf, limit, looks }) => {
        const store = new MemoryStore();
        // Minutes are kept for 48 hours of the broker's time: here none has passed yet.
        await feed(store, events, { partitions, size: 5, timestamp: start });
        const s = await readerOver(store, partitions).live(asOf);
        const scopeOf = (id: string | undefined): Scope => {
          if (id === undefined) return { open: 'all' };
          if (id === 'today') return { period: parsePeriod(`day:${local(asOf)}`, 0) };
          const { from, to } = s.windows!.find((w) => w.id === id)!;
          return { from: Date.parse(from), to: Date.parse(to) };
        };
        await compare(store, s, scopeOf, { partitions, limit, looks });
      }),
      runs,
    );
  });
});

const local = (at: number): string => new Date(at + views.zone.offsetAt(at)).toISOString().slice(0, 10);
