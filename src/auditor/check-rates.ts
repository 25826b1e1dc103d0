import { type Book, nameOf, numberText, rangeOf } from './book.js';
import type { Figure } from './claim.js';
import { digitsOf } from './printed.js';
import { chain, rateRules } from './rate-bases.js';
import { nearest, numeratorsOf, smallestBase } from './rates.js';
import { baseOf, ratio } from './ratio.js';
import type { Judgement, Relation } from './relation.js';

/** What a rate is found to be without an equation: feasible, impossible, or not to be checked. */
export type Open = { readonly figure: Figure; readonly judgement: Judgement; readonly with: readonly Figure[] };

/** 接通率, 办结率 and the like against the counts of the same labels, else against what its base cannot exceed. */
export function checkRates(book: Book): { relations: Relation[]; open: Open[] } {
  const relations: Relation[] = [];
  const open: Open[] = [];
  for (const rate of book.figures) {
    if (rate.claim.kind !== 'rate') continue;
    const found = relationOf(book, rate, rate.claim.id, rate.claim.labels);
    if (found === null) open.push(openRate(book, rate, rate.claim.id, rate.claim.labels));
    else relations.push(found);
  }
  return { relations, open };
}

type RateLabels = Extract<Figure['claim'], { kind: 'rate' }>['labels'];

function relationOf(book: Book, rate: Figure, id: string, labels: RateLabels): Relation | null {
  const rule = rateRules[id];
  if (rule === undefined || rule.numerator === null) return null;
  const [numerator] = book.all(rate.period, rule.numerator, labels, rate);
  if (numerator === undefined) return null;
  const printed = rule.bases.map((measure) => book.all(rate.period, measure, labels, rate));
  const bases = rule.strict === true ? (printed.find((found) => found.length > 0) ?? []) : printed.flat();
  const tried = bases.map((base) => ratio(book, rate, baseOf(numerator), baseOf(base)));
  const held = tried.find((relation) => relation.holds);
  if (held !== undefined) return held;
  const certain = bases.findIndex((base) => book.isCertain(base, rate));
  return book.isCertain(numerator, rate) ? (tried[certain] ?? null) : null;
}

function openRate(book: Book, rate: Figure, id: string, labels: RateLabels): Open {
  const { printed } = rate;
  const whole = 100n * 10n ** BigInt(printed.decimals);
  if (printed.units > whole && id !== 'other_rate')
    return { figure: rate, with: [], judgement: { verdict: 'impossible', ours: '100', why: '比率大于100%' } };
  const rule = rateRules[id];
  const base = rule?.only === undefined ? null : book.find(rate.period, rule.only, labels, rate);
  if (base !== null && printed.loose === null && book.isCertain(base, rate)) return onBase(rate, base);
  const bound = boundOf(book, rate, rule?.bases ?? [], labels);
  if (bound !== null && book.isCertain(bound, rate) && printed.loose === null && printed.units < whole) {
    const needed = smallestBase(printed);
    if (needed > rangeOf(bound).hi) return impossible(rate, bound, needed);
  }
  const why = rule?.numerator === null || rule === undefined ? '未印出其分子和基数' : '未印出其基数';
  return { figure: rate, with: [], judgement: { verdict: 'uncheckable', ours: null, why } };
}

/** The base is printed, the numerator is not: one, several or no whole number gives the rate. */
function onBase(rate: Figure, base: Figure): Open {
  const range = rangeOf(base);
  // 100 % is said of all, not of nearly all, with however few decimals.
  const isAll = rate.printed.units === 100n * 10n ** BigInt(rate.printed.decimals);
  const found = isAll ? range : numeratorsOf(rate.printed, range.lo);
  const why = `基数${numberText(base)}(${nameOf(base)})`;
  if (found === null && range.lo === range.hi) return impossible(rate, base, smallestBase(rate.printed));
  if (found !== null && found.lo === found.hi) {
    return {
      figure: rate,
      with: [base],
      judgement: { verdict: 'right', ours: null, why: `${why},分子只能是${found.lo}` },
    };
  }
  return {
    figure: rate,
    with: [base],
    judgement: { verdict: 'uncheckable', ours: null, why: `${why},未印出分子,多个整数均相符` },
  };
}

function impossible(rate: Figure, bound: Figure, needed: bigint): Open {
  const { below, above } = nearest(rate.printed, rangeOf(bound).hi);
  const range = [below, above].filter((text) => text !== null).join('%和');
  const most = `${numberText(bound)}(${nameOf(bound)})`;
  const why =
    needed > rangeOf(bound).hi
      ? `基数至多${most},而${digitsOf(rate.printed)}%至少需要${needed};最接近的是${range}%`
      : `以${most}为基数,没有整数得出${digitsOf(rate.printed)}%;最接近的是${range}%`;
  return {
    figure: rate,
    with: [bound],
    judgement: { verdict: 'impossible', ours: range === '' ? null : `${range}%`, why },
  };
}

/** The smallest printed count of the same labels that the base cannot exceed. */
function boundOf(book: Book, rate: Figure, bases: readonly string[], labels: RateLabels): Figure | null {
  const from = chain.findIndex((measure) => bases.includes(measure));
  if (from < 0) return null;
  const found = chain.slice(from).flatMap((measure) => book.find(rate.period, measure, labels, rate) ?? []);
  return found.sort((a, b) => (rangeOf(a).hi < rangeOf(b).hi ? -1 : 1))[0] ?? null;
}
