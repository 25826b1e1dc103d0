import type { Instant } from '../domain/instant.js';
import type { Logger } from '../ports/logger.js';
import type { StateStore } from '../ports/state-store.js';
import type { Measured } from './engine-metrics.js';
import { fireDue } from './fire-due.js';
import type { Horizon } from './horizon.js';
import type { Progress } from './partition-state.js';
import type { PartitionTask } from './partition-task.js';
import type { Views } from './views.js';

const minute = 60_000;
/**
 * Copies that came so lately may have brothers that are still in a wrong partition. Longer than any stop: after one, the
 * last copy that was read is as old as the stop was long, and its brothers lie unread.
 */
const lately = 30 * 24 * 60 * minute;
/** A partition that is parked must not silence the others for ever. */
const patience = 15 * minute;
/** Cases a commit. */
const most = 500;

export interface TimerDeps extends Measured {
  readonly store: StateStore;
  readonly views: Views;
  readonly logger: Logger;
}

/**
 * Fires the timers of one task: those that were due when a horizon was taken, once the task has committed up to the ends
 * of the log as they were then. A reader that is behind must not call a ticket overdue whose closing it has not read yet.
 */
export class TimerDuty {
  readonly task: PartitionTask;
  readonly #deps: TimerDeps;
  #horizon: Horizon | null = null;
  #complained = false;

  constructor(task: PartitionTask, deps: TimerDeps) {
    this.task = task;
    this.#deps = deps;
  }

  /**
   * Fires what is due and may be fired by now.
   *
   * @param take the horizon of now; only called when a timer is due.
   * @throws PulseError when the store or the log does not answer: to be called again.
   */
  async look(now: Instant, take: () => Promise<Horizon>): Promise<void> {
    const { store } = this.#deps;
    if (this.task.state !== 'attached') return;
    if (this.#horizon === null) {
      const { caseIds } = await store.dueTimers(this.task.partition, now, 1);
      if (caseIds.length === 0) return;
      this.#horizon = await take();
    }
    // The same horizon until it is passed: with a new one each time, a busy log's end would run away from the task.
    const horizon = this.#horizon;
    while (await this.#fire(horizon, now));
  }

  /** True when there may be more to fire. */
  async #fire(horizon: Horizon, now: Instant): Promise<boolean> {
    const { store, views } = this.#deps;
    const { partition } = this.task;
    let cases = 0;
    const fired = await this.task.commit(async (progress) => {
      if (!(await horizon.isPassed(partition, progress.offsets, this.#waitsForCopies(horizon, progress, now))))
        return null;
      const { caseIds } = await store.dueTimers(partition, horizon.at, most);
      if (caseIds.length === 0) {
        this.#horizon = null;
        this.#complained = false;
        return null;
      }
      cases = caseIds.length;
      return {
        caseIds,
        first: async () => undefined,
        merge: (states, before) => fireDue(caseIds, states, horizon.at, before, views.context),
      };
    });
    if (fired) this.#deps.metrics?.fired(cases);
    return fired;
  }

  #waitsForCopies(horizon: Horizon, { copyAt }: Progress, now: Instant): boolean {
    if (copyAt === null || horizon.at - copyAt > lately) return false;
    if (now - horizon.at <= patience) return true;
    if (!this.#complained) {
      const fields = { partition: this.task.partition };
      this.#deps.logger.error(
        fields,
        'alerts no longer wait for partitions that are behind: a ticket whose closing lies in one of them may be called overdue',
      );
    }
    this.#complained = true;
    return false;
  }
}
