import { byBytes } from '../domain/texts.js';
import type { Unit } from './exact.js';
import { counterName, type Labels, readCounterName } from './names.js';

/** The figures of one period, counters and open tickets apart. */
export interface PeriodFigures {
  readonly counters: ReadonlyMap<string, number>;
  readonly open: ReadonlyMap<string, number>;
  /** Counters with a unit label exist. */
  readonly withUnits: boolean;
  /** What is absent is 0; false: opening figures leave it unknown. */
  tells(name: string): boolean;
  /** Opening figures are counted in. */
  readonly baseline: boolean;
}

/** One rate or mean of kpi.md section 4: two sums that can be read from any period's figures. */
export interface Rate {
  readonly id: string;
  readonly labels: Labels;
  readonly unit: Unit;
  numerator(figures: PeriodFigures): number;
  denominator(figures: PeriodFigures): number;
  readonly members?: readonly string[];
}

/** NaN: unknown, and so is every sum with it. */
type Read = (figures: PeriodFigures) => number;

const told = (figures: PeriodFigures, counters: ReadonlyMap<string, number>, name: string): number =>
  figures.tells(name) ? (counters.get(name) ?? 0) : Number.NaN;

const counter =
  (measure: string, labels: Labels = {}): Read =>
  (figures) =>
    told(figures, figures.counters, counterName(measure, labels));

const open =
  (measure: string, labels: Labels): Read =>
  (figures) =>
    told(figures, figures.open, counterName(measure, labels));

function rate(id: string, labels: Labels, numerator: Read, denominator: Read, unit: Unit = 'percent'): Rate {
  return { id, labels, unit, numerator, denominator };
}

/** All rates of a period. A labelled one exists for every value that its base has in this period. */
export function ratesOf(figures: PeriodFigures): Rate[] {
  const phone = { channel: 'phone' };
  const answered = counter('answered');
  return [
    rate('connection_rate', {}, answered, counter('contacts')),
    rate('connection_rate', phone, counter('answered', phone), counter('contacts', phone)),
    rate('direct_rate', {}, counter('direct'), answered),
    rate('ticket_rate', {}, counter('contacts_with_ticket'), answered),
    ...sharesOf(figures),
    ...onTimeRates(figures),
    ...[{}, ...labelled(figures, 'tickets', 'topic'), ...labelled(figures, 'tickets', 'unit')].map((labels) =>
      rate('close_rate', labels, counter('closed', labels), counter('tickets', labels)),
    ),
    rate('resolution_rate', {}, counter('closed', { outcome: 'resolved' }), counter('closed')),
    ...[{}, ...labelled(figures, 'rated', 'topic'), ...labelled(figures, 'rated', 'unit')].map((labels) =>
      rate('satisfaction_rate', labels, counter('satisfied', labels), counter('rated', labels)),
    ),
    rate('mean_reply_working_days', {}, counter('reply_working_days'), counter('replied'), 'mean'),
    rate('answered_within_15s_rate', {}, counter('waited_within_15s'), counter('waited')),
    rate('abandonment_rate', {}, counter('abandoned', phone), counter('contacts', phone)),
  ];
}

function sharesOf(figures: PeriodFigures): Rate[] {
  const share = (id: string, measure: string, label: string) =>
    labelled(figures, measure, label).map((labels) => rate(id, labels, counter(measure, labels), counter(measure)));
  const topThree = rate('region_share', { top: '3' }, (any) => largest(any).sum, counter('tickets'));
  return [
    ...share('nature_share', 'tickets', 'nature'),
    ...share('category_share', 'answered', 'category'),
    ...share('topic_share', 'answered', 'topic'),
    ...share('region_share', 'tickets', 'region'),
    { ...topThree, members: largest(figures).members },
  ];
}

/** The three regions with most tickets, by count, then by code; another period has its own three. */
function largest(figures: PeriodFigures): { sum: number; members: string[] } {
  const regions = labelled(figures, 'tickets', 'region').map((labels) => ({
    code: labels['region'] ?? '',
    count: counter('tickets', labels)(figures),
  }));
  const three = regions.sort((a, b) => b.count - a.count || byBytes(a.code, b.code)).slice(0, 3);
  const sumOf = (list: typeof regions) => list.reduce((sum, { count }) => sum + count, 0);
  // Tickets of regions that opening figures do not list might make one of these the fourth.
  const unlisted = figures.baseline ? counter('tickets')(figures) - sumOf(regions) : 0;
  const certain = !figures.baseline || unlisted <= (three[2]?.count ?? 0);
  return { sum: certain ? sumOf(three) : Number.NaN, members: three.map(({ code }) => code) };
}

function onTimeRates(figures: PeriodFigures): Rate[] {
  const groups = ['unit_kind', 'unit_group', 'unit'].flatMap((label) => labelled(figures, 'tickets', label));
  return [{}, ...groups].flatMap((labels) => {
    const onTime = counter('closed_on_time', labels);
    const late = counter('closed_late', labels);
    const overdue = open('open_overdue', labels);
    return [
      rate('on_time_rate', labels, onTime, counter('tickets', labels)),
      rate('on_time_rate_of_due', labels, onTime, (any) => onTime(any) + late(any) + overdue(any)),
    ];
  });
}

/** The values that a measure has under exactly this one label, each as labels. */
export function labelled(figures: PeriodFigures, measure: string, label: string): Labels[] {
  const found: Labels[] = [];
  for (const name of figures.counters.keys()) {
    if (!name.startsWith(`${measure}{${label}=`)) continue;
    const { labels } = readCounterName(name);
    if (Object.keys(labels).length === 1) found.push(labels);
  }
  return found;
}
