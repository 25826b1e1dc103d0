import { type Book, rangeOf } from './book.js';
import type { Open } from './check-rates.js';
import { type Figure, isCount, type Labels } from './claim.js';
import type { ReadTable } from './claims-table.js';
import { isExact } from './printed.js';
import { usualBases } from './rate-bases.js';
import { fits, numeratorsOf } from './rates.js';
import { type Base, baseOf, ratio } from './ratio.js';
import type { Relation } from './relation.js';
import type { Measure } from './words.js';

type Share = Figure & { claim: Extract<Figure['claim'], { kind: 'share' }> };

/** Shares that are one of the same base: a column of a table, or the shares of a sentence whose words do not say of what. */
export interface ShareGroup {
  readonly shares: readonly Share[];
  readonly table: ReadTable | null;
  /** What the words name; null: nothing. */
  readonly named: Measure | null;
  /** What they are found to be shares of; null: nothing that is printed. */
  readonly base: Base | null;
  /** The base is another than the words name, and the shares fit it. */
  readonly misnamed: boolean;
}

export function checkShares(book: Book, tables: readonly ReadTable[]) {
  const relations: Relation[] = [];
  const open: Open[] = [];
  const groups = groupsOf(book, tables);
  for (const group of groups) {
    for (const share of group.shares) {
      const numerator = numeratorOf(book, share);
      if (numerator !== null && group.base !== null) relations.push(ratio(book, share, numerator, group.base));
      else open.push(openShare(share, group.base));
    }
  }
  return { relations, open, groups };
}

const isShare = (f: Figure): f is Share => f.claim.kind === 'share';

function groupsOf(book: Book, tables: readonly ReadTable[]): ShareGroup[] {
  const lists = new Map<string, Share[]>();
  for (const share of book.figures.filter(isShare)) {
    const { place, claim } = share;
    const kind =
      claim.of?.claim.kind === 'count' &&
      ['direct', 'tickets', 'contacts_with_ticket'].includes(claim.of.claim.measure) &&
      Object.keys(claim.of.claim.labels).length === 0
        ? 'split'
        : Object.keys(claim.labels).join();
    const key =
      place === null
        ? `${share.line} ${share.period} ${claim.base} ${kind} ${share.whole?.index}`
        : `table ${place.table} ${place.column}`;
    lists.set(key, [...(lists.get(key) ?? []), share]);
  }
  return [...lists.values()].map((shares) => {
    const place = shares[0]!.place;
    return { shares, ...chosen(book, shares, place === null ? null : (tables[place.table] ?? null)) };
  });
}

function chosen(book: Book, shares: readonly Share[], table: ReadTable | null): Omit<ShareGroup, 'shares'> {
  const named = shares[0]!.claim.base;
  const rated = shares.map((share) => ({ share, numerator: numeratorOf(book, share) }));
  const counted = rated.flatMap(({ share, numerator }) => (numerator === null ? [] : [{ share, numerator }]));
  const candidates = candidatesOf(book, shares, table, named).map((base) => ({
    base,
    fit: counted.filter(({ share, numerator }) => fits(share.printed, numerator.range, base.range)).length,
    whole: isWhole(
      counted.map(({ numerator }) => numerator.range.lo),
      base,
    ),
  }));
  const first = candidates[0];
  // The named base stands, unless another one fits most of the group and it does not.
  const best = candidates.reduce((a, b) => (better(b, a) ? b : a), first!);
  const overrides =
    best !== undefined && best !== first && (named === null || (best.fit >= 2 && 2 * best.fit > counted.length));
  const taken = overrides ? best : first;
  // A base that none of them fits must be the only one that can be meant.
  const sure = taken !== undefined && (taken.fit > 0 || taken.base.figures.every((f) => book.isCertain(f, shares[0]!)));
  const base = sure ? taken.base : null;
  return { table, named, base, misnamed: overrides && named !== null };
}

const better = (a: { fit: number; whole: boolean }, b: { fit: number; whole: boolean }): boolean =>
  a.fit !== b.fit ? a.fit > b.fit : a.whole && !b.whole;

/** 以接通20874件为基数, behind the share or the shares that it is said of. */
export function saidBase(book: Book, share: Figure): Figure | null {
  const after = book.figures.filter(
    (f) => f.line === share.line && f.index > share.index && f.index <= share.index + 4,
  );
  return after.find((f) => f.isBase) ?? null;
}

/** The parts together are the base, which is printed itself. */
const isWhole = (parts: readonly bigint[], base: Base): boolean =>
  base.figures.length === 1 && parts.length > 1 && parts.reduce((a, b) => a + b, 0n) === base.range.lo;

