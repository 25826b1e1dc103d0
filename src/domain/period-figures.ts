import { type Baselines, OpeningMonth } from './baseline.js';
import { parseCounterName } from './counter-name.js';
import { type Counts, type Figures, type OpenAt, openCounts, sum } from './figures.js';
import type { Lineage } from './lineage.js';
import { bucketsOf, monthOf, type Period, periodKey } from './period.js';
import { parseDay } from './zone.js';

/** How a period's figures are read. */
export interface FiguresWish {
  readonly withUnits: boolean;
  readonly baselines?: Baselines | undefined;
  readonly lineage?: Lineage | undefined;
}

/** The months of a period that opening figures tell of; of a period that is no sum of months, none. */
export function openingMonths(p: Period, baselines: Baselines | undefined): string[] {
  if (baselines === undefined || baselines.size === 0) return [];
  return bucketsOf(p)
    .figures.map(idOf)
    .filter((id) => baselines.has(id));
}

/** The buckets that a period is summed from. Opening figures take the place of a month's, and tell of no single unit. */
export function bucketsToRead(p: Period, { withUnits, baselines }: FiguresWish): string[] {
  const b = bucketsOf(p);
  const all =
    withUnits && openingMonths(p, baselines).length === 0
      ? [...b.figures, ...b.units, ...b.open, ...b.openUnits]
      : [...b.figures, ...b.open];
  return all.filter((bucket) => baselines?.has(idOf(bucket)) !== true);
}

/** @param read the sum of a bucket over all partitions */
export function periodFigures(p: Period, read: (bucket: string) => Counts, at: OpenAt, wish: FiguresWish): Figures {
  const buckets = bucketsToRead(p, wish);
  const isOpen = (bucket: string): boolean => bucket.startsWith('open');
  const openings = openingMonths(p, wish.baselines).map((id) => new OpeningMonth(id, wish.baselines!.get(id)!));
  const counters = [...buckets.filter((b) => !isOpen(b)).map(read), ...openings.map((o) => o.counters)];
  return {
    key: periodKey(p),
    hasUnits: bucketsOf(p).units.length > 0 && openings.length === 0,
    counters: sum(counters),
    open: openCounts(sum(buckets.filter(isOpen).map(read)), at),
    ...(openings.length > 0 && { baseline: true, knows: knowledge(openings, wish.lineage) }),
  };
}

/** A sum is known when every month that it is made of tells; a code that was not in use then counts 0. */
function knowledge(openings: readonly OpeningMonth[], lineage: Lineage | undefined): (name: string) => boolean {
  const known = new Map<string, boolean>();
  const ask = (name: string): boolean =>
    openings.every((o) => o.knows(name) || (lineage !== undefined && isOutOfUse(name, o.month, lineage)));
  return (name) => {
    const found = known.get(name) ?? ask(name);
    known.set(name, found);
    return found;
  };
}

function isOutOfUse(name: string, month: string, lineage: Lineage): boolean {
  const { first, next } = monthOf(parseDay(`${month}-01`)!);
  const labels = Object.entries(parseCounterName(name).labels);
  return labels.some(([label, code]) => label !== 'unit' && lineage.isOutOfUse(label, code, first, next));
}

const idOf = (bucket: string): string => bucket.slice(bucket.indexOf(':') + 1);
