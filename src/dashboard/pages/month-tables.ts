import type { VNode } from '../dom/h.js';
import type { Figures } from '../figures/figures.js';
import { type Cell, countCells, rateCells } from '../figures/month-rows.js';
import { downloads } from '../parts/downloads.js';
import { section } from '../parts/section.js';
import { plain, restOf } from '../parts/shares.js';
import { figureTable, type Row } from '../parts/table.js';
import { integer } from '../text/format.js';
import type { View } from '../view.js';

/** What the tables of a month are made of. */
export interface MonthContext {
  readonly view: View;
  readonly month: string;
  readonly figures: Figures;
  readonly other: Figures | null;
  readonly otherMonth: string | null;
}

const counters = [
  'contacts', 'answered', 'direct', 'contacts_with_ticket', 'abandoned', 'tickets', 'closed', 'closed_on_time', 'closed_late',
  'open', 'open_overdue', 'open_not_due', 'open_due_unknown', 'extended', 'reopened', 'repeated', 'rated', 'satisfied', 'flow_closed', 'flow_closed_late',
] as const; // biome-ignore format: a list
const rates = [
  'connection_rate', 'direct_rate', 'ticket_rate', 'answered_within_15s_rate', 'abandonment_rate', 'on_time_rate',
  'on_time_rate_of_due', 'close_rate', 'resolution_rate', 'satisfaction_rate', 'mean_reply_working_days',
] as const; // biome-ignore format: a list

/** Counts of the month that have a list of cases behind them. */
const lists: Readonly<Record<string, 'open' | 'overdue' | 'closed-late'>> = {
  open: 'open',
  open_overdue: 'overdue',
  closed_late: 'closed-late',
};

function headsOf({ view, otherMonth }: MonthContext, value: string, before: readonly string[] = []): string[] {
  const { month } = view.words;
  const compared = otherMonth === null ? [] : [otherMonth, month.difference];
  return [month.figure, ...before, value, month.previous, month.lastYear, ...compared];
}

export function overallTable(c: MonthContext): VNode {
  const { words, labels } = c.view;
  const rows = counters.map((measure): Row => {
    const cells = countCells(c.figures, measure, {}, c.other, c.view);
    return { key: measure, name: labels.measure(measure), cells: linked(cells, measure, c) };
  });
  return section(
    'overall',
    words.month.overall,
    downloads('summary', c.month, c.view),
    figureTable(words.month.overall, headsOf(c, words.month.count), rows),
  );
}

function linked(cells: readonly (Cell | null)[], measure: string, c: MonthContext) {
  const state = lists[measure];
  const n = c.figures.count(measure);
  if (state === undefined || n === null || n === 0) return cells;
  const href = c.view.actions.casesHref({ state, unit: null, month: c.month });
  return cells.map((cell, i) => (i === 0 && cell !== null ? { ...cell, href } : cell));
}

export function ratesTable(c: MonthContext): VNode {
  const { words, labels } = c.view;
  const wanted: (readonly [string, Readonly<Record<string, string>>])[] = rates.map((id) => [id, {}]);
  wanted.splice(1, 0, ['connection_rate', { channel: 'phone' }]);
  const rows = wanted.map(
    ([id, of]): Row => ({
      key: `${id} ${Object.values(of).join(' ')}`,
      name: labels.figure(id, of),
      cells: rateCells(c.figures, id, of, c.other, c.view),
    }),
  );
  return section(
    'rates-of-month',
    words.month.rates,
    null,
    figureTable(words.month.rates, headsOf(c, words.month.value), rows),
  );
}

/** One table of the report: a counter by a label, its share of the base, and how both moved. */
interface Breakdown {
  readonly label: string;
  readonly measure: string;
  /** null: the share is not published, and is made here from the two counts. */
  readonly indicator: string | null;
  readonly table: 'channels' | 'natures' | 'categories' | 'topics' | 'regions';
  /** Codes may be missing in events: what is left of the base has a row. */
  readonly rest: boolean;
}

