import type { Indicator, Snapshot } from '../api/types.js';
import { h, type VNode } from '../dom/h.js';
import { explainIndicator } from '../figures/explain.js';
import { figuresOf } from '../figures/figures.js';
import { againstNorm, connectionNorm } from '../figures/norm.js';
import { decimalText, integer } from '../text/format.js';
import type { View } from '../view.js';
import { figure } from './figure.js';
import { section } from './section.js';

/** The connection rate of the last 15 minutes, today and this month, each against the norm. */
export function rates(view: View): VNode {
  const { words, data, today } = view;
  const live = data.get<Snapshot>('/v1/snapshots/live', 60_000).value;
  const month = data.get<Snapshot>(`/v1/snapshots/month:${today.slice(0, 7)}`, 60_000).value;
  const window = (id: string): Indicator | null =>
    (live?.windows?.find((w) => w.id === id)?.indicators.find(isConnectionRate) as Indicator | undefined) ?? null;
  return section(
    'rates',
    words.wall.rate,
    words.wall.norm(`≥ ${connectionNorm(view.catalogue)} %`),
    h(
      'div',
      { class: 'rates' },
      rate('15m', window('15m'), view),
      rate('today', window('today'), view),
      rate('month', month === null ? null : figuresOf(month).indicator('connection_rate'), view),
    ),
  );
}

const isConnectionRate = ({ id, labels }: { id: string; labels: object }): boolean =>
  id === 'connection_rate' && Object.keys(labels).length === 0;

function rate(id: '15m' | 'today' | 'month', i: Indicator | null, view: View): VNode {
  const { words } = view;
  const owed = connectionNorm(view.catalogue);
  const norm = i === null ? null : againstNorm(i.numerator, i.denominator, owed);
  const state = norm === null ? 'none' : norm.met ? 'good' : 'bad';
  return h(
    'div',
    { class: `rate rate-${id} ${state}`, 'data-window': id },
    h('h3', {}, words.wall.windows[id]),
    h(
      'p',
      { class: 'numeral' },
      i === null || i.value === null
        ? '–'
        : figure({ text: decimalText(i.value), explain: () => explainIndicator(i, view) }),
      i !== null && i.value !== null && h('span', { class: 'unit' }, '%'),
    ),
    scale(i, owed),
    h('p', { class: 'verdict' }, verdict(norm, view)),
    h(
      'p',
      { class: 'note' },
      i === null || i.denominator === null || i.denominator === 0
        ? words.wall.noCalls
        : words.wall.of(integer(i.numerator), integer(i.denominator)),
    ),
  );
}

function verdict(norm: ReturnType<typeof againstNorm>, { words }: View): string {
  if (norm === null) return '';
  if (norm.points === '0.00') return `✓ ${words.wall.normEqual}`;
  return norm.met ? `✓ ${words.wall.normMet(norm.points)}` : `▼ ${words.wall.normMissed(norm.points)}`;
}

/** From 80 to 100 %: where the norm stands, and where the rate does. */
function scale(i: Indicator | null, norm: number): VNode {
  const value = i === null || i.value === null ? 80 : Number(i.value);
  const place = (percent: number): string => String(Math.min(1, Math.max(0, (percent - 80) / 20)));
  return h('div', {
    class: 'scale',
    'aria-hidden': 'true',
    css: { '--at': place(value), '--norm': place(norm) },
  });
}
