import type { Snapshot, TicketItem, TicketPage } from '../api/types.js';
import { h, type VNode } from '../dom/h.js';
import { askedCount } from '../figures/asked.js';
import { type Explanation, explainCount } from '../figures/explain.js';
import { figuresOf } from '../figures/figures.js';
import type { CaseList } from '../route.js';
import { hrefOf } from '../route.js';
import { duration, integer } from '../text/format.js';
import type { View } from '../view.js';
import { figure } from './figure.js';
import { section } from './section.js';

/** Open, due within a working day, overdue: three numerals that lead to their cases. */
export function backlog(view: View): VNode {
  const { words, data, actions } = view;
  const live = data.get<Snapshot>('/v1/snapshots/live', 60_000).value;
  const entry = (measure: string, state: CaseList['state'], title: string, sign: string): VNode => {
    const n = live === null ? null : figuresOf(live).count(measure);
    const explain = (): Explanation => {
      const asked = live === null ? undefined : askedCount(live, measure, {});
      const said = explainCount(title, n, [], view, asked);
      return { ...said, lines: [...said.lines, ['*', words.explain.asOf]] };
    };
    const href = actions.casesHref({ state, unit: null, month: null });
    return h(
      'div',
      { class: `tally ${state} ${n !== null && n > 0 ? 'some' : ''}`, 'data-state': state },
      h('h3', {}, h('span', { class: 'sign', 'aria-hidden': 'true' }, sign), title),
      h('p', { class: 'numeral' }, figure({ text: n === null ? '–' : integer(n), explain, href })),
    );
  };
  return section(
    'backlog',
    words.wall.tickets,
    null,
    h(
      'div',
      { class: 'tallies' },
      entry('open_overdue', 'overdue', words.wall.overdue, '▲'),
      entry('open_due_within_1wd', 'due-soon', words.wall.soon, '◆'),
      entry('open', 'open', words.wall.open, '●'),
    ),
  );
}

const overduePath = '/v1/tickets?state=overdue&limit=100';
const soonPath = '/v1/tickets?state=due-soon&limit=100';

/** Overdue and nearly due tickets by unit, the worst unit first, with the time that runs. */
export function overdueByUnit(view: View): VNode {
  const { words, data } = view;
  const overdue = data.get<TicketPage>(overduePath, 15_000).value?.tickets ?? [];
  const soon = data.get<TicketPage>(soonPath, 15_000).value?.tickets ?? [];
  const groups = [...byUnit([...overdue, ...soon])]
    .map(([code, tickets]) => ({ code, tickets: tickets.toSorted(byDue) }))
    .toSorted(
      (a, b) => lateCount(b.tickets, view.now) - lateCount(a.tickets, view.now) || byDue(a.tickets[0], b.tickets[0]),
    );
  return section(
    'overdue',
    words.wall.overdueByUnit,
    null,
    groups.length === 0
      ? h('p', { class: 'empty' }, `✓ ${words.wall.noneOverdue}`)
      : h(
          'ol',
          { class: 'queue', tabindex: 0, 'aria-label': words.wall.overdueByUnit },
          ...groups.map(({ code, tickets }) => group(code, tickets, view)),
        ),
  );
}

function byUnit(tickets: readonly TicketItem[]): Map<string, TicketItem[]> {
  const out = new Map<string, TicketItem[]>();
  for (const ticket of tickets) out.set(ticket.unit.code, [...(out.get(ticket.unit.code) ?? []), ticket]);
  return out;
}

const dueOf = (t: TicketItem | undefined): number =>
  t === undefined || t.dueAt === null ? Number.POSITIVE_INFINITY : Date.parse(t.dueAt);
const byDue = (a: TicketItem | undefined, b: TicketItem | undefined): number => dueOf(a) - dueOf(b);
const lateCount = (tickets: readonly TicketItem[], now: number): number => tickets.filter((t) => dueOf(t) < now).length;

function group(code: string, tickets: readonly TicketItem[], view: View): VNode {
  const late = lateCount(tickets, view.now);
  return h(
    'li',
    { key: code },
    h(
      'h3',
      {},
      h('a', { href: hrefOf({ page: 'unit', unit: code, month: null }) }, view.labels.code('unit', code)),
      late > 0 && h('span', { class: 'count bad' }, `▲ ${late}`),
      tickets.length > late && h('span', { class: 'count soon' }, `◆ ${tickets.length - late}`),
    ),
    h('ul', {}, ...tickets.slice(0, 4).map((ticket) => countdown(ticket, view))),
  );
}

function countdown(t: TicketItem, { words, labels, now }: View): VNode {
  const left = dueOf(t) - now;
  const text =
    left < 0
      ? words.wall.lateFor(duration(-left, words.units))
      : words.wall.dueIn(Number.isFinite(left) ? duration(left, words.units) : words.cases.unknown);
  return h(
    'li',
    { key: `${t.contactId} ${t.ticketId}`, class: left < 0 ? 'late' : 'soon' },
    h('span', { class: 'id' }, t.ticketId),
    h('span', {}, labels.code('nature', t.nature)),
    h('time', { datetime: t.dueAt ?? '' }, text),
  );
}
