import { byBytes } from '../domain/texts.js';
import { growthText, pointsText, ratioText } from './exact.js';
import { allCodes, type Matching, matching, recoded } from './lineage.js';
import { counterName, type Labels, readCounterName } from './names.js';
import type { Span } from './period.js';
import { type PeriodFigures, type Rate, ratesOf } from './rates.js';
import type { NaiveComparison, NaiveDescent, NaiveIndicator } from './types.js';

/** A comparison period that has counters. */
export interface Compared {
  readonly period: string;
  readonly span: Span;
  readonly figures: PeriodFigures;
}

/** null: the comparison period is unknown, that is, it has no counter at all. */
export interface Comparisons {
  readonly current: Span;
  readonly previous: Compared | null;
  readonly lastYear: Compared | null;
  /** The one of both that begins first, whether anything is known of it or not. */
  readonly earliest: Span | null;
  readonly descents: readonly NaiveDescent[];
}

type Against = 'previous' | 'lastYear';
/** This period and another with codes that mean the same in both. */
type Side = { readonly now: PeriodFigures; readonly other: PeriodFigures; readonly match: Matching | null };

/** All indicators of kpi.md section 4. */
export function indicatorsOf(current: PeriodFigures, about: Comparisons): NaiveIndicator[] {
  const side = (against: Against): Side | null => {
    const other = about[against];
    if (other === null) return null;
    const match = matching(about.current, other.span, about.descents);
    if (match === null) return { now: current, other: other.figures, match };
    const heirs = (f: PeriodFigures) => recoded(f, match.heir, () => allCodes(about.descents));
    return { now: heirs(current), other: heirs(other.figures), match };
  };
  const sides = { previous: side('previous'), lastYear: side('lastYear') };
  const out: NaiveIndicator[] = ratesOf(current).flatMap((rate) => rateOf(rate, current, sides, about));
  out.push(...wholeRates(current, about));
  for (const against of ['previous', 'lastYear'] as const)
    out.push(...changesOf(current, sides[against], against, about), ...wholeChanges(current, about, against));
  return out;
}

const alone = (match: Matching | null | undefined, labels: Labels): boolean =>
  !match || Object.entries(labels).every(([l, c]) => match.heir(l, c) === c && match.group(l, c) === null);

function rateOf(rate: Rate, current: PeriodFigures, sides: Record<Against, Side | null>, about: Comparisons) {
  const [numerator, denominator] = [rate.numerator(current), rate.denominator(current)];
  if (Number.isNaN(numerator + denominator)) return [];
  const compared = (against: Against): NaiveComparison | null => {
    const [side, other] = [sides[against], about[against]];
    return side === null || other === null || !alone(side.match, rate.labels)
      ? null
      : comparisonOf(rate, side.now, side.other, other.period);
  };
  const incomparable = (['previous', 'lastYear'] as const).filter(
    (against) => !alone(sides[against]?.match, rate.labels),
  );
  return [
    {
      id: rate.id,
      labels: rate.labels,
      numerator,
      denominator,
      value: ratioText(numerator, denominator, rate.unit),
      ...(rate.members !== undefined && { members: rate.members }),
      previous: compared('previous'),
      lastYear: compared('lastYear'),
      ...(incomparable.length > 0 && { incomparable }),
    },
  ];
}

function comparisonOf(rate: Rate, now: PeriodFigures, then: PeriodFigures, period: string): NaiveComparison | null {
  if (rate.labels['unit'] !== undefined && !then.withUnits) return null;
  const [n1, d1] = [rate.numerator(now), rate.denominator(now)];
  const [numerator, denominator] = [rate.numerator(then), rate.denominator(then)];
  if (Number.isNaN(n1 + d1 + numerator + denominator)) return null;
  return {
    period,
    numerator,
    denominator,
    value: ratioText(numerator, denominator, rate.unit),
    changePoints: pointsText(n1, d1, numerator, denominator, rate.unit),
    changePercent: growthText(n1, d1, numerator, denominator),
    ...(then.baseline && { baseline: true as const }),
  };
}

