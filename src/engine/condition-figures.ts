import type { ConditionPolicy } from '../domain/conditions.js';
import type { HotlineFigures, Silence } from '../domain/conditions-evaluate.js';
import { type Figures, openCounts, sum } from '../domain/figures.js';
import type { Instant } from '../domain/instant.js';
import { LivePlan } from '../domain/live.js';
import { bucketsOf, monthOf, type Period, periodKey, previousOf } from '../domain/period.js';
import type { SnapshotContext } from '../domain/snapshot.js';
import type { Zone } from '../domain/zone.js';
import type { EventLog } from '../ports/event-log.js';
import { DeadLetterWindow } from './condition-dead-letters.js';
import { Looks } from './condition-looks.js';
import { endsOf } from './horizon.js';
import type { StateCut, StateReader } from './state-reader.js';
import type { Topics } from './topics.js';

export interface ConditionFiguresDeps {
  readonly log: EventLog;
  readonly reader: StateReader;
  readonly context: SnapshotContext;
  readonly topics: Topics;
  readonly partitions: number;
  readonly policy: ConditionPolicy;
}

const minuteMs = 60_000;
const weekMs = 7 * 24 * 60 * minuteMs;

/** Reads what the conditions are told from, once a minute, and remembers the minutes before as far as they matter. */
export class ConditionFigures {
  readonly #deps: ConditionFiguresDeps;
  readonly #looks: Looks;
  readonly #dead: DeadLetterWindow;

  constructor(deps: ConditionFiguresDeps) {
    this.#deps = deps;
    this.#looks = new Looks(deps.topics.inputs, deps.partitions);
    this.#dead = new DeadLetterWindow(deps.policy.deadLetters.windowMinutes);
  }

  /**
   * @param at a whole minute, never earlier than at the call before.
   * @throws PulseError when the log or the store does not answer.
   */
  async read(at: Instant): Promise<HotlineFigures> {
    const { log, reader, context, topics, policy } = this.#deps;
    // The ends first: a state that is read after them and has reached them was up to date at that moment.
    this.#looks.add(at, await endsOf(log, topics.inputs));
    const live = new LivePlan(at, context);
    const month = monthOf(context.zone.dayOf(at));
    const periods = policy.identity.enabled ? [previousOf(month), month] : [];
    const hours = hoursOfSilence(at, policy.streamStalled.afterMinutes, context.zone);
    const state = await reader.read([...live.buckets, ...periods.flatMap(bucketsIn), ...hours]);
    const lags = this.#looks.lags(state.vector);
    const caughtUp = lags.every((lag) => lag.caughtUp);
    const refused = state.progress.reduce((n, p) => n + (p.tallies.get('dead') ?? 0), 0);
    this.#dead.note(at, refused, caughtUp);
    return {
      at,
      caughtUp,
      windows: live.build(state.sum, reader.cut(state, at, 0)).windows ?? [],
      openUnits: state.sum('open-units:all'),
      periods: periods.map((p) => figuresOf(p, state, at)),
      silence: this.#silence(at, state, hours),
      lags,
      deadLetters: this.#dead.count,
    };
  }

  /** By the broker's timestamps of what was read, and by what was seen to come in: the later of the two. */
  #silence(at: Instant, state: StateCut, hours: readonly string[]): Silence {
    const topic = this.#deps.topics.inputOf['hotline.call-received.v1'];
    const expected = hours.every((hour) => (state.sum(hour).get('contacts') ?? 0) > 0);
    if (!this.#looks.isRead(topic, state.vector)) return { topic, minutes: null, expected };
    const stamps = state.progress.flatMap((p) => p.last.get(topic)?.timestamp ?? []);
    // A producer's clock that is ahead says nothing of when its record came.
    const known = [...stamps.filter((t) => t <= at + minuteMs), this.#looks.grownAt(topic) ?? []].flat();
    const minutes = known.length === 0 ? null : Math.max(0, Math.floor((at - Math.max(...known)) / minuteMs));
    return { topic, minutes, expected };
  }
}

/** The hours that the `minutes` before an instant touch, a week earlier by the clock on the wall. */
function hoursOfSilence(at: Instant, minutes: number, zone: Zone): string[] {
  const hours = new Set<string>();
  const weekBefore = (t: Instant): Instant => t - weekMs + zone.offsetAt(t) - zone.offsetAt(t - weekMs);
  for (let m = 1; m <= minutes; m++) hours.add(`hour:${zone.localHour(weekBefore(at - m * minuteMs))}`);
  return [...hours];
}

function bucketsIn(p: Period): string[] {
  const b = bucketsOf(p);
  return [...b.figures, ...b.units, ...b.open];
}

function figuresOf(p: Period, { sum: read }: StateCut, at: Instant): Figures {
  const b = bucketsOf(p);
  return {
    key: periodKey(p),
    hasUnits: b.units.length > 0,
    counters: sum([...b.figures, ...b.units].map(read)),
    open: openCounts(sum(b.open.map(read)), { asOf: at, soon: null }),
  };
}
