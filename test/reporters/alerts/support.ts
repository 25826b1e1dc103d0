import type { Alert, AlertCondition, AlertTicket, ConditionKind, TicketAlertKind } from '../../../src/domain/alert.js';
import { alertId, conditionSubject, ticketSubject } from '../../../src/domain/alert.js';
import type { ComposeOptions } from '../../../src/reporters/notify/compose.js';
import { configuration } from '../../support/views.js';
import { at, local } from '../../verifier/support.js';

/** Alerts made by hand. Times are local ones of 2021, such as `06-12 09:00`. */

export const options: ComposeOptions = {
  language: 'zh',
  names: configuration.catalogue,
  timeZone: 'Asia/Shanghai',
  dashboardUrl: 'https://12345.example.cn/pulse/',
};

const utc = (text: string): string => new Date(at(text)).toISOString();

/** A complaint of 06-14 about 市住建局, due at 24:00 of 06-21. */
export function ticketAlert(
  kind: TicketAlertKind,
  firedAt: string,
  ticket: Partial<AlertTicket> = {},
  rest: Partial<Alert> = {},
): Alert {
  const whole: AlertTicket = {
    contactId: 'c-1',
    ticketId: 'GD-20210614-007',
    unit: { code: '市住建局', kind: 'department' },
    nature: 'complaint',
    urgency: 'normal',
    createdAt: utc('06-14 09:05'),
    dueAt: utc('06-22 00:00'),
    reopenings: 0,
    ...ticket,
  };
  const { contactId, ticketId, dueAt, reopenings, unit, percent = 0, day = 0 } = whole;
  return {
    id: alertId(kind, [contactId, ticketId, dueAt ?? '', reopenings, unit.code, percent, day]),
    subject: ticketSubject(contactId, ticketId),
    kind,
    state: kind === 'ticket-settled' || kind === 'ticket-closed-late' ? 'resolved' : 'open',
    severity: 'warning',
    at: utc(firedAt),
    firedAt: utc(firedAt),
    digestOnly: false,
    ticket: whole,
    ...rest,
  };
}

export function conditionAlert(
  kind: ConditionKind,
  state: 'open' | 'resolved',
  firedAt: string,
  condition: Partial<AlertCondition> = {},
): Alert {
  const labels = condition.labels ?? {};
  const since = condition.since ?? utc('06-16 10:00');
  const subject = conditionSubject(kind, labels);
  return {
    id: alertId(kind, state === 'open' ? [subject, since] : [subject, since, 'resolved']),
    subject,
    kind,
    state,
    severity: 'warning',
    at: utc(firedAt),
    firedAt: utc(firedAt),
    digestOnly: false,
    condition: { labels, since, value: null, threshold: null, unit: null, ...condition },
  };
}

/** As the alerts topic holds it. */
export const alertEvent = (alert: Alert): object => ({
  specversion: '1.0',
  id: alert.id,
  source: 'urn:hotline-pulse:processor',
  type: 'hotline.alert.v1',
  subject: alert.subject,
  time: alert.at,
  datacontenttype: 'application/json',
  data: alert,
});

export const ackEvent = (alert: Alert, by: string, time: string, data: object = {}): object => ({
  specversion: '1.0',
  id: `${by}-${time}`,
  source: 'urn:hotline-pulse:cli',
  type: 'hotline.alert-acked.v1',
  time: local(time),
  data: {
    alertId: alert.id,
    contactId: alert.ticket?.contactId ?? alert.kind,
    ...(alert.ticket !== undefined && { ticketId: alert.ticket.ticketId }),
    action: 'ack',
    by,
    ...data,
  },
});
