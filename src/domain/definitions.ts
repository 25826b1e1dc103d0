import type { CounterDefinition, CounterMeasure, Text } from './counter-definition.js';
import { parseCounterName } from './counter-name.js';
import { counterDefinitions } from './definitions-counters.js';
import {
  changeDefinition,
  type IndicatorDefinition,
  type IndicatorId,
  indicatorDefinitions,
} from './definitions-indicators.js';

export type Language = keyof Text;
export const languages = ['zh', 'en'] as const satisfies readonly Language[];

/** What the labels of figures are called. */
export const labelNames: Readonly<Record<string, Text>> = {
  channel: { zh: '渠道', en: 'channel' },
  nature: { zh: '性质', en: 'nature' },
  category: { zh: '归口', en: 'category' },
  topic: { zh: '热点', en: 'topic' },
  region: { zh: '区域', en: 'region' },
  unit_kind: { zh: '单位类别', en: 'kind of unit' },
  unit_group: { zh: '单位组', en: 'group of units' },
  unit: { zh: '单位', en: 'unit' },
  urgency: { zh: '紧急程度', en: 'urgency' },
  outcome: { zh: '办理结果', en: 'outcome' },
  reason: { zh: '原因', en: 'reason' },
  top: { zh: '前', en: 'top' },
  with: { zh: '合计', en: 'with' },
  window: { zh: '时段', en: 'window' },
};

export const counterDefinition = (measure: string): CounterDefinition | null =>
  Object.hasOwn(counterDefinitions, measure) ? counterDefinitions[measure as CounterMeasure] : null;

export const indicatorDefinition = (id: string): IndicatorDefinition | null =>
  Object.hasOwn(indicatorDefinitions, id) ? indicatorDefinitions[id as IndicatorId] : null;

/** `change` apart, every figure that can be asked for: id → its names. */
const names: ReadonlyMap<string, Text> = new Map([
  ...Object.entries(indicatorDefinitions).map(([id, { name }]): [string, Text] => [id, name]),
  ['change', changeDefinition.name],
  ...Object.entries(counterDefinitions).map(([measure, { name }]): [string, Text] => [measure, name]),
]);

/** The code of a figure given by that or by its name in either language; null: there is none. Indicators go before counters. */
export function figureId(text: string): string | null {
  if (names.has(text)) return text;
  const plain = plainText(text);
  for (const [id, { zh, en }] of names) if (plainText(zh) === plain || plainText(en) === plain) return id;
  return null;
}

/** The figures whose code or name looks most like a text: what a slip of the keyboard may have meant. */
export function nearestFigures(text: string, count = 3): string[] {
  const plain = plainText(parseCounterName(text).measure);
  const distance = (id: string, { zh, en }: Text): number =>
    Math.min(...[id, zh, en].map((name) => unlikeness(plain, plainText(name))));
  return [...names]
    .map(([id, name]) => [id, distance(id, name)] as const)
    .sort(([, a], [, b]) => a - b)
    .slice(0, count)
    .map(([id]) => id);
}

const plainText = (text: string): string => text.toLowerCase().replaceAll(/[\s_-]/g, '');

/** Edits from one text to the other, as a share of the longer one; less when one contains the other. */
function unlikeness(a: string, b: string): number {
  if (a === '' || b === '') return 1;
  const longer = Math.max(a.length, b.length);
  const share = edits(a, b) / longer;
  return a.includes(b) || b.includes(a) ? Math.min(share, 0.5 * (1 - Math.min(a.length, b.length) / longer)) : share;
}

/** Levenshtein's distance, row by row. */
function edits(from: string, to: string): number {
  const [a, b] = [[...from], [...to]];
  let row = [0, ...b.map((_, j) => j + 1)];
  for (const [i, x] of a.entries()) {
    const next = [i + 1];
    for (const [j, y] of b.entries()) next.push(Math.min(next[j]! + 1, row[j + 1]! + 1, row[j]! + (x === y ? 0 : 1)));
    row = next;
  }
  return row[b.length]!;
}
