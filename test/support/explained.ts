import { type AskedFigure, parseFigure } from '../../src/domain/asked-figure.js';
import type { CaseItem } from '../../src/domain/case-page.js';
import type { Scope } from '../../src/domain/case-share.js';
import { counterName } from '../../src/domain/counter-name.js';
import { type ExplainOptions, explain } from '../../src/domain/explain.js';
import type { Explanation } from '../../src/domain/explanation-schema.js';
import type { FigureParts } from '../../src/domain/figure-parts.js';
import type { Snapshot } from '../../src/domain/snapshot-schema.js';
import { CaseReader } from '../../src/engine/case-reader.js';
import type { StateStore } from '../../src/ports/state-store.js';
import { views } from './views.js';

/** Codes as they are. */
export const plainly: ExplainOptions = { language: 'zh', say: (_label, code) => code };

/** Every figure that a snapshot holds, as one would ask for it; of the live one those of its windows too. */
export function figuresOf(s: Snapshot): AskedFigure[] {
  const asked = (set: Pick<Snapshot, 'counters' | 'indicators'>, labels: Record<string, string>) => [
    ...Object.keys(set.counters).map((name) => parseFigure(name, labels)),
    ...set.indicators.map((i) => parseFigure(counterName(i.id, i.labels), labels, i.against)),
  ];
  return [...asked(s, {}), ...(s.windows ?? []).flatMap((w) => asked(w, { window: w.id }))];
}

export const explained = (s: Snapshot, asked: AskedFigure): Explanation => explain(s, asked, plainly);

/** The counters of an explanation's two sides. */
export const partsIn = (e: Explanation): FigureParts => ({
  numerator: e.numerator.counters.map(({ name }) => name),
  denominator: e.figure.kind === 'indicator' ? e.denominator!.counters.map(({ name }) => name) : null,
});

/** All cases behind a figure, page by page. */
export async function casesBehind(
  store: Pick<StateStore, 'cases'>,
  question: { parts: FigureParts; scope: Scope; asOf: number },
  { partitions = 1, limit = 500, looks = 5000, context = views.context } = {},
): Promise<CaseItem[]> {
  const reader = new CaseReader({ store, partitions, context });
  const found: CaseItem[] = [];
  for (let after: string | undefined; ; ) {
    const page = await reader.page({ ...question, scope: () => question.scope, after, limit, looks });
    found.push(...page.cases);
    if (page.next === null) return found;
    after = page.next;
  }
}

export function addedUp(cases: readonly CaseItem[]): { numerator: number; denominator: number | null } {
  const sum = { numerator: 0, denominator: null as number | null };
  for (const { numerator, denominator } of cases) {
    sum.numerator += numerator;
    if (denominator !== null) sum.denominator = (sum.denominator ?? 0) + denominator;
  }
  return sum;
}
