import type { ConditionKind } from './alert.js';
import type { ConditionPolicy, Observation, OpenConditions } from './conditions.js';
import { observeRates } from './conditions-rates.js';
import type { Counts, Figures } from './figures.js';
import { identities } from './identities.js';
import type { Instant } from './instant.js';
import { parseOpenRow } from './open-row.js';
import type { SnapshotContext } from './snapshot.js';
import type { LiveWindow } from './snapshot-schema.js';
import { byBytes } from './texts.js';
import { yearOf } from './zone.js';

/** What is known of the hotline at a whole minute. */
export interface HotlineFigures {
  readonly at: Instant;
  /** Every partition has committed what stood in the log a minute ago. If not, rates and backlogs say nothing. */
  readonly caughtUp: boolean;
  readonly windows: readonly LiveWindow[];
  /** The due index by unit: bucket `open-units:all`. */
  readonly openUnits: Counts;
  /** Periods whose identities are looked at, unit counters included. */
  readonly periods: readonly Figures[];
  readonly silence: Silence;
  /** One a topic. */
  readonly lags: readonly Lag[];
  /** null: not known yet. */
  readonly deadLetters: DeadLetterCount | null;
}

export interface Silence {
  readonly topic: string;
  /** Whole minutes since the last record; null: unknown. */
  readonly minutes: number | null;
  /** Every hour that the silence of `afterMinutes` touches had contacts a week before. */
  readonly expected: boolean;
}

export interface Lag {
  readonly topic: string;
  /** For how many minutes something that is not committed has been known to stand in the log; 0: nothing. */
  readonly minutes: number;
  /** Committed up to where the log ended a minute ago. */
  readonly caughtUp: boolean;
  /** Which partitions, and how many records; in words. */
  readonly detail?: string;
}

export interface DeadLetterCount {
  /** Within the window, or since when it is known, if that is shorter. */
  readonly count: number;
  /** The whole window is known. */
  readonly whole: boolean;
}

/** What the figures say of everything that is watched, and of everything that is open of it. Pure. */
export function evaluate(
  f: HotlineFigures,
  policy: ConditionPolicy,
  context: SnapshotContext,
  open: OpenConditions,
): readonly Observation[] {
  return [
    ...observeRates(f.windows, policy, f.caughtUp),
    ...(policy.unitBacklog.enabled ? backlogs(f, policy.unitBacklog, labelsOf(open, 'unit-backlog', 'unit')) : []),
    ...(policy.identity.enabled ? broken(f.periods, labelsOf(open, 'identity-violated', 'identity')) : []),
    ...(policy.calendar.enabled
      ? missing(f.at, policy.calendar.daysAhead, context, labelsOf(open, 'calendar-missing', 'year'))
      : []),
    ...(policy.streamStalled.enabled ? [stalled(f.silence, policy.streamStalled.afterMinutes)] : []),
    ...(policy.streamLagging.enabled ? f.lags.map((lag) => lagging(lag, policy.streamLagging.afterMinutes)) : []),
    ...(policy.deadLetters.enabled ? [rising(f.deadLetters, policy.deadLetters.opensAbove)] : []),
  ];
}

function labelsOf(open: OpenConditions, kind: ConditionKind, label: string): string[] {
  return [...open.values()].flatMap((c) => (c.kind === kind ? [c.labels[label] ?? ''] : []));
}

/** Open tickets a unit, held ones and those without a known due time too. */
export function openByUnit(rows: Counts): Map<string, number> {
  const out = new Map<string, number>();
  for (const [row, n] of rows) {
    const { unit } = parseOpenRow(row);
    if (unit !== undefined) out.set(unit, (out.get(unit) ?? 0) + n);
  }
  return out;
}

