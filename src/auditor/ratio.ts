import { type Book, nameOf, numberText, rangeOf } from './book.js';
import type { Figure } from './claim.js';
import { digitsOf, isExact, type Range } from './printed.js';
import { basesOf, fits, numeratorsOf, percentText, percentUnits } from './rates.js';
import type { Judgement, Relation } from './relation.js';

/** What a share is one of: a printed count, or the sum of several that has no figure of its own. */
export interface Base {
  readonly range: Range;
  readonly figures: readonly Figure[];
  readonly name: string;
}

export const baseOf = (figure: Figure): Base => ({
  range: rangeOf(figure),
  figures: [figure],
  name: `${nameOf(figure)}${numberText(figure)}`,
});

/** rate = numerator ÷ base. */
export function ratio(book: Book, rate: Figure, numerator: Base, base: Base): Relation {
  const members = [rate, ...numerator.figures, ...base.figures];
  const exact = isExact(numerator.range) && isExact(base.range);
  const decimals = rate.printed.decimals;
  const holds = fits(rate.printed, numerator.range, base.range);
  const value = percentText(numerator.range.lo, base.range.lo > 0n ? base.range.lo : 1n, decimals);
  const words = `${numerator.range.lo}÷${base.range.lo}=${value}%`;
  return {
    members,
    holds,
    strong: exact && rate.printed.loose === null,
    words,
    derived: rate,
    judge: (blamed) =>
      blamed === rate ? judgeRate(book, rate, numerator, base, value) : judgeCount(blamed, rate, numerator, base),
  };
}

function judgeRate(book: Book, rate: Figure, numerator: Base, base: Base, value: string): Judgement {
  const { printed } = rate;
  const [n, d] = [numerator.range.lo, base.range.lo];
  const ours = `${value}%`;
  const shown = `${n}÷${d}(${base.name})=${percentText(n, d, printed.decimals + 2)}%`;
  if (n > d) return { verdict: 'impossible', ours: null, why: `部分大于总数:${n}>${d}` };
  const off = printed.units - percentUnits(n, d, printed.decimals);
  if (off === -1n) {
    const cut = (n * 100n * 10n ** BigInt(printed.decimals)) / d === printed.units;
    const verdict = cut ? 'truncated' : 'wrong-rounding';
    return { verdict, ours, why: `${shown},${cut ? '被截断,未四舍五入' : '末位差1'}` };
  }
  if (off === 1n) return { verdict: 'wrong-rounding', ours, why: `${shown},末位差1` };
  const other = fittingBase(book, rate, numerator, base);
  if (other !== null) {
    const theirs = `${n}÷${rangeOf(other).lo}=${digitsOf(printed)}%`;
    return { verdict: 'wrong-base', ours, why: `所用基数为${nameOf(other)}(${theirs});应为${shown}` };
  }
  return { verdict: 'wrong', ours, why: shown };
}

/** The count of the same period on which the printed share fits: one without labels before others. */
function fittingBase(book: Book, rate: Figure, numerator: Base, base: Base): Figure | null {
  const found = book
    .countsOf(rate.period)
    .filter((f) => !base.figures.includes(f) && !numerator.figures.includes(f) && rangeOf(f).lo >= numerator.range.lo)
    .filter((f) => fits(rate.printed, numerator.range, rangeOf(f)));
  return found.sort((a, b) => Object.keys(a.claim.labels).length - Object.keys(b.claim.labels).length)[0] ?? null;
}

function judgeCount(blamed: Figure, rate: Figure, numerator: Base, base: Base): Judgement {
  const isNumerator = numerator.figures.includes(blamed);
  const range = isNumerator ? numeratorsOf(rate.printed, base.range.lo) : basesOf(rate.printed, numerator.range.lo);
  const alone = isNumerator ? numerator.figures.length === 1 : base.figures.length === 1;
  const ours = range === null || !alone ? null : range.lo === range.hi ? `${range.lo}` : `${range.lo}–${range.hi}`;
  return { verdict: 'wrong', ours, why: `与${digitsOf(rate.printed)}%不符` };
}
