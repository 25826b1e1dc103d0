import { counterName, type Labels, parseCounterName } from './counter-name.js';
import { type Counts, type Figures, labelValues } from './figures.js';
import { changePercent, changePoints, decimal, type Fraction, percent } from './rational.js';
import { byBytes } from './texts.js';

export interface Comparison {
  /** Period key, such as `month:2021-05`. */
  readonly period: string;
  readonly numerator: number;
  readonly denominator: number;
  readonly value: string | null;
  /** Percentage points (百分点): this rate − that rate. Of a mean: its own unit. */
  readonly changePoints: string | null;
  /** this ÷ that − 1, in %. */
  readonly changePercent: string | null;
}

export interface Indicator {
  readonly id: string;
  readonly labels: Labels;
  readonly numerator: number;
  readonly denominator: number | null;
  /** The counters that the denominator is, as a name or a sum of names. */
  readonly base: string;
  /** Decimal text, rounded once, half up; null on an empty base. */
  readonly value: string | null;
  readonly unit: '%' | 'working days';
  readonly previous?: Comparison | null;
  readonly lastYear?: Comparison | null;
  /** Only of `change`: what the count is compared with. */
  readonly against?: 'previous' | 'lastYear';
  /** Of `region_share{top=3}`: the three, largest first. */
  readonly members?: readonly string[];
  /** Of on-time rates: open tickets whose time is not up, which the base holds too. */
  readonly beside?: { readonly open_not_due: number };
}

/** The figures of a period and of the two that it is compared with; null: nothing is known of that period. */
export interface Compared {
  readonly now: Figures;
  readonly previous: Figures | null;
  readonly lastYear: Figures | null;
}

interface RateRule {
  readonly id: string;
  readonly base: string;
  readonly of: (f: Figures, labels: Labels) => { numerator: number; denominator: number };
  /** Label sets that this indicator has. */
  readonly labels: (c: Compared) => readonly Labels[];
}

const get = (c: Counts, measure: string, labels: Labels = {}): number => c.get(counterName(measure, labels)) ?? 0;

const alone = (): readonly Labels[] => [{}];
/** Values of a label that the period's own counters have on a measure. */
const each =
  (measure: string, label: string) =>
  (c: Compared): readonly Labels[] =>
    [...labelValues(c.now.counters, measure, label)].sort(byBytes).map((v) => ({ [label]: v }));
const all =
  (...parts: ((c: Compared) => readonly Labels[])[]) =>
  (c: Compared): readonly Labels[] =>
    parts.flatMap((p) => p(c));

/** numerator{labels} / denominator, the latter with the same labels when `same`. */
const ratio = (
  id: string,
  numerator: string,
  denominator: string,
  labels: RateRule['labels'],
  same = true,
  fixed: Labels = {},
): RateRule => ({
  id,
  base: denominator,
  labels,
  of: (f, l) => ({
    numerator: get(f.counters, numerator, { ...l, ...fixed }),
    denominator: get(f.counters, denominator, same ? l : {}),
  }),
});

const byUnit = all(alone, each('tickets', 'unit_kind'), each('tickets', 'unit_group'), each('tickets', 'unit'));

/** kpi.md section 4, in its order; `change`, the region's top three and the mean follow apart. */
const rates: readonly RateRule[] = [
  ratio('connection_rate', 'answered', 'contacts', () => [{}, { channel: 'phone' }]),
  ratio('direct_rate', 'direct', 'answered', alone),
  ratio('ticket_rate', 'contacts_with_ticket', 'answered', alone),
  ratio('nature_share', 'tickets', 'tickets', each('tickets', 'nature'), false),
  ratio('category_share', 'answered', 'answered', each('answered', 'category'), false),
  ratio('topic_share', 'answered', 'answered', each('answered', 'topic'), false),
  ratio('region_share', 'tickets', 'tickets', each('tickets', 'region'), false),
  ratio('on_time_rate', 'closed_on_time', 'tickets', byUnit),
  {
    id: 'on_time_rate_of_due',
    base: 'closed_on_time + closed_late + open_overdue',
    labels: byUnit,
    of: (f, l) => {
      const numerator = get(f.counters, 'closed_on_time', l);
      return { numerator, denominator: numerator + get(f.counters, 'closed_late', l) + get(f.open, 'open_overdue', l) };
    },
  },
  ratio('close_rate', 'closed', 'tickets', all(alone, each('tickets', 'topic'), each('tickets', 'unit'))),
  ratio('resolution_rate', 'closed', 'closed', alone, false, { outcome: 'resolved' }),
  ratio('satisfaction_rate', 'satisfied', 'rated', all(alone, each('rated', 'topic'), each('rated', 'unit'))),
  ratio('answered_within_15s_rate', 'waited_within_15s', 'waited', alone),
  {
    id: 'abandonment_rate',
    base: 'contacts{channel=phone}',
    labels: alone,
    of: (f) => ({
      numerator: get(f.counters, 'abandoned', { channel: 'phone' }),
      denominator: get(f.counters, 'contacts', { channel: 'phone' }),
    }),
  },
];

