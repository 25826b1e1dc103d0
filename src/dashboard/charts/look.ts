/** Colours and sizes of charts: Okabe and Ito's palette, told apart also by dash, symbol and pattern. */
export interface Look {
  readonly ink: string;
  readonly soft: string;
  readonly line: string;
  readonly ground: string;
  readonly accent: string;
  readonly series: readonly string[];
  readonly alarm: string;
}

const light: Look = {
  ink: '#16202a',
  soft: '#55636f',
  line: '#dfe4e8',
  ground: '#ffffff',
  accent: '#0b5c8f',
  series: ['#0b5c8f', '#c15400', '#00755a', '#a4527f'],
  alarm: '#a84300',
};

const dark: Look = {
  ink: '#e8edf2',
  soft: '#9fadb9',
  line: '#26323d',
  ground: '#131c25',
  accent: '#56b4e9',
  series: ['#56b4e9', '#e69f00', '#1fbf94', '#d893b8'],
  alarm: '#ff9352',
};

export const lookOf = (isDark: boolean): Look => (isDark ? dark : light);

const still = (): boolean => matchMedia('(prefers-reduced-motion: reduce)').matches;

const font = 'system-ui, "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", "Noto Sans SC", sans-serif';

/** What all charts have in common. HTML tooltips need inline styles, which the content security policy forbids. */
export function common(look: Look, rem: number) {
  return {
    animation: !still(),
    animationDuration: 300,
    // The element around it says what the chart is; this only draws the patterns.
    aria: { enabled: false },
    textStyle: { fontFamily: font, fontSize: 0.78 * rem, color: look.soft },
    color: [...look.series],
    tooltip: {
      trigger: 'axis',
      renderMode: 'richText',
      confine: true,
      backgroundColor: look.ground,
      borderColor: look.line,
      textStyle: { color: look.ink, fontSize: 0.8 * rem, fontFamily: font },
      axisPointer: { lineStyle: { color: look.soft } },
    },
    legend: {
      top: 0,
      left: 0,
      icon: 'roundRect',
      itemWidth: 1.4 * rem,
      itemHeight: 0.55 * rem,
      itemGap: 1.2 * rem,
      textStyle: { color: look.soft, fontSize: 0.78 * rem },
      inactiveColor: look.line,
    },
  };
}

export const categoryAxis = (look: Look, rem: number, data: readonly string[]) => ({
  type: 'category',
  data: [...data],
  axisLine: { lineStyle: { color: look.line } },
  axisTick: { show: false },
  axisLabel: { color: look.soft, fontSize: 0.75 * rem, hideOverlap: true },
});

export const valueAxis = (look: Look, rem: number) => ({
  type: 'value',
  splitNumber: 3,
  axisLabel: { color: look.soft, fontSize: 0.75 * rem },
  splitLine: { lineStyle: { color: look.line } },
});

/** An axis of percentages that ends at 100 and has one line between; it begins at a round number below all values. */
export function percentAxis(look: Look, rem: number, data: readonly (readonly (number | null)[])[], highest = 90) {
  const values = data.flat().filter((n) => n !== null);
  const min = Math.min(highest, Math.floor(Math.min(100, ...values) / 10) * 10);
  return {
    ...valueAxis(look, rem),
    min,
    max: 100,
    interval: (100 - min) / 2,
    axisLabel: { color: look.soft, fontSize: 0.75 * rem, formatter: '{value} %' },
  };
}
