import {
  type Alert,
  type AlertCondition,
  alertId,
  type ConditionKind,
  conditionSubject,
  type Severity,
} from './alert.js';
import { formatInstant, type Instant } from './instant.js';

/** When a rate is too low or too high. Thresholds are percent as decimal text, such as `95.00`; both are strict. */
export interface RateRule {
  readonly enabled: boolean;
  readonly opensAt: string;
  /** On the good side of `opensAt`: between the two, everything stays as it is. */
  readonly closesAt: string;
  /** A smaller base says nothing: nothing opens, and what is open stays open, unless that lasts for `thinMs`. */
  readonly minimumSample: number;
  readonly windows: readonly ('15m' | '24h')[];
}

/** What is watched of the hotline as a whole, and from where on it is told (`alerts.yaml`). */
export interface ConditionPolicy {
  /** Of phone contacts (kpi.md section 4: norm ≥ 95 over any 24 h). Opens below, closes above. */
  readonly connectionRate: RateRule;
  /** Opens above, closes below. */
  readonly abandonmentRate: RateRule;
  /** Opens below, closes above. */
  readonly answeredIn15sRate: RateRule;
  /** `units`: a unit's own `opensAbove`; its `closesBelow` is in the same proportion to it as the general two are. */
  readonly unitBacklog: {
    readonly enabled: boolean;
    readonly opensAbove: number;
    readonly closesBelow: number;
    readonly units: Readonly<Record<string, number>>;
  };
  readonly identity: { readonly enabled: boolean };
  /** Days from today on for which the official calendar must be known. */
  readonly calendar: { readonly enabled: boolean; readonly daysAhead: number };
  /** No call for so long, while a week before there were some. */
  readonly streamStalled: { readonly enabled: boolean; readonly afterMinutes: number };
  /** What stood in the log so long ago is not yet committed. */
  readonly streamLagging: { readonly enabled: boolean; readonly afterMinutes: number };
  /** More refused records than `opensAbove` within the window; closes at half of that. */
  readonly deadLetters: { readonly enabled: boolean; readonly opensAbove: number; readonly windowMinutes: number };
}

/** What one minute says of one subject. `keep`: it says nothing, so that what was open stays open. */
export interface Observation extends Omit<AlertCondition, 'since' | 'threshold'> {
  readonly kind: ConditionKind;
  readonly verdict: 'open' | 'close' | 'keep';
  /** Decimal text, for the reader: where it opens, and where it closes. */
  readonly opensAt: string | null;
  readonly closesAt: string | null;
  /** Of a rate: whether its base is one to judge by. Absent: no rate, or not known at this minute. */
  readonly sample?: 'enough' | 'too-small';
}

/** A condition that was told and is not yet resolved. */
export interface OpenCondition {
  readonly kind: ConditionKind;
  readonly labels: Readonly<Record<string, string>>;
  /** The minute at which it opened. */
  readonly since: Instant;
  /** Since when every known minute had too small a sample; absent: the last had one. Known to this process only. */
  readonly thinSince?: Instant;
}

/** Subject → the open condition. */
export type OpenConditions = ReadonlyMap<string, OpenCondition>;

/** A rate whose sample was too small for so long is over: nobody can say any more that it is bad. */
export const thinMs = 86_400_000;

/** Ends that no figure brought: what their `detail` says. Their alerts have no value. */
export const endings = { unwatched: 'no longer watched', tooFew: 'too few contacts for a day' } as const;

/**
 * One minute of all conditions: what opens and what is resolved by it. One alert at each of the two, none in between.
 * An open condition that nothing was observed of is no longer watched (switched off), and is resolved as such.
 *
 * @param at the whole minute that was evaluated: `at` of the alerts, and part of their ids.
 * @param foundAt when that was, by the store's clock.
 * @param isTold whether an alert of this id was told before. Where a clock was put back, minutes come twice; what would open
 *   under an id of the first time waits for the next minute.
 */
export function transition(
  open: OpenConditions,
  observations: readonly Observation[],
  at: Instant,
  foundAt: Instant,
  isTold: (id: string) => boolean = () => false,
): { readonly open: OpenConditions; readonly alerts: readonly Alert[] } {
  const next = new Map(open);
  const alerts: Alert[] = [];
  const observed = new Set<string>();
  const end = (subject: string, known: OpenCondition, said: Said): void => {
    next.delete(subject);
    alerts.push(alertOf(subject, known, said, { state: 'resolved', at, foundAt }));
  };
  for (const o of observations) {
    const subject = conditionSubject(o.kind, o.labels);
    observed.add(subject);
    const known = open.get(subject);
    if (known !== undefined) {
      const said = endOf(known, o, at);
      if (said === null) next.set(subject, withThin(known, o, at));
      else end(subject, known, said);
    } else if (o.verdict === 'open') {
      const opened = { kind: o.kind, labels: o.labels, since: at };
      const alert = alertOf(subject, opened, o, { state: 'open', at, foundAt });
      if (isTold(alert.id)) continue;
      next.set(subject, opened);
      alerts.push(alert);
    }
  }
  for (const [subject, known] of open) if (!observed.has(subject)) end(subject, known, endedBy('unwatched'));
  return { open: next, alerts };
}

type Said = Omit<Observation, 'kind' | 'labels' | 'verdict' | 'sample'>;

const endedBy = (why: keyof typeof endings): Said => ({
  ...{ value: null, opensAt: null, closesAt: null, unit: null },
  detail: endings[why],
});

/** What its end says; null: it goes on. */
function endOf({ thinSince }: OpenCondition, o: Observation, at: Instant): Said | null {
  if (o.verdict === 'close') return o;
  const isThin = o.sample === 'too-small' && thinSince !== undefined && at - thinSince >= thinMs;
  return isThin ? endedBy('tooFew') : null;
}

/** A minute that is not known neither begins a thin time nor ends it. */
function withThin(known: OpenCondition, { sample }: Observation, at: Instant): OpenCondition {
  if (sample === undefined) return known;
  const { thinSince = at, ...rest } = known;
  return sample === 'enough' ? rest : { ...rest, thinSince };
}

interface Turn {
  readonly state: 'open' | 'resolved';
  readonly at: Instant;
  readonly foundAt: Instant;
}

function alertOf(subject: string, { kind, labels, since }: OpenCondition, said: Said, turn: Turn): Alert {
  return {
    id: alertId(kind, turn.state === 'open' ? [subject, since] : [subject, since, 'resolved']),
    subject,
    kind,
    state: turn.state,
    severity: severityOf(kind, labels),
    at: formatInstant(turn.at),
    firedAt: formatInstant(turn.foundAt),
    digestOnly: false,
    condition: {
      labels,
      since: formatInstant(since),
      value: said.value,
      threshold: turn.state === 'open' ? said.opensAt : said.closesAt,
      unit: said.unit,
      ...(said.numerator !== undefined && { numerator: said.numerator }),
      ...(said.denominator !== undefined && { denominator: said.denominator }),
      ...(said.detail !== undefined && { detail: said.detail }),
    },
  };
}

/**
 * Critical is what cannot wait for office hours: the norm of the connection rate is broken (it is one over 24 hours), no
 * calls come in, or the figures themselves are wrong. The end of a condition is as urgent as its beginning was, so that it
 * reaches the same people.
 */
export function severityOf(kind: ConditionKind, labels: Readonly<Record<string, string>>): Severity {
  if (kind === 'connection-rate-low') return labels['window'] === '24h' ? 'critical' : 'warning';
  return kind === 'stream-stalled' || kind === 'identity-violated' ? 'critical' : 'warning';
}
