import { decimal } from '../domain/rational.js';
import { numberText, rangeOf } from './book.js';
import type { ShareGroup } from './check-shares.js';
import { sum } from './check-sums.js';
import { type Figure, isCount } from './claim.js';
import type { ReadTable, TableRow } from './claims-table.js';
import { isExact } from './printed.js';
import type { Relation } from './relation.js';
import type { Finding } from './result.js';
import { baseWords } from './words.js';

/** Columns of tables: rows against totals, shares against 100, what is left over, and what the headers say. */
export function checkTables(tables: readonly ReadTable[], groups: readonly ShareGroup[]) {
  const relations: Relation[] = [];
  const findings: Finding[] = [];
  for (const table of tables) {
    const group = groups.find((g) => g.table === table) ?? null;
    for (const [c, column] of table.columns.entries()) {
      if (column.kind === 'count') relations.push(...totalOf(table, c));
      if (column.kind === 'change' && !column.sayGrowth) findings.push(namedGrowth(table, c));
      if (column.kind === 'change' || column.kind === 'share' || column.kind === 'rate') {
        findings.push(...missingSigns(table, c));
      }
    }
    if (group !== null) {
      if (group.misnamed) findings.push(misnamedBase(table, group));
      const parts = complete(table, group);
      relations.push(...parts.relations);
      findings.push(...parts.findings);
    }
  }
  return { relations, findings };
}

const rowsOf = (table: ReadTable): TableRow[] => table.rows.filter((row) => !row.isTotal);
const inColumn = (rows: readonly TableRow[], c: number): Figure[] => rows.flatMap((row) => row.figures.get(c) ?? []);

function totalOf(table: ReadTable, c: number): Relation[] {
  const whole = table.rows.find((row) => row.isTotal)?.figures.get(c);
  const parts = inColumn(rowsOf(table), c);
  return whole === undefined || parts.length < 2 ? [] : [sum(parts, whole)];
}

const isOther = (row: TableRow): boolean => /^(?:其他|其它|其余)/.test(row.name) || row.labels['nature'] === 'other';
const isPartial = (table: ReadTable): boolean =>
  /前[一二三四五六七八九十\d]|主要|部分|TOP/i.test(table.title + (table.header[0]?.text ?? ''));

/** Rows that are all of the base sum to it, and their shares to 100; else something is left that no row names. */
function complete(table: ReadTable, group: ShareGroup): { relations: Relation[]; findings: Finding[] } {
  const rows = rowsOf(table);
  const shares = group.shares.filter((s) => rows.some((row) => row.figures.get(s.place!.column) === s));
  const counts = shares.flatMap((s) => s.claim.of ?? []);
  const [whole] = group.base?.figures ?? [];
  if (group.base === null || whole === undefined || counts.includes(whole) || counts.length < rows.length)
    return { relations: [], findings: [] };
  const counted = counts.reduce((n, f) => n + rangeOf(f).lo, 0n);
  const base = group.base.range.lo;
  const rounded = sharesOff(shares);
  const isAll = counted === base || rounded?.within === true || rows.some(isOther);
  if (isAll)
    return { relations: [sum(counts, whole), ...(rounded === null ? [] : [sharesSum(shares, rounded)])], findings: [] };
  // Topics may share their cases, so their shares may exceed 100; and a table that says so is partial.
  if (counted > base) return { relations: table.rowKind === 'topic' ? [] : [sum(counts, whole)], findings: [] };
  if (isPartial(table) || table.rowKind === 'topic' || !isExact(group.base.range))
    return { relations: [], findings: [] };
  return { relations: [], findings: [remainder(table, counts, base, counted)] };
}

interface Off {
  readonly sum: string;
  /** Each share is rounded, so their sum may be off by half a last digit each. */
  readonly within: boolean;
}

function sharesOff(shares: readonly Figure[]): Off | null {
  if (shares.length < 2) return null;
  const decimals = Math.max(...shares.map((s) => s.printed.decimals));
  const scale = 10n ** BigInt(decimals);
  const units = shares.reduce((n, s) => n + s.printed.units * 10n ** BigInt(decimals - s.printed.decimals), 0n);
  const off = units > 100n * scale ? units - 100n * scale : 100n * scale - units;
  const coarse = Math.max(...shares.map((s) => decimals - s.printed.decimals));
  return { sum: decimal(units, scale, decimals)!, within: 2n * off <= BigInt(shares.length) * 10n ** BigInt(coarse) };
}

function sharesSum(shares: readonly Figure[], off: Off): Relation {
  const why = `各项占比之和为${off.sum}%`;
  return {
    members: shares,
    holds: off.within,
    strong: false,
    words: why,
    derived: null,
    judge: () => ({ verdict: 'contradiction', ours: null, why }),
  };
}

function remainder(table: ReadTable, counts: readonly Figure[], base: bigint, counted: bigint): Finding {
  const left = base - counted;
  const share = decimal(left, base, 2, 100n);
  return {
    verdict: 'missing-remainder',
    line: table.header[0]?.line ?? 0,
    printed: `${counted}/${base}`,
    ours: `其他 ${left} (${share}%)`,
    why: `所列合计${counted},基数${base},其余${left}件(${share}%)无对应行`,
    figures: counts.map((f) => f.index),
  };
}

function namedGrowth(table: ReadTable, c: number): Finding {
  const header = table.header[c]!;
  return {
    verdict: 'misnamed',
    line: header.line,
    printed: header.text,
    ours: header.text.replace(/增减量|增加量|增量/, '增长率(%)'),
    why: '列名为增量,所列是增长率',
    figures: inColumn(table.rows, c).map((f) => f.index),
  };
}

function missingSigns(table: ReadTable, c: number): Finding[] {
  const cells = inColumn(table.rows, c);
  const bare = cells.filter((f) => f.unit === 'none');
  const header = table.header[c]!;
  // 占比(%) says it once for all rows.
  if (
    bare.length === 0 ||
    header.text.includes('%') ||
    (bare.length === cells.length && table.columns[c]?.kind !== 'change')
  )
    return [];
  return [
    {
      verdict: 'missing-percent-sign',
      line: bare[0]!.line,
      printed: bare.map((f) => f.text).join(', '),
      ours: bare.map((f) => `${f.text}%`).join(', '),
      why: `“${header.text}”列有${bare.length}项缺百分号`,
      figures: bare.map((f) => f.index),
    },
  ];
}

function misnamedBase(table: ReadTable, group: ShareGroup): Finding {
  const place = group.shares[0]!.place!;
  const header = table.header[place.column]!;
  const whole = group.base!.figures[0]!;
  const said = baseWords.find(([measure]) => measure === group.named)?.[1].exec(header.text)?.[0] ?? header.text;
  return {
    verdict: 'misnamed',
    line: header.line,
    printed: header.text,
    ours: `占${whole.words.replace(/^.*?,/, '')}总量`,
    why: `列名说的是${said}总量,所列占比的基数却是${isCount(whole) ? whole.words : ''}${numberText(whole)}`,
    figures: [...group.shares.map((f) => f.index)],
  };
}
