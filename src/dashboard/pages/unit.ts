import type { Snapshot } from '../api/types.js';
import { chart } from '../charts/engine.js';
import { lookOf } from '../charts/look.js';
import { trendChart } from '../charts/trend-chart.js';
import { h, type VNode } from '../dom/h.js';
import { figuresOf } from '../figures/figures.js';
import { caseTable } from '../parts/cases.js';
import { choice } from '../parts/choice.js';
import { figure, type Shown } from '../parts/figure.js';
import { monthsOf, unitsPath } from '../parts/header.js';
import { unitCells } from '../parts/ranking.js';
import { section, waiting } from '../parts/section.js';
import { seriesTable } from '../parts/series-table.js';
import { type CaseList, hrefOf } from '../route.js';
import type { View } from '../view.js';

/** How many months the trend shows. */
const monthsShown = 6;

/** One unit: its tickets, timeliness, satisfaction, and how they moved. */
export function unitPage(unit: string, chosen: string | null, view: View): VNode {
  const { words, data, labels, catalogue } = view;
  const month = chosen ?? monthsOf(view)[0] ?? view.today.slice(0, 7);
  const known = data.get<Snapshot>(unitsPath(month), 15_000);
  const kind = catalogue?.units[unit]?.kind;
  return h(
    'main',
    { class: 'report unit', id: 'content', tabindex: -1 },
    h(
      'div',
      { class: 'title' },
      h('h1', {}, labels.code('unit', unit)),
      h('p', { class: 'note' }, kind === undefined ? words.unit.title : (words.unitKinds[kind] ?? kind)),
      choosers(unit, month, known.value, view),
    ),
    waiting(known, words) ??
      h(
        'div',
        { class: 'report-body' },
        figuresSection(unit, month, known.value as Snapshot, view),
        trend(unit, month, view),
        ...(['overdue', 'due-soon', 'open'] as const).map((state) => list({ state, unit, month: null }, view)),
        list({ state: 'closed-late', unit, month }, view),
      ),
  );
}

function choosers(unit: string, month: string, snapshot: Snapshot | null, view: View): VNode {
  const { words, actions, labels } = view;
  const months = [...new Set([month, ...monthsOf(view)])].sort().reverse();
  const units =
    snapshot === null
      ? []
      : figuresOf(snapshot)
          .values('tickets', 'unit')
          .map(([code]) => code);
  const all = [...new Set([unit, ...units])];
  return h(
    'div',
    { class: 'choosers' },
    choice(
      words.unit.choose,
      unit,
      all.map((code) => [code, labels.code('unit', code)]),
      (code) => actions.go(hrefOf({ page: 'unit', unit: code, month })),
    ),
    choice(
      words.month.choose,
      month,
      months.map((m) => [m, m]),
      (m) => actions.go(hrefOf({ page: 'unit', unit, month: m })),
    ),
  );
}

function figuresSection(unit: string, month: string, snapshot: Snapshot, view: View): VNode {
  const { words } = view;
  const c = words.columns;
  const cells = unitCells(figuresOf(snapshot), unit, month, view);
  const card = (name: string, shown: Shown): VNode =>
    h('div', { class: 'headline-card', key: name }, h('h3', {}, name), h('p', { class: 'numeral' }, figure(shown)));
  const group = (name: string, ...cards: VNode[]): VNode =>
    h(
      'div',
      { class: 'card-group' },
      h('h3', { class: 'note' }, name),
      h('div', { class: 'headline-cards' }, ...cards),
    );
  return section(
    'unit-figures',
    month,
    (figuresOf(snapshot).count('tickets', { unit }) ?? 0) === 0 ? words.unit.none : null,
    group(words.unit.tickets, card(c.tickets, cells.tickets), card(c.closed, cells.closed), card(c.open, cells.open)),
    group(
      words.unit.timeliness,
      card(c.onTime, cells.onTime),
      card(c.ofDue, cells.ofDue),
      card(c.late, cells.late),
      card(c.overdue, cells.overdue),
    ),
    group(words.unit.satisfaction, card(c.satisfaction, cells.satisfaction)),
  );
}

function trend(unit: string, month: string, view: View): VNode {
  const { words, data, dark } = view;
  const months = monthsOf(view)
    .filter((m) => m <= month)
    .slice(0, monthsShown)
    .reverse();
  const figures = months.map((m) => {
    const value = data.get<Snapshot>(unitsPath(m), 60_000).value;
    return value === null ? null : figuresOf(value);
  });
  const rate = (id: string) =>
    figures.map((f) => {
      const value = f?.indicator(id, { unit })?.value;
      return value === null || value === undefined ? null : Number(value);
    });
  const bars = [{ name: words.columns.tickets, data: figures.map((f) => f?.count('tickets', { unit }) ?? null) }];
  const lines = [
    { name: words.columns.onTime, data: rate('on_time_rate') },
    { name: words.columns.satisfaction, data: rate('satisfaction_rate') },
  ];
  const curves = [...bars, ...lines];
  return section(
    'trend',
    words.unit.trend,
    null,
    chart(words.unit.trend, trendChart(months, bars, lines, lookOf(dark))),
    seriesTable(
      words.series.asTable,
      [words.series.month, ...curves.map(({ name }) => name)],
      months.map((m, i) => [m, ...curves.map(({ data: values }) => values[i] ?? null)]),
    ),
  );
}

function list(cases: CaseList, view: View): VNode {
  return section(`list-${cases.state}`, view.words.cases.title[cases.state], cases.month, caseTable(cases, view));
}
