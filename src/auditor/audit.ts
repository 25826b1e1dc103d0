import { type Blamed, blame } from './blame.js';
import { Book, nameOf } from './book.js';
import { checkChanges } from './check-changes.js';
import { checkLists } from './check-lists.js';
import { checkRates } from './check-rates.js';
import { checkShares, type ShareGroup } from './check-shares.js';
import { checkSums } from './check-sums.js';
import { checkTables } from './check-tables.js';
import { checkWording } from './check-wording.js';
import type { Figure } from './claim.js';
import type { Block } from './document.js';
import { indicatorOf } from './indicator-of.js';
import type { Name } from './labels.js';
import { readClaims } from './read-claims.js';
import type { Reference } from './reference.js';
import { againstReference } from './reference.js';
import type { Relation } from './relation.js';
import { type Audit, type AuditedFigure, type Finding, severityOf } from './result.js';

export interface AuditOptions {
  readonly file: string;
  /** Names of the catalogue. */
  readonly names: readonly Name[];
  /** The report's period, such as 2021-06; null: as it says itself. */
  readonly period: string | null;
  readonly reference: { readonly name: string; readonly look: Reference } | null;
}

/** Every figure of a report with its verdict, and what is wrong with how they are put. Pure: same report, same answer. */
export function audit(blocks: readonly Block[], options: AuditOptions): Audit {
  const claims = readClaims(blocks, options.names, options.period);
  const book = new Book(claims.figures);
  const rates = checkRates(book);
  const shares = checkShares(book, claims.tables);
  const changes = checkChanges(book);
  const tables = checkTables(claims.tables, shares.groups);
  const relations = [
    ...rates.relations,
    ...shares.relations,
    ...changes.relations,
    ...checkSums(book, claims.tables),
    ...tables.relations,
  ];
  const open: Blamed[] = [...rates.open, ...shares.open, ...changes.open];
  const ours = options.reference === null ? [] : againstReference(book, shares.groups, options.reference.look);
  const sure = new Set(ours.flatMap((b) => (b.judgement.verdict === 'right' ? [b.figure] : [])));
  const judged = new Map([...open, ...blame(relations, sure)].map((b) => [b.figure, b]));
  for (const b of ours) judged.set(b.figure, merged(judged.get(b.figure), b));
  const figures = claims.figures.map((f) => audited(f, judged.get(f), relations, shares.groups));
  const findings = [
    ...figures.flatMap((f) => (f.verdict === 'right' ? [] : [findingOf(f)])),
    ...tables.findings,
    ...checkLists(claims.figures, claims.paragraphs, claims.tables),
    ...checkWording(book, shares.groups),
  ].sort((a, b) => a.line - b.line);
  const count = (severity: string): number => findings.filter((f) => severityOf(f.verdict) === severity).length;
  return {
    file: options.file,
    period: claims.period,
    reference: options.reference?.name ?? null,
    wrong: count('wrong'),
    doubtful: count('doubtful'),
    figures,
    findings,
  };
}

/** The reference decides whether a figure is right; what is wrong with it, the report itself often tells better. */
function merged(own: Blamed | undefined, ours: Blamed): Blamed {
  if (own === undefined || ours.judgement.verdict !== 'wrong' || severityOf(own.judgement.verdict) !== 'wrong')
    return ours;
  const why = `${own.judgement.why};${ours.judgement.why}`;
  return { ...own, judgement: { verdict: own.judgement.verdict, ours: ours.judgement.ours, why } };
}

function audited(
  f: Figure,
  blamed: Blamed | undefined,
  relations: readonly Relation[],
  groups: readonly ShareGroup[],
): AuditedFigure {
  const own = relations.filter((r) => r.holds && r.members.includes(f));
  const judgement = blamed?.judgement ?? { verdict: 'right' as const, ours: null, why: own[0]?.words ?? '' };
  const isUnknown =
    f.claim.kind === 'count' && f.claim.measure === 'other' && judgement.verdict === 'right' && own.length === 0;
  return {
    index: f.index,
    line: f.line,
    from: f.start,
    to: f.end,
    text: f.text,
    words: f.words,
    period: f.period,
    claim: indicatorOf(f, groups),
    verdict: isUnknown ? 'uncheckable' : judgement.verdict,
    ours: judgement.ours,
    why: isUnknown ? '不知所指,报告中无可核对之数' : judgement.why,
    checks: own.filter((r) => r.strong).length,
    with: blamed?.with.map((m) => m.index) ?? [],
  };
}

const findingOf = (f: AuditedFigure): Finding => ({
  verdict: f.verdict,
  line: f.line,
  printed: f.text,
  ours: f.ours,
  why: f.words === '' ? f.why : `${nameOf(f)}:${f.why}`,
  figures: [f.index, ...f.with],
});
