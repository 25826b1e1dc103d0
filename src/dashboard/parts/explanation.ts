import type { CasePage } from '../../domain/case-page.js';
import type { Explanation } from '../../domain/explanation-schema.js';
import { h, type VNode } from '../dom/h.js';
import { type Asked, askedQuery } from '../figures/asked.js';
import { dateTime, integer } from '../text/format.js';
import type { View } from '../view.js';
import { dialog } from './dialogs.js';
import { waiting } from './section.js';

const pageSize = 50;
/** How many pages of a figure's cases the reader has asked for, and as of when; none until then: they cost a read of the state. */
const pagesAsked = new Map<string, { readonly pages: number; readonly at: string }>();

/** What stands behind a figure: its definition, its sides, how it is rounded, as of what, and the cases in it. */
export function explanationDialog(asked: Asked, view: View, close: () => void): VNode {
  const { words, data, preferences } = view;
  const query = askedQuery(asked);
  query.set('lang', preferences.language);
  const path = `/v1/explain/${encodeURIComponent(asked.period)}/${encodeURIComponent(asked.figure)}?${query}`;
  const known = data.get<Explanation>(path, 60_000);
  const e = known.value;
  return dialog(
    'why',
    e === null ? words.why.definition : `${e.figure.name} · ${periodText(e)} = ${valueText(e, view)}`,
    close,
    h('button', { type: 'button', class: 'close', on: { click: close }, 'aria-label': words.why.close }, '✕'),
    ...(e === null ? [waiting(known, words) ?? h('p', {})] : [facts(e, view), ...cases(asked, e, view)]),
  );
}

const periodText = ({ period, figure }: Explanation): string =>
  period.kind === 'live' ? `live ${figure.window ?? ''}`.trim() : `${period.kind}:${period.id}`;

function valueText({ value, unit }: Explanation, { words }: View): string {
  if (value === null) return '–';
  if (unit === '%') return `${value} %`;
  return unit === 'working days' ? words.month.days(value) : value;
}

function facts(e: Explanation, { words, labels, zone, now }: View): VNode {
  const w = words.why;
  const side = (s: Explanation['numerator']): string => {
    const parts = s.counters.map(({ name, value }) => `${labels.base(name)} ${value === null ? '–' : integer(value)}`);
    return `${s.value === null ? '–' : integer(s.value)} = ${parts.join(' + ')}`;
  };
  const { unrounded, exact, rule } = e.rounding;
  const { generation, rollback, instant, offsets } = e.asOf;
  const rows: [string, string | null][] = [
    [w.formula, e.formula],
    [e.figure.kind === 'counter' ? w.count : w.numerator, side(e.numerator)],
    [w.denominator, e.denominator === null ? null : side(e.denominator)],
    [w.fraction, e.fraction],
    [w.unrounded, unrounded === null ? null : unrounded + (exact ? '' : '…')],
    [w.rounding, rule],
    [w.identities, e.identities.map((i) => `${i.id}: ${i.holds ? w.holds : w.broken}`).join('; ') || null],
    [w.asOf, `${dateTime(Date.parse(instant), zone, now)} · ${w.generation} ${generation}.${rollback}`],
    [
      w.offsets,
      Object.entries(offsets)
        .map(([topic, list]) => `${topic} ${list.join(' ')}`)
        .join('; '),
    ],
  ];
  return h(
    'div',
    { class: 'why' },
    ...e.definition.map((sentence) => h('p', {}, sentence)),
    h('dl', {}, ...rows.map(([term, text]) => text !== null && h('div', {}, h('dt', {}, term), h('dd', {}, text)))),
  );
}

/** The cases that add to the figure, page after page, all as of the explanation's instant. */
function cases(asked: Asked, e: Explanation, view: View): VNode[] {
  const { words, data } = view;
  const query = askedQuery(asked);
  query.set('period', asked.period);
  query.set('figure', asked.figure);
  query.set('limit', String(pageSize));
  const key = String(query);
  // A list goes on as it began, however often the explanation above it is read anew.
  const { pages: wanted, at } = pagesAsked.get(key) ?? { pages: 0, at: e.asOf.instant };
  query.set('at', at);
  const base = `/v1/cases?${query}`;
  const pages: CasePage[] = [];
  let after: string | null = '';
  // A page of the API looks at so many cases at most, and may find none of them: then the next one is asked at once.
  const found = (): number => pages.reduce((n, page) => n + page.cases.length, 0);
  while (found() < wanted * pageSize && after !== null) {
    const path: string = after === '' ? base : `${base}&after=${encodeURIComponent(after)}`;
    const known = data.get<CasePage>(path, 600_000);
    if (known.value === null) return [caseTable(pages, view), waiting(known, words) ?? h('p', {})];
    pages.push(known.value);
    after = known.value.next;
  }
  const more = (): void => {
    pagesAsked.set(key, { pages: wanted + 1, at });
    view.actions.render();
  };
  const label = wanted === 0 ? words.why.show : words.why.next;
  return [
    ...(wanted === 0 ? [] : [caseTable(pages, view)]),
    after === null
      ? h('p', { class: 'note all' }, words.why.all)
      : h('button', { type: 'button', on: { click: more } }, label),
  ];
}

function caseTable(pages: readonly CasePage[], { words, zone, now }: View): VNode {
  const w = words.why;
  const list = pages.flatMap((page) => page.cases);
  const looked = integer(pages.reduce((n, page) => n + page.looked, 0));
  const heads = [w.contact, w.adds, w.received, w.tickets];
  const row = (c: CasePage['cases'][number]): VNode =>
    h(
      'tr',
      { key: c.contactId, class: 'case' },
      h('th', { scope: 'row' }, c.contactId),
      h('td', {}, c.denominator === null ? integer(c.numerator) : `${c.numerator} / ${c.denominator}`),
      h('td', {}, c.contact === null ? '–' : dateTime(Date.parse(c.contact.receivedAt), zone, now)),
      h('td', {}, c.tickets.map((t) => t.ticketId + (t.confidential ? ` (${w.confidential})` : '')).join('、')),
    );
  return h(
    'div',
    { class: 'table-frame', tabindex: 0, role: 'group', 'aria-label': w.cases },
    h('p', { class: 'note' }, `${w.cases} ${integer(list.length)} · ${w.searching} ${looked}`),
    h(
      'table',
      { class: 'case-table' },
      h('thead', {}, h('tr', {}, ...heads.map((head) => h('th', { scope: 'col' }, head)))),
      h('tbody', {}, ...list.map(row)),
    ),
  );
}
