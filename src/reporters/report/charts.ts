import { BarChart, LineChart } from 'echarts/charts';
import { AriaComponent, GridComponent, LegendComponent, MarkLineComponent } from 'echarts/components';
import { type EChartsCoreOption, init, use } from 'echarts/core';
import { SVGRenderer } from 'echarts/renderers';
import type { Figure } from './figure.js';
import type { ChartId } from './layout.js';
import type { Report } from './report.js';
import { isFigure, type ReportTable } from './table.js';

use([BarChart, LineChart, GridComponent, LegendComponent, MarkLineComponent, AriaComponent, SVGRenderer]);

/** Okabe and Ito's palette, as on the dashboard: told apart also by shape, and in grey print by lightness. */
const look = { ink: '#1d2730', soft: '#55636f', line: '#dfe4e8', bar: '#0b5c8f', rest: '#9fb3c2', rate: '#c15400' };
const font = "'Noto Sans CJK SC','Source Han Sans SC','PingFang SC','Microsoft YaHei',sans-serif";
/** Inner size in px; the page scales it to its width. */
const width = 760;

export interface Chart {
  readonly caption: string;
  /** What it shows, for those who do not see it. */
  readonly description: string;
  readonly svg: string;
}

/** A chart drawn on the server. null: the report has nothing to draw. */
export function chartOf(report: Report, id: ChartId): Chart | null {
  const table = report.tables.find((t) => t.id === id);
  if (table === undefined) return null;
  return id === 'days' ? daysChart(table) : barsChart(table, id);
}

const barTitles = {
  natures: '工单按诉求性质（件）',
  categories: '接通量按归口类型（件）',
  regions: '工单按所在区域（件）',
} as const;

function barsChart(table: ReportTable, id: keyof typeof barTitles): Chart | null {
  const rows = table.rows.filter(({ role }) => role !== 'total').slice(0, 13);
  if (rows.length === 0) return null;
  const bars = rows.map(({ cells, role }) => ({
    name: String(cells[1]),
    share: figureAt(cells[3])?.text ?? '',
    value: Number(figureAt(cells[2])?.value ?? 0),
    isRest: role === 'rest',
  }));
  const caption = barTitles[id];
  const height = 34 + bars.length * 26;
  const svg = draw(id, height, {
    grid: { left: 8, right: 120, top: 4, bottom: 4, outerBoundsMode: 'same', outerBoundsContain: 'axisLabel' },
    xAxis: { type: 'value', show: false },
    yAxis: { ...categoryAxis(bars.map(({ name }) => name)), inverse: true },
    series: [
      {
        type: 'bar',
        barWidth: 14,
        data: bars.map((b) => ({ value: b.value, itemStyle: { color: b.isRest ? look.rest : look.bar } })),
        label: {
          ...labels,
          show: true,
          position: 'right',
          formatter: ({ dataIndex }: { dataIndex: number }) => labelOf(bars[dataIndex]!),
        },
      },
    ],
  });
  return { caption, description: `${caption}：${bars.map((b) => `${b.name}${b.value}`).join('、')}`, svg };
}

const labelOf = ({ value, share }: { value: number; share: string }): string => `${value} 件  ${share}`;
const figureAt = (cell: ReportTable['rows'][number]['cells'][number] | undefined): Figure | null =>
  cell !== undefined && isFigure(cell) ? cell : null;

function daysChart(table: ReportTable): Chart | null {
  if (table.rows.length < 2) return null;
  const value = (column: number): (number | null)[] =>
    table.rows.map(({ cells }) => {
      const found = figureAt(cells[column])?.value ?? null;
      return found === null ? null : Number(found);
    });
  const days = table.rows.map(({ cells }) => String(cells[0]).slice(5));
  const [contacts, rates] = [value(1), value(3)];
  const caption = '逐日来电来信量（件）与接通率（%）';
  const lowest = Math.min(...rates.filter((r) => r !== null), 100);
  const step = lowest >= 75 ? 5 : 20;
  const svg = draw('days', 290, {
    legend: { data: ['来电来信', '接通率'], top: 0, right: 8, itemHeight: 10, textStyle: labels },
    grid: { left: 8, right: 8, top: 34, bottom: 4, outerBoundsMode: 'same', outerBoundsContain: 'axisLabel' },
    xAxis: { ...categoryAxis(days), axisTick: { show: true, alignWithLabel: true, lineStyle: { color: look.line } } },
    yAxis: [
      { type: 'value', ...valueAxis },
      {
        type: 'value',
        ...valueAxis,
        splitLine: { show: false },
        min: Math.floor(lowest / step) * step,
        max: 100,
        interval: step,
        axisLabel: { ...labels, formatter: '{value}%' },
      },
    ],
    series: [
      { type: 'bar', name: '来电来信', data: contacts, color: look.bar, barMaxWidth: 14 },
      {
        type: 'line',

        name: '接通率',
        data: rates,
        yAxisIndex: 1,
        color: look.rate,
        symbol: 'circle',
        symbolSize: 5,
        lineStyle: { width: 2 },
      },
    ],
  });
  return { caption, description: `${caption}：${days[0]}至${days.at(-1)}，最低接通率${lowest}%`, svg };
}

const labels = { color: look.ink, fontFamily: font, fontSize: 12 };
const valueAxis = { axisLabel: labels, splitLine: { lineStyle: { color: look.line } } };
const categoryAxis = (data: readonly string[]) => ({
  type: 'category',
  data,
  axisLabel: labels,
  axisTick: { show: false },
  axisLine: { lineStyle: { color: look.soft } },
});

/**
 * SVG text that holds still: what a pointer would move is left out, and names that the library counts up in a process are
 * made the chart's own. The same figures are the same bytes.
 */
function draw(id: string, height: number, option: EChartsCoreOption): string {
  const chart = init(null, null, { renderer: 'svg', ssr: true, width, height });
  chart.setOption({ animation: false, silent: true, ...option });
  const svg = chart.renderToSVGString({ useViewBox: true });
  chart.dispose();
  const plain = svg
    .replaceAll(/<style[^>]*>.*?<\/style>/gs, '')
    .replaceAll(/ (?:class|pointer-events|ecmeta_\w+)="[^"]*"/g, '');
  const names = [...new Set(plain.match(/\bzr\d+-c\d+\b/g))];
  return names.reduce((text, name, i) => text.replaceAll(name, `${id}-clip-${i + 1}`), plain);
}
