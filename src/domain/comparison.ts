import type { Labels } from './counter-name.js';
import type { Figures } from './figures.js';
import type { LineageView } from './lineage.js';
import { changePercent, changePoints, type Fraction, percent } from './rational.js';

/** Two integers that a rate is made of; NaN in one of them: unknown. */
export interface Ratio {
  readonly numerator: number;
  readonly denominator: number;
}

/** A rate beside the same rate of another period. */
export interface Comparison extends Ratio {
  /** Period key, such as `month:2021-05`. */
  readonly period: string;
  readonly value: string | null;
  /** Percentage points (百分点): this rate − that rate. Of a mean: its own unit. */
  readonly changePoints: string | null;
  /** this ÷ that − 1, in %. */
  readonly changePercent: string | null;
  /** Opening figures are counted in the other period. */
  readonly baseline?: boolean;
  /** The codes that are taken together on both sides, where history makes it more than the label's own. */
  readonly members?: readonly string[];
  /** This period's side, where it is not the rate itself: replaced codes still count in it. */
  readonly now?: Ratio & { readonly value: string | null };
}

export type Against = 'previous' | 'lastYear';

/** Where the meaning of codes has changed between a period and this one; `any`: between this and the earlier of both. */
export type LineageViews = Readonly<Record<Against | 'any', LineageView | null>>;

/** The figures of a period and of the two that it is compared with; null: nothing is known of that period. */
export interface Compared {
  readonly now: Figures;
  readonly previous: Figures | null;
  readonly lastYear: Figures | null;
  readonly lineage?: LineageViews;
}

/** Two periods whose codes mean the same. */
export interface Pair {
  readonly now: Figures;
  readonly other: Figures;
  readonly view: LineageView | null;
}

/** null: nothing is known of the other period. */
export function pairOf(c: Compared, against: Against): Pair | null {
  const other = c[against];
  const view = c.lineage?.[against] ?? null;
  if (other === null) return null;
  return view === null
    ? { now: c.now, other, view }
    : { now: view.joined(c.now, 'heir'), other: view.joined(other, 'heir'), view };
}

/** The label has no counterpart of its own in the other period. */
export const isIncomparable = (view: LineageView | null | undefined, labels: Labels): boolean =>
  view != null && Object.entries(labels).some(([label, code]) => view.isIncomparable(label, code));

/** The codes taken together under a label; undefined when it is just the one. */
export function membersOf(view: LineageView | null, labels: Labels): readonly string[] | undefined {
  if (view === null) return undefined;
  for (const [label, code] of Object.entries(labels)) {
    const origins = view.origins(label, code, 'heir');
    if (origins.length > 1) return origins;
  }
  return undefined;
}

export const exact = (r: Ratio): Fraction => ({ numerator: BigInt(r.numerator), denominator: BigInt(r.denominator) });
export const isKnown = (r: Ratio): boolean => !Number.isNaN(r.numerator) && !Number.isNaN(r.denominator);

/** How a kind of figure is written, and how two of them differ. */
export interface Writing {
  readonly value: (f: Fraction) => string | null;
  readonly points: (now: Fraction, then: Fraction) => string | null;
}
export const inPercent: Writing = { value: percent, points: changePoints };

/** null: the other period does not tell. `own`: the rate as this period counts it. */
export function compare(own: Ratio, now: Ratio, then: Ratio, { other: f }: Pair, w = inPercent): Comparison | null {
  if (!isKnown(then) || !isKnown(now)) return null;
  const [a, b] = [exact(now), exact(then)];
  const differs = own.numerator !== now.numerator || own.denominator !== now.denominator;
  return {
    period: f.key,
    numerator: then.numerator,
    denominator: then.denominator,
    value: w.value(b),
    changePoints: w.points(a, b),
    changePercent: changePercent(a, b),
    ...(f.baseline === true && { baseline: true }),
    ...(differs && { now: { numerator: now.numerator, denominator: now.denominator, value: w.value(a) } }),
  };
}
