import { userInfo } from 'node:os';
import { zoneOf } from '../../domain/zone.js';
import { composeMessage } from '../../reporters/notify/compose.js';
import { wallTime } from '../../reporters/notify/local-time.js';
import type { Context } from '../context.js';
import { findAlert } from './find-alert.js';
import { readBoard, textOptions } from './read-board.js';
import { ackType, takeNote } from './take-note.js';

export interface AckOptions {
  /** Absent: the user of the operating system. */
  readonly by?: string;
  readonly note?: string;
  /** Present: a snooze. */
  readonly until?: string;
}

/** Publishes that somebody took note of an alert; resolves when the log has acknowledged it. */
export async function acknowledge(context: Context, id: string, o: AckOptions): Promise<number> {
  const zone = zoneOf(context.settings.timeZone);
  const now = context.clock.now();
  const { board, log } = await readBoard(context);
  const { alert } = findAlert(board, id);
  const topic = context.topics.inputOf[ackType];
  const last = board.versions(alert.subject).at(-1);
  const { by, until } = await takeNote(
    alert,
    { ...o, by: o.by ?? userName() },
    { log, topic, zone, now, source: 'urn:hotline-pulse:cli', last },
  );
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
