import { styleText } from 'node:util';
import Table from 'cli-table3';
import { counterName, parseCounterName } from '../../domain/counter-name.js';
import type { Indicator } from '../../domain/indicators.js';
import type { LiveWindow, Snapshot } from '../../domain/snapshot-schema.js';

/** 中文 labels of codes: the catalogue, as reporters see it. */
export interface Names {
  label(kind: string, code: string): string;
  unitName(code: string): string;
}

export interface TextOptions {
  readonly colour: boolean;
}

const stateNames = { running: '进行中', provisional: '未定稿', final: '定稿' } as const;
const windowNames: Record<LiveWindow['id'], string> = {
  '5m': '近5分钟',
  '15m': '近15分钟',
  '60m': '近60分钟',
  '24h': '近24小时',
  today: '今日',
};

/** A snapshot as text for a person at a terminal: Chinese labels, numerators and bases beside the rates. */
export function figuresText(s: Snapshot, names: Names, options: TextOptions): string {
  const parts = [headline(s), s.period.kind === 'live' ? liveText(s, options) : periodText(s, names, options)];
  const broken = s.identities.filter((i) => !i.holds);
  if (broken.length > 0) parts.push(`恒等式不成立: ${broken.map((i) => `${i.id} (${i.difference})`).join('; ')}\n`);
  return parts.join('');
}

function headline(s: Snapshot): string {
  const notes = [
    stateNames[s.state],
    ...(s.revision > 0 ? [`第 ${s.revision} 版`] : []),
    ...(s.unrevised ? ['定稿后有变化'] : []),
    ...(s.demo ? ['演示数据'] : []),
    ...(s.partial ? ['数据不全'] : []),
    ...(s.baselineMonths === undefined ? [] : [`含期初数 ${s.baselineMonths.join('、')}`]),
    ...(s.recovering ? ['恢复中'] : []),
    ...s.calendarMissing.map((year) => `缺${year}年工作日历,期限未知`),
  ];
  const period = s.period.kind === 'live' ? '实时 live' : `${s.period.kind}:${s.period.id}`;
  return `${period} · ${notes.join(' · ')} · 截至 ${localText(s.asOf.instant, s.period.timeZone)} (${s.period.timeZone})\n`;
}

export function localText(instant: string, timeZone: string): string {
  return new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'medium' }).format(
    new Date(instant),
  );
}

function periodText(s: Snapshot, names: Names, options: TextOptions): string {
  const figures = new View(s);
  return [
    summaryTable(figures, options),
    shareTable('性质', figures, 'nature_share', 'nature', 'tickets', (c) => names.label('nature', c), options),
    shareTable('归口', figures, 'category_share', 'category', 'answered', (c) => names.label('category', c), options),
    channelTable(figures, names, options),
    shareTable('热点', figures, 'topic_share', 'topic', 'answered', (c) => names.label('topic', c), options),
    shareTable('区域', figures, 'region_share', 'region', 'tickets', (c) => names.label('region', c), options),
    shareTable('承办', figures, 'on_time_rate', 'unit_group', 'tickets', (c) => unitGroups[c] ?? c, options),
    lateText(s, names),
  ].join('');
}

const unitGroups: Record<string, string> = { county: '县区', department: '部门(含企业)', unknown: '未分派' };

/** Look-up of a snapshot's indicators. */
class View {
  readonly snapshot: Snapshot;
  constructor(snapshot: Snapshot) {
    this.snapshot = snapshot;
  }

  count(name: string): number {
    return this.snapshot.counters[name] ?? 0;
  }

  /** What opening figures do not tell is unknown, not 0. */
  shown(name: string): string {
    const n = this.snapshot.counters[name];
    return n === undefined && this.snapshot.baselineMonths !== undefined ? '–' : String(n ?? 0);
  }

  indicator(id: string, labels: Readonly<Record<string, string>> = {}): Indicator | undefined {
    const want = Object.entries(labels);
    return this.snapshot.indicators.find(
      (i) =>
        i.id === id &&
        i.against !== 'lastYear' &&
        Object.keys(i.labels).length === want.length &&
        want.every(([k, v]) => i.labels[k] === v),
    ) as Indicator | undefined;
  }

  change(of: string, labels: Readonly<Record<string, string>> = {}): string {
    const i = this.indicator('change', { of, ...labels });
    return i?.value == null ? '–' : `${signed(i.value)} %${opening(i)}`;
  }
}

/** Beside what is compared with opening figures. */
const opening = (of: { readonly baseline?: boolean | undefined }): string => (of.baseline === true ? ' 期初' : '');

const signed = (text: string): string => (text.startsWith('-') ? text : `+${text}`);

const summary: readonly (readonly [label: string, count: string | null, rate: string | null])[] = [
  ['来电来信', 'contacts', null],
  ['接通', 'answered', 'connection_rate'],
  ['直接解答', 'direct', 'direct_rate'],
  ['形成工单', 'tickets', 'ticket_rate'],
  ['办结', 'closed', 'close_rate'],
  ['按期办结', 'closed_on_time', 'on_time_rate'],
  ['逾期办结', 'closed_late', null],
  ['在办', 'open', null],
  ['在办已逾期', 'open_overdue', null],
  ['满意', 'satisfied', 'satisfaction_rate'],
  ['15秒内接通', 'waited_within_15s', 'answered_within_15s_rate'],
  ['平均回复周期(工作日)', null, 'mean_reply_working_days'],
];

