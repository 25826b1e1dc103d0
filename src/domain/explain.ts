import { type AskedFigure, figureName, mustSuit } from './asked-figure.js';
import { counterName, parseCounterName } from './counter-name.js';
import { counterDefinition, type Language } from './definitions.js';
import { type Digits, digitsOf } from './digits.js';
import { PulseError } from './errors.js';
import { comparisonsOf } from './explain-comparisons.js';
import { definitionOf, formulaOf, nameOf, roundingOf, type SayCode } from './explain-words.js';
import type { Explanation } from './explanation-schema.js';
import { type FigureParts, partsOf } from './figure-parts.js';
import type { Indicator } from './indicators.js';
import type { Snapshot } from './snapshot-schema.js';

/** The figures that a question is about: those of the snapshot, or of one of its windows. */
export type FigureSet = Pick<Snapshot, 'counters' | 'indicators'>;

export interface ExplainOptions {
  readonly language: Language;
  /** What a code is called. */
  readonly say: SayCode;
}

/**
 * What stands behind one figure of a snapshot. Says nothing that the snapshot does not hold: it is the same function of
 * (generation, offsets, instant).
 *
 * @throws PulseError PULSE_USAGE when the snapshot does not have the figure.
 */
export function explain(snapshot: Snapshot, asked: AskedFigure, options: ExplainOptions): Explanation {
  mustSuit(asked, snapshot.period.kind);
  const set = figureSetOf(snapshot, asked);
  const indicator = indicatorOf(snapshot, set, asked);
  const parts = partsOf(asked, indicator);
  const { period, state, revision, partial, demo, recovering, baselineMonths, calendarMissing, asOf } = snapshot;
  const { language } = options;
  return {
    period,
    state,
    revision,
    partial,
    demo,
    ...(recovering !== undefined && { recovering }),
    figure: { ...asked, name: nameOf(asked, options) },
    language,
    definition: definitionOf(asked, options),
    formula: formulaOf(asked, parts),
    ...valuesOf(asked, counted(set, snapshot), indicator, parts),
    rounding: { ...roundingOf(asked, language), ...unrounded(asked, indicator) },
    comparisons: comparisonsOf(set, asked, indicator),
    ...(indicator?.incomparable !== undefined && { incomparable: indicator.incomparable }),
    ...(indicator?.members !== undefined && { members: indicator.members }),
    ...(indicator?.beside !== undefined && { beside: indicator.beside }),
    identities: asked.window === undefined ? identitiesOf(snapshot, parts) : [],
    ...(baselineMonths !== undefined && { baselineMonths }),
    calendarMissing,
    asOf,
  };
}

const figureSetOf = (snapshot: Snapshot, { window }: AskedFigure): FigureSet =>
  window === undefined ? snapshot : (snapshot.windows?.find(({ id }) => id === window) ?? nothing);
const nothing: FigureSet = { counters: {}, indicators: [] };

/** null: a counter. */
function indicatorOf(snapshot: Snapshot, set: FigureSet, asked: AskedFigure): Indicator | null {
  if (asked.kind === 'counter') return null;
  const wanted = figureName(asked);
  const found = set.indicators.find(
    (i) => counterName(i.id, i.labels) === wanted && (i.against ?? 'previous') === (asked.against ?? 'previous'),
  );
  if (found !== undefined) return found as Indicator;
  const others = set.indicators.filter(({ id }) => id === asked.id).map((i) => counterName(i.id, i.labels));
  const { kind, id } = snapshot.period;
  const place = kind === 'live' ? 'live' : `${kind}:${id}`;
  const against = asked.against === undefined ? '' : ` against ${asked.against}`;
  const has = others.length === 0 ? 'nothing of it' : [...new Set(others)].slice(0, 12).join(', ');
  throw new PulseError('PULSE_USAGE', `${place} has no ${wanted}${against}; it has ${has}`, {
    details: { field: 'figure' },
  });
}

/**
 * A counter that a snapshot leaves out is 0. With opening figures in it, it is unknown; and of open tickets by kind or group of
 * units a snapshot never says the number, though rates are made of it.
 */
function counted({ counters }: FigureSet, { baselineMonths }: Snapshot): (name: string) => number | null {
  const isUnsaid = (name: string): boolean => name.startsWith('open') && name.includes('{unit_');
  return (name) => counters[name] ?? (baselineMonths !== undefined || isUnsaid(name) ? null : 0);
}

/** The parts of a sum by name; one that is unknown is what the others leave of it. */
function completed(names: readonly string[], count: (name: string) => number | null, total: number | null) {
  const list = names.map((name) => ({ name, value: count(name) }));
  const others = list.reduce((n, { value }) => n + (value ?? 0), 0);
  const isOne = total !== null && list.filter(({ value }) => value === null).length === 1;
  return list.map(({ name, value }) => ({ name, value: value ?? (isOne ? total - others : null) }));
}

function valuesOf(
  asked: AskedFigure,
  count: (name: string) => number | null,
  indicator: Indicator | null,
  parts: FigureParts,
): Pick<Explanation, 'numerator' | 'denominator' | 'base' | 'fraction' | 'value' | 'unit'> {
  const named = (names: readonly string[], total: number | null) => completed(names, count, total);
  const numerator = named(parts.numerator, indicator?.numerator ?? null);
  if (indicator === null) {
    const value = numerator[0]?.value ?? null;
    const { adds } = counterDefinition(asked.id)!;
    return {
      numerator: { value, counters: numerator },
      denominator: null,
      base: null,
      fraction: null,
      value: value === null ? null : String(value),
      unit: adds,
    };
  }
  const { denominator: n, value, base, unit } = indicator;
  // Of a change the denominator is a count of another period: its counters are not in this snapshot.
  const below = asked.kind === 'change' ? [{ name: base, value: n }] : named(parts.denominator ?? [], n);
  return {
    numerator: { value: indicator.numerator, counters: numerator },
    denominator: n === null ? null : { value: n, counters: below },
    base,
    fraction: n === null || n === 0 ? null : `${indicator.numerator}/${n}`,
    value,
    unit,
  };
}

function unrounded(asked: AskedFigure, indicator: Indicator | null): { unrounded: string | null; exact: boolean } {
  if (indicator === null) return { unrounded: null, exact: true };
  const { numerator, denominator, unit } = indicator;
  if (denominator === null) return { unrounded: null, exact: false };
  const top = asked.kind === 'change' ? numerator - denominator : numerator;
  const digits: Digits | null = digitsOf(BigInt(top), BigInt(denominator), unit === '%' ? 100n : 1n);
  return digits === null ? { unrounded: null, exact: false } : { unrounded: digits.text, exact: digits.exact };
}

/** An identity names its counters with their label's name only: `sum of contacts{channel} = contacts`. */
function identitiesOf({ identities }: Snapshot, parts: FigureParts): Explanation['identities'] {
  const forms = new Set(
    [...parts.numerator, ...(parts.denominator ?? [])].map((name) => {
      const { measure, labels } = parseCounterName(name);
      const label = Object.keys(labels).join(',');
      return label === '' ? measure : `${measure}{${label}}`;
    }),
  );
  return identities.filter(({ id }) => (id.match(/[a-z_]+(\{[a-z_,]+\})?/g) ?? []).some((form) => forms.has(form)));
}
