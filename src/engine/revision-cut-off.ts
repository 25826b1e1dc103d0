import type { Instant } from '../domain/instant.js';
import type { Logger } from '../ports/logger.js';
import type { StateStore } from '../ports/state-store.js';
import type { ControlBoard } from './control.js';
import type { Horizon } from './horizon.js';
import type { PartitionTask } from './partition-task.js';
import { type CutOffRules, RevisionMarks } from './revision-marks.js';
import { MonthWatch } from './revision-months.js';
import { vectorOfOffsets } from './vector.js';
import type { Views } from './views.js';

export interface CutOffDeps {
  readonly store: StateStore;
  readonly views: Views;
  readonly partitions: number;
  readonly logger: Logger;
  readonly cutOff?: CutOffRules;
}

/** So often, by the clock of the store, it is looked whether a month can be cut off. */
const everyMs = 10_000;

/** Cuts months off in the partitions of this process. Any partition may know a month, so all are asked for theirs. */
export class CutOffDuty {
  readonly #deps: CutOffDeps;
  readonly #months: MonthWatch;
  #marks: readonly RevisionMarks[] = [];
  #lookedAt: Instant = Number.NEGATIVE_INFINITY;

  constructor(deps: CutOffDeps) {
    this.#deps = deps;
    this.#months = new MonthWatch(deps.store, deps.partitions);
  }

  assigned(tasks: readonly PartitionTask[]): void {
    const { cutOff: rules, ...deps } = this.#deps;
    this.#marks = rules === undefined ? [] : tasks.map((task) => new RevisionMarks(task, { ...deps, rules }));
  }

  /**
   * @param failed called for each partition that could not be looked at: it is tried again with the next look.
   * @param take the horizon of now.
   */
  async look(
    now: Instant,
    take: () => Promise<Horizon>,
    failed: (error: unknown, task: PartitionTask) => void,
  ): Promise<void> {
    // A clock that was put back must not silence this until it is where it was.
    if (this.#marks.length === 0 || Math.abs(now - this.#lookedAt) < everyMs) return;
    this.#lookedAt = now;
    try {
      await this.#months.look(now);
    } catch (error) {
      this.#deps.logger.warn({ error: String(error) }, 'it could not be looked which months may be cut off');
      return;
    }
    await Promise.all(
      this.#marks.map((marks) => marks.look(now, this.#months, take).catch((error) => failed(error, marks.task))),
    );
  }
}

export interface RevisionSettings {
  readonly cutOffDay: number;
  readonly settleMinutes: number;
}

/** @param board what it says of the last revisions, by the time of asking. */
export function cutOffRules(
  { cutOffDay, settleMinutes }: RevisionSettings,
  board: Pick<ControlBoard, 'lastRevision'>,
): CutOffRules {
  const last: CutOffRules['last'] = (month) => {
    const record = board.lastRevision(month);
    return record && { revision: record.revision, vector: vectorOfOffsets(record.offsets) };
  };
  return { cutOffDay, settleMs: settleMinutes * 60_000, last };
}