function summaryTable(v: View, options: TextOptions): string {
  const t = newTable(['', '件', '率', '分子/分母', '环比', '率的环比'], options);
  for (const [label, count, rate] of summary) {
    const i = rate === null ? undefined : v.indicator(rate);
    const value = i?.value == null ? '–' : i.unit === '%' ? `${i.value} %` : i.value;
    const p = i?.previous;
    t.push([
      label,
      count === null ? '' : v.shown(count),
      rate === null ? '' : value,
      i === undefined ? '' : `${i.numerator}/${i.denominator}`,
      count === null ? '' : v.change(count),
      p?.changePoints == null || i?.unit !== '%'
        ? ''
        : `${signed(p.changePoints)} 个百分点 (${p.changePercent === null ? '–' : `${signed(p.changePercent)} %`})${opening(p)}`,
    ]);
  }
  return `${t.toString()}\n`;
}

function shareTable(
  title: string,
  v: View,
  id: string,
  label: string,
  measure: string,
  name: (code: string) => string,
  options: TextOptions,
): string {
  const rows = v.snapshot.indicators
    .filter((i) => i.id === id && Object.keys(i.labels).length === 1 && i.labels[label] !== undefined)
    .map((i) => [i.labels[label]!, v.count(counterName(measure, { [label]: i.labels[label]! })), i] as const)
    .sort(([, a], [, b]) => b - a);
  if (rows.length === 0) return '';
  const t = newTable([title, '件', id === 'on_time_rate' ? '按期办结率' : '占比', '分子/分母', '环比'], options);
  for (const [code, n, i] of rows) {
    t.push([
      name(code),
      String(n),
      i.value === null ? '–' : `${i.value} %`,
      `${i.numerator}/${i.denominator}`,
      v.change(measure, { [label]: code }),
    ]);
  }
  return `${t.toString()}\n`;
}

function channelTable(v: View, names: Names, options: TextOptions): string {
  const t = newTable(['渠道', '件', '接通', '环比'], options);
  const channels = Object.keys(v.snapshot.counters).flatMap((name) => {
    const { measure, labels } = parseCounterName(name);
    return measure === 'contacts' && labels['channel'] !== undefined ? [labels['channel']] : [];
  });
  const count = (measure: string, channel: string): number => v.count(counterName(measure, { channel }));
  for (const channel of channels.sort((a, b) => count('contacts', b) - count('contacts', a))) {
    const n = (measure: string): string => v.shown(counterName(measure, { channel }));
    t.push([names.label('channel', channel), n('contacts'), n('answered'), v.change('contacts', { channel })]);
  }
  return channels.length === 0 ? '' : `${t.toString()}\n`;
}

function lateText(s: Snapshot, names: Names): string {
  const late = Object.entries(s.counters).flatMap(([name, n]) => {
    const { measure, labels } = parseCounterName(name);
    const unit = labels['unit'];
    return measure === 'closed_late' && unit !== undefined && Object.keys(labels).length === 1
      ? [`${names.unitName(unit)} ${n} 件`]
      : [];
  });
  return late.length === 0 ? '' : `逾期办结: ${late.join(', ')}\n`;
}

function liveText(s: Snapshot, options: TextOptions): string {
  const t = newTable(['', '来电来信', '接通', '接通率', '放弃', '工单'], options);
  for (const w of s.windows ?? []) {
    const rate = w.indicators.find((i) => i.id === 'connection_rate' && Object.keys(i.labels).length === 0);
    const n = (name: string): string => String(w.counters[name] ?? 0);
    t.push([
      windowNames[w.id],
      n('contacts'),
      n('answered'),
      rate?.value == null ? '–' : `${rate.value} %`,
      n('abandoned'),
      n('tickets'),
    ]);
  }
  const c = s.counters;
  return `${t.toString()}\n在办 ${c['open'] ?? 0} 件, 一个工作日内到期 ${c['open_due_within_1wd'] ?? '–'} 件, 已逾期 ${c['open_overdue'] ?? 0} 件\n`;
}

function newTable(head: string[], options: TextOptions) {
  return new Table({
    // cli-table3 would ask the environment whether it may colour; the caller has decided that.
    head: options.colour ? head.map((title) => styleText('cyan', title, { validateStream: false })) : head,
    style: { head: [], border: [], compact: true },
    colAligns: head.map((_, i) => (i === 0 ? 'left' : 'right')),
  });
}

/** One line for a running display. */
export function liveLine(s: Snapshot): string {
  const window = (id: LiveWindow['id']): LiveWindow | undefined => s.windows?.find((w) => w.id === id);
  const rate = (id: LiveWindow['id']): string =>
    window(id)?.indicators.find((i) => i.id === 'connection_rate' && Object.keys(i.labels).length === 0)?.value ?? '–';
  const today = window('today')?.counters ?? {};
  const time = localText(s.asOf.instant, s.period.timeZone).slice(11);
  return (
    `${s.demo ? '[演示 DEMO] ' : ''}${s.recovering ? '[恢复中] ' : ''}${time} · 今日来电来信 ${today['contacts'] ?? 0} · 接通率 15分钟 ${rate('15m')} % 今日 ${rate('today')} %` +
    ` · 今日工单 ${today['tickets'] ?? 0} · 在办 ${s.counters['open'] ?? 0} · 已逾期 ${s.counters['open_overdue'] ?? 0}`
  );
}
