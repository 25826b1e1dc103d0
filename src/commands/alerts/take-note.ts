import { randomUUID } from 'node:crypto';
import { type Alert, alertKey } from '../../domain/alert.js';
import { PulseError } from '../../domain/errors.js';
import { parseEvent } from '../../domain/events.js';
import { formatInstant, type Instant } from '../../domain/instant.js';
import { maskPersonal } from '../../domain/texts.js';
import type { Zone } from '../../domain/zone.js';
import type { EventLog } from '../../ports/event-log.js';
import type { AckEvent } from '../../reporters/alerts/acknowledgement.js';
import { parseUntil } from './until.js';

export const ackType = 'hotline.alert-acked.v1';

export interface NoteDeps {
  readonly log: Pick<EventLog, 'publish'>;
  readonly topic: string;
  readonly zone: Zone;
  readonly now: Instant;
  /** Of the CloudEvent: who speaks for the person. */
  readonly source: 'urn:hotline-pulse:cli' | 'urn:hotline-pulse:http';
  /** What was said of the subject last. */
  readonly last: AckEvent | undefined;
}

export interface Note {
  readonly by: string;
  readonly note?: string | undefined;
  /** Present: a snooze. */
  readonly until?: string | undefined;
}

/**
 * Publishes that somebody took note of an alert; resolves when the log has acknowledged it.
 *
 * @throws PulseError PULSE_USAGE when nobody is named, or the end of a snooze is none.
 */
export async function takeNote(alert: Alert, said: Note, deps: NoteDeps): Promise<{ by: string; until?: Instant }> {
  const by = maskPersonal(said.by.trim());
  if (by === '') throw new PulseError('PULSE_USAGE', '--by: write who takes note');
  const until = said.until === undefined ? undefined : parseUntil(said.until, deps.now, deps.zone);
  const note = said.note === undefined ? undefined : maskPersonal(said.note);
  const event = ackEvent(alert, { by, until, note }, deps);
  // What every processor would refuse is refused here, where somebody can write it again.
  parseEvent(event);
  await deps.log.publish([{ topic: deps.topic, key: alertKey(alert), value: JSON.stringify(event) }]);
  return { by, ...(until !== undefined && { until }) };
}

interface Said {
  readonly by: string;
  readonly until: Instant | undefined;
  readonly note: string | undefined;
}

function ackEvent(alert: Alert, { by, until, note }: Said, { now, last, source }: NoteDeps): object {
  // The newest word holds, even where the clock that wrote the last one was ahead of ours.
  const rev = last === undefined ? 0 : last.data.rev + (last.time >= now ? 1 : 0);
  const data = {
    alertId: alert.id,
    contactId: alertKey(alert),
    ...(alert.ticket !== undefined && { ticketId: alert.ticket.ticketId }),
    rev,
    action: until === undefined ? 'ack' : 'snooze',
    by,
    ...(until !== undefined && { until: formatInstant(until) }),
    ...(note !== undefined && note !== '' && { note }),
  };
  return {
    specversion: '1.0',
    id: randomUUID(),
    source,
    type: ackType,
    subject: alert.subject,
    time: formatInstant(now),
    datacontenttype: 'application/json',
    data,
  };
}
