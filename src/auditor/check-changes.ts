import { decimal } from '../domain/rational.js';
import { type Book, numberText, rangeOf } from './book.js';
import { changeOfRate } from './check-rate-changes.js';
import type { Open } from './check-rates.js';
import { type Figure, isCount, signed } from './claim.js';
import { digitsOf, isExact, type Printed, type Range } from './printed.js';
import { befores, fitsChange } from './rates.js';
import type { Judgement, Relation } from './relation.js';

type Change = Figure & { claim: Extract<Figure['claim'], { kind: 'change' }> };

/** 环比 and 同比: against the printed figure of the other period, or whether any whole number there gives them. */
export function checkChanges(book: Book): { relations: Relation[]; open: Open[] } {
  const relations: Relation[] = [];
  const open: Open[] = [];
  for (const change of book.figures) {
    if (change.claim.kind === 'difference') relations.push(...differenceOf(book, change));
    if (change.claim.kind !== 'change') continue;
    const figure = change as Change;
    const { of } = figure.claim;
    const wording = wordingOf(figure);
    if (wording !== null) open.push({ figure, with: [], judgement: wording });
    else if (of === null) open.push({ figure, with: [], judgement: uncheckable('未说明是哪个数的变化') });
    else if (!isCount(of)) open.push(changeOfRate(book, figure, of));
    else relations.push(changeOfCount(book, figure, of));
  }
  return { relations, open };
}

/** 增加2991件: against the other period's count, or against the percentage that is printed beside it. */
function differenceOf(book: Book, difference: Figure): Relation[] {
  const { claim } = difference;
  if (claim.kind !== 'difference' || claim.of === null || !isCount(claim.of)) return [];
  const { of, against } = claim;
  const by = rangeOf(difference).lo * (claim.sign < 0 && difference.printed.units > 0n ? -1n : 1n);
  const now = rangeOf(of);
  if (!isExact(now) || !isExact(rangeOf(difference))) return [];
  const before = book.find(`${of.period}@${against}`, of.claim.measure, of.claim.labels, of);
  if (before !== null && isExact(rangeOf(before))) {
    const ours = now.lo - rangeOf(before).lo;
    const words = `${numberText(of)}−${numberText(before)}=${ours}`;
    const judge = (): Judgement => ({ verdict: 'wrong', ours: `${ours}`, why: words });
    return [{ members: [difference, of, before], holds: ours === by, strong: true, words, derived: difference, judge }];
  }
  const percent = book.figures.find(
    (f) => f.claim.kind === 'change' && f.claim.of === of && f.claim.against === against,
  );
  if (percent === undefined) return [];
  const then = now.lo - by;
  const holds = then > 0n && fitsChange(signed(percent), now, { lo: then, hi: then });
  const ours = then > 0n ? `${decimal(by, then, percent.printed.decimals, 100n)}%` : null;
  const words = `${numberText(of)}−(${by})=${then},变化${ours ?? '–'}`;
  const judge = (): Judgement => ({ verdict: 'wrong', ours, why: words });
  return [{ members: [difference, of, percent], holds, strong: true, words, derived: percent, judge }];
}

const uncheckable = (why: string): Judgement => ({ verdict: 'uncheckable', ours: null, why });

/** 增长-5%: the words and the sign say two things. */
function wordingOf(figure: Change): Judgement | null {
  const { sign } = figure.claim;
  if (sign === 0 || figure.printed.units >= 0n) return null;
  const said = sign > 0 ? '上升' : '下降';
  return { verdict: 'contradiction', ours: null, why: `文字说${said},数字却带负号` };
}

function changeOfCount(book: Book, change: Change, of: Figure): Relation {
  const value = signed(change);
  const now = rangeOf(of);
  const before = isCount(of)
    ? book.find(`${of.period}@${change.claim.against}`, of.claim.measure, of.claim.labels, of)
    : null;
  const text = `${digitsOf(value)}%`;
  if (before !== null && rangeOf(before).lo > 0n) {
    const then = rangeOf(before);
    const ours = decimal(now.lo - then.lo, then.lo, value.decimals, 100n);
    const why = `${numberText(of)}÷${numberText(before)}−1=${ours}%`;
    return {
      members: [change, of, before],
      holds: fitsChange(value, now, then),
      strong: isExact(now) && isExact(then),
      words: why,
      derived: change,
      judge: () => ({ verdict: 'wrong', ours: `${ours}%`, why }),
    };
  }
  const found = value.loose === null && isExact(now) ? befores(value, now.lo) : { lo: 0n, hi: 1n };
  return {
    members: [change, of],
    holds: found !== null,
    strong: false,
    words: beforeText(found),
    derived: change,
    judge: () => noBefore(value, now.lo, text),
  };
}

function beforeText(found: Range | null): string {
  if (found === null) return '';
  if (found.lo === found.hi) return `上期只能是${found.lo}`;
  return found.lo > 1n ? `上期在${found.lo}–${found.hi}之间` : '未印出上期数';
}

/** No whole number of the other period gives the printed change: the two nearest, and what they would give. */
function noBefore(value: Printed, now: bigint, text: string): Judgement {
  const scale = 100n * 10n ** BigInt(value.decimals);
  const factor = value.units + scale;
  const near = factor <= 0n ? [] : [(now * scale) / factor, (now * scale) / factor + 1n].filter((n) => n > 0n);
  const shown = near.map((n) => `${n}→${decimal(now - n, n, value.decimals, 100n)}%`).join(',');
  return {
    verdict: 'impossible',
    ours: null,
    why: `没有整数的上期数使${now}得出${text}${shown === '' ? '' : `;最接近:${shown}`}`,
  };
}
