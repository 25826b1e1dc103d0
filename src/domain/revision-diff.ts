import { type CounterChange, changesBetween, unexplainedBy } from './revision.js';
import type { RevisionCause, RevisionChanges } from './revision-schema.js';
import type { Snapshot } from './snapshot-schema.js';

/** Two revisions of a month, and everything that came between them. */
export interface RevisionDiff {
  readonly month: string;
  readonly before: number;
  readonly after: number;
  readonly changes: readonly CounterChange[];
  /** In the order of their records. */
  readonly causes: readonly RevisionCause[];
  /** Causes in all: more than are listed where the records had no room for them. */
  readonly total: number;
  /** Counter → what no cause accounts for. */
  readonly unexplained: Readonly<Record<string, number>>;
  /** The figures of single units are not known of both. */
  readonly unitsLeftOut: boolean;
}

export interface RevisionFigures {
  readonly revision: number;
  readonly figures: Snapshot;
  /** null: not in the log. */
  readonly units: Snapshot | null;
}

/**
 * What differs between two revisions, and why.
 *
 * @param steps what each revision after the first of the two says of its changes, up to the second; what one that the log
 *   does not hold would say, is unexplained.
 */
export function diffOf(
  month: string,
  before: RevisionFigures,
  after: RevisionFigures,
  steps: readonly RevisionChanges[],
): RevisionDiff {
  const unitsLeftOut = before.units === null || after.units === null;
  const countersOf = ({ figures, units }: RevisionFigures) =>
    unitsLeftOut ? figures.counters : { ...figures.counters, ...units?.counters };
  const changes = changesBetween(countersOf(before), countersOf(after));
  const explained = explainedBy(steps);
  if (unitsLeftOut) for (const counter of [...explained.keys()]) if (isOfUnit(counter)) explained.delete(counter);
  return {
    month,
    before: before.revision,
    after: after.revision,
    changes,
    causes: steps.flatMap(({ causes }) => causes),
    total: steps.reduce((n, { total }) => n + total, 0),
    unexplained: unexplainedBy(changes, explained),
    unitsLeftOut,
  };
}

const isOfUnit = (counter: string): boolean => /[{,]unit=/.test(counter);

/** Counter → the sum of all causes, those that are not listed too. */
function explainedBy(steps: readonly RevisionChanges[]): Map<string, number> {
  const sums = new Map<string, number>();
  const add = (counter: string, n: number) => sums.set(counter, (sums.get(counter) ?? 0) + n);
  for (const { changes, unexplained } of steps) {
    for (const { counter, difference } of changes) add(counter, difference);
    for (const [counter, n] of Object.entries(unexplained)) add(counter, -n);
  }
  return sums;
}
