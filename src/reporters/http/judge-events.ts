import { isRecord } from '../../domain/absent.js';
import { PulseError } from '../../domain/errors.js';
import { dataSchemas, type EventType, eventTypes, type HotlineEvent, parseEvent } from '../../domain/events.js';
import { refuseFuture } from '../../domain/future-time.js';
import type { Instant } from '../../domain/instant.js';
import { harmIn } from './event-request.js';

/** Why an event was refused: a reason of dead letters, or one that only exists where somebody waits for the answer. */
export interface Refusal {
  readonly reason: string;
  /** One text a field: `data.channel: why`. */
  readonly problems: readonly string[];
}

export type Judged =
  | { readonly id: string | null; readonly event: HotlineEvent; readonly json: string }
  | { readonly id: string | null; readonly refused: Refusal };

export interface JudgeOptions {
  /** Contacts under which a ticketId is known. */
  readonly contactsOf: (ticketId: string) => Promise<readonly string[]>;
  readonly now: Instant;
  /** Of one event. */
  readonly mostBytes: number;
}

/** Judges each event by itself, closings without `contactId` last: the creation may stand in the same batch. */
export async function judgeEvents(raws: readonly unknown[], o: JudgeOptions): Promise<Judged[]> {
  const created = new Map<string, Set<string>>();
  const judged = raws.map((raw): Judged | null => {
    if (lacksContact(raw)) return null;
    const result = judge(raw, o);
    if ('event' in result && result.event.type === 'hotline.ticket-created.v1') {
      const { ticketId, contactId } = result.event.data;
      created.set(ticketId, (created.get(ticketId) ?? new Set()).add(contactId));
    }
    return result;
  });
  return Promise.all(judged.map(async (result, i) => result ?? judgeClosing(raws[i] as RawEvent, created, o)));
}

interface RawEvent {
  readonly id?: unknown;
  readonly type?: unknown;
  readonly data: Readonly<Record<string, unknown>>;
}

/** A closing that only says its ticket. */
function lacksContact(raw: unknown): raw is RawEvent {
  if (!isRecord(raw) || raw['type'] !== 'hotline.ticket-closed.v1' || !isRecord(raw['data'])) return false;
  const { contactId, ticketId } = raw['data'];
  return isNothing(contactId) && typeof ticketId === 'string' && ticketId !== '';
}

const isNothing = (value: unknown): boolean => value === undefined || value === null || value === '';

/** What is wrong with the closing itself is said before anybody is asked for its contact. */
async function judgeClosing(
  raw: RawEvent,
  created: ReadonlyMap<string, ReadonlySet<string>>,
  o: JudgeOptions,
): Promise<Judged> {
  const withContact = (contactId: string): RawEvent => ({ ...raw, data: { ...raw.data, contactId } });
  const alone = judge(withContact('unknown'), o);
  if ('refused' in alone) return alone;
  const ticketId = String(raw.data['ticketId']);
  const found = new Set([...(created.get(ticketId) ?? []), ...(await o.contactsOf(ticketId))]);
  const [contactId] = found;
  if (contactId === undefined) return { id: alone.id, refused: unknownTicket };
  return found.size > 1 ? { id: alone.id, refused: ambiguousTicket } : judge(withContact(contactId), o);
}

const unknownTicket: Refusal = {
  reason: 'unknown-ticket',
  problems: [
    'data.contactId: left out, and no contact is known for this ticketId. Its creation may be on its way: try again in a moment, or name the contactId',
  ],
};
const ambiguousTicket: Refusal = {
  reason: 'ambiguous-ticket',
  problems: ['data.contactId: left out, and this ticketId is known under more than one contact: name the contactId'],
};

function judge(raw: unknown, { now, mostBytes }: JudgeOptions): Judged {
  const id = isRecord(raw) && typeof raw['id'] === 'string' ? raw['id'].slice(0, 256) : null;
  const harm = harmIn(raw);
  if (harm !== null) return { id, refused: { reason: 'invalid-data', problems: [harm] } };
  const json = JSON.stringify(raw);
  if (Buffer.byteLength(json) > mostBytes) {
    return { id, refused: { reason: 'invalid-data', problems: [`(root): larger than ${mostBytes} bytes`] } };
  }
  try {
    const event = parseEvent(raw);
    refuseFuture(event, now);
    return { id, event, json };
  } catch (error) {
    if (!(error instanceof PulseError) || error.code !== 'PULSE_INPUT') throw error;
    const { reason, problems } = error.details as { reason: string; problems: readonly string[] };
    const named = reason === 'invalid-data' ? problems.map((text) => `data.${text}`) : problems;
    const missing = reason === 'invalid-data' ? missingOfUpdate(raw as RawEvent) : null;
    return { id, refused: missing === null ? { reason, problems: named } : partialUpdate(missing) };
  }
}

const partialUpdate = (missing: readonly string[]): Refusal => ({
  reason: 'partial-update',
  problems: missing.map(
    (name) =>
      `data.${name}: missing. Every event is the whole known state of its entity, not a change: what is left out is not kept from before`,
  ),
});

/** Members that every version of an entity needs; ids aside. */
const required: Readonly<Record<EventType, readonly string[]>> = {
  'hotline.call-received.v1': ['receivedAt', 'channel', 'answered'],
  'hotline.ticket-created.v1': ['createdAt', 'nature'],
  'hotline.ticket-closed.v1': ['closedAt'],
  'hotline.alert-acked.v1': ['action', 'by'],
};
const ids: Readonly<Record<EventType, readonly string[]>> = {
  'hotline.call-received.v1': ['contactId'],
  'hotline.ticket-created.v1': ['contactId', 'ticketId'],
  'hotline.ticket-closed.v1': ['contactId', 'ticketId'],
  'hotline.alert-acked.v1': ['alertId', 'contactId'],
};

/**
 * What is missing, when it looks as if somebody meant to change a few members of what was sent before: the ids are there, required
 * members are not, and it is a later version (`rev`), or says something but nothing of what is required. Else null.
 */
function missingOfUpdate({ type, data }: RawEvent): readonly string[] | null {
  const kind = eventTypes.find((t) => t === type);
  if (kind === undefined || data['deleted'] === true) return null;
  const isThere = (name: string): boolean =>
    Object.hasOwn(data, name) && (!isNothing(data[name]) || (name === 'closedAt' && data[name] === null));
  const missing = required[kind].filter((name) => !isThere(name));
  if (missing.length === 0 || !ids[kind].every(isThere)) return null;
  const isLater = typeof data['rev'] === 'number' && data['rev'] > 0;
  const says = Object.keys(data).some((name) => isThere(name) && name !== 'rev' && !ids[kind].includes(name));
  return isLater || (says && missing.length === required[kind].length) ? missing : null;
}

/** What the tables above say must be what the schemas say; a test compares them. */
export const requiredMembers = { required, ids, schemas: dataSchemas } as const;
