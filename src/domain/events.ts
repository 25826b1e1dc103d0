import { z } from 'zod';
import { isRecord, withoutEmpty } from './absent.js';
import { PulseError } from './errors.js';
import { type Instant, parseInstant } from './instant.js';
import { byBytes, maskPersonal } from './texts.js';

/** The input events (design.md section 8): zod schemas, their parsed form, and the one function that reads them. */

export const eventTypes = [
  'hotline.call-received.v1',
  'hotline.ticket-created.v1',
  'hotline.ticket-closed.v1',
  'hotline.alert-acked.v1',
] as const;
export type EventType = (typeof eventTypes)[number];

export const natures = ['help', 'consultation', 'report', 'praise', 'complaint', 'suggestion', 'other'] as const;
export const urgencies = ['normal', 'urgent', 'critical'] as const;
export const unitKinds = ['county', 'township', 'department', 'enterprise'] as const;
export type UnitKind = (typeof unitKinds)[number];
export const outcomes = [
  'resolved', 'partly', 'unresolved', 'explained', 'rejected', 'duplicate', 'withdrawn',
] as const; // biome-ignore format: one line
export const satisfactions = ['satisfied', 'mostly', 'dissatisfied', 'unrated'] as const;
export const directions = ['inbound', 'outbound'] as const;
export const ackActions = ['ack', 'snooze'] as const;
export const invalidReasons = ['harassment', 'misdial', 'silent', 'test'] as const;

const instant = z
  .string()
  .meta({ format: 'date-time', description: 'RFC 3339 with offset; cut to milliseconds' })
  .transform((text, ctx): Instant => {
    const at = parseInstant(text);
    if (at !== null) return at;
    ctx.addIssue({
      code: 'custom',
      message: 'not an RFC 3339 date-time with offset, such as 2021-06-12T08:30:00+08:00',
    });
    return z.NEVER;
  });
/** Half a surrogate pair has no UTF-8 form: two different ids or codes could become one key in a store. */
const loneSurrogate = /\p{Surrogate}/u;
const wellFormed = (text: string): boolean => !loneSurrogate.test(text);
const id = z.string().min(1).max(256).refine(wellFormed, 'not well-formed Unicode');
const rev = z.int().nonnegative().default(0).meta({ description: 'orders versions; absent = 0' });
/** A code of an open list: NFC, case-sensitive. */
const code = z.string().min(1).max(256).normalize('NFC').refine(wellFormed, 'not well-formed Unicode');
/** A set of codes: order and repetition say nothing. */
const topics = z.array(code).max(100).transform(asSet).default([]);
/** Free text: kept, shown, never counted; numbers that look personal are masked. */
const text = z.string().max(10_000).overwrite(maskPersonal).optional();

const callReceived = z.object({
  contactId: id,
  rev,
  receivedAt: instant,
  channel: code,
  answered: z.boolean(),
  category: code.optional(),
  region: code.optional(),
  topics,
  queuedAt: instant.optional(),
  answeredAt: instant.optional(),
  abandonedAt: instant.optional(),
  endedAt: instant.optional(),
  waitSeconds: z.number().max(100_000_000).optional(),
  direction: z.enum(directions).optional(),
  invalid: z.enum(invalidReasons).optional(),
  agentId: z.string().max(256).optional(),
  callerHash: z.string().max(256).optional(),
  repeatOf: id.optional(),
});
const unit = z.object({ code: code, name: text, kind: z.enum(unitKinds).optional() });
const ticketCreated = z.object({
  ticketId: id,
  contactId: id,
  rev,
  createdAt: instant,
  nature: z.enum(natures),
  urgency: z.enum(urgencies).optional(),
  category: code.optional(),
  region: code.optional(),
  topics,
  unit: unit.optional(),
  dueAt: instant.optional(),
  dispatchedAt: instant.optional(),
  extensions: z
    .array(z.object({ approvedAt: instant, newDueAt: instant, reason: text }))
    .max(1000)
    .default([]),
  holds: z
    .array(z.object({ from: instant, to: instant.optional() }))
    .max(1000)
    .default([]),
  summary: text,
  confidential: z.boolean().optional(),
  repeatOf: id.optional(),
});
const ticketClosed = z.object({
  ticketId: id,
  contactId: id,
  rev,
  closedAt: instant.nullable(),
  repliedAt: instant.optional(),
  firstClosedAt: instant.optional(),
  reopenings: z
    .array(z.object({ at: instant, dueAt: instant.optional() }))
    .max(1000)
    .default([]),
  outcome: z.enum(outcomes).optional(),
  satisfaction: z
    .object({ result: z.enum(satisfactions), reached: z.boolean().optional(), callbackAt: instant.optional() })
    .optional(),
  unit: unit.optional(),
  note: text,
});

/** Somebody took note of an alert. Of an alert about no ticket, `contactId` is the alert's kind: the key of its record. */
const alertAcked = z.object({
  alertId: id,
  contactId: id,
  ticketId: id.optional(),
  rev,
  action: z.enum(ackActions),
  by: z.string().min(1).max(256).overwrite(maskPersonal),
  until: instant.optional().meta({ description: 'of a snooze: the end of it' }),
  note: text,
});

