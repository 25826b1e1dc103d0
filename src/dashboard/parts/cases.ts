import type { TicketItem, TicketPage } from '../api/types.js';
import { h, type VNode } from '../dom/h.js';
import type { CaseList } from '../route.js';
import { dateTime, duration, integer } from '../text/format.js';
import type { View } from '../view.js';
import { waiting } from './section.js';

const pageSize = 50;
/** How many pages of a list the reader has asked for. */
const pagesAsked = new Map<string, number>();

/** The tickets of a list, page after page. */
export function caseTable(cases: CaseList, view: View): VNode {
  const { words } = view;
  const base = pathOf(cases);
  const pages: TicketPage[] = [];
  let after: string | null = '';
  for (let n = 0; n < (pagesAsked.get(base) ?? 1) && after !== null; n++) {
    const path: string = after === '' ? base : `${base}&after=${encodeURIComponent(after)}`;
    const known = view.data.get<TicketPage>(path, 15_000);
    if (known.value === null) {
      if (n === 0) return waiting(known, words) ?? h('p', {});
      break;
    }
    pages.push(known.value);
    after = known.value.next;
  }
  const tickets = pages.flatMap((page) => page.tickets);
  const total = pages[0]?.total ?? 0;
  if (tickets.length === 0) return h('p', { class: 'empty' }, words.cases.none);
  return h(
    'div',
    { class: 'cases' },
    h('p', { class: 'note' }, words.cases.count(integer(total))),
    table(cases, tickets, view),
    tickets.length < total &&
      h(
        'button',
        { type: 'button', on: { click: () => more(base, view) } },
        `${words.cases.more} (${tickets.length} / ${total})`,
      ),
  );
}

function more(base: string, view: View): void {
  pagesAsked.set(base, (pagesAsked.get(base) ?? 1) + 1);
  view.actions.render();
}

function pathOf({ state, unit, month }: CaseList): string {
  const query = new URLSearchParams({ state, limit: String(pageSize) });
  if (unit !== null) query.set('unit', unit);
  if (month !== null) query.set('month', month);
  return `/v1/tickets?${query}`;
}

function table({ state }: CaseList, tickets: readonly TicketItem[], view: View): VNode {
  const { words } = view;
  const w = words.cases;
  const closed = state === 'closed-late';
  const heads = [
    w.ticket,
    words.columns.unit,
    w.nature,
    w.created,
    w.due,
    ...(closed ? [w.closedAt] : []),
    w.late,
    w.about,
  ];
  return h(
    'div',
    { class: 'table-frame', tabindex: 0, role: 'group', 'aria-label': w.title[state] },
    h(
      'table',
      { class: 'case-table' },
      h('thead', {}, h('tr', {}, ...heads.map((head) => h('th', { scope: 'col' }, head)))),
      h('tbody', {}, ...tickets.map((ticket) => ticketRow(ticket, closed, view))),
    ),
  );
}

function ticketRow(t: TicketItem, closed: boolean, view: View): VNode {
  const { words, labels, zone, now } = view;
  const at = (text: string | null): string =>
    text === null ? words.cases.unknown : dateTime(Date.parse(text), zone, now);
  const marks = [t.held && words.cases.held, t.reopenings > 0 && words.cases.reopened(t.reopenings)];
  return h(
    'tr',
    { key: `${t.contactId} ${t.ticketId}`, class: 'case' },
    h('th', { scope: 'row' }, t.ticketId),
    h('td', {}, t.unit.name ?? labels.code('unit', t.unit.code)),
    h('td', {}, labels.code('nature', t.nature)),
    h('td', {}, at(t.createdAt)),
    h('td', {}, at(t.dueAt)),
    closed && h('td', {}, at(t.closedAt)),
    h('td', { class: 'running' }, runningText(t, view)),
    h(
      'td',
      { class: 'about' },
      t.confidential === true ? words.cases.confidential : (t.summary ?? ''),
      ...marks.map((mark) => mark !== false && h('span', { class: 'tag' }, mark)),
    ),
  );
}

/** Of an open ticket it runs on between two answers of the API. */
function runningText(t: TicketItem, { words, now }: View): string {
  const late = t.closedAt === null && t.dueAt !== null ? now - Date.parse(t.dueAt) : t.lateMs;
  if (late === null) return words.cases.unknown;
  if (t.held) return words.cases.held;
  return late > 0
    ? `▲ ${words.cases.over(duration(late, words.units))}`
    : words.cases.left(duration(-late, words.units));
}
