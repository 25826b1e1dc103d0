import { decimal } from '../domain/rational.js';
import type { Book } from './book.js';
import type { Open } from './check-rates.js';
import { type Figure, signed } from './claim.js';
import { digitsOf, type Printed } from './printed.js';
import { percentUnits } from './rates.js';
import type { Judgement } from './relation.js';

/** 环比 of a rate: points are checked against what is printed; a percent sign may be meant either way. */
export function changeOfRate(book: Book, change: Figure, rate: Figure): Open {
  const value = signed(change);
  const before = beforeOf(book, change, rate);
  const members = before === null ? [rate] : [rate, before];
  return { figure: change, with: members, judgement: judge(change, rate, before, value) };
}

function judge(change: Figure, rate: Figure, before: Figure | null, value: Printed): Judgement {
  const points = pointsBefore(rate.printed, value);
  if (change.unit === 'points') return judgePoints(change, rate, before, points);
  const percent = percentBefore(rate.printed, value) ?? '–';
  if (/相对/.test(change.words)) {
    if (before !== null && !isRelative(rate.printed, before.printed, value)) {
      return { verdict: 'wrong', ours: null, why: `按此上期为${percent}%,而所印为${before.text}` };
    }
    return { verdict: 'right', ours: null, why: `按此上期为${percent}%` };
  }
  return {
    verdict: 'ambiguous',
    ours: null,
    why: `百分点还是百分比未说明:按百分点上期为${digitsOf(points)}%,按百分比上期为${percent}%`,
  };
}

/** The printed rate of the other period. */
function beforeOf(book: Book, change: Figure, rate: Figure): Figure | null {
  const { claim } = change;
  if (claim.kind !== 'change' || rate.claim.kind !== 'rate') return null;
  const { id, labels } = rate.claim;
  const is = (f: Figure): boolean =>
    f.claim.kind === 'rate' &&
    f.claim.id === id &&
    JSON.stringify(f.claim.labels) === JSON.stringify(labels) &&
    f.period === `${rate.period}@${claim.against}`;
  return book.figures.find(is) ?? null;
}

/** Both rates are rounded: the exact ones may give any change between those of their ends. */
function isRelative(now: Printed, before: Printed, change: Printed): boolean {
  const decimals = Math.max(now.decimals, before.decimals);
  const [n, b] = [2n * unitsAt(now, decimals), 2n * unitsAt(before, decimals)];
  if (b <= 1n) return true;
  const low = percentUnits(n - 1n - (b + 1n), b + 1n, change.decimals);
  const high = percentUnits(n + 1n - (b - 1n), b - 1n, change.decimals);
  return low <= change.units && change.units <= high;
}

/** rate ÷ (1 + change), with the rate's decimals; null: after a fall of 100 % nothing is left. */
function percentBefore(rate: Printed, value: Printed): string | null {
  const whole = 100n * 10n ** BigInt(value.decimals);
  const factor = whole + value.units;
  return factor <= 0n ? null : decimal(rate.units * whole, factor * 10n ** BigInt(rate.decimals), rate.decimals);
}

const unitsAt = (p: Printed, decimals: number): bigint => p.units * 10n ** BigInt(decimals - p.decimals);

/** rate − change, exactly as printed. */
function pointsBefore(rate: Printed, value: Printed): Printed {
  const decimals = Math.max(rate.decimals, value.decimals);
  return { units: unitsAt(rate, decimals) - unitsAt(value, decimals), decimals, scale: 1n, loose: null };
}

function judgePoints(change: Figure, rate: Figure, before: Figure | null, points: Printed): Judgement {
  const text = `按此上期为${digitsOf(points)}%`;
  if (points.units < 0n || points.units > 100n * 10n ** BigInt(points.decimals)) {
    return { verdict: 'impossible', ours: null, why: `${text},不在0–100之间` };
  }
  if (before === null) return { verdict: 'right', ours: null, why: text };
  const decimals = Math.max(points.decimals, before.printed.decimals);
  const off = unitsAt(before.printed, decimals) - unitsAt(points, decimals);
  // Both rates are rounded, so the difference of the exact ones may be one off in the last digit.
  if (off >= -1n && off <= 1n) return { verdict: 'right', ours: null, why: `上期${before.text}` };
  const between = unitsAt(rate.printed, decimals) - unitsAt(before.printed, decimals);
  const ours = decimal(between, 10n ** BigInt(decimals), decimals);
  return { verdict: 'wrong', ours: `${ours}个百分点`, why: `${rate.text}−${before.text}=${ours}(${change.text})` };
}
