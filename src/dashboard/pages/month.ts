import type { Snapshot } from '../api/types.js';
import { h, type VNode } from '../dom/h.js';
import { periodText } from '../figures/explain.js';
import { type Figures, figuresOf } from '../figures/figures.js';
import { countCells, rateCells } from '../figures/month-rows.js';
import { choice } from '../parts/choice.js';
import { days } from '../parts/days.js';
import { downloads } from '../parts/downloads.js';
import { figure } from '../parts/figure.js';
import { monthsOf, unitsPath } from '../parts/header.js';
import { unitTable } from '../parts/ranking.js';
import { section, waiting } from '../parts/section.js';
import { hrefOf } from '../route.js';
import { dateTime } from '../text/format.js';
import type { View } from '../view.js';
import {
  breakdowns,
  breakdownTable,
  groupsTable,
  type MonthContext,
  overallTable,
  ratesTable,
} from './month-tables.js';

/** The monthly report, figure by figure; another month beside it when one is chosen. */
export function monthPage(month: string, compare: string | null, view: View): VNode {
  const { words, data } = view;
  const known = data.get<Snapshot>(`/v1/snapshots/month:${month}`, 60_000);
  const other = compare === null ? null : data.get<Snapshot>(`/v1/snapshots/month:${compare}`, 60_000).value;
  const [year = '', number = ''] = month.split('-');
  const content = (): VNode[] => {
    const figures = figuresOf(known.value as Snapshot);
    const context: MonthContext = {
      view,
      month,
      figures,
      other: other === null ? null : figuresOf(other),
      otherMonth: other === null ? null : compare,
    };
    return sections(context, compare);
  };
  return h(
    'main',
    { class: 'report', id: 'content', tabindex: -1 },
    h(
      'div',
      { class: 'title' },
      h('h1', {}, words.month.title(year, number)),
      known.value !== null && stateLine(known.value, view),
      choosers(month, compare, view),
    ),
    waiting(known, words) ??
      h('div', { class: compare === null ? 'report-body' : 'report-body comparing' }, ...content()),
  );
}

function stateLine(s: Snapshot, { words, zone, now }: View): VNode {
  const at = dateTime(Date.parse(s.asOf.instant), zone, now);
  const parts = [
    words.month.states[s.state] ?? s.state,
    s.revision > 0 ? words.month.revision(s.revision) : '',
    s.unrevised === true ? words.month.unrevised : '',
    at,
  ];
  const broken = s.identities.filter(({ holds }) => !holds).map(({ id }) => id);
  return h(
    'p',
    { class: 'note' },
    parts.filter((part) => part !== '').join(' · '),
    broken.length > 0 && h('strong', { class: 'bad' }, ` ▲ ${words.month.broken(broken.join('; '))}`),
  );
}

function choosers(month: string, compare: string | null, view: View): VNode {
  const { words, actions } = view;
  const months = [...new Set([month, ...monthsOf(view)])].sort().reverse();
  return h(
    'div',
    { class: 'choosers' },
    choice(
      words.month.choose,
      month,
      months.map((m) => [m, m]),
      (m) => actions.go(hrefOf({ page: 'month', month: m, compare })),
    ),
    choice(
      words.month.compare,
      compare ?? '',
      [['', words.month.compareNone] as const, ...months.filter((m) => m !== month).map((m) => [m, m] as const)],
      (m) => actions.go(hrefOf({ page: 'month', month, compare: m === '' ? null : m })),
    ),
  );
}

function sections(c: MonthContext, compare: string | null): VNode[] {
  const { view, month } = c;
  const { words, data } = view;
  const units = data.get<Snapshot>(unitsPath(month), 15_000);
  return [
    h('p', { class: 'note hint' }, words.month.hint),
    headline(c.figures, view),
    days(month, compare, view),
    overallTable(c),
    ratesTable(c),
    ...breakdowns.map((b) => breakdownTable(b, c)),
    groupsTable(c),
    section(
      'units',
      words.month.units,
      downloads('units', month, view),
      waiting(units, words) ?? unitTable(words.month.units, figuresOf(units.value as Snapshot), month, view, true),
    ),
  ];
}

const headlines = [
  ['count', 'contacts'],
  ['rate', 'connection_rate'],
  ['rate', 'direct_rate'],
  ['count', 'tickets'],
  ['rate', 'on_time_rate'],
  ['rate', 'satisfaction_rate'],
] as const;

/** The six figures that the report begins with. */
function headline(figures: Figures, view: View): VNode {
  const { words, labels } = view;
  const cards = headlines.map(([kind, id]) => {
    const make = kind === 'count' ? countCells : rateCells;
    const [value, previous, lastYear] = make(figures, id, {}, null, view);
    return h(
      'div',
      { class: 'headline-card', key: id },
      h('h3', {}, labels.measure(id)),
      h('p', { class: 'numeral' }, value === null || value === undefined ? '–' : figure(value)),
      h(
        'p',
        { class: 'note' },
        previous && h('span', {}, `${words.month.previous} `, figure(previous)),
        lastYear && h('span', {}, ` ${words.month.lastYear} `, figure(lastYear)),
      ),
    );
  });
  const previous = figures.indicator('connection_rate')?.previous?.period;
  return section(
    'headline',
    words.month.headline,
    previous === undefined ? null : words.explain.before(periodText(previous)),
    h('div', { class: 'headline-cards' }, ...cards),
  );
}
