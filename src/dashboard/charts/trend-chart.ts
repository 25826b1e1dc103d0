import type { ChartOption } from './engine.js';
import { categoryAxis, common, type Look, percentAxis, valueAxis } from './look.js';

export interface Curve {
  readonly name: string;
  readonly data: readonly (number | null)[];
}

const dashes = ['solid', [6, 4], [2, 3]] as const;
const symbols = ['circle', 'triangle', 'diamond'] as const;

/** Counts as bars on the left axis, rates in % as lines on the right one. */
export function trendChart(
  places: readonly string[],
  bars: readonly Curve[],
  lines: readonly Curve[],
  look: Look,
): (rem: number) => ChartOption {
  return (rem) => ({
    ...common(look, rem),
    aria: { enabled: bars.length > 1, decal: { show: bars.length > 1 }, label: { enabled: false } },
    grid: { left: 3.4 * rem, right: 3.6 * rem, top: 2.6 * rem, bottom: 1.8 * rem },
    xAxis: categoryAxis(look, rem, places),
    yAxis: [
      valueAxis(look, rem),
      {
        ...percentAxis(
          look,
          rem,
          lines.map(({ data }) => data),
        ),
        splitLine: { show: false },
      },
    ],
    series: [
      ...bars.map(({ name, data }, i) => ({
        type: 'bar',
        name,
        data: [...data],
        color: look.series[i === 0 ? 0 : 2],
        barMaxWidth: 1.6 * rem,
        barGap: '10%',
        itemStyle: { borderRadius: 2 },
      })),
      ...lines.map(({ name, data }, i) => ({
        type: 'line',
        name,
        data: [...data],
        yAxisIndex: 1,
        color: look.series[i === 0 ? 1 : 3],
        symbol: symbols[i % 3],
        symbolSize: 0.42 * rem,
        lineStyle: { width: 0.14 * rem, type: dashes[i % 3] },
      })),
    ],
  });
}
