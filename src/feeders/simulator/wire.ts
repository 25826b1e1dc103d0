import type { EventType } from '../../domain/events.js';
import type { Instant } from '../../domain/instant.js';
import { formatDay, type Zone } from '../../domain/zone.js';
import {
  type ClosingPlan,
  type ContactPlan,
  type ExtensionPlan,
  hour,
  minute,
  second,
  type TicketPlan,
} from './plan.js';

/** A structured CloudEvent as it goes over the wire (design.md section 8). `data.contactId` is the record's key. */
export interface SimulatedEvent {
  readonly specversion: '1.0';
  readonly id: string;
  readonly source: string;
  readonly type: EventType;
  /** When it is reported: RFC 3339, whole seconds, in the zone's offset. */
  readonly time: string;
  readonly datacontenttype: 'application/json';
  readonly data: Readonly<Record<string, unknown>> & { readonly contactId: string };
}

/** An event that is yet to be written, and the instant of its `time`: plans wait in their thousands, texts need not. */
export interface Timed {
  readonly at: Instant;
  readonly write: () => SimulatedEvent;
}

/** Turns plans into events. Every version of an entity is its whole known state, as the contract asks. */
export class Wire {
  readonly #source: string;
  readonly #zone: Zone;

  constructor(source: string, zone: Zone) {
    this.#source = source;
    this.#zone = zone;
  }

  /** Reported when the call is over: only then is everything about it known. */
  contact(c: ContactPlan): Timed {
    const { call } = c;
    const at = (call?.endedAt ?? c.receivedAt) + second;
    const aside =
      c.excluded === 'outbound' ? { direction: 'outbound' } : c.excluded !== undefined && { invalid: c.excluded };
    return this.#event('hotline.call-received.v1', `${c.contactId}.received`, at, () => ({
      contactId: c.contactId,
      receivedAt: this.#text(c.receivedAt),
      channel: c.channel,
      answered: c.answered,
      ...(c.subject?.category !== undefined && { category: c.subject.category }),
      ...(c.region !== undefined && { region: c.region }),
      ...(c.subject !== null && c.subject.topics.length > 0 && { topics: c.subject.topics }),
      ...(call !== undefined && {
        queuedAt: this.#text(call.queuedAt),
        ...this.#maybe('answeredAt', call.answeredAt),
        ...this.#maybe('abandonedAt', call.abandonedAt),
        endedAt: this.#text(call.endedAt),
        ...(call.waitSeconds !== undefined && { waitSeconds: call.waitSeconds }),
        ...(call.agentId !== undefined && { agentId: call.agentId }),
      }),
      ...aside,
    }));
  }

  /** With an extension: the second version of the ticket, reported when the extension is approved. */
  created(t: TicketPlan, extension?: ExtensionPlan): Timed {
    const dispatchedAt = t.createdAt + second;
    const { code, name, kind } = t.unit;
    const at = extension === undefined ? dispatchedAt + second : extension.approvedAt + minute;
    const step = extension === undefined ? 'created' : 'extended';
    return this.#event('hotline.ticket-created.v1', `${t.ticketId}.${step}`, at, () => ({
      ticketId: t.ticketId,
      contactId: t.contact.contactId,
      ...(extension !== undefined && { rev: 1 }),
      createdAt: this.#text(t.createdAt),
      nature: t.nature,
      ...(t.urgency !== 'normal' && { urgency: t.urgency }),
      ...(t.subject.category !== undefined && { category: t.subject.category }),
      ...(t.unit.region !== undefined && { region: t.unit.region }),
      ...(t.subject.topics.length > 0 && { topics: t.subject.topics }),
      unit: { code, name, kind },
      dispatchedAt: this.#text(dispatchedAt),
      ...(extension !== undefined && {
        extensions: [{ approvedAt: this.#text(extension.approvedAt), newDueAt: this.#text(extension.newDueAt) }],
      }),
      summary: t.summary,
    }));
  }

  /** @param rev 0 for the first closing of the ticket. */
  closed(t: TicketPlan, c: ClosingPlan, rev: number): Timed {
    return this.#event('hotline.ticket-closed.v1', `${t.ticketId}.closing-${rev}`, c.at + second, () => ({
      ticketId: t.ticketId,
      contactId: t.contact.contactId,
      ...(rev > 0 && { rev }),
      closedAt: c.closedAt === null ? null : this.#text(c.closedAt),
      ...this.#maybe('repliedAt', c.repliedAt),
      ...this.#maybe('firstClosedAt', c.firstClosedAt),
      ...(c.reopenedAt !== undefined && { reopenings: [{ at: this.#text(c.reopenedAt) }] }),
      ...(c.outcome !== undefined && { outcome: c.outcome }),
      ...(c.satisfaction !== undefined && { satisfaction: c.satisfaction }),
    }));
  }

  #event(type: EventType, id: string, at: Instant, data: () => SimulatedEvent['data']): Timed {
    const write = (): SimulatedEvent => ({
      specversion: '1.0',
      id,
      source: this.#source,
      type,
      time: this.#text(at),
      datacontenttype: 'application/json',
      data: data(),
    });
    return { at, write };
  }

  #maybe<K extends string>(key: K, at: Instant | undefined): Partial<Record<K, string>> {
    return at === undefined ? {} : ({ [key]: this.#text(at) } as Record<K, string>);
  }

  #text(at: Instant): string {
    return formatLocal(at, this.#zone);
  }
}

const day = 24 * hour;
const pairs = Array.from({ length: 60 }, (_, n) => String(n).padStart(2, '0'));
/** Local day → `2021-06-12T`; offset → `+08:00`. Half a million instants a year share a few hundred of them. */
const dates = new Map<number, string>();
const offsets = new Map<number, string>();

/** `2021-06-12T08:30:00+08:00`; a part of a second is cut. Offsets of whole minutes only, as RFC 3339 has them. */
export function formatLocal(at: Instant, zone: Zone): string {
  const offset = Math.trunc(zone.offsetAt(at) / minute) * minute;
  const wall = at + offset;
  const date = Math.floor(wall / day);
  const s = Math.floor((wall - date * day) / second);
  const time = `${pairs[Math.floor(s / 3600)]}:${pairs[Math.floor(s / 60) % 60]}:${pairs[s % 60]}`;
  return dateText(date) + time + offsetText(offset);
}

function dateText(date: number): string {
  let text = dates.get(date);
  if (text === undefined) {
    // A live stream goes on for years.
    if (dates.size > 1000) dates.clear();
    text = `${formatDay(date)}T`;
    dates.set(date, text);
  }
  return text;
}

function offsetText(offset: number): string {
  let text = offsets.get(offset);
  if (text === undefined) {
    const minutes = Math.abs(offset) / minute;
    text = `${offset < 0 ? '-' : '+'}${pairs[Math.floor(minutes / 60)]}:${pairs[minutes % 60]}`;
    offsets.set(offset, text);
  }
  return text;
}
