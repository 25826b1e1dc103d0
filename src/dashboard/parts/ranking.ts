import type { Snapshot } from '../api/types.js';
import type { VNode } from '../dom/h.js';
import { askedCount } from '../figures/asked.js';
import { explainCount, explainIndicator, valueText } from '../figures/explain.js';
import { type Figures, figuresOf } from '../figures/figures.js';
import { hrefOf } from '../route.js';
import { integer } from '../text/format.js';
import type { View } from '../view.js';
import type { Shown } from './figure.js';
import { unitsPath } from './header.js';
import { section, waiting } from './section.js';
import { figureTable, type Row } from './table.js';

/** The month's units by number of tickets. */
export function ranking(view: View): VNode {
  const { words, data, today } = view;
  const known = data.get<Snapshot>(unitsPath(today.slice(0, 7)), 15_000);
  return section(
    'ranking',
    words.wall.ranking,
    words.wall.thisMonth,
    waiting(known, words) ??
      unitTable(words.wall.ranking, figuresOf(known.value as Snapshot), today.slice(0, 7), view, false),
  );
}

/** @param whole closings and satisfaction too, and lists of cases behind the counts. */
export function unitTable(caption: string, figures: Figures, month: string, view: View, whole: boolean): VNode {
  const c = view.words.columns;
  const heads = whole
    ? [c.unit, c.tickets, c.closed, c.onTime, c.ofDue, c.late, c.overdue, c.open, c.satisfaction]
    : [c.unit, c.tickets, c.ofDue, c.satisfaction];
  const units = figures.values('tickets', 'unit');
  const most = units[0]?.[1] ?? 1;
  const rows = units.map(([unit, n]): Row => {
    const cell = unitCells(figures, unit, month, view);
    const cells = whole
      ? [cell.tickets, cell.closed, cell.onTime, cell.ofDue, cell.late, cell.overdue, cell.open, cell.satisfaction]
      : [cell.tickets, cell.ofDue, cell.satisfaction];
    const href = hrefOf({ page: 'unit', unit, month });
    return { key: unit, name: view.labels.code('unit', unit), href, cells, share: n / most };
  });
  return figureTable(caption, heads, rows);
}

export type UnitCells = Record<
  'tickets' | 'closed' | 'onTime' | 'ofDue' | 'late' | 'overdue' | 'open' | 'satisfaction',
  Shown
>;

/** Figures of one unit in a month; counts that have a list of cases lead to it. */
export function unitCells(figures: Figures, unit: string, month: string, view: View): UnitCells {
  const name = view.labels.code('unit', unit);
  const count = (measure: string, state?: 'overdue' | 'open' | 'closed-late'): Shown => {
    const n = figures.count(measure, { unit });
    const href =
      state !== undefined && n !== null && n > 0 ? view.actions.casesHref({ state, unit, month }) : undefined;
    return {
      text: n === null ? '–' : integer(n),
      explain: () =>
        explainCount(
          `${name} · ${view.labels.measure(measure)}`,
          n,
          [],
          view,
          askedCount(figures.snapshot, measure, { unit }),
        ),
      href,
      class: measure === 'open_overdue' && n !== null && n > 0 ? 'bad' : undefined,
    };
  };
  const rate = (id: string): Shown => {
    const i = figures.indicator(id, { unit });
    if (i === null) return { text: '–' };
    return { text: valueText(i, view.words), explain: () => explainIndicator(i, view) };
  };
  return {
    tickets: count('tickets'),
    closed: count('closed'),
    onTime: rate('on_time_rate'),
    ofDue: rate('on_time_rate_of_due'),
    late: count('closed_late', 'closed-late'),
    overdue: count('open_overdue', 'overdue'),
    open: count('open', 'open'),
    satisfaction: rate('satisfaction_rate'),
  };
}
