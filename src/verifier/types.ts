import type { Instant } from '../domain/instant.js';

/** A term of kpi.md section 5 step 1: whole working days (ends at 24:00), hours by the clock, or no due by rule at all. */
export type NaiveTerm = { readonly workingDays: number } | { readonly clockHours: number } | { readonly unknown: true };

/** The rules from one local date on; `null` = from ever. `terms[nature][urgency]` must name every pair. */
export interface NaiveRule {
  readonly validFrom: string | null;
  readonly terms: Readonly<Record<string, Readonly<Record<string, NaiveTerm>>>>;
}

/** All that the naive path needs beside the events; plain data, so that it shares nothing with the main path. */
export interface NaiveContext {
  readonly timeZone: string;
  readonly asOf: Instant;
  readonly rules: readonly NaiveRule[];
  /** Years whose holidays and make-up days are known; a day of any other year is neither working nor free, but unknown. */
  readonly officialYears: readonly number[];
  /** `YYYY-MM-DD`: weekdays that are free (weekends are free without being named). */
  readonly offDays: readonly string[];
  /** `YYYY-MM-DD`: weekend days that are worked (调休). */
  readonly makeUpDays: readonly string[];
  /** Unit code → kind, from the catalogue. */
  readonly unitKinds: ReadonlyMap<string, string>;
  /** Opening figures: `2021-05` → counter → count. */
  readonly baselines?: ReadonlyMap<string, ReadonlyMap<string, number>>;
  /** Codes that were renamed, merged or split. */
  readonly descents?: readonly NaiveDescent[];
}

/** Where a code comes from. `from`: `YYYY-MM-DD`, its first day; null: always there. */
export interface NaiveDescent {
  readonly label: string;
  readonly code: string;
  readonly from: string | null;
  readonly succeeds: readonly string[];
  readonly splitFrom: string | null;
}

/** One other period beside the current one. Points and percent are texts with two decimals (points of the mean: days, one). */
export interface NaiveComparison {
  readonly period: string;
  readonly numerator: number;
  readonly denominator: number;
  readonly value: string | null;
  readonly changePoints: string | null;
  readonly changePercent: string | null;
  /** Opening figures are counted in that period. */
  readonly baseline?: true;
}

export interface NaiveIndicator {
  readonly id: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly numerator: number;
  /** null only in `change`: nothing is known of the other period. */
  readonly denominator: number | null;
  readonly value: string | null;
  /** Of `region_share{top=3}`: the codes, largest first; of what was split: all its codes; of a change: those counted as one. */
  readonly members?: readonly string[];
  /** Of `change` only, which has no `previous` and `lastYear` of its own. */
  readonly against?: 'previous' | 'lastYear';
  readonly previous?: NaiveComparison | null;
  readonly lastYear?: NaiveComparison | null;
  /** Of `change`: opening figures are counted in the other period. */
  readonly baseline?: true;
  /** Periods in which this code alone has no counterpart. */
  readonly incomparable?: readonly string[];
}

/** `difference` = left side − right side. */
export interface NaiveIdentity {
  readonly id: string;
  readonly holds: boolean;
  readonly difference: number;
}

export interface NaiveFigures {
  /** Counters of the period and the `open…` figures at asOf; a name that is absent is 0. */
  readonly counters: ReadonlyMap<string, number>;
  readonly indicators: readonly NaiveIndicator[];
  readonly identities: readonly NaiveIdentity[];
}