export const breakdowns: readonly Breakdown[] = [
  { label: 'channel', measure: 'contacts', indicator: null, table: 'channels', rest: false },
  { label: 'nature', measure: 'tickets', indicator: 'nature_share', table: 'natures', rest: false },
  { label: 'category', measure: 'answered', indicator: 'category_share', table: 'categories', rest: true },
  // A contact may have several topics: nothing is left over.
  { label: 'topic', measure: 'answered', indicator: 'topic_share', table: 'topics', rest: false },
  { label: 'region', measure: 'tickets', indicator: 'region_share', table: 'regions', rest: true },
];

export function breakdownTable(b: Breakdown, c: MonthContext): VNode {
  const { words, labels } = c.view;
  const values = c.figures.values(b.measure, b.label);
  const of = c.figures.count(b.measure) ?? 0;
  const rows = values.map(([code, n]) => breakdownRow(b, code, n, of, c));
  const rest = of - values.reduce((sum, [, n]) => sum + n, 0);
  if (b.rest && rest > 0) rows.push(restRow(rest, of, b, c));
  if (b.label === 'region') rows.push(topRow(c));
  const title = words.tables[b.table];
  return section(
    b.table,
    title,
    downloads(b.table, c.month, c.view),
    figureTable(title, headsOf(c, words.month.share, [`${labels.measure(b.measure)} · ${words.month.count}`]), rows),
  );
}

function breakdownRow(b: Breakdown, code: string, n: number, of: number, c: MonthContext): Row {
  const key = { [b.label]: code };
  const name = c.view.labels.code(b.label, code);
  const [count = null, ...moved] = countCells(c.figures, b.measure, key, c.other, c.view);
  const share: Cell | null =
    b.indicator === null
      ? made(name, n, of, b.measure, c)
      : (rateCells(c.figures, b.indicator, key, null, c.view)[0] ?? null);
  return { key: code, name, cells: [count, share, ...moved], share: of === 0 ? 0 : n / of };
}

const made = (name: string, n: number, of: number, whole: string, { view }: MonthContext): Cell => {
  const explanation = plain(name, n, of, whole, view);
  return { text: explanation.title.slice(name.length + 1), explain: () => explanation };
};

function restRow(n: number, of: number, b: Breakdown, { view, other }: MonthContext): Row {
  const { name, text, explain } = restOf(n, of, b.measure, view);
  const empty = Array(other === null ? 2 : 4).fill(null);
  return { key: '*', name, cells: [{ text: integer(n), explain }, { text, explain }, ...empty], share: n / of };
}

/** 前三名: the three largest regions together. */
function topRow(c: MonthContext): Row {
  const [value = null, ...moved] = rateCells(c.figures, 'region_share', { top: '3' }, c.other, c.view);
  const i = c.figures.indicator('region_share', { top: '3' });
  const count = i === null || value === null ? null : { ...value, text: integer(i.numerator) };
  return { key: '*top', name: c.view.labels.figure('top', { top: '3' }), cells: [count, value, ...moved] };
}

/** County and department groups: tickets, timeliness. */
export function groupsTable(c: MonthContext): VNode {
  const { words, labels } = c.view;
  const rows = c.figures.values('tickets', 'unit_group').flatMap(([group]): Row[] => {
    const of = { unit_group: group };
    const name = labels.code('unit_group', group);
    return [
      {
        key: `${group} n`,
        name: `${name} · ${labels.measure('tickets')}`,
        cells: countCells(c.figures, 'tickets', of, c.other, c.view),
      },
      {
        key: `${group} r`,
        name: `${name} · ${labels.measure('on_time_rate')}`,
        cells: rateCells(c.figures, 'on_time_rate', of, c.other, c.view),
      },
      {
        key: `${group} d`,
        name: `${name} · ${labels.measure('on_time_rate_of_due')}`,
        cells: rateCells(c.figures, 'on_time_rate_of_due', of, c.other, c.view),
      },
    ];
  });
  return section(
    'groups',
    words.month.groups,
    null,
    figureTable(words.month.groups, headsOf(c, words.month.value), rows),
  );
}