const retractedContact = z.object({ contactId: id, rev, deleted: z.literal(true) });
const retractedTicket = z.object({ ticketId: id, contactId: id, rev, deleted: z.literal(true) });
const retractedAck = z.object({
  alertId: id,
  contactId: id,
  ticketId: id.optional(),
  rev,
  deleted: z.literal(true),
});
const live = { deleted: z.literal(false).optional() };

const endless = { error: 'a snooze needs its end', path: ['until'] };
const endsOrAcks = (ack: { action: string; until?: Instant | undefined }): boolean =>
  ack.action === 'ack' || ack.until !== undefined;

/** Wire schema of each event's `data`, retraction aside. The JSON Schemas in `schemas/` are generated from these. */
export const dataSchemas = {
  'hotline.call-received.v1': { whole: callReceived.extend(live), retracted: retractedContact },
  'hotline.ticket-created.v1': { whole: ticketCreated.extend(live), retracted: retractedTicket },
  'hotline.ticket-closed.v1': { whole: ticketClosed.extend(live), retracted: retractedTicket },
  'hotline.alert-acked.v1': { whole: alertAcked.extend(live).refine(endsOrAcks, endless), retracted: retractedAck },
} as const;

/** The CloudEvents 1.0 envelope around `data`. Extension attributes are tolerated and dropped. */
export const envelopeSchema = z.object({
  specversion: z.literal('1.0'),
  id: z.string().min(1).max(256),
  source: z.string().min(1).max(1024),
  type: z.enum(eventTypes),
  time: instant,
  datacontenttype: z
    .string()
    .regex(/^application\/([\w.+-]+\+)?json\b/i, 'only JSON data is understood')
    .optional(),
  subject: z.string().optional(),
  data: z.custom<Record<string, unknown>>(isRecord, 'not an object'),
});

export type Whole<T> = T & { readonly deleted?: undefined };
export type RetractedContact = { readonly contactId: string; readonly rev: number; readonly deleted: true };
export type RetractedTicket = RetractedContact & { readonly ticketId: string };
type Parsed<T extends z.ZodType> = Readonly<z.output<T>>;
export type CallReceived = Whole<Parsed<typeof callReceived>>;
export type TicketCreated = Whole<Parsed<typeof ticketCreated>>;
export type TicketClosed = Whole<Parsed<typeof ticketClosed>>;
export type RetractedAck = Readonly<z.output<typeof retractedAck>>;
export type AlertAcked = Whole<Parsed<typeof alertAcked>>;
export type Unit = Parsed<typeof unit>;

interface Envelope<T extends EventType, D> {
  readonly type: T;
  readonly id: string;
  readonly source: string;
  readonly time: Instant;
  readonly data: D;
}
/** A validated event: instants are epoch milliseconds, absent lists are empty, texts masked, unknown fields gone. */
export type HotlineEvent =
  | Envelope<'hotline.call-received.v1', CallReceived | RetractedContact>
  | Envelope<'hotline.ticket-created.v1', TicketCreated | RetractedTicket>
  | Envelope<'hotline.ticket-closed.v1', TicketClosed | RetractedTicket>
  | Envelope<'hotline.alert-acked.v1', AlertAcked | RetractedAck>;

/** Why a record was refused: the stable reason codes of `hotline.dead-letters`. */
export const refusalReasons = [
  'tombstone', // no value: retract an entity by `deleted: true` instead
  'not-json', // not UTF-8 JSON, or not an object
  'envelope', // not a CloudEvents 1.0 envelope, or an attribute is wrong
  'unknown-type', // a CloudEvent of a type or version that is not ours
  'invalid-data', // `data` breaks the contract of its type
  'future-time', // more than a day beyond the record's broker timestamp
  'misrouted-copy', // a re-routed copy that is in a wrong partition again
] as const;
export type RefusalReason = (typeof refusalReasons)[number];

/**
 * Reads one structured CloudEvent (already parsed from JSON).
 *
 * @throws PulseError PULSE_INPUT with `details.reason` (a RefusalReason) and `details.problems` (one text a field).
 */
export function parseEvent(raw: unknown): HotlineEvent {
  const envelope = envelopeSchema.safeParse(raw);
  if (!envelope.success) {
    const known = isRecord(raw) && (eventTypes as readonly unknown[]).includes(raw['type']);
    throw refusal(
      isRecord(raw) && typeof raw['type'] === 'string' && !known ? 'unknown-type' : 'envelope',
      envelope.error,
    );
  }
  const { type, id: eventId, source, time, data } = envelope.data;
  const schema = dataSchemas[type];
  const parsed = (data['deleted'] === true ? schema.retracted : schema.whole).safeParse(withoutEmpty(data));
  if (!parsed.success) throw refusal('invalid-data', parsed.error);
  return { type, id: eventId, source, time, data: parsed.data } as HotlineEvent;
}

/** So many problems of one event are told: a list of wrong members may be as long as a record can be. */
const mostProblems = 20;

/** A refusal in the one shape that dead letters, HTTP answers and rejects files share. */
export function refusal(reason: RefusalReason, problem: z.ZodError | string): PulseError {
  const problems =
    typeof problem === 'string'
      ? [problem]
      : problem.issues.slice(0, mostProblems).map((i) => `${i.path.join('.') || '(root)'}: ${i.message}`);
  return new PulseError('PULSE_INPUT', `${reason}: ${problems.join('; ')}`, { details: { reason, problems } });
}

function asSet(list: readonly string[]): string[] {
  return list.length < 2 ? [...list] : [...new Set(list)].sort(byBytes);
}
