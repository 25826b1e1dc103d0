import { counterName } from './names.js';
import type { NaiveComparison, NaiveFigures, NaiveIndicator } from './types.js';

type PublishedComparison = Partial<Omit<NaiveComparison, 'baseline'>> & { readonly baseline?: boolean | undefined };

/** What of a snapshot is compared; any further member is ignored. */
export interface PublishedIndicator {
  readonly id: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly numerator: number;
  readonly denominator: number | null;
  readonly value: string | null;
  readonly members?: readonly string[] | undefined;
  readonly against?: 'previous' | 'lastYear' | null | undefined;
  readonly previous?: PublishedComparison | null | undefined;
  readonly lastYear?: PublishedComparison | null | undefined;
  readonly baseline?: boolean | undefined;
  readonly incomparable?: readonly string[] | undefined;
}

export interface PublishedFigures {
  readonly counters: Readonly<Record<string, number>>;
  readonly indicators: readonly PublishedIndicator[];
}

/** One figure on which the two paths disagree; null: not there, or unknown. */
export interface Difference {
  readonly figure: string;
  readonly published: string | number | null;
  readonly recomputed: string | number | null;
}

/**
 * Every figure that the two paths give differently. An absent counter is 0; an absent indicator is one without a value, so an
 * indicator on an empty base may be left out.
 */
export function compareFigures(published: PublishedFigures, ours: NaiveFigures): Difference[] {
  return [...compareCounters(published.counters, ours.counters), ...compareIndicators(published.indicators, ours)];
}

function compareCounters(published: Readonly<Record<string, number>>, ours: ReadonlyMap<string, number>): Difference[] {
  const differences: Difference[] = [];
  for (const name of new Set([...Object.keys(published), ...ours.keys()])) {
    const theirs = (Object.hasOwn(published, name) ? published[name] : undefined) ?? 0;
    const recomputed = ours.get(name) ?? 0;
    if (theirs !== recomputed) differences.push({ figure: name, published: theirs, recomputed });
  }
  return differences;
}

function compareIndicators(published: readonly PublishedIndicator[], ours: NaiveFigures): Difference[] {
  const differences: Difference[] = [];
  const theirs = new Map<string, PublishedIndicator>();
  for (const indicator of published) {
    const name = nameOf(indicator);
    if (theirs.has(name))
      differences.push({ figure: `${name} (published twice)`, published: indicator.value, recomputed: null });
    theirs.set(name, indicator);
  }
  const own = new Map(ours.indicators.map((indicator) => [nameOf(indicator), indicator]));
  for (const name of new Set([...theirs.keys(), ...own.keys()])) {
    const [left, right] = [theirs.get(name), own.get(name)];
    if (left !== undefined && right !== undefined) differences.push(...compareParts(name, left, right));
    else if ((left ?? right)?.value !== null) {
      differences.push({ figure: name, published: left?.value ?? null, recomputed: right?.value ?? null });
    }
  }
  return differences;
}

function compareParts(name: string, left: PublishedIndicator, right: NaiveIndicator): Difference[] {
  const parts: Difference[] = [];
  const compare = (part: string, published: string | number | null, recomputed: string | number | null) => {
    if (published !== recomputed) parts.push({ figure: `${name} ${part}`, published, recomputed });
  };
  compare('numerator', left.numerator, right.numerator);
  compare('denominator', left.denominator ?? 0, right.denominator ?? 0); // unknown and empty: no base either way
  compare('value', left.value, right.value);
  compare('members', left.members?.join(', ') ?? null, right.members?.join(', ') ?? null);
  compare('incomparable', left.incomparable?.join(', ') ?? null, right.incomparable?.join(', ') ?? null);
  compare('baseline', markOf(left), markOf(right));
  for (const period of ['previous', 'lastYear'] as const) {
    const [theirs, own] = [left[period], right[period]];
    for (const part of ['numerator', 'denominator', 'value', 'changePoints', 'changePercent'] as const) {
      compare(`${period}.${part}`, theirs?.[part] ?? null, own?.[part] ?? null);
    }
    compare(`${period}.baseline`, markOf(theirs), markOf(own));
  }
  return parts;
}

/** Opening figures are counted in: absent means no. */
const markOf = (of: { readonly baseline?: boolean | undefined } | null | undefined): string | null =>
  of?.baseline === true ? 'opening figures' : null;

function nameOf({
  id,
  labels,
  against,
}: {
  id: string;
  labels: NaiveIndicator['labels'];
  against?: string | null | undefined;
}) {
  const name = counterName(id, labels);
  return against ? `${name} against ${against}` : name;
}
