import { type ComparisonId, comparisons, type Hours } from '../figures/hours.js';
import type { ChartOption } from './engine.js';
import { categoryAxis, common, type Look, percentAxis, valueAxis } from './look.js';

export interface HourCurves {
  readonly contacts: Hours;
  readonly rate: Hours;
}

const dashes: Readonly<Record<ComparisonId, string | number[]>> = {
  today: 'solid',
  yesterday: [6, 4],
  lastWeek: [2, 3],
  mean: 'solid',
};
const symbols: Readonly<Record<ComparisonId, string>> = {
  today: 'circle',
  yesterday: 'triangle',
  lastWeek: 'diamond',
  mean: 'rect',
};
const hourNames = Array.from({ length: 24 }, (_, hour) => String(hour));

interface HoursOptions {
  readonly narrow: boolean;
  /** Of the connection rate, in %. */
  readonly norm: number;
}

/** Contacts above (today as bars), connection rates below with the norm; a shared pointer. */
export function hoursChart(
  curves: Readonly<Record<ComparisonId, HourCurves>>,
  names: Readonly<Record<ComparisonId, string>>,
  look: Look,
  { narrow, norm }: HoursOptions,
): (rem: number) => ChartOption {
  const shown = comparisons.filter((id) => curves[id].contacts.some((n) => n !== null));
  return (rem) => ({
    ...common(look, rem),
    axisPointer: { link: [{ xAxisIndex: 'all' }] },
    grid: [
      { left: 3.2 * rem, right: 0.6 * rem, top: (narrow ? 3.6 : 2.4) * rem, bottom: '42%' },
      { left: 3.2 * rem, right: 0.6 * rem, top: '67%', bottom: 1.6 * rem },
    ],
    xAxis: [
      { ...categoryAxis(look, rem, hourNames), axisLabel: { show: false } },
      { ...categoryAxis(look, rem, hourNames), gridIndex: 1 },
    ],
    yAxis: [
      valueAxis(look, rem),
      {
        ...percentAxis(look, rem, [...shown.map((id) => curves[id].rate), [norm]]),
        gridIndex: 1,
      },
    ],
    series: [
      ...shown.map((id) => contactsSeries(id, curves[id].contacts, names[id], look, rem)),
      ...shown.map((id) => rateSeries(id, curves[id].rate, names[id], { look, rem, norm })),
    ],
  });
}

const colourOf = (id: ComparisonId, look: Look): string => look.series[comparisons.indexOf(id)] ?? look.ink;

interface RateLook {
  readonly look: Look;
  readonly rem: number;
  readonly norm: number;
}

function contactsSeries(id: ComparisonId, data: Hours, name: string, look: Look, rem: number) {
  const color = colourOf(id, look);
  if (id === 'today') return { type: 'bar', name, data, color, barMaxWidth: 1.4 * rem, itemStyle: { borderRadius: 2 } };
  return line(id, data, name, color, rem);
}

function rateSeries(id: ComparisonId, data: Hours, name: string, { look, rem, norm }: RateLook) {
  return {
    ...line(id, data, name, colourOf(id, look), rem),
    xAxisIndex: 1,
    yAxisIndex: 1,
    ...(id === 'today' && {
      markLine: {
        silent: true,
        symbol: 'none',
        label: { show: false },
        lineStyle: { color: look.alarm, type: 'dashed', width: 1.5 },
        data: [{ yAxis: norm }],
      },
    }),
  };
}

const line = (id: ComparisonId, data: Hours, name: string, color: string, rem: number) => ({
  type: 'line',
  name,
  data,
  color,
  symbol: symbols[id],
  symbolSize: 0.36 * rem,
  showSymbol: true,
  lineStyle: { width: (id === 'today' ? 0.16 : 0.11) * rem, type: dashes[id] },
  opacity: id === 'today' ? 1 : 0.85,
});
