import type { Labels } from '../../domain/counter-name.js';

/** count: an integer · percent: decimal text, `93.35` for 93.35 % · points: percentage points · days: working days. */
export type FigureForm = 'count' | 'percent' | 'points' | 'days';

/** One printed figure, and what it is: whoever reads a report as data need not guess. */
export interface Figure {
  readonly is: 'figure';
  /** Period key, such as `month:2021-06`. */
  readonly period: string;
  /** A counter, or an indicator of kpi.md section 4. */
  readonly id: string;
  readonly labels: Labels;
  /** Set: the figure says how far `id` has moved since that period. */
  readonly against?: 'previous' | 'lastYear';
  readonly form: FigureForm;
  /** An integer, or decimal text rounded once; null: it has no base. */
  readonly value: number | string | null;
  readonly numerator?: number;
  readonly denominator?: number;
  /** Counters that the denominator is. */
  readonly base?: string;
  /** As printed. */
  readonly text: string;
}

/** Part of a sentence. */
export type Span = string | Figure;

/** Words around figures: 环比上月上升15.44%. */
export interface Phrase {
  readonly is: 'phrase';
  readonly spans: readonly Span[];
}

export interface Group {
  readonly is: 'group';
  readonly scope: Scope;
}

/** What a placeholder stands for. A group that the period does not have is `false`. */
export type Value = string | boolean | Figure | Phrase | Group | readonly Scope[];

/** Placeholder → value. */
export interface Scope {
  readonly [name: string]: Value;
}

export const phrase = (...spans: readonly Span[]): Phrase => ({ is: 'phrase', spans });
export const group = (scope: Scope): Group => ({ is: 'group', scope });

export const textOf = (spans: readonly Span[]): string =>
  spans.map((span) => (typeof span === 'string' ? span : span.text)).join('');

/** A share of nothing is unknown: never 0. */
export const noBase = '—（无基数）';
/** Opening figures do not tell. */
export const unknownCount = '—（期初数未提供）';
/** Both in a table, whose note explains it. */
export const unknownShort = '—';
