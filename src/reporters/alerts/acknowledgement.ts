import { type Alert, ticketSubject } from '../../domain/alert.js';
import { compareVersions } from '../../domain/case.js';
import { type AlertAcked, type HotlineEvent, parseEvent, type RetractedAck } from '../../domain/events.js';
import type { Instant } from '../../domain/instant.js';

/** One event that somebody took note of an alert, or took that back. */
export interface AckEvent {
  readonly time: Instant;
  readonly id: string;
  readonly source: string;
  readonly data: AlertAcked | RetractedAck;
}

/** @throws PulseError PULSE_INPUT, or SyntaxError, when the bytes are no structured CloudEvent of ours. */
export function readAck(value: Uint8Array): AckEvent | null {
  const event: HotlineEvent = parseEvent(JSON.parse(Buffer.from(value).toString('utf8')));
  if (event.type !== 'hotline.alert-acked.v1') return null;
  return { time: event.time, id: event.id, source: event.source, data: event.data };
}

/** In the order of versions (kpi.md section 1): the last one holds, as in the case of the ticket. */
export const inVersionOrder = (acks: Iterable<AckEvent>): AckEvent[] => [...acks].sort(compareVersions);

/** What an acknowledgement is about, as `Alert.subject` names it; a condition's is known by its alert only. */
export function subjectOf({ data }: AckEvent, alert: Alert | undefined): string | null {
  if (data.ticketId !== undefined) return ticketSubject(data.contactId, data.ticketId);
  return alert?.subject ?? null;
}

/**
 * Whether what was said of `told` still holds for what stands now: the same due time, reopening and unit of a ticket, the same
 * opening of a condition. A ticket that was reopened since is news to whoever had acknowledged it.
 */
export function sameEpisode(told: Alert, now: Alert): boolean {
  if (told.ticket !== undefined && now.ticket !== undefined) {
    const [a, b] = [told.ticket, now.ticket];
    return a.dueAt === b.dueAt && a.reopenings === b.reopenings && a.unit.code === b.unit.code;
  }
  return told.condition?.since === now.condition?.since;
}
