import { randomUUID } from 'node:crypto';
import { userInfo } from 'node:os';
import { type Alert, alertKey } from '../../domain/alert.js';
import { PulseError } from '../../domain/errors.js';
import { parseEvent } from '../../domain/events.js';
import { formatInstant, type Instant } from '../../domain/instant.js';
import { maskPersonal } from '../../domain/texts.js';
import { zoneOf } from '../../domain/zone.js';
import type { AckEvent } from '../../reporters/alerts/acknowledgement.js';
import { composeMessage } from '../../reporters/notify/compose.js';
import { wallTime } from '../../reporters/notify/local-time.js';
import type { Context } from '../context.js';
import { findAlert } from './find-alert.js';
import { readBoard, textOptions } from './read-board.js';
import { parseUntil } from './until.js';

export interface AckOptions {
  /** Absent: the user of the operating system. */
  readonly by?: string;
  readonly note?: string;
  /** Present: a snooze. */
  readonly until?: string;
}

const type = 'hotline.alert-acked.v1';

/** Publishes that somebody took note of an alert; resolves when the log has acknowledged it. */
export async function acknowledge(context: Context, id: string, o: AckOptions): Promise<number> {
  const by = maskPersonal((o.by ?? userName()).trim());
  if (by === '') throw new PulseError('PULSE_USAGE', '--by: write who takes note');
  const zone = zoneOf(context.settings.timeZone);
  const now = context.clock.now();
  const until = o.until === undefined ? undefined : parseUntil(o.until, now, zone);
  const { board, log } = await readBoard(context);
  const { alert } = findAlert(board, id);
  const said = { by, until, note: o.note === undefined ? undefined : maskPersonal(o.note) };
  const event = ackEvent(alert, said, now, board.versions(alert.subject).at(-1));
  // What every processor would refuse is refused here, where somebody can write it again.
  parseEvent(event);
  await log.publish([{ topic: context.topics.inputOf[type], key: alertKey(alert), value: JSON.stringify(event) }]);
  const { title } = composeMessage(alert, textOptions(context));
  const what = until === undefined ? 'acknowledged' : `snoozed until ${wallTime(until, zone)}`;
  process.stdout.write(`${alert.id} ${what} by ${by}\n${title}\n`);
  return 0;
}

/** Empty for a user that the system has no name for, as in some containers. */
function userName(): string {
  try {
    return userInfo().username;
  } catch {
    return '';
  }
}

interface Said {
  readonly by: string;
  readonly until: Instant | undefined;
  readonly note: string | undefined;
}

function ackEvent(alert: Alert, { by, until, note }: Said, now: Instant, last: AckEvent | undefined): object {
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
    source: 'urn:hotline-pulse:cli',
    type,
    subject: alert.subject,
    time: formatInstant(now),
    datacontenttype: 'application/json',
    data,
  };
}
