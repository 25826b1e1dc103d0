import type { Series } from '../api/types.js';
import { chart } from '../charts/engine.js';
import { type HourCurves, hoursChart } from '../charts/hours-chart.js';
import { lookOf } from '../charts/look.js';
import { h, type VNode } from '../dom/h.js';
import {
  type ComparisonId,
  comparisons,
  daysCompared,
  type HourFigures,
  hoursOf,
  isKnown,
  meanOf,
  perDay,
  rates,
} from '../figures/hours.js';
import { connectionNorm } from '../figures/norm.js';
import { integer } from '../text/format.js';
import type { View } from '../view.js';
import { section } from './section.js';
import { seriesTable } from './series-table.js';

/** Contacts and connection rate by hour, against yesterday, last week and the mean of four same weekdays. */
export function hours(view: View): VNode {
  const { words } = view;
  const curves = curvesOf(view);
  const names: Record<ComparisonId, string> = {
    today: words.series.today,
    yesterday: words.series.yesterday,
    lastWeek: words.series.lastWeek,
    mean: words.series.mean,
  };
  const missing = comparisons.filter((id) => curves[id].contacts.every((n) => n === null));
  const narrow = innerWidth < 700;
  const norm = connectionNorm(view.catalogue);
  return section(
    'hours',
    words.wall.hours,
    missing.length > 0 && missing.length < 4 ? words.series.missing(missing.map((id) => names[id]).join('、')) : null,
    chart(words.wall.hours, hoursChart(curves, names, lookOf(view.dark), { narrow, norm }), 'tall'),
    seriesTable(
      words.series.asTable,
      [words.series.hour, ...comparisons.flatMap((id) => [names[id], '%'])],
      Array.from({ length: 24 }, (_, hour) => [
        String(hour),
        ...comparisons.flatMap((id) => [text(curves[id].contacts[hour]), text(curves[id].rate[hour])]),
      ]),
    ),
    h('span', { class: 'hidden' }, words.wall.contacts),
  );
}

const text = (n: number | null | undefined): string | null =>
  n === null || n === undefined ? null : Number.isInteger(n) ? integer(n) : String(n);

function curvesOf(view: View): Record<ComparisonId, HourCurves> {
  const days = daysCompared(view.today);
  const one = (day: string): HourFigures => hoursOf(seriesOf(view, day));
  const single = (id: ComparisonId): HourCurves => {
    const figures = one(days[id][0] ?? view.today);
    const shown = isKnown(figures) || id === 'today';
    return shown ? { contacts: figures.contacts, rate: rates(figures) } : unknown;
  };
  const mean = meanOf(days.mean.map(one));
  return {
    today: single('today'),
    yesterday: single('yesterday'),
    lastWeek: single('lastWeek'),
    mean: { contacts: perDay(mean.sum.contacts, mean.days), rate: rates(mean.sum) },
  };
}

const unknown: HourCurves = { contacts: Array(24).fill(null), rate: Array(24).fill(null) };

/** Days that are over change rarely: only by late events. */
function seriesOf({ data, today }: View, day: string): Series | null {
  const path = `/v1/series?grain=hour&from=${day}&to=${day}&measures=contacts,answered`;
  return data.get<Series>(path, day === today ? 10_000 : 900_000).value;
}
