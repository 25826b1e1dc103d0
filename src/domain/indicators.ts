import { changes } from './change-indicators.js';
import {
  type Against,
  type Compared,
  type Comparison,
  compare,
  exact,
  inPercent,
  isIncomparable,
  isKnown,
  membersOf,
  type Pair,
  pairOf,
  type Ratio,
  type Writing,
} from './comparison.js';
import { counterName, type Labels } from './counter-name.js';
import { type Figures, labelValues } from './figures.js';
import { decimal } from './rational.js';
import { byBytes } from './texts.js';
import { partRates } from './whole-rates.js';

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
  readonly against?: Against;
  /** Of `region_share{top=3}`: the three, largest first. Of `change`, and with `with=parts`: the codes taken together. */
  readonly members?: readonly string[];
  /** Of `change`: opening figures are counted in the other period. */
  readonly baseline?: boolean;
  /** Comparisons that are null because the label has no counterpart there: it was replaced or split since. */
  readonly incomparable?: readonly Against[];
  /** Of on-time rates: open tickets whose time is not up, which the base holds too. */
  readonly beside?: { readonly open_not_due: number };
}

export interface RateRule {
  readonly id: string;
  readonly base: string;
  readonly of: (f: Figures, labels: Labels) => Ratio;
  /** Label sets that this indicator has. */
  readonly labels: (c: Compared) => readonly Labels[];
}

/** NaN: the figures do not tell; any sum with it is unknown too. */
function get(f: Figures, measure: string, labels: Labels = {}, of: 'counters' | 'open' = 'counters'): number {
  const name = counterName(measure, labels);
  if (f.knows !== undefined && !f.knows(name)) return Number.NaN;
  return f[of].get(name) ?? 0;
}

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
    numerator: get(f, numerator, { ...l, ...fixed }),
    denominator: get(f, denominator, same ? l : {}),
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
      const numerator = get(f, 'closed_on_time', l);
      return { numerator, denominator: numerator + get(f, 'closed_late', l) + get(f, 'open_overdue', l, 'open') };
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
      numerator: get(f, 'abandoned', { channel: 'phone' }),
      denominator: get(f, 'contacts', { channel: 'phone' }),
    }),
  },
];

/**
 * All indicators of kpi.md section 4, from exact integers. One that opening figures leave unknown is left out; so is a
 * comparison with what they leave unknown.
 */
export function indicators(c: Compared): Indicator[] {
  const pairs = { previous: pairOf(c, 'previous'), lastYear: pairOf(c, 'lastYear') };
  const out: (Indicator | null)[] = [];
  for (const rule of rates) {
    const labels = rule.labels(c);
    for (const each of labels) out.push(rate(rule, each, c, pairs));
    out.push(...partRates(rule, labels, c));
  }
  out.push(topRegions(c, pairs), meanReply(c, pairs));
  out.push(...changes(c, 'previous', pairs.previous));
  if (c.lastYear !== null) out.push(...changes(c, 'lastYear', pairs.lastYear));
  return out.filter((i) => i !== null);
}

type Pairs = Readonly<Record<Against, Pair | null>>;

function rate(rule: RateRule, labels: Labels, c: Compared, pairs: Pairs): Indicator | null {
  const own = rule.of(c.now, labels);
  if (!isKnown(own)) return null;
  const incomparable = (['previous', 'lastYear'] as const).filter((a) => isIncomparable(pairs[a]?.view, labels));
  const beside = (pair: Pair | null): Comparison | null => {
    if (pair === null || ('unit' in labels && !pair.other.hasUnits) || isIncomparable(pair.view, labels)) return null;
    const found = compare(own, rule.of(pair.now, labels), rule.of(pair.other, labels), pair);
    const members = membersOf(pair.view, labels);
    return found === null || members === undefined ? found : { ...found, members };
  };
  return {
    id: rule.id,
    labels,
    ...own,
    base: rule.base,
    value: inPercent.value(exact(own)),
    unit: '%',
    previous: beside(pairs.previous),
    lastYear: beside(pairs.lastYear),
    ...(incomparable.length > 0 && { incomparable }),
    ...(rule.id === 'on_time_rate' && notDue(c.now, labels)),
  };
}

function notDue(f: Figures, labels: Labels): Pick<Indicator, 'beside'> {
  const n = get(f, 'open_not_due', labels, 'open');
  return Number.isNaN(n) ? {} : { beside: { open_not_due: n } };
}

/** Share of the three largest regions, by count, then by code. Each period has its own three. */
function topRegions(c: Compared, pairs: Pairs): Indicator | null {
  const { members, ...own } = topThree(c.now);
  if (!isKnown(own)) return null;
  const beside = (pair: Pair | null): Comparison | null =>
    pair === null ? null : compare(own, topThree(pair.now), topThree(pair.other), pair);
  return {
    id: 'region_share',
    labels: { top: '3' },
    ...own,
    base: 'tickets',
    value: inPercent.value(exact(own)),
    unit: '%',
    members,
    previous: beside(pairs.previous),
    lastYear: beside(pairs.lastYear),
  };
}

function topThree(f: Figures): Ratio & { members: string[] } {
  const counts = [...labelValues(f.counters, 'tickets', 'region')].map(
    (r) => [r, get(f, 'tickets', { region: r })] as const,
  );
  const three = counts.sort(([r, a], [s, b]) => b - a || byBytes(r, s)).slice(0, 3);
  const denominator = get(f, 'tickets');
  const listed = counts.reduce((n, [, count]) => n + count, 0);
  // Opening figures need not list every region: one that they leave out must not be able to be among the three.
  const certain = f.baseline !== true || denominator - listed <= (three[2]?.[1] ?? 0);
  return {
    numerator: certain ? three.reduce((n, [, count]) => n + count, 0) : Number.NaN,
    denominator,
    members: three.map(([region]) => region),
  };
}

const inDays: Writing = {
  value: (f) => decimal(f.numerator, f.denominator, 1),
  points: (now, then) =>
    decimal(now.numerator * then.denominator - then.numerator * now.denominator, now.denominator * then.denominator, 1),
};

function meanReply(c: Compared, pairs: Pairs): Indicator | null {
  const of = (f: Figures): Ratio => ({ numerator: get(f, 'reply_working_days'), denominator: get(f, 'replied') });
  const own = of(c.now);
  if (!isKnown(own)) return null;
  const beside = (pair: Pair | null): Comparison | null =>
    pair === null ? null : compare(own, of(pair.now), of(pair.other), pair, inDays);
  return {
    id: 'mean_reply_working_days',
    labels: {},
    ...own,
    base: 'replied',
    value: inDays.value(exact(own)),
    unit: 'working days',
    previous: beside(pairs.previous),
    lastYear: beside(pairs.lastYear),
  };
}
