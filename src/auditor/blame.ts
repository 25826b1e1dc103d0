import type { Figure } from './claim.js';
import { digitsOf } from './printed.js';
import type { Judgement, Relation } from './relation.js';

/** Who is to blame for equations that do not hold, and what is said of it. */
export interface Blamed {
  readonly figure: Figure;
  readonly judgement: Judgement;
  readonly with: readonly Figure[];
}

/**
 * The fewest figures that explain all equations that do not hold: again and again the one that stands in most of them,
 * less those of its equations that do hold. Where that decides nothing, the computed figure before the counted ones; and
 * where counts are left alone, all of them together are a contradiction. `sure`: figures that a reference confirms.
 */
export function blame(relations: readonly Relation[], sure: ReadonlySet<Figure>): Blamed[] {
  const held = tally(relations.filter((r) => r.holds && r.strong));
  let failing = relations.filter((r) => !r.holds);
  const out: Blamed[] = [];
  while (failing.length > 0) {
    const failed = tally(failing);
    const score = (f: Figure): number =>
      (failed.get(f) ?? 0) - (held.get(f) ?? 0) - (sure.has(f) ? relations.length : 0);
    const members = [...failed.keys()];
    const top = Math.max(...members.map(score));
    const tied = members.filter((f) => score(f) === top);
    const derived = tied.find((f) => failing.some((r) => r.derived === f));
    const figure = derived ?? tied[0]!;
    const own = failing.filter((r) => r.members.includes(figure));
    out.push(judged(figure, own, derived === undefined && tied.length > 1));
    failing = failing.filter((r) => !r.members.includes(figure));
  }
  return out;
}

function tally(relations: readonly Relation[]): Map<Figure, number> {
  const out = new Map<Figure, number>();
  for (const { members } of relations) for (const f of new Set(members)) out.set(f, (out.get(f) ?? 0) + 1);
  return out;
}

function judged(figure: Figure, own: readonly Relation[], undecided: boolean): Blamed {
  const others = [...new Set(own.flatMap((r) => r.members))].filter((f) => f !== figure);
  const judgements = own.map((r) => r.judge(figure));
  const first = judgements.find((j) => j.ours !== null && j.ours !== digitsOf(figure.printed)) ?? judgements[0]!;
  const why = [...new Set([first.why, ...own.map((r) => r.words)])].slice(0, 3).join(';');
  if (undecided)
    return {
      figure,
      with: others,
      judgement: { verdict: 'contradiction', ours: null, why: `不能同时成立:${own[0]!.words}` },
    };
  return { figure, with: others, judgement: { ...first, why: own.length === 1 ? first.why : why } };
}
