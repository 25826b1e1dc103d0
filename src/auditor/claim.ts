import type { FoundNumber } from './find-numbers.js';
import type { Printed } from './printed.js';
import type { Measure } from './words.js';

export type Labels = Readonly<Record<string, string>>;
export type Against = 'previous' | 'lastYear';

/** What a figure says it is. */
export type Claim =
  | { readonly kind: 'count'; readonly measure: Measure; readonly labels: Labels }
  | { readonly kind: 'rate'; readonly id: string; readonly labels: Labels }
  /** Part of a base: 占比. `base` null: the words do not say of what. */
  | {
      readonly kind: 'share';
      readonly of: Figure | null;
      readonly labels: Labels;
      readonly base: Measure | null;
      readonly together: readonly string[] | null;
    }
  /** 环比, 同比 in % or points; `sign` is what the words say (上升 +1, 下降 −1), 0: the number carries its own. */
  | { readonly kind: 'change'; readonly of: Figure | null; readonly against: Against; readonly sign: -1 | 0 | 1 }
  /** 环比增加 2991 件. */
  | { readonly kind: 'difference'; readonly of: Figure | null; readonly against: Against; readonly sign: -1 | 0 | 1 }
  | { readonly kind: 'mean'; readonly labels: Labels };

/** Where a figure stands in a table. */
export interface TablePlace {
  readonly table: number;
  readonly row: number;
  readonly column: number;
  readonly header: string;
}

export interface Figure extends FoundNumber {
  readonly index: number;
  readonly line: number;
  /** As printed, unit included. */
  readonly text: string;
  /** The words that the claim was read from. */
  readonly words: string;
  /** Period id of kpi.md section 4; `…@previous`, `…@lastYear`: the figure of the period compared with. */
  readonly period: string;
  readonly claim: Claim;
  readonly place: TablePlace | null;
  /** The count that this one is a part of: 其中, or in brackets behind it. */
  readonly whole: Figure | null;
  /** Said of another figure's number: 4418件工单全部按期办结 is a second claim with the same digits. */
  readonly implied: boolean;
  /** 以接通20874件为基数: it says what the shares before it are of. */
  readonly isBase: boolean;
}

export const isCount = (f: Figure): f is Figure & { claim: Extract<Claim, { kind: 'count' }> } =>
  f.claim.kind === 'count';

/** Same period, measure and labels: the same quantity. */
export const quantity = (period: string, measure: string, labels: Labels = {}): string =>
  `${period}|${measure}|${Object.keys(labels).sort().map((k) => `${k}=${labels[k]}`).join(',')}`; // biome-ignore format: one line

/** The change with its sign: the words give it, else the number. */
export function signed(figure: Figure): Printed {
  const { claim, printed } = figure;
  const sign = claim.kind === 'change' || claim.kind === 'difference' ? claim.sign : 0;
  return sign < 0 && printed.units > 0n ? { ...printed, units: -printed.units } : printed;
}