function candidatesOf(book: Book, shares: readonly Share[], table: ReadTable | null, named: Measure | null): Base[] {
  const share = shares[0]!;
  const total = table?.rows.find((row) => row.isTotal)?.figures;
  const totals = [...(total?.values() ?? [])].filter(isCount).slice(0, 1);
  const of = share.claim.of;
  const measure = of !== null && isCount(of) ? (of.claim.measure as Measure) : table === null ? 'tickets' : 'answered';
  const labelled = of === null || (isCount(of) && Object.keys(of.claim.labels).length > 0);
  const usual = usualBases(measure, labelled);
  const names =
    named === null ? usual : [named, ...usual, 'contacts' as const, 'answered' as const, 'tickets' as const];
  const counts = [...new Set(names)].flatMap((name) => book.all(share.period, name, {}, share).slice(0, 12));
  const whole = of?.whole ?? share.whole;
  const declared = share.place === null && of === null ? saidBase(book, share) : null;
  const figures = [
    ...(declared === null ? [] : [declared]),
    ...(named === null ? [...totals, ...(whole === null ? [] : [whole])] : []),
    ...counts,
    ...totals,
  ];
  const bases = [...new Map(figures.filter((f) => f !== of).map((f) => [f.index, baseOf(f)])).values()];
  return [...bases, ...sumOf(table, shares)];
}

/** Without a total row the sum of the rows is a base too, and so is that of the parts that a sentence lists. */
function sumOf(table: ReadTable | null, shares: readonly Share[]): Base[] {
  if (table?.rows.some((row) => row.isTotal)) return [];
  const parts = shares.flatMap((share) => share.claim.of ?? []);
  if (parts.length < 3 || parts.length < shares.length || parts.some((f) => !isExact(rangeOf(f)))) return [];
  const sum = parts.reduce((n, f) => n + rangeOf(f).lo, 0n);
  return [{ range: { lo: sum, hi: sum }, figures: parts, name: `各项之和${sum}` }];
}

/** The count that it is the share of: before it, or of the same labels; of several together, their sum. */
function numeratorOf(book: Book, share: Share): Base | null {
  const { of, together, labels } = share.claim;
  if (together !== null) return sumPrinted(book, share) ?? sumOfNames(book, share, together);
  if (of !== null) return baseOf(of);
  const found =
    Object.keys(labels).length === 0
      ? null
      : book
          .groups()
          .flat()
          .find((f) => f.period === share.period && sameLabels(f.claim.labels, labels));
  return found == null ? null : baseOf(found);
}

/** 合计占比46.64%(三地合计2702件): the sum itself. */
function sumPrinted(book: Book, share: Share): Base | null {
  const next = book.figures[share.index + 1];
  const is = next !== undefined && next.line === share.line && isCount(next) && /合计|共计/.test(next.words);
  return is ? baseOf(next) : null;
}

const sameLabels = (a: object, b: object): boolean => JSON.stringify(a) === JSON.stringify(b);

/** A unit of a place has less than the place: the county's own office is not the county. */
const isNamed = (labels: Labels, name: string): boolean => {
  const [[kind, code] = ['', ''], ...more] = Object.entries(labels);
  return more.length === 0 && kind !== 'unit' && code === name;
};

function sumOfNames(book: Book, share: Share, names: readonly string[]): Base | null {
  const counts = book
    .countsOf(share.period)
    .filter((f) => f.claim.measure === 'tickets' || f.claim.measure === 'answered');
  const parts = names.map((name) => counts.find((f) => isNamed(f.claim.labels, name)));
  if (parts.length === 0 || parts.some((f) => f === undefined)) return null;
  const figures = parts.filter((f) => f !== undefined);
  const sum = figures.reduce((n, f) => n + rangeOf(f).lo, 0n);
  return { range: { lo: sum, hi: sum }, figures, name: '合计' };
}

function openShare(share: Share, base: Base | null): Open {
  const { printed } = share;
  if (printed.units > 100n * 10n ** BigInt(printed.decimals)) {
    return { figure: share, with: [], judgement: { verdict: 'impossible', ours: '100', why: '占比大于100%' } };
  }
  const assumed = base ?? null;
  const range = assumed === null || !isExact(assumed.range) ? null : numeratorsOf(printed, assumed.range.lo);
  if (
    assumed !== null &&
    range === null &&
    isExact(assumed.range) &&
    share.claim.base !== null &&
    printed.loose === null
  ) {
    return {
      figure: share,
      with: assumed.figures,
      judgement: { verdict: 'impossible', ours: null, why: `以${assumed.name}为基数,没有整数得出此值` },
    };
  }
  if (assumed !== null && range !== null && range.lo === range.hi) {
    const why = `以${assumed.name}为基数,分子只能是${range.lo}`;
    return { figure: share, with: assumed.figures, judgement: { verdict: 'right', ours: null, why } };
  }
  return { figure: share, with: [], judgement: { verdict: 'uncheckable', ours: null, why: '未印出其分子' } };
}
