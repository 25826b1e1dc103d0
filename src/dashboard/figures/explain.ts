import type { Indicator } from '../api/types.js';
import { decimalText, integer, signed } from '../text/format.js';
import type { Labels } from '../text/labels.js';
import type { Words } from '../text/zh.js';
import { type Asked, askedIndicator } from './asked.js';

/** What stands behind a figure: a heading, and pairs of a term and what it is. */
export interface Explanation {
  readonly title: string;
  readonly lines: readonly (readonly [term: string, text: string])[];
  /** Where the rest of it is: the whole definition and the cases. */
  readonly more?: { readonly text: string; readonly asked: Asked };
}

export interface Speech {
  readonly words: Words;
  readonly labels: Labels;
}

/** Value with its unit; an en dash when there is none. */
export function valueText({ value, unit }: Pick<Indicator, 'value' | 'unit'>, words: Words): string {
  if (value === null) return '–';
  return unit === '%' ? `${decimalText(value)} %` : words.month.days(decimalText(value));
}

/** A rate, a share or a mean: numerator, denominator, base, rounding, and the two that it is compared with. */
export function explainIndicator(i: Indicator, { words, labels }: Speech): Explanation {
  const w = words.explain;
  const lines: [string, string][] = [
    [w.numerator, integer(i.numerator)],
    [w.denominator, i.denominator === null ? w.unknown : integer(i.denominator)],
    [w.base, labels.base(i.base)],
    [w.rounding, roundingOf(i, words)],
  ];
  if (i.members !== undefined) lines.push([w.members, i.members.map((m) => labels.code(memberKind(i), m)).join('、')]);
  if (i.beside !== undefined) lines.push([w.beside, `${w.notDue} ${integer(i.beside.open_not_due)}`]);
  for (const [name, then] of [
    [words.month.previous, i.previous],
    [words.month.lastYear, i.lastYear],
  ] as const) {
    if (then === null || then === undefined) continue;
    const value = valueText({ value: then.value, unit: i.unit }, words);
    const ratio = `${integer(then.numerator)} / ${integer(then.denominator)} = ${value}`;
    const points = then.changePoints === null ? '' : `; ${w.points(pointsText(then.changePoints, i.unit, words))}`;
    const percent = then.changePercent === null ? '' : `; ${w.percent(`${signed(then.changePercent)} %`)}`;
    lines.push([`${name} ${periodText(then.period)}`, ratio + points + percent + openingText(then, words)]);
  }
  return {
    title: `${labels.figure(i.id, i.labels)} ${valueText(i, words)}`,
    lines,
    ...moreOf(askedIndicator(i), words),
  };
}

/** Beside what was compared with opening figures. */
const openingText = (of: { readonly baseline?: boolean | undefined }, words: Words): string =>
  of.baseline === true ? `; ${words.explain.opening}` : '';

/** What the members are codes of: the label that is theirs, else regions. */
const memberKind = ({ labels }: Indicator): string =>
  Object.keys(labels).find((label) => label !== 'top' && label !== 'of' && label !== 'with') ?? 'region';

export const pointsText = (points: string, unit: Indicator['unit'], words: Words): string =>
  unit === '%' ? words.month.points(signed(points)) : words.month.days(signed(points));

function roundingOf(i: Indicator, words: Words): string {
  if (i.value === null) return words.explain.none;
  return i.unit === '%' ? words.explain.two : words.explain.one;
}

/** A counter: itself, and what it was in the compared periods. */
export function explainCount(
  title: string,
  n: number | null,
  changes: readonly (Indicator | null)[],
  { words }: Speech,
  asked?: Asked,
): Explanation {
  const w = words.explain;
  const lines: [string, string][] = [
    [w.now, n === null ? w.unknown : integer(n)],
    [w.rounding, w.exact],
  ];
  for (const change of changes) {
    if (change === null || change.denominator === null) continue;
    const name = change.against === 'lastYear' ? words.month.lastYear : words.month.previous;
    const percent = change.value === null ? w.none : `${signed(change.value)} %`;
    lines.push([
      name,
      `${integer(change.numerator)} ÷ ${integer(change.denominator)} − 1 = ${percent} (${roundingOf(change, words)})${openingText(change, words)}`,
    ]);
  }
  return { title: `${title} ${n === null ? '–' : integer(n)}`, lines, ...moreOf(asked, words) };
}

/** The growth of a count. */
export function explainChange(title: string, change: Indicator, { words, labels }: Speech): Explanation {
  const w = words.explain;
  const name = change.against === 'lastYear' ? words.month.lastYear : words.month.previous;
  return {
    title: `${title} · ${name}`,
    lines: [
      [w.numerator, `${w.now} ${integer(change.numerator)}`],
      [
        w.denominator,
        change.denominator === null ? w.unknown : integer(change.denominator) + openingText(change, words),
      ],
      [w.base, labels.base(change.base)],
      [w.formula, w.change],
      [w.rounding, change.denominator === null ? w.unknown : roundingOf(change, words)],
    ],
    ...moreOf(askedIndicator(change), words),
  };
}

/** `month:2021-05` → `2021-05`. */
export const periodText = (key: string): string => key.slice(key.indexOf(':') + 1);

const moreOf = (asked: Asked | undefined, { why }: Words): Pick<Explanation, 'more'> =>
  asked === undefined ? {} : { more: { text: why.more, asked } };
