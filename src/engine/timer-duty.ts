import type { Instant } from '../domain/instant.js';
import type { Logger } from '../ports/logger.js';
import type { StateStore } from '../ports/state-store.js';
import type { Measured } from './engine-metrics.js';
import { fireDue } from './fire-due.js';
import type { Horizon } from './horizon.js';
import type { Chunk } from './micro-batch.js';
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
  /** Since a horizon was asked for: what was committed, until it is known which of it lies beyond. */
  #fresh: Chunk[] | null = null;
  /**
   * Cases of which a record beyond the horizon has been read: of these another topic may hold more that has not. They wait
   * for the next horizon, before whose ends all that lies.
   */
  readonly #beyond = new Set<string>();
  /** Another number: what was known of a horizon that is being taken is known no more. */
  #memory = 0;
  /** When the task had read to the horizon's own ends; null: not yet. */
  #reachedAt: Instant | null = null;
  #complained = false;

  constructor(task: PartitionTask, deps: TimerDeps) {
    this.task = task;
    this.#deps = deps;
    // Of what somebody else has committed nobody here knows which of it lies beyond.
    task.listener = { committed: (chunk) => this.#note(chunk), forgot: () => this.#done() };
  }

  /**
   * Fires what is due and may be fired by now.
   *
   * @param take the horizon of now; only called when a timer is due.
   * @throws PulseError when the store or the log does not answer: to be called again.
   */
  async look(now: Instant, take: () => Promise<Horizon>): Promise<void> {
    if (this.task.state !== 'attached') return;
    // The same horizon until it is passed: with a new one each time, a busy log's end would run away from the task.
    if (this.#horizon === null) await this.#take(now, take);
    const horizon = this.#horizon;
    while (horizon !== null && (await this.#fire(horizon, now)));
  }

  /** Unless nothing is due. */
  async #take(now: Instant, take: () => Promise<Horizon>): Promise<void> {
    // From here on: another task of this round may be the one for which the ends are asked.
    const fresh: Chunk[] = [];
    this.#fresh = fresh;
    const memory = this.#memory;
    try {
      const { caseIds } = await this.#deps.store.dueTimers(this.task.partition, now, 1);
      if (caseIds.length === 0) return;
      const horizon = await take();
      if (memory !== this.#memory) return;
      for (const chunk of fresh) this.#noteBeyond(chunk, horizon);
      // Without an await in between: no chunk may come when it would be noted nowhere.
      this.#horizon = horizon;
    } finally {
      this.#fresh = null;
    }
  }

  #note(chunk: Chunk): void {
    if (this.#horizon === null) this.#fresh?.push(chunk);
    else this.#noteBeyond(chunk, this.#horizon);
  }

  #noteBeyond(chunk: Chunk, horizon: Horizon): void {
    for (const d of chunk.decoded)
      if (d.kind === 'event' && horizon.isBeyond(chunk.topic, this.task.partition, d.record.offset))
        this.#beyond.add(d.event.data.contactId);
  }

  /** True when there may be more to fire. */
  async #fire(horizon: Horizon, now: Instant): Promise<boolean> {
    const { store, views, logger } = this.#deps;
    const { partition } = this.task;
    let cases = 0;
    const fired = await this.task.commit(async (progress) => {
      if (horizon !== this.#horizon || !(await this.#mayFire(horizon, progress, now))) return null;
      const due = await store.dueTimers(partition, horizon.at, most + this.#beyond.size);
      const caseIds = due.caseIds.filter((id) => !this.#beyond.has(id)).slice(0, most);
      if (caseIds.length === 0) {
        this.#done();
        return null;
      }
      cases = caseIds.length;
      return {
        caseIds,
        first: async () => undefined,
        merge: (states, before) => {
          const { unreadable, ...fired } = fireDue(caseIds, states, horizon.at, before, views.context);
          if (unreadable.length > 0)
            logger.error({ partition, cases: unreadable }, 'stored cases are not readable: their alerts are lost');
          return fired;
        },
      };
    });
    if (fired) this.#deps.metrics?.fired(cases);
    return fired;
  }

  #done(): void {
    this.#memory++;
    this.#horizon = null;
    this.#beyond.clear();
    this.#reachedAt = null;
    this.#complained = false;
  }

  async #mayFire(horizon: Horizon, { offsets, copyAt }: Progress, now: Instant): Promise<boolean> {
    const { partition } = this.task;
    if (horizon.isReached(partition, offsets)) this.#reachedAt ??= now;
    const copies = copyAt !== null && horizon.at - copyAt <= lately;
    return horizon.isPassed(partition, offsets, copies && this.#isPatient(now));
  }

  #isPatient(now: Instant): boolean {
    if (this.#reachedAt === null || now - this.#reachedAt <= patience) return true;
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
