import type { Alert } from '../domain/alert.js';
import { type OpenCondition, type OpenConditions, transition } from '../domain/conditions.js';
import { evaluate } from '../domain/conditions-evaluate.js';
import { formatInstant, type Instant } from '../domain/instant.js';
import type { Clock } from '../ports/clock.js';
import type { Logger } from '../ports/logger.js';
import type { StateStore } from '../ports/state-store.js';
import { ConditionFigures, type ConditionFiguresDeps } from './condition-figures.js';
import { ToldConditions } from './condition-told.js';
import type { Measured } from './engine-metrics.js';

export interface ConditionWatchDeps extends ConditionFiguresDeps, Measured {
  readonly store: StateStore;
  readonly clock: Clock;
  readonly logger: Logger;
  /** A fenced commit of partition 0 with these in its outbox. False: fenced, nothing was written. */
  readonly commit: (alerts: readonly Alert[]) => Promise<boolean>;
  /** Resolves when everything in partition 0's outbox is published. */
  readonly drained: () => Promise<void>;
}

const minuteMs = 60_000;
/** After a failure, not a whole minute. */
const retryMs = 5000;
/** By so much a clock may be put back: its minutes are waited for. What lies further ahead was never true. */
const aheadMs = 5 * minuteMs;

/**
 * Tells of the hotline as a whole: runs where partition 0 is owned. Once a minute of the store's clock it evaluates the
 * newest whole minute; what opens or ends is committed as partition 0's. What is open is known from the alerts topic,
 * read after the outbox was emptied into it; so another owner, and a store that fell back, neither forgets nor repeats.
 */
export class ConditionWatch {
  readonly #deps: ConditionWatchDeps;
  #figures: ConditionFigures;
  readonly #told: ToldConditions;
  readonly #stop = new AbortController();
  readonly #stopped: Promise<void>;
  /** null: to be derived. */
  #open: OpenConditions | null = null;
  /** Counts how often that was forgotten: it may happen while a minute is being evaluated. */
  #epoch = 0;
  /** What was open when it was known last: since when samples are too small is known from here only. */
  #before: OpenConditions = new Map();
  /** The last minute that was evaluated, by whomever. */
  #minute: Instant = Number.NEGATIVE_INFINITY;
  /** A last minute that a clock brought which was ahead. */
  #disbelieved: Instant | null = null;
  /** Commits of partition 0 at the last look, ours after it included: fewer of them means that the store fell back. */
  #sequence = 0;
  #running: Promise<void> = Promise.resolve();

  constructor(deps: ConditionWatchDeps) {
    this.#deps = deps;
    this.#figures = new ConditionFigures(deps);
    this.#told = new ToldConditions(deps.log, deps.topics.alerts);
    this.#stopped = new Promise((resolve) => {
      this.#stop.signal.addEventListener('abort', () => resolve(), { once: true });
    });
  }

  start(): void {
    this.#running = this.#run();
  }

  /** What is not yet told is told by the next owner. */
  async stop(): Promise<void> {
    this.#stop.abort();
    await this.#running;
    this.#deps.metrics?.conditionsOpen([]);
  }

  /** The store lost commits, and with them perhaps alerts that never left the outbox: what is open is derived again. */
  fellBack(): void {
    this.#open = null;
    this.#epoch++;
  }

  fenced(): void {
    this.fellBack();
  }

  async #run(): Promise<void> {
    const { clock, store, logger } = this.#deps;
    const { signal } = this.#stop;
    while (!signal.aborted) {
      let wait = retryMs;
      try {
        await this.tick();
        wait = minuteMs - ((await store.now()) % minuteMs);
      } catch (error) {
        logger.warn({ error: String(error) }, 'the state of the hotline could not be evaluated; will be tried again');
      }
      await clock.sleep(wait, signal);
    }
  }

  /**
   * Evaluates the newest whole minute, unless that was done before.
   *
   * @throws PulseError when the log or the store does not answer; then the minute may be evaluated by the next call.
   */
  async tick(): Promise<void> {
    try {
      await this.#tick();
    } catch (error) {
      // A commit may have landed or not: only the topic can tell.
      this.fellBack();
      throw error;
    }
  }

  async #tick(): Promise<void> {
    const { store, policy, context } = this.#deps;
    await this.#compareSequence();
    const open = this.#open ?? (await this.#derive());
    if (open === null || this.#stop.signal.aborted) return;
    const epoch = this.#epoch;
    const now = await store.now();
    if (this.#minute - now > aheadMs) return this.#disbelieve(now);
    const minute = Math.floor(now / minuteMs) * minuteMs;
    if (minute <= this.#minute) return;
    const figures = await this.#figures.read(minute);
    const observations = evaluate(figures, policy, context, open);
    const next = transition(open, observations, minute, await store.now(), (id) => this.#told.has(id));
    // Forgotten meanwhile: `open` may be wrong.
    if (epoch !== this.#epoch || this.#stop.signal.aborted) return;
    if (next.alerts.length > 0) {
      if (!(await this.#deps.commit(next.alerts))) return this.fellBack();
      this.#sequence++;
    }
    this.#minute = minute;
    this.#before = next.open;
    if (epoch === this.#epoch) this.#open = next.open;
    this.#deps.metrics?.conditionsOpen([...next.open.values()].map(({ kind }) => kind));
    this.#say(next.alerts);
  }

  /**
   * The store's clock was ahead, and what it brought would silence every minute until then. What is open, and which ids are
   * taken, is derived from the topic once more; then minutes go on from now.
   */
  async #disbelieve(now: Instant): Promise<void> {
    const facts = { lastMinute: formatInstant(this.#minute), now: formatInstant(now) };
    const words =
      'the clock of the store was ahead when the hotline was last evaluated, and is no more: going on from now';
    this.#deps.logger.error(facts, words);
    this.#disbelieved = this.#minute;
    this.#minute = Number.NEGATIVE_INFINITY;
    this.#figures = new ConditionFigures(this.#deps);
    this.#before = new Map();
    this.fellBack();
    await this.#tick();
  }

  async #compareSequence(): Promise<void> {
    const { sequence } = await this.#deps.store.load(0, []);
    if (sequence < this.#sequence) this.fellBack();
    this.#sequence = sequence;
  }

  /** null: stopped before it was known. */
  async #derive(): Promise<OpenConditions | null> {
    const epoch = this.#epoch;
    // An outbox that cannot be emptied must not hold up the end of this process.
    await Promise.race([this.#deps.drained(), this.#stopped]);
    if (this.#stop.signal.aborted) return null;
    await this.#told.read();
    if (this.#told.lastMinute !== this.#disbelieved) this.#minute = Math.max(this.#minute, this.#told.lastMinute);
    if (epoch !== this.#epoch) return null;
    this.#open = withThinTimes(this.#told.open, this.#before);
    return this.#open;
  }

  #say(alerts: readonly Alert[]): void {
    for (const { id, subject, state, condition } of alerts) {
      const fields = { alert: id, value: condition?.value, threshold: condition?.threshold };
      this.#deps.logger.info(fields, `${subject} ${state === 'open' ? 'opens' : 'is resolved'}`);
    }
  }
}

/** The topic does not say since when samples are too small: where this process knows it of the same opening, it remembers. */
function withThinTimes(told: OpenConditions, before: OpenConditions): OpenConditions {
  const known = ([subject, condition]: [string, OpenCondition]): [string, OpenCondition] => {
    const same = before.get(subject);
    return [subject, same?.since === condition.since ? same : condition];
  };
  return new Map([...told].map(known));
}
