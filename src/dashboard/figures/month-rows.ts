import { changePercent, changePoints } from '../../domain/rational.js';
import type { Indicator } from '../api/types.js';
import { decimalText, integer, signed } from '../text/format.js';
import { askedCount } from './asked.js';
import type { Explanation } from './explain.js';
import { explainChange, explainCount, explainIndicator, pointsText, type Speech, valueText } from './explain.js';
import type { Figures } from './figures.js';

/** A cell of the month page, without its looks. */
export interface Cell {
  readonly text: string;
  readonly explain?: () => Explanation;
}

const sides = ['previous', 'lastYear'] as const;

/** A counter with 环比 and 同比; with another month beside it when there is one to compare. */
export function countCells(
  figures: Figures,
  measure: string,
  labels: Readonly<Record<string, string>>,
  other: Figures | null,
  speech: Speech,
): (Cell | null)[] {
  const n = figures.count(measure, labels);
  const title = speech.labels.figure(measure, labels);
  const changes = sides.map((side) => figures.change(measure, labels, side));
  const cells: (Cell | null)[] = [
    {
      text: n === null ? '–' : integer(n),
      explain: () => explainCount(title, n, changes, speech, askedCount(figures.snapshot, measure, labels)),
    },
    ...changes.map((change) => (change === null ? null : changeCell(title, change, speech))),
  ];
  if (other === null) return cells;
  const then = other.count(measure, labels);
  const grown =
    n === null || then === null
      ? null
      : changePercent({ numerator: BigInt(n), denominator: 1n }, { numerator: BigInt(then), denominator: 1n });
  return [
    ...cells,
    {
      text: then === null ? '–' : integer(then),
      explain: () => explainCount(title, then, [], speech, askedCount(other.snapshot, measure, labels)),
    },
    { text: grown === null ? '–' : `${signed(grown)} %` },
  ];
}

function changeCell(title: string, change: Indicator, speech: Speech): Cell {
  return {
    text: change.value === null ? '–' : `${arrow(change.value)} ${decimalText(change.value).replace('−', '')} %`,
    explain: () => explainChange(title, change, speech),
  };
}

/** A rate with the points that it moved; null: it is not in the snapshot. */
export function rateCells(
  figures: Figures,
  id: string,
  labels: Readonly<Record<string, string>>,
  other: Figures | null,
  speech: Speech,
): (Cell | null)[] {
  const i = figures.indicator(id, labels);
  const explain = (of: Indicator) => () => explainIndicator(of, speech);
  const moved = (side: (typeof sides)[number]): Cell | null => {
    const points = i?.[side]?.changePoints;
    if (i === null || points === null || points === undefined) return null;
    return { text: movedText(points, i.unit, speech), explain: explain(i) };
  };
  const cells: (Cell | null)[] = [
    i === null ? null : { text: valueText(i, speech.words), explain: explain(i) },
    ...sides.map(moved),
  ];
  if (other === null) return cells;
  const then = other.indicator(id, labels);
  const points = i === null || then === null ? null : pointsBetween(i, then);
  return [
    ...cells,
    then === null ? null : { text: valueText(then, speech.words), explain: explain(then) },
    i === null || points === null ? null : { text: movedText(points, i.unit, speech) },
  ];
}

const movedText = (points: string, unit: Indicator['unit'], speech: Speech): string =>
  `${arrow(points)} ${pointsText(points, unit, speech.words).replace(/^[+−]/, '')}`;

/** Rounded once, from the exact fractions; in points of the rate. */
function pointsBetween(a: Indicator, b: Indicator): string | null {
  if (a.denominator === null || b.denominator === null || a.unit !== '%') return null;
  const fraction = (i: Indicator) => ({ numerator: BigInt(i.numerator), denominator: BigInt(i.denominator ?? 0) });
  return changePoints(fraction(a), fraction(b));
}

/** Direction beside the number: a sign, not a colour, because up is good of some figures and bad of others. */
export function arrow(value: string): string {
  if (/^-?0(\.0+)?$/.test(value)) return '＝';
  return value.startsWith('-') ? '↓' : '↑';
}
