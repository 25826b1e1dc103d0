import type { Alert } from '../../domain/alert.js';
import type { Delivery } from '../notify/deliveries.js';
import type { Language } from '../notify/texts.js';

/** The words of the alert table and of what stands around it. */
export interface BoardWords {
  readonly head: readonly string[];
  readonly parkedHead: readonly string[];
  readonly states: Readonly<Record<Alert['state'], string>>;
  readonly deliveries: Readonly<Record<Delivery['state'], string>>;
  acked(by: string): string;
  snoozed(by: string, until: string, past: boolean): string;
  readonly id: string;
  readonly state: string;
  readonly history: string;
  readonly told: string;
  readonly taken: string;
  readonly nobody: string;
  readonly noAlerts: string;
  readonly noneParked: string;
}

const zh: BoardWords = {
  head: ['编号', '时间', '类别', '单位', '工单', '时长', '已通知', '确认'],
  parkedHead: ['通道', '编号', '类别', '单位', '工单', '时间', '次数', '原因'],
  states: { open: '未解除', resolved: '已解除', notice: '告知' },
  deliveries: { delivered: '已送达', parked: '未送达(搁置)', skipped: '过时未发', retry: '等待重发' },
  acked: (by) => `${by} 已确认`,
  snoozed: (by, until, past) => `${by} 暂停至 ${until}${past ? '(已过)' : ''}`,
  id: '编号',
  state: '状态',
  history: '经过',
  told: '通知',
  taken: '确认',
  nobody: '无',
  noAlerts: '没有提醒\n',
  noneParked: '没有搁置的消息\n',
};

const en: BoardWords = {
  head: ['id', 'at', 'kind', 'unit', 'ticket', 'how long', 'told', 'acknowledged'],
  parkedHead: ['sink', 'id', 'kind', 'unit', 'ticket', 'at', 'tries', 'reason'],
  states: { open: 'open', resolved: 'resolved', notice: 'notice' },
  deliveries: {
    delivered: 'delivered',
    parked: 'parked',
    skipped: 'too old, not sent',
    retry: 'waits to be sent again',
  },
  acked: (by) => `by ${by}`,
  snoozed: (by, until, past) => `${by}, snoozed until ${until}${past ? ' (past)' : ''}`,
  id: 'id',
  state: 'state',
  history: 'history',
  told: 'told',
  taken: 'acknowledged',
  nobody: 'none',
  noAlerts: 'no alerts\n',
  noneParked: 'nothing is parked\n',
};

export const boardWords = (language: Language): BoardWords => (language === 'en' ? en : zh);
