import type { Case } from '../domain/case.js';
import { MarkedMonths, type Marks } from '../domain/revision.js';
import { changedIndex, changedRow } from '../domain/revision-row.js';
import type { Decoded } from './decode.js';
import type { Progress } from './partition-state.js';
import type { Views } from './views.js';

/** Marks do not change from chunk to chunk: what follows from them is worked out once. */
const known = new WeakMap<Marks, { readonly views: Views; readonly months: MarkedMonths }>();

function monthsOf(marks: Marks, views: Views): MarkedMonths {
  const found = known.get(marks);
  if (found?.views === views) return found.months;
  const months = new MarkedMonths(marks, views.contribution, views.context);
  known.set(marks, { views, months });
  return months;
}

/**
 * The journal of one partition: what single events change in months that are marked, as rows of the commit that counts
 * them. So at every moment the rows of a month, from any two vectors that its state went through, sum to the difference
 * of its figures between them.
 */
export class RevisionJournal {
  /** In the order of the events. */
  readonly rows: (readonly [index: string, row: string, present: true])[] = [];
  readonly #months: MarkedMonths | null;
  #number: number;

  constructor(before: Progress, views: Views) {
    this.#months = before.marks.size === 0 ? null : monthsOf(before.marks, views);
    this.#number = before.tallies.get('late-changes') ?? 0;
  }

  note(topic: string, d: Extract<Decoded, { kind: 'event' }>, before: Case, after: Case): void {
    if (this.#months === null) return;
    for (const [month, differences] of this.#months.differences(before, after)) {
      const { offset, timestamp } = d.record;
      const row = changedRow(this.#number++, { topic, offset, timestamp }, d.event, differences);
      this.rows.push([changedIndex(month), row, true]);
    }
  }
}
