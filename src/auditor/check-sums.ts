import { type Book, isSlip, nameOf, numberText, rangeOf } from './book.js';
import { type Figure, isCount, type Labels } from './claim.js';
import type { ReadTable } from './claims-table.js';
import { isExact, type Range } from './printed.js';
import type { Judgement, Relation } from './relation.js';

/** Equations between counts that hold by what they are counts of, and 其中 lists. */
export function checkSums(book: Book, tables: readonly ReadTable[]): Relation[] {
  return [...equalities(book), ...laws(book, tables), ...groups(book), ...lateOfOneGroup(book), ...partsOf(book)];
}

const total = (figures: readonly Figure[]): Range => ({
  lo: figures.reduce((n, f) => n + rangeOf(f).lo, 0n),
  hi: figures.reduce((n, f) => n + rangeOf(f).hi, 0n),
});
const meets = (a: Range, b: Range): boolean => a.lo <= b.hi && b.lo <= a.hi;

/** Σ parts = whole. */
export function sum(parts: readonly Figure[], whole: Figure, derived: Figure | null = null): Relation {
  const words = `${parts.map(numberText).join('+')}=${total(parts).lo}`;
  return {
    members: [...parts, whole],
    holds: meets(total(parts), rangeOf(whole)),
    strong: [...parts, whole].every((f) => isExact(rangeOf(f))),
    words: `${words},${nameOf(whole)}${numberText(whole)}`,
    derived,
    judge: (blamed) => {
      const others = total(parts.filter((f) => f !== blamed)).lo;
      const ours = blamed === whole ? others : rangeOf(whole).lo - others;
      return {
        verdict: 'wrong',
        ours: ours < 0n ? null : `${ours}`,
        why: `${words},而${nameOf(whole)}为${numberText(whole)}`,
      };
    },
  };
}

/** A quantity that is printed twice. Another number may be of another scope by the same words; a slip of one digit is none. */
function equalities(book: Book): Relation[] {
  return book.groups().flatMap((group) =>
    group.slice(1).flatMap((figure) => {
      const before = group.filter((f) => f.index < figure.index && f.implied === figure.implied).at(-1);
      if (before === undefined || figure.claim.measure === 'other') return [];
      const holds = meets(rangeOf(before), rangeOf(figure));
      if (!holds && !isSlip(rangeOf(before).lo, rangeOf(figure).lo)) return [];
      return [equal(before, figure, holds)];
    }),
  );
}

function equal(a: Figure, b: Figure, holds: boolean): Relation {
  return {
    members: [a, b],
    holds,
    strong: isExact(rangeOf(a)) && isExact(rangeOf(b)),
    words: `${numberText(a)}(第${a.line}行)与${numberText(b)}(第${b.line}行)`,
    derived: null,
    judge: (blamed): Judgement => {
      const other = blamed === a ? b : a;
      return { verdict: 'wrong', ours: numberText(other), why: `同一数第${other.line}行印为${numberText(other)}` };
    },
  };
}

type Law = { readonly parts: readonly string[]; readonly wholes: readonly string[] };

const allLaws: readonly Law[] = [
  { parts: ['direct', 'tickets'], wholes: ['answered', 'contacts'] },
  { parts: ['direct', 'contacts_with_ticket'], wholes: ['answered'] },
  { parts: ['closed_on_time', 'closed_late'], wholes: ['closed', 'tickets'] },
  { parts: ['closed', 'open'], wholes: ['tickets'] },
];

/** For each labels: the laws of which all parts and a whole are printed. */
function laws(book: Book, tables: readonly ReadTable[]): Relation[] {
  const firsts = allLaws.flatMap((law) =>
    book
      .groups()
      .map((group) => group[0]!)
      .filter((f) => f.claim.measure === law.parts[0])
      .flatMap((first) => lawAt(book, law, first) ?? []),
  );
  // In a table a law is one when it holds for most rows: its columns may mean something else.
  return firsts
    .filter(({ relation, law, at }) => {
      if (relation.holds) return true;
      // Of the tickets some may be open still: then only too many are wrong.
      if (law.parts[0] === 'closed_on_time' && !exceeds(relation) && !isClosed(relation)) return false;
      if (at.place === null) return law.parts[0] !== 'direct' || sharesSum(book, relation);
      const rows = firsts.filter((other) => other.law === law && other.at.place?.table === at.place?.table);
      const held = rows.filter((other) => other.relation.holds).length;
      return tables.length > 0 && held >= 3 && held * 2 > rows.length;
    })
    .map(({ relation }) => relation);
}

const wholeOf = ({ members }: Relation): Figure => members.at(-1)!;
const exceeds = (r: Relation): boolean => total(r.members.slice(0, -1)).lo > rangeOf(wholeOf(r)).hi;
const isClosed = (r: Relation): boolean => {
  const { claim } = wholeOf(r);
  return claim.kind === 'count' && claim.measure === 'closed';
};

