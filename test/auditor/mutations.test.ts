import { describe, expect, test } from '@jest/globals';
import { type Audit, severityOf } from '../../src/auditor/result.js';
import type { Draft } from './draft.js';
import { generate } from './generate.js';
import { type Mutant, type Mutation, mutate, mutations } from './mutate.js';
import { Random } from './random.js';
import { auditOf, brief, wrongs } from './support.js';

/**
 * Correct reports are not called wrong, and what is spoilt in them is found. PULSE_AUDIT_MUTATIONS is how many (1,000 in
 * an ordinary run), PULSE_AUDIT_SEED where they begin; the tallies are printed.
 */
const seed = Number(process.env['PULSE_AUDIT_SEED'] ?? 20_210_600);
const wanted = Number(process.env['PULSE_AUDIT_MUTATIONS'] ?? 1_000);
const perReport = 20;

/** A finding of something wrong that names the figure, by its place or among those it rests on. */
function finds(result: Audit, mutant: Mutant): boolean {
  const named = new Set(wrongs(result).flatMap((f) => f.figures));
  return mutant.changed.some((spot) =>
    result.figures.some(
      (f) => named.has(f.index) && f.line === spot.line && f.from < spot.to + 1 && f.to > spot.from - 1,
    ),
  );
}

interface Tally {
  found: number;
  missed: number;
  uncheckable: number;
}

function run(drafts: readonly Draft[], r: Random): { tallies: Map<Mutation, Tally>; missed: string[] } {
  const tallies = new Map<Mutation, Tally>(mutations.map((kind) => [kind, { found: 0, missed: 0, uncheckable: 0 }]));
  const missed: string[] = [];
  for (const [i, draft] of drafts.entries()) {
    for (let n = 0; n < perReport; n++) {
      const kind = mutations[n % mutations.length]!;
      const mutant = mutate(draft, kind, r);
      if (mutant === null) continue;
      const tally = tallies.get(kind)!;
      if (!mutant.checkable) tally.uncheckable++;
      else if (finds(auditOf(draft.name, mutant.text), mutant)) tally.found++;
      else {
        tally.missed++;
        missed.push(`report ${seed + i}, ${kind}: ${mutant.said}`);
      }
    }
  }
  return { tallies, missed };
}

describe(`generated reports from seed ${seed}`, () => {
  const drafts = Array.from({ length: Math.ceil(wanted / perReport) }, (_, i) => generate(seed + i));

  test(`${drafts.length} correct reports: nothing is called wrong or doubtful, every figure is found`, () => {
    const alarms = drafts.flatMap((draft, i) => {
      const result = auditOf(draft.name, draft.text);
      const lost = draft.spots.filter(
        (s) => !result.figures.some((f) => f.line === s.line && f.from <= s.from && f.to >= s.to),
      );
      const said = [
        ...result.findings.filter((f) => severityOf(f.verdict) !== 'note').map(brief),
        ...lost.map((s) => `lost: line ${s.line} ${s.id} ${s.units}`),
      ];
      return said.map((text) => `report ${seed + i}: ${text}`);
    });
    expect(alarms).toEqual([]);
  });

  test(`${wanted} mutations: at least 95 of 100 that can be found are`, () => {
    const { tallies, missed } = run(drafts, new Random(seed));
    const total = (of: keyof Tally): number => [...tallies.values()].reduce((n, t) => n + t[of], 0);
    const lines = [...tallies].map(
      ([kind, t]) => `${kind}: found ${t.found}, missed ${t.missed}, not to be found ${t.uncheckable}`,
    );
    process.stdout.write(
      `mutations from seed ${seed}\n  ${lines.join('\n  ')}\n${missed
        .slice(0, 20)
        .map((m) => `  missed: ${m}\n`)
        .join('')}`,
    );
    expect(total('found') + total('missed')).toBeGreaterThan(wanted / 3);
    expect(total('found') / (total('found') + total('missed'))).toBeGreaterThanOrEqual(0.95);
  });
});
