import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { naiveContext } from '../../src/commands/naive-context.js';
import type { Baselines } from '../../src/domain/baseline.js';
import type { HotlineEvent } from '../../src/domain/events.js';
import { type Descent, Lineage } from '../../src/domain/lineage.js';
import { parsePeriod } from '../../src/domain/period.js';
import type { Snapshot } from '../../src/domain/snapshot-schema.js';
import { formatDay, parseDay } from '../../src/domain/zone.js';
import { compareFigures } from '../../src/verifier/compare-figures.js';
import { recompute } from '../../src/verifier/recompute.js';
import { fold, readerOver } from '../support/fold.js';
import { history } from '../support/histories.js';
import { seed } from '../support/seed.js';
import { configuration } from '../support/views.js';

/**
 * Opening figures and the history of codes move nothing but what is shown beside the counters, and both paths must say
 * the same of it: comparisons, what is unknown, what has no counterpart.
 */

const periods = [
  'month:2021-06',
  'month:2021-07',
  'quarter:2021-Q2',
  'half:2021-H1',
  'year:2021',
  'week:2021-W24',
  'month:2021-05',
];
const months = ['2020-06', '2020-07', '2021-04', '2021-05', '2021-06'];
const counters = [
  'contacts', 'answered', 'direct', 'tickets', 'closed', 'closed_on_time', 'closed_late', 'rated', 'satisfied', 'waited',
  'contacts{channel=phone}', 'contacts{channel=wechat}', 'answered{channel=phone}', 'tickets{nature=help}',
  'tickets{nature=praise}', 'tickets{region=a}', 'tickets{region=b}', 'tickets{region=汉滨区}', 'tickets{region=new}',
  'answered{topic=疫情}', 'answered{category=a}', 'answered{category=b}', 'tickets{unit_kind=county}', 'closed{unit_kind=county}',
  'reply_working_days', 'replied',
]; // biome-ignore format: a list

const baseline: fc.Arbitrary<Baselines> = fc
  .dictionary(
    fc.constantFrom(...months),
    fc.dictionary(fc.constantFrom(...counters), fc.constantFrom(0, 1, 2, 3, 5), { minKeys: 1, maxKeys: 20 }),
    { maxKeys: 3 },
  )
  .map((all) => new Map(Object.entries(all).map(([month, counts]) => [month, new Map(Object.entries(counts))])));

const day = fc.integer({ min: 0, max: 420 }).map((n) => parseDay('2020-06-01')! + n);
const inherits = (old: string): fc.Arbitrary<Descent> =>
  fc.oneof(
    fc.record({ from: fc.option(day), succeeds: fc.constant([old]), splitFrom: fc.constant(null) }),
    fc.record({ from: day, succeeds: fc.constant([]), splitFrom: fc.constant(old) }),
  );
/** Each code comes from earlier ones of its list, so nothing comes from itself; none has two heirs. */
const descents = (codes: readonly string[]): fc.Arbitrary<ReadonlyMap<string, Descent>> =>
  fc.tuple(...codes.slice(1).map((_, i) => fc.option(fc.nat(i).chain((n) => inherits(codes[n]!))))).map((list) => {
    const out = new Map<string, Descent>();
    const replaced = new Set<string>();
    for (const [i, found] of list.entries()) {
      if (found === null || found.succeeds.some((old) => replaced.has(old))) continue;
      for (const old of found.succeeds) replaced.add(old);
      out.set(codes[i + 1]!, found);
    }
    return out;
  });
const lineage = fc
  .record({
    region: fc.shuffledSubarray(['a', 'b', '汉滨区', 'x=y,{z}', 'new'], { minLength: 2 }).chain(descents),
    category: fc.shuffledSubarray(['a', 'b', '%'], { minLength: 2 }).chain(descents),
    unit: fc.shuffledSubarray(['汉滨区', '市住建局', 'u|1'], { minLength: 2 }).chain(descents),
    topic: fc.shuffledSubarray(['疫情', '供水', 'q'], { minLength: 2 }).chain(descents),
  })
  .map((all) => new Lineage(new Map(Object.entries(all))));

const asOfs = fc.integer({ min: 0, max: 120 }).map((n) => Date.parse('2021-05-20T12:00:00+08:00') + n * 86_400_000);
const scenario = fc.record({ events: history(), baseline, lineage, period: fc.constantFrom(...periods), asOf: asOfs });

async function bothPaths(events: readonly HotlineEvent[], period: string, asOf: number, b: Baselines, l: Lineage) {
  const today = configuration.views.zone.dayOf(asOf);
  const reader = readerOver(await fold(events, 3), 1, { baselines: () => b, lineage: l });
  const snapshot = await reader.snapshot(parsePeriod(period, today), asOf, true);
  const descents = l.descents().map((d) => ({ ...d, from: d.from === null ? null : formatDay(d.from) }));
  const ours = recompute(events, period, { ...naiveContext(configuration, asOf, b), descents });
  return { snapshot, ours };
}

/** What the random cases have met: a test that never meets a split proves nothing about splits. */
const features: Record<string, (s: Snapshot) => boolean> = {
  'a comparison with opening figures': (s) => s.indicators.some((i) => i.previous?.baseline === true),
  'a change against opening figures': (s) => s.indicators.some((i) => i.baseline === true && i.value !== null),
  'a change that is unknown': (s) => s.indicators.some((i) => i.baseline === true && i.denominator === null),
  'a period of opening figures': (s) => s.baselineMonths !== undefined,
  'codes taken together': (s) => s.indicators.some((i) => i.previous?.members !== undefined),
  'replaced codes that still count': (s) => s.indicators.some((i) => i.previous?.now !== undefined),
  'a code without counterpart': (s) => s.indicators.some((i) => i.incomparable !== undefined),
  'parts taken together': (s) => s.indicators.some((i) => i.labels['with'] === 'parts' && i.previous != null),
};

describe(`opening figures and renamed codes on two paths (seed ${seed})`, () => {
  test('any history with any of both', async () => {
    const met = new Set<string>();
    await fc.assert(
      fc.asyncProperty(scenario, async ({ events, baseline: b, lineage: l, period, asOf }) => {
        const { snapshot, ours } = await bothPaths(events, period, asOf, b, l);
        expect(compareFigures(snapshot, ours)).toEqual([]);
        expect(snapshot.identities.map((i) => [i.id.replace('sum of', 'Σ'), i.difference]).sort()).toEqual(
          ours.identities.map((i) => [i.id, i.difference]).sort(),
        );
        for (const [name, has] of Object.entries(features)) if (has(snapshot)) met.add(name);
      }),
      { seed, numRuns: Number(process.env['PROPERTY_RUNS'] ?? 400) },
    );
    expect([...met].sort()).toEqual(Object.keys(features).sort());
  });
});