function lawAt(book: Book, law: Law, first: Figure & { claim: { labels: Labels } }) {
  const { labels } = first.claim;
  const rest = law.parts.slice(1).map((measure) => book.find(first.period, measure, labels, first));
  const parts = [first, ...rest.filter((f) => f !== null)];
  const wholes = law.wholes.flatMap((measure) => book.all(first.period, measure, labels, first).slice(0, 4));
  if (parts.length < law.parts.length || wholes.length === 0) return null;
  const relation = wholes.map((whole) => sum(parts, whole)).find((r) => r.holds) ?? sum(parts, wholes[0]!);
  const certain = relation.members.every((f) => f === first || book.isCertain(f, first));
  return relation.holds || certain ? { law, at: first, relation } : null;
}

/** The shares of the parts are printed and make 100: then the parts are all. */
function sharesSum(book: Book, { members }: Relation): boolean {
  const parts = members.slice(0, -1);
  const shares = parts.flatMap(
    (part) => book.figures.find((f) => f.claim.kind === 'share' && f.claim.of === part) ?? [],
  );
  if (shares.length < parts.length) return false;
  const decimals = Math.max(...shares.map((f) => f.printed.decimals));
  const units = shares.reduce((n, f) => n + f.printed.units * 10n ** BigInt(decimals - f.printed.decimals), 0n);
  const off = units - 100n * 10n ** BigInt(decimals);
  return off >= -1n && off <= 1n;
}

/** Counties and departments (and enterprises) are all units. */
function groups(book: Book): Relation[] {
  return ['tickets', 'closed', 'closed_on_time', 'closed_late'].flatMap((measure) => {
    const counties = book
      .groups()
      .flatMap(([f]) =>
        f!.claim.measure === measure &&
        f!.claim.labels['unit_group'] === 'county' &&
        Object.keys(f!.claim.labels).length === 1
          ? [f!]
          : [],
      );
    return counties.flatMap((county) => {
      const parts = ['county', 'department', 'enterprise'].flatMap(
        (group) => book.find(county.period, measure, { unit_group: group }, { ...county, index: -1 }) ?? [],
      );
      const whole = book.find(county.period, measure, {}, county);
      return parts.length < 2 || whole === null || !book.isCertain(whole, county) ? [] : [sum(parts, whole)];
    });
  });
}

/** When all of the counties' are said to be on time, the departments' late ones are all that are late. */
function lateOfOneGroup(book: Book): Relation[] {
  return book.groups().flatMap(([late]) => {
    if (late === undefined || late.claim.measure !== 'closed_late') return [];
    if (late.claim.labels['unit_group'] !== 'department' || Object.keys(late.claim.labels).length > 1) return [];
    const of = (measure: string, labels: Labels): Figure | null => book.find(late.period, measure, labels, late);
    const county = of('closed_on_time', { unit_group: 'county' });
    const [onTime, whole] = [of('closed_on_time', {}), of('tickets', {})];
    const isAll = county?.implied === true && of('closed_late', {}) === null;
    return isAll && onTime !== null && whole !== null ? [sum([onTime, late], whole)] : [];
  });
}

/** 其中 and brackets: never more than the whole; all of it where the list says or shows that it is complete. */
function partsOf(book: Book): Relation[] {
  const wholes = [...new Set(book.figures.flatMap((f) => (f.whole === null || !isCount(f) ? [] : [f.whole])))];
  return wholes.flatMap((whole) => {
    const parts = book.figures.filter((f) => f.whole === whole && isCount(f) && !f.implied && isPart(f, whole));
    if (parts.length === 0) return [];
    const [sumOf, is] = [total(parts), rangeOf(whole)];
    if (meets(sumOf, is)) return parts.length > 1 ? [sum(parts, whole)] : [];
    if (parts.length > 1 && isComplete(parts, whole)) return [sum(parts, whole)];
    return sumOf.lo > is.hi ? tooMuch(parts, whole) : [];
  });
}

const isPart = (f: Figure, whole: Figure): boolean =>
  isCount(f) && isCount(whole) && f.claim.measure === whole.claim.measure && Object.keys(f.claim.labels).length > 0;

/** Telephone and the rest, or a row 其他; and late cases, which are told one by one. */
function isComplete(parts: readonly Figure[], whole: Figure): boolean {
  const labels = parts.flatMap((f) => (isCount(f) ? Object.values(f.claim.labels) : []));
  if (labels.some((label) => label === 'phone' || label === 'other')) return true;
  // Of a single unit only some may be told of.
  return (
    isCount(whole) &&
    whole.claim.measure === 'closed_late' &&
    !('unit' in whole.claim.labels) &&
    parts.every((f) => isCount(f) && 'unit' in f.claim.labels)
  );
}

/** Parts of one kind of label exclude each other; different topics may share their cases. */
function tooMuch(parts: readonly Figure[], whole: Figure): Relation[] {
  const kinds = new Set(parts.flatMap((f) => (isCount(f) ? Object.keys(f.claim.labels) : [])));
  const alone = parts.filter((f) => rangeOf(f).lo > rangeOf(whole).hi);
  if (kinds.has('topic') && alone.length === 0) return [];
  return [sum(alone.length > 0 ? alone.slice(0, 1) : parts, whole)];
}
