import { type Alert, alertId, alertSchema, ticketSubject } from '../../../src/domain/alert.js';
import type { Message } from '../../../src/reporters/notify/message.js';

/** An overdue ticket of June 2021. */
export function overdueAlert(ticketId = 'GD20210612001'): Alert {
  return alertSchema.parse({
    id: alertId('ticket-overdue', ['c-1', ticketId, 1_624_291_200_000, 0, 'bureau']),
    subject: ticketSubject('c-1', ticketId),
    kind: 'ticket-overdue',
    state: 'open',
    severity: 'warning',
    at: '2021-06-21T16:00:00.000Z',
    firedAt: '2021-06-21T16:10:00.000Z',
    digestOnly: false,
    ticket: {
      contactId: 'c-1',
      ticketId,
      unit: { code: 'bureau', name: '市住建局', kind: 'department' },
      nature: 'help',
      urgency: 'normal',
      createdAt: '2021-06-12T01:00:00.000Z',
      dueAt: '2021-06-21T16:00:00.000Z',
      reopenings: 0,
      summary: '小区停水三天',
    },
  });
}

const link = 'https://pulse.example.cn/tickets/GD20210612001';

export function single(over: Partial<Message> = {}): Message {
  const alert = overdueAlert();
  return {
    id: alert.id,
    severity: 'warning',
    title: '市住建局 · GD20210612001 已逾期 2 天 3 小时',
    markdown: `> 性质:求助\n> 到期:2021-06-21 24:00\n\n**请立即办理。**\n\n[打开工单](${link})`,
    text: `性质:求助\n到期:2021-06-21 24:00\n请立即办理。\n打开工单:${link}`,
    link,
    alerts: [alert],
    ...over,
  };
}

export function digest(rows: number, over: Partial<Message> = {}): Message {
  const ids = Array.from({ length: rows }, (_, i) => `GD${20210612001 + i}`);
  return {
    id: 'digest-00112233aabbccdd',
    severity: 'critical',
    title: `市住建局:${rows} 件工单已逾期`,
    markdown: `> 已逾期 ${rows} 件\n\n**请立即办理。**\n\n[打开看板](https://pulse.example.cn/)`,
    text: `已逾期 ${rows} 件\n请立即办理。\n打开看板:https://pulse.example.cn/`,
    link: 'https://pulse.example.cn/',
    table: {
      head: ['工单', '性质', '到期', '情况'],
      rows: ids.map((id) => [id, '求助', '2021-06-21 24:00', '已逾期 2 天']),
    },
    alerts: ids.map(overdueAlert),
    ...over,
  };
}

/** What a citizen might write to forge a message, to call people, or to lead them elsewhere. */
export const forgeries = [
  '**系统通知** 已办结',
  '[点击办理](https://evil.example/login)',
  '<font color="warning">紧急</font>',
  '<@all> <at id=all></at> @所有人 @13800138000',
  '![](http://evil.example/a.png)',
  '请看 http://evil.example/x 或 www.evil.example',
  '`code` ~~删~~ \\*not\\* &#60;at id=all&#62;',
  '第一行\n# 标题\n> 引用\r\n- 列表\u2028--- ',
  '\u202e反向\u202c\u200b',
] as const;
