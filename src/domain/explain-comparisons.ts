import type { AskedFigure } from './asked-figure.js';
import { counterName } from './counter-name.js';
import type { FigureSet } from './explain.js';
import type { ExplainedComparison } from './explanation-schema.js';
import type { Indicator } from './indicators.js';

type Against = ExplainedComparison['against'];

/** The two periods that a figure is compared with, as far as they are known. A change is a comparison itself. */
export function comparisonsOf(
  set: FigureSet,
  asked: AskedFigure,
  indicator: Indicator | null,
): readonly ExplainedComparison[] {
  if (asked.kind === 'change') return [];
  return (['previous', 'lastYear'] as const).flatMap((against): ExplainedComparison[] => {
    if (indicator === null) return ofCounter(set, asked, against);
    const then = indicator[against];
    return then === undefined || then === null ? [] : [{ against, ...then }];
  });
}

/** The growth of a counter is an indicator of its own. */
function ofCounter(set: FigureSet, { id, labels }: AskedFigure, against: Against): ExplainedComparison[] {
  const wanted = counterName('change', { of: id, ...labels });
  const change = set.indicators.find((i) => i.against === against && counterName(i.id, i.labels) === wanted);
  if (change === undefined || change.denominator === null) return [];
  return [
    {
      against,
      period: periodOf(set, against),
      numerator: change.denominator,
      denominator: null,
      value: String(change.denominator),
      changePoints: null,
      changePercent: change.value,
    },
  ];
}

/** A change does not say the key of its period; the rates beside it do. */
function periodOf({ indicators }: FigureSet, against: Against): string | null {
  for (const i of indicators) {
    const period = i[against]?.period;
    if (period !== undefined) return period;
  }
  return null;
}
