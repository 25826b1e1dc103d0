import { BarChart, LineChart } from 'echarts/charts';
import { AriaComponent, GridComponent, LegendComponent, MarkLineComponent, TooltipComponent } from 'echarts/components';
import { type EChartsCoreOption, init, use } from 'echarts/core';
import { SVGRenderer } from 'echarts/renderers';
import { type Hook, h, type VNode } from '../dom/h.js';

use([
  BarChart,
  LineChart,
  GridComponent,
  TooltipComponent,
  LegendComponent,
  MarkLineComponent,
  AriaComponent,
  SVGRenderer,
]);

export type ChartOption = EChartsCoreOption;

/** A chart that follows its place's size, and is drawn anew only when the option says something else. */
export function chart(description: string, option: (rem: number) => ChartOption, className = ''): VNode {
  return h('div', { class: `chart ${className}`, role: 'img', 'aria-label': description, hook: chartHook(option) });
}

interface Drawn {
  draw(option: (rem: number) => ChartOption): void;
}

const drawn = new WeakMap<HTMLElement, Drawn>();

function chartHook(option: (rem: number) => ChartOption): Hook {
  return {
    attach: (element) => {
      const engine = init(element, null, { renderer: 'svg' });
      let text = '';
      let latest = option;
      const draw = (next: (rem: number) => ChartOption): void => {
        latest = next;
        const made = next(Number.parseFloat(getComputedStyle(document.documentElement).fontSize));
        const now = JSON.stringify(made);
        if (now === text) return;
        text = now;
        engine.setOption(made, { notMerge: true });
      };
      draw(option);
      drawn.set(element, { draw });
      const observer = new ResizeObserver(() => {
        engine.resize();
        draw(latest);
      });
      observer.observe(element);
      return () => {
        observer.disconnect();
        engine.dispose();
      };
    },
    update: (element) => drawn.get(element)?.draw(option),
  };
}
