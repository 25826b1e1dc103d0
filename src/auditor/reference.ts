import { decimal } from '../domain/rational.js';
import type { Blamed } from './blame.js';
import type { Book } from './book.js';
import { rangeOf } from './book.js';
import type { ShareGroup } from './check-shares.js';
import { type Figure, type Labels, signed } from './claim.js';
import { indicatorOf } from './indicator-of.js';
import { digitsOf, type Printed } from './printed.js';
import { fits, percentText } from './rates.js';
import type { Judgement } from './relation.js';

export interface Fraction {
  readonly numerator: bigint;
  readonly denominator: bigint;
}

/** Our figures: a count has denominator 1, a mean is not in %. null: we do not have it. */
export interface Reference {
  count(period: string, measure: string, labels: Labels): bigint | null;
  rate(period: string, id: string, labels: Labels): Fraction | null;
  /** now ÷ before of a count: the change is that less 1. */
  change(period: string, labels: Labels, against: 'previous' | 'lastYear'): Fraction | null;
  /** Of a rate: in points and in %, each with two decimals. */
  rateChange(
    period: string,
    id: string,
    labels: Labels,
    against: 'previous' | 'lastYear',
  ): { points: string | null; percent: string | null } | null;
}

/** Every figure that the reference has, compared with it: its verdict replaces that of the report's own equations. */
export function againstReference(book: Book, groups: readonly ShareGroup[], look: Reference): Blamed[] {
  return book.figures.flatMap((figure) => {
    if (figure.period.includes('@')) return [];
    const judgement = compare(figure, groups, look);
    return judgement === null ? [] : [{ figure, judgement, with: [] }];
  });
}

function compare(f: Figure, groups: readonly ShareGroup[], look: Reference): Judgement | null {
  const { id, labels } = indicatorOf(f, groups);
  if (id === null) return null;
  switch (f.claim.kind) {
    case 'count':
      return compareCount(f, look.count(f.period, id, labels));
    case 'rate':
    case 'share':
      return compareRate(f, look.rate(f.period, id, labels));
    case 'change':
      return compareChange(f, look, labels);
    case 'mean':
      return compareMean(f, look.rate(f.period, id, labels));
    default:
      return null;
  }
}

const right = (why: string): Judgement => ({ verdict: 'right', ours: null, why });

function compareCount(f: Figure, ours: bigint | null): Judgement | null {
  if (ours === null) return null;
  const range = rangeOf(f);
  if (range.lo <= ours && ours <= range.hi) return right(`与本系统一致:${ours}`);
  return { verdict: 'wrong', ours: `${ours}`, why: `本系统为${ours}` };
}

function compareRate(f: Figure, ours: Fraction | null): Judgement | null {
  if (ours === null || ours.denominator === 0n) return null;
  const point = (n: bigint) => ({ lo: n, hi: n });
  const { numerator: n, denominator: d } = ours;
  const value = percentText(n, d, f.printed.decimals);
  const shown = `本系统为${n}÷${d}=${value}%`;
  if (fits(f.printed, point(n), point(d))) return right(shown);
  const off = f.printed.units - BigInt(value.replace('.', ''));
  const cut = off === -1n && (n * 100n * 10n ** BigInt(f.printed.decimals)) / d === f.printed.units;
  const verdict = cut ? 'truncated' : off === 1n || off === -1n ? 'wrong-rounding' : 'wrong';
  return { verdict, ours: `${value}%`, why: shown };
}

/** In working days: 4 may stand for 4.2, as it is printed with no decimals. */
function compareMean(f: Figure, ours: Fraction | null): Judgement | null {
  if (ours === null || ours.denominator === 0n) return null;
  const value = decimal(ours.numerator, ours.denominator, f.printed.decimals);
  const shown = `本系统为${ours.numerator}÷${ours.denominator}=${decimal(ours.numerator, ours.denominator, 1)}个工作日`;
  return digitsOf(f.printed) === value ? right(shown) : { verdict: 'wrong', ours: `${value}个工作日`, why: shown };
}

function compareChange(f: Figure, look: Reference, labels: Labels): Judgement | null {
  if (f.claim.kind !== 'change' || f.claim.of === null) return null;
  const { against, of } = f.claim;
  const value = signed(f);
  if (of.claim.kind === 'rate') return compareRateChange(f, of.claim.id, of.claim.labels, value, look);
  const ours = look.change(f.period, labels, against);
  if (ours === null || ours.denominator === 0n) return null;
  if (isChange(value, ours)) return right(`与本系统一致`);
  const text = percentText(ours.numerator - ours.denominator, ours.denominator, value.decimals);
  const other = look.change(f.period, labels, against === 'previous' ? 'lastYear' : 'previous');
  const slip = other !== null && other.denominator !== 0n && isChange(value, other);
  const names = against === 'previous' ? ['环比', '同比'] : ['同比', '环比'];
  const why = slip ? `所印为${names[1]},不是${names[0]};` : '';
  return { verdict: 'wrong', ours: `${text}%`, why: `${why}本系统${ours.numerator}÷${ours.denominator}−1=${text}%` };
}

const isChange = (value: Printed, ours: Fraction): boolean =>
  percentText(ours.numerator - ours.denominator, ours.denominator, value.decimals) === digitsOf(value);

function compareRateChange(f: Figure, id: string, labels: Labels, value: Printed, look: Reference): Judgement | null {
  if (f.claim.kind !== 'change') return null;
  const ours = look.rateChange(f.period, id, labels, f.claim.against);
  if (ours === null || ours.points === null) return null;
  const isPoints = digitsOf(value) === ours.points;
  if (f.unit === 'points') {
    return isPoints
      ? right('与本系统一致')
      : { verdict: 'wrong', ours: `${ours.points}个百分点`, why: `本系统为${ours.points}个百分点` };
  }
  if (digitsOf(value) === ours.percent) return right('与本系统一致');
  if (isPoints)
    return { verdict: 'ambiguous', ours: `${ours.points}个百分点`, why: `此为百分点;按百分比为${ours.percent}%` };
  return { verdict: 'wrong', ours: `${ours.points}个百分点`, why: `本系统为${ours.points}个百分点(${ours.percent}%)` };
}
