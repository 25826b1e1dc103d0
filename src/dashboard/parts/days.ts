import { decimal } from '../../domain/rational.js';
import type { Series } from '../api/types.js';
import { chart } from '../charts/engine.js';
import { lookOf } from '../charts/look.js';
import { trendChart } from '../charts/trend-chart.js';
import { h, type VNode } from '../dom/h.js';
import type { View } from '../view.js';
import { downloads } from './downloads.js';
import { section } from './section.js';
import { seriesTable } from './series-table.js';

/** Contacts, tickets and the connection rate of each day of a month; of another month too, day beside day. */
export function days(month: string, other: string | null, view: View): VNode {
  const { words, labels, dark } = view;
  const mine = daysOf(month, view);
  const theirs = other === null ? null : daysOf(other, view);
  const places = [...new Set([...mine, ...(theirs ?? [])].map(({ day }) => day))].sort();
  const pick = (list: readonly Day[], field: 'contacts' | 'tickets' | 'rate') =>
    places.map((place) => list.find(({ day }) => day === place)?.[field] ?? null);
  const named = (id: string, of: string): string =>
    other === null ? labels.measure(id) : `${labels.measure(id)} ${of}`;
  const bars = [
    { name: named('contacts', month), data: pick(mine, 'contacts') },
    theirs === null
      ? { name: named('tickets', month), data: pick(mine, 'tickets') }
      : { name: named('contacts', other ?? ''), data: pick(theirs, 'contacts') },
  ];
  const lines = [
    { name: named('connection_rate', month), data: pick(mine, 'rate') },
    ...(theirs === null ? [] : [{ name: named('connection_rate', other ?? ''), data: pick(theirs, 'rate') }]),
  ];
  const curves = [...bars, ...lines];
  return section(
    'days',
    words.month.byDay,
    downloads('days', month, view),
    chart(words.month.byDay, trendChart(places, bars, lines, lookOf(dark))),
    seriesTable(
      words.series.asTable,
      [words.series.day, ...curves.map(({ name }) => name)],
      places.map((place, i) => [place, ...curves.map(({ data }) => data[i] ?? null)]),
    ),
    h('span', { class: 'hidden' }, month),
  );
}

interface Day {
  /** `07` */
  readonly day: string;
  readonly contacts: number;
  readonly tickets: number;
  /** % for drawing; null without contacts. */
  readonly rate: number | null;
}

function daysOf(month: string, { data }: View): Day[] {
  const [year, number] = month.split('-').map(Number) as [number, number];
  const last = new Date(Date.UTC(year, number, 0)).getUTCDate();
  const path = `/v1/series?grain=day&from=${month}-01&to=${month}-${last}&measures=contacts,answered,tickets`;
  return (data.get<Series>(path, 30_000).value?.points ?? []).map((point) => {
    const [contacts, answered, tickets] = ['contacts', 'answered', 'tickets'].map((m) => Number(point[m] ?? 0)) as [
      number,
      number,
      number,
    ];
    const rate = decimal(BigInt(answered), BigInt(contacts), 2, 100n);
    return { day: point.at.slice(8, 10), contacts, tickets, rate: rate === null ? null : Number(rate) };
  });
}
