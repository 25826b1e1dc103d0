import { type Compared, compare, exact, inPercent, isKnown } from './comparison.js';
import type { Labels } from './counter-name.js';
import type { Figures } from './figures.js';
import type { Indicator, RateRule } from './indicators.js';
import type { LineageView } from './lineage.js';

/**
 * Rates of what was split since an earlier period, all parts together, so that it can be compared: labels say
 * `with: parts`, the code is the one that the whole goes by.
 *
 * @param labels those that the rate has in this period
 */
export function partRates(rule: RateRule, labels: readonly Labels[], c: Compared): Indicator[] {
  const view = c.lineage?.any ?? null;
  const wholes = view === null ? [] : [...wholesOf(labels, view).values()];
  if (view === null || wholes.length === 0) return [];
  const joined = (f: Figures | null): Figures | null => (f === null ? null : view.joined(f, 'whole'));
  const [now, previous, lastYear] = [joined(c.now)!, joined(c.previous), joined(c.lastYear)];
  return wholes.flatMap(({ whole, members }): Indicator[] => {
    const own = rule.of(now, whole);
    if (!isKnown(own)) return [];
    const beside = (then: Figures | null) =>
      then === null || ('unit' in whole && !then.hasUnits)
        ? null
        : compare(own, own, rule.of(then, whole), { now, other: then, view });
    return [
      {
        id: rule.id,
        labels: { ...whole, with: 'parts' },
        ...own,
        base: rule.base,
        value: inPercent.value(exact(own)),
        unit: '%',
        members,
        previous: beside(previous),
        lastYear: beside(lastYear),
      },
    ];
  });
}

/** The wholes that some of the labels are parts of, each once. */
function wholesOf(labels: readonly Labels[], view: LineageView) {
  const found = new Map<string, { whole: Labels; members: readonly string[] }>();
  for (const each of labels) {
    for (const [label, code] of Object.entries(each)) {
      const whole = view.whole(label, code);
      const members = view.codesOf(label, whole);
      if (members !== undefined) found.set(`${label}=${whole}`, { whole: { ...each, [label]: whole }, members });
    }
  }
  return found;
}
