import { percent } from '../../domain/rational.js';
import type { Snapshot } from '../api/types.js';
import { h, type VNode } from '../dom/h.js';
import { type Explanation, explainIndicator, valueText } from '../figures/explain.js';
import { figuresOf } from '../figures/figures.js';
import { decimalText, integer } from '../text/format.js';
import type { View } from '../view.js';
import { figure } from './figure.js';
import { section } from './section.js';

export interface Share {
  readonly code: string;
  readonly name: string;
  readonly n: number;
  readonly of: number;
  readonly text: string;
  readonly explain: () => Explanation;
}

/** Which counter a share counts, of which whole, and the indicator that publishes it. */
const kinds = {
  channel: { measure: 'contacts', whole: 'contacts', indicator: null },
  nature: { measure: 'tickets', whole: 'tickets', indicator: 'nature_share' },
  category: { measure: 'answered', whole: 'answered', indicator: 'category_share' },
} as const;

/** Today's contacts by channel, tickets by nature, answered contacts by category. */
export function shares(kind: keyof typeof kinds, view: View): VNode {
  const { words, data, today } = view;
  const day = data.get<Snapshot>(`/v1/snapshots/day:${today}`, 60_000).value;
  const list = day === null ? [] : sharesOf(kind, day, view);
  const of = list[0]?.of ?? 0;
  return section(
    kind,
    words.wall[kind],
    `${words.wall.today} · ${view.labels.measure(kinds[kind].whole)} ${integer(of)}`,
    list.length === 0
      ? h('p', { class: 'empty' }, words.wall.noneYet)
      : h('ul', { class: 'shares' }, ...list.slice(0, 8).map((share) => shareRow(share))),
  );
}

function sharesOf(kind: keyof typeof kinds, snapshot: Snapshot, view: View): Share[] {
  const { measure, whole, indicator } = kinds[kind];
  const figures = figuresOf(snapshot);
  const of = figures.count(whole) ?? 0;
  const list = figures.values(measure, kind).map(([code, n]): Share => {
    const name = view.labels.code(kind, code);
    const published = indicator === null ? null : figures.indicator(indicator, { [kind]: code });
    const explain = (): Explanation =>
      published === null ? plain(name, n, of, whole, view) : explainIndicator(published, view);
    const text = published === null ? ratioText(n, of) : valueText(published, view.words);
    return { code, name, n, of, text, explain };
  });
  const rest = of - list.reduce((sum, { n }) => sum + n, 0);
  // Natures and channels are complete by definition; categories are the codes that events name.
  if (rest > 0 && kind === 'category') list.push(restOf(rest, of, whole, view));
  return list;
}

/** The row that the printed tables leave out: the base minus what is listed (kpi.md section 2). */
export function restOf(n: number, of: number, whole: string, view: View): Share {
  const name = view.words.wall.other;
  const explain = (): Explanation => {
    const { title, lines } = plain(name, n, of, whole, view);
    return { title, lines: [...lines, [view.words.explain.formula, view.words.explain.rest]] };
  };
  return { code: '', name, n, of, text: ratioText(n, of), explain };
}

/** Exact, rounded once; the API publishes no such indicator. */
export function ratioText(n: number, of: number): string {
  const value = percent({ numerator: BigInt(n), denominator: BigInt(of) });
  return value === null ? '–' : `${decimalText(value)} %`;
}

export function plain(name: string, n: number, of: number, whole: string, { words, labels }: View): Explanation {
  const w = words.explain;
  return {
    title: `${name} ${ratioText(n, of)}`,
    lines: [
      [w.numerator, integer(n)],
      [w.denominator, integer(of)],
      [w.base, labels.base(whole)],
      [w.rounding, of === 0 ? w.none : w.two],
    ],
  };
}

function shareRow({ code, name, n, of, text, explain }: Share): VNode {
  return h(
    'li',
    { key: code, css: { '--share': String(of === 0 ? 0 : n / of) } },
    h('span', { class: 'name' }, name),
    h('span', { class: 'n' }, integer(n)),
    figure({ text, explain }),
  );
}
