import type { AlertCondition, AlertKind, ConditionKind, TicketAlertKind } from '../../domain/alert.js';
import { type DurationUnit, durationParts } from './durations.js';
import type { Texts } from './texts.js';

/** 中文: what supervisors and units read on their phones. */

const kinds: Readonly<Record<AlertKind, string>> = {
  'ticket-near-due': '临期提醒',
  'ticket-due-soon': '即将到期',
  'ticket-overdue': '已逾期',
  'ticket-still-overdue': '逾期未结',
  'ticket-closed-late': '逾期办结',
  'ticket-reopened': '重新办理',
  'ticket-settled': '提醒解除',
  'connection-rate-low': '接通率偏低',
  'abandonment-rate-high': '放弃率偏高',
  'answered-in-15s-rate-low': '15秒接通率偏低',
  'unit-backlog': '在办积压',
  'identity-violated': '恒等式不成立',
  'calendar-missing': '缺工作日历',
  'stream-stalled': '数据中断',
  'stream-lagging': '处理滞后',
  'dead-letters-rising': '死信增多',
  revised: '定稿更正',
};
const unitNames: Readonly<Record<DurationUnit, string>> = { day: '天', hour: '小时', minute: '分钟' };
const windows: Readonly<Record<string, string>> = { '15m': '近15分钟', '24h': '近24小时' };

const ticketActions: Readonly<Record<TicketAlertKind, (due: string | null) => string>> = {
  'ticket-near-due': () => '请抓紧办理;确需延期的,请在到期前申请。',
  'ticket-due-soon': (due) => `请在${due === null ? '期限' : ` ${due} `}前办结,或申请延期。`,
  'ticket-overdue': () => '已计入逾期,请立即办理并答复来电人。',
  'ticket-still-overdue': () => '请立即办结;请主管领导督办。',
  'ticket-closed-late': () => '无需再办;请核对逾期原因。',
  'ticket-reopened': (due) => (due === null ? '请重新办理。' : `请重新办理,${due} 前办结。`),
  'ticket-settled': () => '此前的提醒已解除,无需处理。',
};
const conditionActions: Readonly<Record<ConditionKind, string>> = {
  'connection-rate-low': '请增派坐席。',
  'abandonment-rate-high': '请增派坐席,缩短等待。',
  'answered-in-15s-rate-low': '请增派坐席,缩短等待。',
  'unit-backlog': '请督促承办单位办理。',
  'identity-violated': '数据自相矛盾,请技术人员用 pulse verify 核对。',
  'calendar-missing': '请把公布的放假安排写入 calendar.yaml,否则期限未知。',
  'stream-stalled': '请检查话务系统的接口。',
  'stream-lagging': '请检查处理程序、日志和存储;数字和提醒都会滞后。',
  'dead-letters-rising': '请检查来源系统的数据;pulse status 可查拒收数量。',
};

const rate = (c: AlertCondition): string =>
  (c.value === null ? '无数据' : `${c.value} %`) +
  (c.numerator === undefined || c.denominator === undefined ? '' : `(${c.numerator}/${c.denominator})`);
const windowOf = (c: AlertCondition): string => windows[c.labels['window'] ?? ''] ?? '';
const beyond = (c: AlertCondition, word: string, unit: string): string =>
  c.threshold === null ? '' : `,${word} ${c.threshold} ${unit}`;
const minutes = (c: AlertCondition): string => (c.value === null ? '多时' : ` ${c.value} 分钟`);
/** Which of several it is, where labels say so: `(话务,3 号分区)`. */
function where(c: AlertCondition, name: (label: string) => string): string {
  const parts = [
    ...(c.labels['topic'] === undefined ? [] : [name('topic')]),
    ...(c.labels['partition'] === undefined ? [] : [`${name('partition')} 号分区`]),
  ];
  return parts.length === 0 ? '' : `(${parts.join(',')})`;
}

