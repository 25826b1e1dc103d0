import type { LocalDay } from './zone.js';

/** A name and the days on which it holds, both included; null: since ever, or for ever. */
export interface DatedName {
  readonly from: LocalDay | null;
  readonly until: LocalDay | null;
  readonly name: string;
}

/** What something is called: a name, and other names at other times. */
export interface NameHistory {
  readonly name: string;
  readonly dated: readonly DatedName[];
}

/** The name that holds on a day. A period is called by that of its last day. */
export function nameOn({ name, dated }: NameHistory, day: LocalDay): string {
  const found = dated.find((d) => (d.from ?? day) <= day && day <= (d.until ?? day));
  return found?.name ?? name;
}

/** The name that holds in the end, for what has no date. */
export const lastName = (names: NameHistory): string => nameOn(names, Number.POSITIVE_INFINITY);

/** The first two of dated names that hold on one day; null: there are none such. */
export function overlap(dated: readonly DatedName[]): readonly [DatedName, DatedName] | null {
  const sorted = [...dated].sort((a, b) => (a.from ?? Number.NEGATIVE_INFINITY) - (b.from ?? Number.NEGATIVE_INFINITY));
  for (const [i, next] of sorted.entries()) {
    const before = sorted[i - 1];
    if (before === undefined) continue;
    if (before.until === null || next.from === null || next.from <= before.until) return [before, next];
  }
  return null;
}
