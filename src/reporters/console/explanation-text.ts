import Table from 'cli-table3';
import type { CaseItem } from '../../domain/case-page.js';
import { parseCounterName } from '../../domain/counter-name.js';
import { counterText, type SayCode } from '../../domain/explain-words.js';
import type { ExplainedComparison, Explanation } from '../../domain/explanation-schema.js';
import { localText } from './figures-text.js';

/** An explanation as text for a person at a terminal. */
export function explanationText(e: Explanation, say: SayCode): string {
  const w = words[e.language];
  const window = e.figure.window === undefined ? '' : ` ${e.figure.window}`;
  const head = `${e.figure.name} · ${keyOf(e)}${window} = ${valueText(e)}\n`;
  return [
    head,
    ...e.definition.map((sentence) => `  ${sentence}\n`),
    '\n',
    grid(factsOf(e, say)),
    ...comparisons(e),
    `${w.asOf} ${localText(e.asOf.instant, e.period.timeZone)} (${e.period.timeZone}) · ${w.generation} ${e.asOf.generation}.${e.asOf.rollback}\n`,
    ...Object.entries(e.asOf.offsets).map(([topic, offsets]) => `  ${topic} ${offsets.join(' ')}\n`),
  ].join('');
}

const keyOf = ({ period: { kind, id }, revision }: Explanation): string =>
  (kind === 'live' ? 'live' : `${kind}:${id}`) + (revision > 0 ? ` r${revision}` : '');

function valueText({ value, unit, language }: Explanation): string {
  if (value === null) return '–';
  return `${value}${unit === '%' ? ' %' : units[unit][language]}`;
}

const units = {
  count: { zh: ' 件', en: '' },
  seconds: { zh: ' 秒', en: ' s' },
  'working days': { zh: ' 个工作日', en: ' working days' },
} as const;

function factsOf(e: Explanation, say: SayCode): string[][] {
  const w = words[e.language];
  const side = (s: Explanation['numerator']): string => {
    const parts = s.counters.map(({ name, value }) => `${named(name, e, say)} ${value ?? w.unknown}`);
    return `${s.value ?? w.unknown}  ${parts.join(' + ')}`;
  };
  const { unrounded, exact, rule } = e.rounding;
  const rows: [string, string | null][] = [
    [w.formula, e.formula],
    [e.figure.kind === 'counter' ? w.count : w.numerator, side(e.numerator)],
    [w.denominator, e.denominator === null ? null : side(e.denominator)],
    [w.base, e.base],
    [w.fraction, e.fraction],
    [w.unrounded, unrounded === null ? null : unrounded + (exact ? '' : '…')],
    [w.rounding, rule],
    [w.members, e.members?.map((code) => say('region', code)).join(', ') ?? null],
    [w.beside, e.beside === undefined ? null : `${w.notDue} ${e.beside.open_not_due}`],
    [w.identities, identitiesText(e)],
    [w.baseline, e.baselineMonths?.join(', ') ?? null],
    [w.calendar, e.calendarMissing.length === 0 ? null : e.calendarMissing.join(', ')],
    [w.state, stateText(e)],
  ];
  return rows.flatMap(([term, text]) => (text === null ? [] : [[term, text]]));
}

function named(name: string, { language }: Explanation, say: SayCode): string {
  const { measure, labels } = parseCounterName(name);
  return counterText(name, measure, labels, { language, say });
}

function identitiesText({ identities, language }: Explanation): string | null {
  const w = words[language];
  const list = identities.map((i) => `${i.id}: ${i.holds ? w.holds : `${w.broken} (${i.difference})`}`);
  return list.length === 0 ? null : list.join('\n');
}

function stateText({ state, partial, demo, recovering, language }: Explanation): string {
  const w = words[language];
  const notes = [w.states[state], partial && w.partial, demo && w.demo, recovering === true && w.recovering];
  return notes.filter((note) => note !== false).join(' · ');
}

function comparisons(e: Explanation): string[] {
  const w = words[e.language];
  if (e.comparisons.length === 0) return [];
  const text = (c: ExplainedComparison): string[] => [
    w[c.against],
    c.period ?? '–',
    c.denominator === null ? String(c.numerator) : `${c.numerator}/${c.denominator} = ${c.value ?? '–'}`,
    c.changePoints === null ? '' : `${c.changePoints} ${e.unit === '%' ? w.points : w.days}`,
    c.changePercent === null ? '–' : `${c.changePercent} %${c.baseline === true ? ` (${w.baseline})` : ''}`,
  ];
  return [grid(e.comparisons.map(text))];
}

/** The cases of a page: one line a contact, its tickets beside it. */
export function casesText(cases: readonly CaseItem[], language: Explanation['language'], timeZone: string): string {
  const w = words[language];
  if (cases.length === 0) return '';
  const lines = cases.map((c) => [
    c.contactId,
    c.denominator === null ? String(c.numerator) : `${c.numerator} / ${c.denominator}`,
    c.contact === null ? '–' : localText(c.contact.receivedAt, timeZone),
    c.tickets
      .map((t) => `${t.ticketId} ${t.unit.code}${t.confidential === true ? ` ${w.confidential}` : ''}`)
      .join('\n'),
  ]);
  return grid([[w.contact, w.adds, w.received, w.tickets], ...lines]);
}

function grid(rows: readonly string[][]): string {
  const none = {
    'top': '', 'top-mid': '', 'top-left': '', 'top-right': '', 'bottom': '', 'bottom-mid': '', 'bottom-left': '', 'bottom-right': '',
    'left': '', 'left-mid': '', 'mid': '', 'mid-mid': '', 'right': '', 'right-mid': '', 'middle': ' ',
  }; // biome-ignore format: no lines at all
  const t = new Table({ chars: none, style: { head: [], border: [], 'padding-left': 2, 'padding-right': 0 } });
  t.push(...rows.map((row) => [...row]));
  return `${t.toString().replaceAll(/ +$/gm, '')}\n`;
}

const zh = {
  formula: '公式', count: '计数', numerator: '分子', denominator: '分母', base: '基数', fraction: '精确分数', unrounded: '未舍入', rounding: '修约',
  members: '成员', beside: '另列', notDue: '在办未到期', identities: '恒等式', baseline: '期初数', calendar: '缺工作日历', state: '状态', unknown: '不明',
  holds: '成立', broken: '不成立', previous: '环比', lastYear: '同比', points: '个百分点', days: '个工作日', asOf: '截至', generation: '代',
  partial: '数据不全', demo: '演示数据', recovering: '恢复中', states: { running: '进行中', provisional: '未定稿', final: '定稿' },
  contact: '来电来信', adds: '计入', received: '接收时间', tickets: '工单', confidential: '[保密]',
}; // biome-ignore format: a table
const en: typeof zh = {
  formula: 'formula', count: 'count', numerator: 'numerator', denominator: 'denominator', base: 'base', fraction: 'exact fraction',
  unrounded: 'not rounded', rounding: 'rounding', members: 'members', beside: 'beside it', notDue: 'open, not yet due', identities: 'identities',
  baseline: 'opening figures', calendar: 'calendar missing', state: 'state', unknown: 'unknown', holds: 'holds', broken: 'does not hold',
  previous: 'previous', lastYear: 'last year', points: 'points', days: 'working days', asOf: 'as of', generation: 'generation', partial: 'partial',
  demo: 'demo data', recovering: 'recovering', states: { running: 'running', provisional: 'provisional', final: 'final' }, contact: 'contact',
  adds: 'adds', received: 'received', tickets: 'tickets', confidential: '[confidential]',
}; // biome-ignore format: a table
const words = { zh, en };
