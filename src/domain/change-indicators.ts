import { type Against, type Compared, isIncomparable, membersOf, type Pair } from './comparison.js';
import { type Labels, parseCounterName } from './counter-name.js';
import type { Figures } from './figures.js';
import type { Indicator } from './indicators.js';
import { percent } from './rational.js';
import { byBytes } from './texts.js';

/** 环比 and 同比 of every counter without a unit label; null pair: nothing is known of the other period. */
export function changes(c: Compared, against: Against, pair: Pair | null): Indicator[] {
  const now = pair?.now ?? c.now;
  const then = pair?.other ?? null;
  const out: Indicator[] = [];
  for (const name of namesOf(c.now, then)) {
    const { measure, labels } = parseCounterName(name);
    const incomparable = isIncomparable(pair?.view, labels);
    // One that has no counterpart is shown as it counts here.
    const numerator = count(incomparable ? c.now : now, name);
    if ('unit' in labels || numerator === null) continue;
    const members = membersOf(pair?.view ?? null, labels);
    out.push({
      ...change(name, { of: measure, ...labels }, against),
      ...figures(numerator, incomparable ? null : then, name),
      ...(incomparable ? { incomparable: [against] } : members !== undefined && { members }),
    });
  }
  return pair?.view?.hasSplits !== true ? out : [...out, ...wholes(c, against, pair)];
}

/** What was split since, all parts together: labels say `with: parts`. */
function wholes(c: Compared, against: Against, { view }: Pair): Indicator[] {
  const [now, then] = [view!.joined(c.now, 'whole'), view!.joined(c[against]!, 'whole')];
  const out: Indicator[] = [];
  for (const name of namesOf(now, then)) {
    const { measure, labels } = parseCounterName(name);
    const members = Object.entries(labels).flatMap(([label, code]) => view!.codesOf(label, code) ?? []);
    const numerator = count(now, name);
    if (members.length === 0 || 'unit' in labels || numerator === null) continue;
    const own = change(name, { of: measure, ...labels, with: 'parts' }, against);
    out.push({ ...own, ...figures(numerator, then, name), members });
  }
  return out;
}

function namesOf(now: Figures, then: Figures | null): string[] {
  return [...new Set([...now.counters.keys(), ...(then?.counters.keys() ?? [])])].sort(byBytes);
}

/** null: unknown. */
function count(f: Figures | null, name: string): number | null {
  return f === null || f.knows?.(name) === false ? null : (f.counters.get(name) ?? 0);
}

const change = (base: string, labels: Labels, against: Against) =>
  ({ id: 'change', labels, against, base, unit: '%' }) as const;

function figures(numerator: number, then: Figures | null, name: string) {
  const denominator = count(then, name);
  const value =
    denominator === null
      ? null
      : percent({ numerator: BigInt(numerator - denominator), denominator: BigInt(denominator) });
  return { numerator, denominator, value, ...(then?.baseline === true && { baseline: true }) };
}
