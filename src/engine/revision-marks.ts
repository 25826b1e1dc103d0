import type { Instant } from '../domain/instant.js';
import { cutOffOf, monthNamed } from '../domain/revision.js';
import { causeOfRow, changedIndex } from '../domain/revision-row.js';
import type { StateStore } from '../ports/state-store.js';
import type { Horizon } from './horizon.js';
import type { Merged } from './micro-batch.js';
import { markText, type Progress, writeProgress } from './partition-state.js';
import type { PartitionTask } from './partition-task.js';
import type { MonthWatch } from './revision-months.js';
import type { Vector } from './state-reader.js';
import type { Views } from './views.js';
import type { Work } from './work.js';

/** When months are cut off, and what is decided of them already. */
export interface CutOffRules {
  readonly cutOffDay: number;
  readonly settleMs: number;
  /** The last revision of a month; null: none is decided. */
  readonly last: (month: string) => { readonly revision: number; readonly vector: Vector } | null;
}

export interface MarkDeps {
  readonly store: Pick<StateStore, 'rows'>;
  readonly views: Views;
  readonly rules: CutOffRules;
}

interface DueMonth {
  readonly month: string;
  readonly cutOff: Instant;
}

/** Rows a commit. */
const most = 500;

/**
 * Cuts months off in one partition: once the clock is past a month's cut-off and the task has committed up to the ends of
 * the log as they were then (or later), the month is marked in the partition's own state. A mark only says that what changes the
 * month from here on is put on record; that it is final is decided when every partition has one.
 *
 * A month whose cut-off is long past must have been quiet: the import of a history must not become a revision a chunk.
 */
export class RevisionMarks {
  readonly task: PartitionTask;
  readonly #deps: MarkDeps;
  #horizon: Horizon | null = null;
  /** Month → the revision below whose vector nothing is left in the journal. */
  readonly #swept = new Map<string, number>();

  constructor(task: PartitionTask, deps: MarkDeps) {
    this.task = task;
    this.#deps = deps;
  }

  /**
   * Marks what may be marked by now, and forgets records of changes that revisions tell already.
   *
   * @param take the horizon of now; only called when there is something to mark.
   * @throws PulseError when the store or the log does not answer: to be called again.
   */
  async look(now: Instant, months: MonthWatch, take: () => Promise<Horizon>): Promise<void> {
    if (this.task.state !== 'attached') {
      // Its log may be made anew meanwhile, and never come to these ends again.
      this.#horizon = null;
      return;
    }
    let missing: readonly DueMonth[] = [];
    await this.task.commit(async (progress) => {
      missing = this.#due(now, months).filter(
        (due) => !progress.marks.has(due.month) && this.#mayMark(due, now, months),
      );
      return this.#sweep(progress);
    });
    if (missing.length === 0) {
      this.#horizon = null;
      return;
    }
    // The same one until it is passed: a busy log's end would run away from the task.
    this.#horizon ??= await take();
    const horizon = this.#horizon;
    await this.task.commit(async (progress) => {
      if (!horizon.isReached(this.task.partition, progress.offsets)) return null;
      this.#horizon = null;
      const reached = missing.filter(({ month, cutOff }) => cutOff <= horizon.at && !progress.marks.has(month));
      return reached.length === 0 ? null : markWork(reached, horizon.at);
    });
  }

  #due(now: Instant, { months }: MonthWatch): DueMonth[] {
    const { rules, views } = this.#deps;
    return months.flatMap((month) => {
      const period = monthNamed(month);
      const cutOff = period === null ? Number.POSITIVE_INFINITY : cutOffOf(period, rules.cutOffDay, views.zone);
      return cutOff <= now ? [{ month, cutOff }] : [];
    });
  }

  #mayMark({ month, cutOff }: DueMonth, now: Instant, months: MonthWatch): boolean {
    const { settleMs, last } = this.#deps.rules;
    if (now < cutOff + settleMs || last(month) !== null) return true;
    // Nothing of it here: while others are given theirs, ours may be on its way.
    const changedAt = months.changedAt(month, this.task.partition) ?? months.lastChangedAt(month);
    return now - changedAt >= settleMs;
  }

  async #sweep({ marks }: Progress): Promise<Work | null> {
    const { store, rules } = this.#deps;
    const { partition } = this.task;
    for (const month of marks.keys()) {
      const last = rules.last(month);
      if (last === null || this.#swept.get(month) === last.revision) continue;
      const index = changedIndex(month);
      const { rows } = await store.rows(partition, index, { after: '', before: null, limit: most });
      const told = rows.filter((row) => isBelow(row, partition, last.vector));
      if (told.length > 0) return emptied(index, told);
      this.#swept.set(month, last.revision);
    }
    return null;
  }
}

function isBelow(row: string, partition: number, vector: Vector): boolean {
  const cause = causeOfRow(partition, row);
  // One that nobody can read serves no revision.
  return cause === null || BigInt(cause.offset) < (vector.get(cause.topic)?.[partition] ?? 0n);
}

const nothing = { cases: [], counters: new Map(), dropBuckets: [] } as const;
const alone = (merge: (before: Progress) => Merged): Work => ({
  caseIds: [],
  first: async () => undefined,
  merge: (_, before) => merge(before),
});

const markWork = (months: readonly DueMonth[], at: Instant): Work =>
  alone((before) => {
    const marks = months.map(({ month, cutOff }) => [month, { at, cutOff }] as const);
    const meta = new Map([...writeProgress(before, []), ...marks.map(([month, mark]) => markText(month, mark))]);
    return { commit: { ...nothing, meta }, progress: { ...before, marks: new Map([...before.marks, ...marks]) } };
  });

const emptied = (index: string, rows: readonly string[]): Work =>
  alone((before) => ({
    commit: { ...nothing, meta: writeProgress(before, []), rows: rows.map((row) => [index, row, false]) },
    progress: before,
  }));