function backlogs(f: HotlineFigures, rule: ConditionPolicy['unitBacklog'], open: readonly string[]): Observation[] {
  const counts = openByUnit(f.openUnits);
  return [...new Set([...counts.keys(), ...open])].sort(byBytes).map((unit) => {
    const n = counts.get(unit) ?? 0;
    const own = Object.hasOwn(rule.units, unit) ? rule.units[unit]! : rule.opensAbove;
    const share = rule.opensAbove === 0 ? rule.closesBelow : (rule.closesBelow * own) / rule.opensAbove;
    // An empty backlog is over, whatever the settings say.
    const closesBelow = Math.max(1, Math.ceil(share));
    return {
      kind: 'unit-backlog',
      labels: { unit },
      verdict: !f.caughtUp ? 'keep' : n > own ? 'open' : n < closesBelow ? 'close' : 'keep',
      value: String(n),
      opensAt: String(own),
      closesAt: String(closesBelow),
      unit: 'count',
    };
  });
}

/** Every cut of the state satisfies the identities, however far it has read: no need to have caught up. */
function broken(periods: readonly Figures[], open: readonly string[]): Observation[] {
  const found = new Map<string, { difference: number; periods: string[] }>(
    open.map((id) => [id, { difference: 0, periods: [] }]),
  );
  for (const figures of periods) {
    for (const { id, holds, difference } of identities(figures, figures.hasUnits)) {
      const entry = found.get(id) ?? { difference: 0, periods: [] };
      found.set(id, entry);
      if (holds) continue;
      if (entry.periods.length === 0) entry.difference = difference;
      entry.periods.push(figures.key);
    }
  }
  return [...found].map(([id, entry]) => ({
    kind: 'identity-violated',
    labels: { identity: id },
    verdict: entry.periods.length > 0 ? 'open' : 'close',
    value: String(entry.difference),
    opensAt: '0',
    closesAt: '0',
    unit: 'count',
    ...(entry.periods.length > 0 && { detail: entry.periods.join(', ') }),
  }));
}

function missing(
  at: Instant,
  daysAhead: number,
  { zone, calendar }: SnapshotContext,
  open: readonly string[],
): Observation[] {
  const today = zone.dayOf(at);
  const years = new Set(calendar.missingYears(yearOf(today), yearOf(today + daysAhead)).map(String));
  return [...new Set([...years, ...open])].map((year) => ({
    kind: 'calendar-missing',
    labels: { year },
    verdict: years.has(year) ? 'open' : 'close',
    value: null,
    opensAt: null,
    closesAt: null,
    unit: null,
  }));
}

const inMinutes = (n: number | null, after: number) =>
  ({ value: n === null ? null : String(n), opensAt: String(after), closesAt: String(after), unit: 'minutes' }) as const;

/** A silence that goes on into the night stays what it is: it ends with a call. */
function stalled({ topic, minutes, expected }: Silence, after: number): Observation {
  const silent = minutes !== null && minutes >= after;
  return {
    kind: 'stream-stalled',
    labels: { topic },
    verdict: silent && expected ? 'open' : minutes === null || silent ? 'keep' : 'close',
    ...inMinutes(minutes, after),
  };
}

/** Ends when it has caught up, not when it is a little less behind. */
function lagging({ topic, minutes, caughtUp, detail }: Lag, after: number): Observation {
  return {
    kind: 'stream-lagging',
    labels: { topic },
    verdict: caughtUp ? 'close' : minutes >= after ? 'open' : 'keep',
    ...inMinutes(minutes, after),
    ...(detail !== undefined && { detail }),
  };
}

function rising(known: DeadLetterCount | null, opensAbove: number): Observation {
  const few = known?.whole === true && 2 * known.count <= opensAbove;
  return {
    kind: 'dead-letters-rising',
    labels: {},
    verdict: known !== null && known.count > opensAbove ? 'open' : few ? 'close' : 'keep',
    value: known === null ? null : String(known.count),
    opensAt: String(opensAbove),
    closesAt: String(Math.floor(opensAbove / 2)),
    unit: 'count',
  };
}
