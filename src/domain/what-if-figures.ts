import { counterName, parseCounterName } from './counter-name.js';
import type { Counts } from './figures.js';
import { changePoints, decimal, type Fraction } from './rational.js';
import type { Cut, SnapshotPlan } from './snapshot.js';
import type { Snapshot } from './snapshot-schema.js';
import type { OtherRules } from './what-if.js';

/** One figure under both sets of rules. */
export interface RuledFigure {
  /** `on_time_rate{unit_group=county}`; of a change its comparison stands apart. */
  readonly figure: string;
  readonly kind: 'counter' | 'indicator' | 'change';
  readonly against?: 'previous' | 'lastYear' | undefined;
  readonly unit: '%' | 'working days' | null;
  readonly today: RuledValue;
  readonly whatIf: RuledValue;
  /** whatIf − today: an integer; of rates percentage points, of a mean its own unit. null: one of both is unknown. */
  readonly difference: string | null;
}

export interface RuledValue {
  readonly value: string | null;
  /** Absent: the period has no such figure under these rules. */
  readonly numerator?: number;
  readonly denominator?: number | null;
}

/** The snapshot that counters under other rules make; `plan` and `cut` are those of the snapshot of today's. */
export function snapshotUnder(
  { connectionChannels: channels }: Pick<OtherRules, 'connectionChannels'>,
  plan: SnapshotPlan,
  read: (bucket: string) => Counts,
  cut: Cut,
): Snapshot {
  const whole = plan.build(read, cut);
  if (channels === null) return whole;
  // The rate, and what it is compared with, computed by its own rule over contacts of these channels alone.
  const narrowed = plan.build((bucket) => onlyChannels(read(bucket), channels), cut);
  const isOverall = (i: Snapshot['indicators'][number]): boolean =>
    i.id === 'connection_rate' && Object.keys(i.labels).length === 0;
  const rate = narrowed.indicators.find(isOverall);
  // Opening figures are of all channels: nothing to compare with.
  const known = (c: Exclude<typeof rate, undefined>['previous']) => (c?.baseline === true ? null : (c ?? null));
  return {
    ...whole,
    indicators: whole.indicators.map((i) =>
      isOverall(i) && rate !== undefined
        ? { ...rate, previous: known(rate.previous), lastYear: known(rate.lastYear) }
        : i,
    ),
  };
}

function onlyChannels(counts: Counts, channels: readonly string[]): Counts {
  // A bucket of other things: single units, open tickets.
  if (!counts.has('contacts')) return counts;
  const out = new Map(counts);
  for (const measure of ['contacts', 'answered']) {
    const of = (channel: string): number => counts.get(counterName(measure, { channel })) ?? 0;
    out.set(
      measure,
      channels.reduce((n, channel) => n + of(channel), 0),
    );
  }
  return out;
}

/** Every figure of both, those of today's in their order, then those that only the other rules have. */
export function besideEachOther(today: Snapshot, other: Snapshot): RuledFigure[] {
  const [a, b] = [figuresOf(today), figuresOf(other)];
  return [...new Set([...a.keys(), ...b.keys()])].map((key) => {
    const [x, y] = [a.get(key), b.get(key)];
    const { figure, kind, against, unit } = (x ?? y)!;
    // A counter that is not there is 0; an indicator that is not there is none.
    const absent: RuledValue = kind === 'counter' ? { value: '0', numerator: 0 } : { value: null };
    const [now, then] = [x?.of ?? absent, y?.of ?? absent];
    return {
      figure,
      kind,
      ...(against && { against }),
      unit,
      today: now,
      whatIf: then,
      difference: difference(now, then, unit),
    };
  });
}

type Found = Pick<RuledFigure, 'figure' | 'kind' | 'against' | 'unit'> & { readonly of: RuledValue };

function figuresOf({ counters, indicators }: Snapshot): Map<string, Found> {
  const out = new Map<string, Found>();
  for (const [figure, n] of Object.entries(counters))
    out.set(figure, { figure, kind: 'counter', unit: null, of: { value: String(n), numerator: n } });
  for (const { id, labels, against, unit, value, numerator, denominator } of indicators) {
    const figure = counterName(id, labels);
    const kind = id === 'change' ? 'change' : 'indicator';
    out.set(`${figure} ${against ?? ''}!`, { figure, kind, against, unit, of: { value, numerator, denominator } });
  }
  return out;
}

function difference(today: RuledValue, other: RuledValue, unit: RuledFigure['unit']): string | null {
  if (today.numerator === undefined || other.numerator === undefined) return null;
  if (unit === null) return String(other.numerator - today.numerator);
  const [a, b] = [fraction(today), fraction(other)];
  if (a === null || b === null) return null;
  if (unit === '%') return changePoints(b, a);
  return decimal(b.numerator * a.denominator - a.numerator * b.denominator, b.denominator * a.denominator, 1);
}

/** A change is n/d − 1: of two of them the ones fall out. null: a base that is empty or unknown. */
function fraction({ numerator, denominator }: RuledValue): Fraction | null {
  if (numerator === undefined || denominator === undefined || denominator === null || denominator === 0) return null;
  return { numerator: BigInt(numerator), denominator: BigInt(denominator) };
}

/** The value is another one, or what it is made of. */
export const differs = ({ today, whatIf }: RuledFigure): boolean =>
  today.value !== whatIf.value || today.numerator !== whatIf.numerator || today.denominator !== whatIf.denominator;

/** Figures of single units are told after the others. */
export const isOfUnit = ({ figure }: RuledFigure): boolean => 'unit' in parseCounterName(figure).labels;