/** Rates of everything that was split since the earlier of both periods, its parts together. */
function wholeRates(current: PeriodFigures, about: Comparisons): NaiveIndicator[] {
  const match = about.earliest === null ? null : matching(about.current, about.earliest, about.descents);
  if (match === null) return [];
  const merged = wholes(current, match, about);
  const there = new Set(ratesOf(current).map((rate) => counterName(rate.id, wholeOf(match, rate.labels))));
  return ratesOf(merged).flatMap((rate) => {
    const members = membersOf(match, rate.labels);
    const [numerator, denominator] = [rate.numerator(merged), rate.denominator(merged)];
    if (members === null || !there.has(counterName(rate.id, rate.labels)) || Number.isNaN(numerator + denominator))
      return [];
    const beside = (other: Compared | null) =>
      other === null ? null : comparisonOf(rate, merged, wholes(other.figures, match, about), other.period);
    const value = ratioText(numerator, denominator, rate.unit);
    const labels = { ...rate.labels, with: 'parts' };
    const compared = { previous: beside(about.previous), lastYear: beside(about.lastYear) };
    return [{ id: rate.id, labels, numerator, denominator, value, members, ...compared }];
  });
}

const wholes = (figures: PeriodFigures, match: Matching, { descents }: Comparisons): PeriodFigures =>
  recoded(
    figures,
    (l, c) => match.group(l, c)?.name ?? match.heir(l, c),
    () => allCodes(descents),
  );

const wholeOf = (match: Matching, labels: Labels): Labels =>
  Object.fromEntries(Object.entries(labels).map(([l, c]) => [l, match.group(l, c)?.name ?? match.heir(l, c)]));

function membersOf(match: Matching, labels: Labels): string[] | null {
  for (const [label, code] of Object.entries(labels)) {
    const group = match.group(label, code);
    if (group?.name === code) return group.codes;
  }
  return null;
}

/** `change` of every counter without a unit label that this or the other period has. */
function changesOf(current: PeriodFigures, side: Side | null, against: Against, about: Comparisons): NaiveIndicator[] {
  const changes: NaiveIndicator[] = [];
  for (const name of new Set([...current.counters.keys(), ...(side?.other.counters.keys() ?? [])])) {
    const { measure, labels } = readCounterName(name);
    if (alone(side?.match, labels)) {
      const found = changeOf(name, { of: measure, ...labels }, side?.now ?? current, side, against);
      const members = side?.match ? countedAs(side.match, labels, about) : [];
      changes.push(...found.map((change) => (members.length > 1 ? { ...change, members } : change)));
    } else if (labels['unit'] === undefined && current.tells(name)) {
      const numerator = current.counters.get(name) ?? 0;
      const own = { id: 'change', labels: { of: measure, ...labels }, numerator, denominator: null, value: null };
      changes.push({ ...own, against, incomparable: [against] });
    }
  }
  return changes;
}

/** The codes that are counted as one under a label: that one first. */
function countedAs(match: Matching, labels: Labels, { descents }: Comparisons): string[] {
  for (const [label, code] of Object.entries(labels)) {
    const others = allCodes(descents).flatMap((other) => (other[label] === undefined ? [] : [other[label]]));
    const same = new Set(others.filter((other) => other !== code && match.heir(label, other) === code));
    if (same.size > 0) return [code, ...[...same].sort(byBytes)];
  }
  return [];
}

function wholeChanges(current: PeriodFigures, about: Comparisons, against: Against): NaiveIndicator[] {
  const other = about[against];
  const match = other === null ? null : matching(about.current, other.span, about.descents);
  if (other === null || match === null) return [];
  const [now, then] = [wholes(current, match, about), wholes(other.figures, match, about)];
  return [...new Set([...now.counters.keys(), ...then.counters.keys()])].flatMap((name) => {
    const { measure, labels } = readCounterName(name);
    const members = membersOf(match, labels);
    if (members === null) return [];
    const found = changeOf(name, { of: measure, ...labels, with: 'parts' }, now, { other: then }, against);
    return found.map((change) => ({ ...change, members }));
  });
}

function changeOf(
  name: string,
  labels: Labels,
  now: PeriodFigures,
  side: Pick<Side, 'other'> | null,
  against: Against,
): NaiveIndicator[] {
  if (labels['unit'] !== undefined || !now.tells(name)) return [];
  const numerator = now.counters.get(name) ?? 0;
  const denominator = side?.other.tells(name) ? (side.other.counters.get(name) ?? 0) : null;
  const value = denominator === null ? null : growthText(numerator, 1, denominator, 1);
  return [
    {
      id: 'change',
      labels,
      numerator,
      denominator,
      value,
      against,
      ...(side?.other.baseline && { baseline: true as const }),
    },
  ];
}
