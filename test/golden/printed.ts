import { readFileSync } from 'node:fs';
import type { Snapshot } from '../../src/domain/snapshot-schema.js';

/** The printed report of June 2021, figure by figure, and how each is looked up in our snapshots. */

export type Verdict =
  | 'right'
  | 'wrong-base'
  | 'truncated'
  | 'wrong-rounding'
  | 'ambiguous'
  | 'impossible'
  | 'uncheckable';

export interface PrintedFigure {
  readonly text: string;
  readonly period: '2021-06' | '2021-H1';
  readonly id: string;
  readonly labels: Readonly<Record<string, string | number>>;
  /** A number is a count, a text a rate, a change or a mean with as many decimals as were printed. */
  readonly printed: number | string;
  readonly verdict: Verdict;
  readonly correct?: string;
  readonly numerator?: number;
  readonly denominator?: number;
}

type Counts = Readonly<Record<string, number>>;

interface Golden {
  readonly figures: readonly PrintedFigure[];
  readonly printedElsewhere: { readonly praisedUnits: readonly string[] };
  readonly may2021: {
    readonly contacts: number;
    readonly answered: number;
    readonly tickets: number;
    readonly nature: Counts;
    readonly category: Counts;
    readonly topic: Counts;
  };
}

export const golden: Golden = JSON.parse(readFileSync(new URL('ankang-2021-06.json', import.meta.url), 'utf8'));

export type Indicator = Snapshot['indicators'][number];

/** Measure and labels as a counter's name: `closed_late{nature=help,unit=市商务局}`. */
export function nameOf(measure: string, labels: PrintedFigure['labels'] = {}): string {
  const pairs = Object.keys(labels)
    .sort()
    .map((label) => `${label}=${labels[label]}`);
  return pairs.length === 0 ? measure : `${measure}{${pairs.join(',')}}`;
}

/** The one indicator of this name; of a change, the one against the period before. */
export function indicator(snapshot: Snapshot, id: string, labels: PrintedFigure['labels'] = {}): Indicator {
  const named = snapshot.indicators.filter((i) => nameOf(i.id, i.labels) === nameOf(id, labels));
  const found = named.filter((i) => i.against !== 'lastYear');
  if (found.length !== 1) throw new Error(`${found.length} indicators ${nameOf(id, labels)}`);
  return found[0]!;
}

/**
 * Numerator and denominator as a text with so many decimals, half up on the absolute value, from the integers alone: the
 * test's own arithmetic. In %, of a change less the 100 % that it is compared with.
 */
export function exactText({ id, numerator, denominator, unit }: Indicator, decimals: number): string {
  if (!denominator) throw new Error(`${id}: no base`);
  const whole = id === 'change' ? numerator - denominator : numerator;
  const scaled = BigInt(Math.abs(whole)) * (unit === '%' ? 100n : 1n) * 10n ** BigInt(decimals);
  const base = BigInt(denominator);
  const digits = ((2n * scaled + base) / (2n * base)).toString().padStart(decimals + 1, '0');
  const text = decimals === 0 ? digits : `${digits.slice(0, -decimals)}.${digits.slice(-decimals)}`;
  return whole < 0 ? `-${text}` : text;
}

export const decimalsOf = (text: string): number => (text.includes('.') ? text.length - text.indexOf('.') - 1 : 0);
