import { z } from 'zod';
import { natures, unitKinds, urgencies } from './events.js';
import { digestOf } from './zone.js';

/** What the topic `alerts` holds: the published form of an alert. The JSON Schema in `schemas/` is generated from this. */

/** Of one ticket. `ticket-settled`: what was told of it has ended in time, or with its retraction; nothing to act upon. */
export const ticketAlertKinds = [
  'ticket-near-due',
  'ticket-due-soon',
  'ticket-overdue',
  'ticket-still-overdue',
  'ticket-closed-late',
  'ticket-reopened',
  'ticket-settled',
] as const;
/** Of the hotline as a whole: each opens, stays open while it lasts, and is resolved. */
export const conditionKinds = [
  'connection-rate-low',
  'abandonment-rate-high',
  'answered-in-15s-rate-low',
  'unit-backlog',
  'identity-violated',
  'calendar-missing',
  'stream-stalled',
  'stream-lagging',
  'dead-letters-rising',
] as const;
/** Of a month that is final: told once, it leaves nothing open. */
export const revisionKinds = ['revised'] as const;
export const alertKinds = [...ticketAlertKinds, ...conditionKinds, ...revisionKinds] as const;
export type TicketAlertKind = (typeof ticketAlertKinds)[number];
export type ConditionKind = (typeof conditionKinds)[number];
export type AlertKind = (typeof alertKinds)[number];

export const severities = ['info', 'warning', 'critical'] as const;
export type Severity = (typeof severities)[number];

const instant = z.string().meta({ format: 'date-time' });
const integer = z.int();

const ticket = z
  .object({
    contactId: z.string(),
    ticketId: z.string(),
    unit: z
      .object({ code: z.string(), name: z.string().optional(), kind: z.enum([...unitKinds, 'unknown']) })
      .readonly(),
    nature: z.enum(natures),
    urgency: z.enum(urgencies),
    category: z.string().optional(),
    region: z.string().optional(),
    createdAt: instant,
    dueAt: instant.nullable().meta({ description: 'null: unknown' }),
    closedAt: instant.optional(),
    reopenings: integer.meta({ description: 'how often it was reopened before' }),
    percent: integer.optional().meta({ description: 'near due: so much of the working time has passed' }),
    day: integer.optional().meta({ description: 'still overdue: the n-th working day after the due day' }),
    summary: z.string().optional().meta({ description: 'never of a confidential ticket' }),
    confidential: z.literal(true).optional(),
  })
  .readonly();

const condition = z
  .object({
    labels: z.record(z.string(), z.string()),
    since: instant.meta({ description: 'the minute at which it opened' }),
    value: z.string().nullable().meta({ description: 'decimal text; null: not a number' }),
    threshold: z.string().nullable(),
    unit: z.enum(['%', 'count', 'minutes']).nullable(),
    numerator: integer.optional(),
    denominator: integer.optional(),
    detail: z.string().optional().meta({ description: 'in words, where figures do not say it' }),
  })
  .readonly();

const revision = z
  .object({
    month: z.string().meta({ description: 'such as 2021-06' }),
    revision: integer,
    decidedAt: instant,
    changed: integer.meta({ description: 'counters that differ from the revision before' }),
    causes: integer.meta({ description: 'events that came after the revision before and changed them' }),
    tickets: z.array(z.string()).readonly().meta({ description: 'ids of the first ten tickets among the causes' }),
  })
  .readonly();

export const alertSchema = z
  .object({
    id: z.string().meta({ description: 'the same for every repeat; also the id of the CloudEvent' }),
    subject: z.string().meta({ description: 'what it is about: the last alert of a subject says how that stands' }),
    kind: z.enum(alertKinds),
    state: z.enum(['open', 'resolved', 'notice']).meta({ description: 'notice: told once, it leaves nothing open' }),
    severity: z.enum(severities),
    at: instant.meta({ description: 'when it became true' }),
    firedAt: instant.meta({ description: 'when it was found, by the clock of the store or of the record behind it' }),
    digestOnly: z.boolean().meta({ description: 'found so late that only a digest may tell it' }),
    ticket: ticket.optional(),
    condition: condition.optional(),
    revision: revision.optional(),
  })
  .readonly();

export type Alert = z.output<typeof alertSchema>;
export type AlertTicket = z.output<typeof ticket>;
export type AlertCondition = z.output<typeof condition>;
export type AlertRevision = z.output<typeof revision>;

export const alertType = 'hotline.alert.v1';

/**
 * Deterministic: the same parts give the same id in every process, after every crash and in every rebuild.
 *
 * @returns the kind and 16 hexadecimal digits, such as `ticket-overdue-4f0c…`.
 */
export function alertId(kind: AlertKind, parts: readonly (string | number)[]): string {
  return `${kind}-${digestOf(JSON.stringify([kind, ...parts]))}`;
}

export const ticketSubject = (contactId: string, ticketId: string): string =>
  `ticket:${JSON.stringify([contactId, ticketId])}`;

/** `connection-rate-low{window=15m}`; a kind without labels is its own subject. */
export function conditionSubject(kind: ConditionKind, labels: Readonly<Record<string, string>>): string {
  const pairs = Object.entries(labels)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => `${name}=${value}`);
  return pairs.length === 0 ? kind : `${kind}{${pairs.join(',')}}`;
}

/** A month that was final has another revision. */
export function revisedAlert(about: AlertRevision): Alert {
  return {
    id: alertId('revised', [about.month, about.revision]),
    subject: `month:${about.month}`,
    kind: 'revised',
    state: 'notice',
    severity: 'warning',
    at: about.decidedAt,
    firedAt: about.decidedAt,
    digestOnly: false,
    revision: about,
  };
}

/** Key of an alert's record: its contact, or its kind. Acknowledgements carry it as their contactId. */
export const alertKey = (alert: Alert): string => alert.ticket?.contactId ?? alert.kind;

/** The CloudEvent of an alert, as it stands in the topic and as a webhook gets it. */
export const alertEvent = (alert: Alert): object => ({
  specversion: '1.0',
  id: alert.id,
  source: 'urn:hotline-pulse:processor',
  type: alertType,
  subject: alert.subject,
  time: alert.at,
  datacontenttype: 'application/json',
  data: alert,
});

/** The alert in the text of such an event; null when it is none. */
export function alertOf(text: string): Alert | null {
  try {
    const event: unknown = JSON.parse(text);
    const data = typeof event === 'object' && event !== null && 'data' in event ? event.data : null;
    return alertSchema.safeParse(data).data ?? null;
  } catch {
    return null;
  }
}
