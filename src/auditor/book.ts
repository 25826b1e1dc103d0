import { type Figure, isCount, type Labels, quantity } from './claim.js';
import { countRange, digitsOf, isExact, overlaps } from './printed.js';

type Count = Figure & { claim: { kind: 'count'; measure: string; labels: Labels } };

/** The counts of a report by what they are counts of. */
export class Book {
  readonly figures: readonly Figure[];
  readonly #counts = new Map<string, Count[]>();

  constructor(figures: readonly Figure[]) {
    this.figures = figures;
    for (const figure of figures) {
      if (!isCount(figure)) continue;
      const key = quantity(figure.period, figure.claim.measure, figure.claim.labels);
      this.#counts.set(key, [...(this.#counts.get(key) ?? []), figure]);
    }
  }

  /** The count of a quantity as `near` means it: the first of `all`. */
  find(period: string, measure: string, labels: Labels, near: Figure): Figure | null {
    return this.all(period, measure, labels, near)[0] ?? null;
  }

  /**
   * The counts that a quantity may mean for `near`: those of its own paragraph first, before it rather than after it;
   * an exact one before a rounded one. A report may count the province and its capital by the same words.
   */
  all(period: string, measure: string, labels: Labels, near: Figure): readonly Figure[] {
    const distance = (f: Figure): number =>
      Math.abs(f.index - near.index) +
      (f.line === near.line ? 0 : 10_000) +
      (f.index > near.index ? 1000 : 0) +
      (isExact(countRange(f.printed)) ? 0 : 1_000_000) +
      (f.implied ? 0.5 : 0);
    const found = this.#counts.get(quantity(period, measure, labels)) ?? [];
    return found.filter((f) => f.index !== near.index).sort((x, y) => distance(x) - distance(y));
  }

  /** Whether a count can only be the one that `near` means: of its paragraph alone, or the report knows no other. */
  isCertain(count: Figure, near: Figure): boolean {
    if (!isCount(count)) return false;
    const { measure, labels } = count.claim;
    const all = this.all(count.period, measure, labels, near);
    const here = all.filter((f) => f.line === near.line && near.place === null);
    return oneValue(here.length > 0 && here.includes(count) ? here : [count, ...all]);
  }

  /** All figures of each quantity. */
  groups(): readonly (readonly Count[])[] {
    return [...this.#counts.values()];
  }

  /** Exact counts of a period. */
  countsOf(period: string): readonly Count[] {
    return this.groups()
      .flat()
      .filter((f) => f.period === period && isExact(countRange(f.printed)) && !f.implied);
  }
}

export const rangeOf = (f: Figure) => countRange(f.printed);
export const numberText = (f: Figure): string =>
  `${digitsOf(f.printed)}${f.printed.scale === 10_000n ? '万' : f.printed.scale > 1n ? '亿' : ''}`;
/** What a count is called in an explanation: its words without what stands around them. */
export const nameOf = (f: { readonly words: string }): string =>
  f.words
    .replace(/^[,\s]*(?:其中)?[,\s]*/, '')
    .replace(/^.*?12345(?:便民服务|政务服务便民)?(?:热线|平台)?/, '')
    .replace(/^共/, '')
    .slice(-16);

const oneValue = (figures: readonly Figure[]): boolean =>
  figures.every((f) => {
    const [a, b] = [countRange(f.printed), countRange(figures[0]!.printed)];
    return overlaps(a, b) || isSlip(a.lo, b.lo);
  });

/** One digit differs, or two neighbours are swapped: a slip of the pen, not another number. */
export function isSlip(a: bigint, b: bigint): boolean {
  const [x, y] = [a.toString(), b.toString()];
  if (x.length !== y.length || x.length < 3) return false;
  const off = [...x].flatMap((c, i) => (c === y[i] ? [] : [i]));
  if (off.length === 1) return true;
  const [i, j] = off;
  return off.length === 2 && j === i! + 1 && x[i!] === y[j!] && x[j!] === y[i!];
}