/** All indicators of kpi.md section 4, from exact integers. */
export function indicators(c: Compared): Indicator[] {
  const out: Indicator[] = [];
  for (const rule of rates) for (const labels of rule.labels(c)) out.push(rate(rule, labels, c));
  out.push(topRegions(c), meanReply(c), ...changes(c, 'previous'), ...(c.lastYear ? changes(c, 'lastYear') : []));
  return out;
}

function rate(rule: RateRule, labels: Labels, c: Compared): Indicator {
  const now = rule.of(c.now, labels);
  const compare = (f: Figures | null): Comparison | null =>
    f === null || ('unit' in labels && !f.hasUnits) ? null : compared(now, rule.of(f, labels), f.key);
  return {
    id: rule.id,
    labels,
    ...now,
    base: rule.base,
    value: percent(exact(now)),
    unit: '%',
    previous: compare(c.previous),
    lastYear: compare(c.lastYear),
    ...(rule.id === 'on_time_rate' && { beside: { open_not_due: get(c.now.open, 'open_not_due', labels) } }),
  };
}

type Ratio = { numerator: number; denominator: number };
const exact = (r: Ratio): Fraction => ({ numerator: BigInt(r.numerator), denominator: BigInt(r.denominator) });

function compared(now: Ratio, then: Ratio, period: string): Comparison {
  const [a, b] = [exact(now), exact(then)];
  return { period, ...then, value: percent(b), changePoints: changePoints(a, b), changePercent: changePercent(a, b) };
}

/** Share of the three largest regions, by count, then by code. Each period has its own three. */
function topRegions(c: Compared): Indicator {
  const top = (f: Figures): Ratio & { members: string[] } => {
    const counts = [...labelValues(f.counters, 'tickets', 'region')].map(
      (r) => [r, get(f.counters, 'tickets', { region: r })] as const,
    );
    const three = counts.sort(([r, a], [s, b]) => b - a || byBytes(r, s)).slice(0, 3);
    return {
      numerator: three.reduce((n, [, count]) => n + count, 0),
      denominator: get(f.counters, 'tickets'),
      members: three.map(([region]) => region),
    };
  };
  const { members, ...now } = top(c.now);
  const compare = (f: Figures | null): Comparison | null => {
    if (f === null) return null;
    const { members: _, ...then } = top(f);
    return compared(now, then, f.key);
  };
  return {
    id: 'region_share',
    labels: { top: '3' },
    ...now,
    base: 'tickets',
    value: percent(exact(now)),
    unit: '%',
    members,
    previous: compare(c.previous),
    lastYear: compare(c.lastYear),
  };
}

function meanReply(c: Compared): Indicator {
  const of = (f: Figures): Ratio => ({
    numerator: get(f.counters, 'reply_working_days'),
    denominator: get(f.counters, 'replied'),
  });
  const mean = (r: Ratio): string | null => decimal(BigInt(r.numerator), BigInt(r.denominator), 1);
  const now = of(c.now);
  const compare = (f: Figures | null): Comparison | null => {
    if (f === null) return null;
    const then = of(f);
    const difference =
      BigInt(now.numerator) * BigInt(then.denominator) - BigInt(then.numerator) * BigInt(now.denominator);
    return {
      period: f.key,
      ...then,
      value: mean(then),
      changePoints: decimal(difference, BigInt(now.denominator) * BigInt(then.denominator), 1),
      changePercent: changePercent(exact(now), exact(then)),
    };
  };
  return {
    id: 'mean_reply_working_days',
    labels: {},
    ...now,
    base: 'replied',
    value: mean(now),
    unit: 'working days',
    previous: compare(c.previous),
    lastYear: compare(c.lastYear),
  };
}

/** 环比 and 同比 of every counter without a unit label. */
function changes(c: Compared, against: 'previous' | 'lastYear'): Indicator[] {
  const then = c[against];
  const names = new Set([...c.now.counters.keys(), ...(then?.counters.keys() ?? [])]);
  const out: Indicator[] = [];
  for (const name of [...names].sort(byBytes)) {
    const { measure, labels } = parseCounterName(name);
    if ('unit' in labels) continue;
    const numerator = c.now.counters.get(name) ?? 0;
    const denominator = then === null ? null : (then.counters.get(name) ?? 0);
    out.push({
      id: 'change',
      labels: { of: measure, ...labels },
      against,
      numerator,
      denominator,
      base: name,
      value:
        denominator === null
          ? null
          : percent({ numerator: BigInt(numerator - denominator), denominator: BigInt(denominator) }),
      unit: '%',
    });
  }
  return out;
}
