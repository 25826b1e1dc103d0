import type { AskedFigure } from './asked-figure.js';
import type { Cohort, CounterDefinition, Text } from './counter-definition.js';
import type { Labels } from './counter-name.js';
import { counterDefinition, indicatorDefinition, type Language, labelNames } from './definitions.js';
import { changeDefinition } from './definitions-indicators.js';
import type { FigureParts } from './figure-parts.js';

/** What a code is called in the language of the answer; the code itself where nobody named it. */
export type SayCode = (label: string, code: string) => string;

interface Speech {
  readonly language: Language;
  readonly say: SayCode;
}

/** 接通率 · 电话 */
export function nameOf({ kind, id, labels }: AskedFigure, { language, say }: Speech): string {
  const { of = '', ...own } = labels;
  const values = Object.entries(own).map(([label, code]) => fixed[label]?.[language] ?? say(label, code));
  const name = kind === 'change' ? changeDefinition.name : definitionOfId(id).name;
  const what = kind === 'change' ? [definitionOfId(of).name[language], ...values] : values;
  return kind === 'change' ? [...what, name[language]].join(' · ') : [name[language], ...what].join(' · ');
}

const fixed: Readonly<Record<string, Text>> = {
  top: { zh: '前三', en: 'top three' },
  with: { zh: '拆分前合计', en: 'all parts' },
};

const definitionOfId = (id: string): { readonly name: Text; readonly words: Text } =>
  indicatorDefinition(id) ?? counterDefinition(id)!;

/** The definition in words: what it is, then its labels, what decides its period, and how finely it is kept. */
export function definitionOf(asked: AskedFigure, speech: Speech): string[] {
  const { language } = speech;
  const { of = '', ...own } = asked.labels;
  const counter = counterDefinition(asked.kind === 'change' ? of : asked.id);
  return [
    asked.kind === 'change' ? changeDefinition.words[language] : definitionOfId(asked.id).words[language],
    ...(asked.kind === 'change' ? [definitionOfId(of).words[language]] : []),
    ...labelWords(own, speech),
    ...(counter === null
      ? cohortsOf(asked).map((cohort) => cohortWords[cohort][language])
      : [cohortWords[counter.cohort][language], grainWords(counter, own, language)]),
  ];
}

function labelWords(labels: Labels, { language, say }: Speech): string[] {
  const pairs = Object.entries(labels).filter(([label]) => !(label in fixed));
  if (pairs.length === 0) return [];
  const list = pairs.map(([label, code]) => {
    const name = say(label, code);
    const shown = name === code ? code : `${name} (${code})`;
    return language === 'zh'
      ? `${labelNames[label]?.zh ?? label}为“${shown}”`
      : `${labelNames[label]?.en ?? label} is ${shown}`;
  });
  return [language === 'zh' ? `只计${list.join('、')}的。` : `Only those whose ${list.join(' and whose ')}.`];
}

/** Of an indicator: those of its counters, each said once. */
function cohortsOf({ id, labels: { with: _whole, ...labels } }: AskedFigure): Cohort[] {
  const definition = indicatorDefinition(id)!;
  const names = [...definition.numerator(labels), ...definition.denominator(labels)];
  const cohorts = names.flatMap((name) => counterDefinition(name.split('{')[0]!)?.cohort ?? []);
  return [...new Set(cohorts)];
}

const cohortWords: Readonly<Record<Cohort, Text>> = {
  received: { zh: '归入来电来信接收时间所在的时段。', en: 'Belongs to the period of its receivedAt.' },
  created: {
    zh: '归入工单形成时间所在的时段:六月的工单七月办结,变的是六月的数。',
    en: "Belongs to the period of the ticket's createdAt: a June ticket closed in July changes June.",
  },
  closed: { zh: '归入办结时间所在的时段。', en: "Belongs to the period of the ticket's closedAt." },
  open: {
    zh: '由到期索引按截至时刻数出;时段的数只含该时段形成的工单,实时的数含全部。',
    en: 'Counted from the due index at the instant of asOf; of a period only its own tickets, of live all.',
  },
};

function grainWords({ fine, cohort }: CounterDefinition, labels: Labels, language: Language): string {
  if (cohort === 'open') return grains.instant[language];
  if ('unit' in labels) return grains.month[language];
  const isFine = fine && Object.keys(labels).every((label) => label === 'channel');
  return (isFine ? grains.minute : grains.day)[language];
}

const grains = {
  instant: { zh: '不分时段保存,随时可数。', en: 'Kept for no grain: it is counted when it is asked for.' },
  month: { zh: '只按整月保存。', en: 'Kept for whole months only.' },
  day: { zh: '按月、日保存。', en: 'Kept by month and day.' },
  minute: {
    zh: '按月、日保存,另按小时(400 天)和分钟(48 小时)。',
    en: 'Kept by month and day, by the hour for 400 days, by the minute for 48 hours.',
  },
} as const;

/** `answered ÷ contacts`, in codes: the same in every language. */
export function formulaOf({ kind, id }: AskedFigure, { numerator, denominator }: FigureParts): string {
  const sum = (names: readonly string[]): string => (names.length === 0 ? '0' : names.join(' + '));
  if (kind === 'change') return `${sum(numerator)} ÷ (${sum(numerator)} of the compared period) − 1`;
  if (denominator === null) return sum(numerator);
  const below = denominator.length > 1 ? `(${sum(denominator)})` : sum(denominator);
  const above = numerator.length > 1 ? `(${sum(numerator)})` : sum(numerator);
  return id === 'mean_reply_working_days' ? `${above} ÷ ${below}` : `${above} ÷ ${below} × 100 %`;
}

export function roundingOf({ kind, id }: AskedFigure, language: Language): { decimals: number | null; rule: string } {
  if (kind === 'counter') return { decimals: null, rule: roundings.none[language] };
  const decimals = kind === 'change' ? changeDefinition.decimals : indicatorDefinition(id)!.decimals;
  return { decimals, rule: roundings[decimals][language] };
}

const roundings = {
  none: { zh: '整数,不舍入。', en: 'An integer; nothing is rounded.' },
  1: {
    zh: '由两个精确整数得出,保留一位小数,绝对值四舍五入,只舍入一次。',
    en: 'From two exact integers to one decimal, half up on the absolute value, once.',
  },
  2: {
    zh: '由两个精确整数得出,保留两位小数,绝对值四舍五入,只舍入一次。',
    en: 'From two exact integers to two decimals, half up on the absolute value, once.',
  },
} as const;

/** The name under which a counter of the parts is shown. */
export function counterText(name: string, measure: string, labels: Labels, { language, say }: Speech): string {
  const own = counterDefinition(measure)?.name[language];
  if (own === undefined) return name;
  return [own, ...Object.entries(labels).map(([label, code]) => say(label, code))].join(' · ');
}