type Fact = (c: AlertCondition, name: (label: string) => string, over: boolean) => string;
const facts: Readonly<Record<ConditionKind, Fact>> = {
  'connection-rate-low': (c, _, over) => `${windowOf(c)}接通率 ${rate(c)}${over ? '' : beyond(c, '低于', '%')}`,
  'abandonment-rate-high': (c, _, over) => `${windowOf(c)}放弃率 ${rate(c)}${over ? '' : beyond(c, '高于', '%')}`,
  'answered-in-15s-rate-low': (c, _, over) =>
    `${windowOf(c)}15秒接通率 ${rate(c)}${over ? '' : beyond(c, '低于', '%')}`,
  'unit-backlog': (c, name, over) => `${name('unit')} 在办 ${c.value ?? '–'} 件${over ? '' : beyond(c, '多于', '件')}`,
  'identity-violated': (c, name, over) =>
    `${name('identity')}${over ? ' 恢复成立' : c.value === null ? '' : `,相差 ${c.value}`}`,
  'calendar-missing': (_, name, over) => `${name('year')} 年工作日历${over ? '已录入' : '尚未录入'}`,
  'stream-stalled': (c, name, over) =>
    over ? `数据恢复${where(c, name)}` : `数据已${minutes(c)}没有新记录${where(c, name)}`,
  'stream-lagging': (c, name, over) =>
    over ? `处理已跟上${where(c, name)}` : `滞后${minutes(c)}${where(c, name)}${beyond(c, '超过', '分钟')}`,
  'dead-letters-rising': (c, _, over) =>
    over ? '死信不再增多' : `新增死信 ${c.value ?? '–'} 条${beyond(c, '超过', '条')}`,
};

export const textsZh: Texts = {
  kinds,
  duration: (ms) =>
    durationParts(ms)
      .map(([unit, n]) => `${n} ${unitNames[unit]}`)
      .join(' ') || '不到 1 分钟',
  overdueFor: (d) => `已逾期 ${d}`,
  left: (d) => `还剩 ${d}`,
  closedLateBy: (d) => `逾期 ${d} 后办结`,
  closedInTime: '已按期办结',
  settled: '不再需要办理',
  dueUnknown: '期限未知',
  unknown: '未知',
  unassigned: '未分派单位',
  ticketTitle: (kind, unit, id, standing, t) => {
    const percent = kind === 'ticket-near-due' && t.percent !== undefined ? `(时限已过 ${t.percent} %)` : '';
    const day = kind === 'ticket-still-overdue' && t.day !== undefined ? `(第 ${t.day} 个工作日)` : '';
    const again = kind === 'ticket-reopened' ? `第 ${Math.max(1, t.reopenings)} 次重新办理,` : '';
    return `【${kinds[kind]}】${unit}:工单 ${id} ${again}${standing}${percent}${day}`;
  },
  fields: {
    nature: '性质', due: '期限', created: '受理', region: '区域', summary: '内容', since: '开始', detail: '说明',
  }, // biome-ignore format: a table
  confidential: '保密工单,内容请在系统中查看',
  confidentialMark: '保密',
  ticketAction: (kind, due) => ticketActions[kind](due),
  condition: (kind, c, name, over) => facts[kind](c, name, over),
  lasted: (fact, lasted) => `${fact},历时 ${lasted}`,
  ended: (kind, why, c) =>
    why === 'unwatched'
      ? `【不再监测】${kinds[kind]}`
      : `【样本不足,解除】${kinds[kind]}:${windowOf(c)}数量连续一天太少,无法判断`,
  conditionTitle: (kind, fact, over) => `【${over ? `恢复正常·${kinds[kind]}` : kinds[kind]}】${fact}`,
  conditionAction: (kind, over) => (over ? '无需处理。' : conditionActions[kind]),
  revisedTitle: (r) => `【${kinds.revised}】${r.month} 月报第 ${r.revision} 版:${r.changed} 项数字有变化`,
  revisedCauses: (r) =>
    `迟到事件 ${r.causes} 条${r.tickets.length === 0 ? '' : `,涉及工单 ${r.tickets.join('、')}${r.causes > r.tickets.length ? ' 等' : ''}`}`,
  revisedAction: (r) => `请用 pulse diff ${r.month} r${r.revision - 1} r${r.revision} 核对,必要时重新签发月报。`,
  openTicket: '查看工单',
  openDashboard: '打开看板',
  colon: ':',
  comma: ',',
  digestTitle: (unit, { tickets, overdue }, worst) => {
    const what =
      overdue === tickets
        ? `${tickets} 件工单已逾期`
        : `${tickets} 件工单待办提醒${overdue === 0 ? '' : `,其中 ${overdue} 件已逾期`}`;
    return `【汇总】${unit === null ? '' : `${unit}:`}${what}${worst === null ? '' : `,最久 ${worst.duration}(${worst.ticketId})`}`;
  },
  kindCount: (kind, n) => `${kind} ${n} 件`,
  digestHead: ['工单', '性质', '期限', '逾期或剩余'],
  digestAction: '请按期限先后办理;已逾期的请立即办结。',
  sample: '测试消息,无需处理',
};
