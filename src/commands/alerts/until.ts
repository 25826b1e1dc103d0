import { PulseError } from '../../domain/errors.js';
import { type Instant, parseInstant } from '../../domain/instant.js';
import { parseDay, type Zone } from '../../domain/zone.js';
import { instantOf } from '../../feeders/importer/local-time.js';

const unitMs = { m: 60_000, h: 3_600_000, d: 86_400_000 } as const;
const longestMs = 366 * unitMs.d;

/**
 * The end of a snooze as people write it: `30m`, `2h`, `1d` from now on; an instant with offset; a time without one, which is of
 * the hotline's zone (`2021-06-14 09:00`); a bare date, which is 00:00 of it.
 *
 * @throws PulseError PULSE_USAGE when it is none of these, not after now, or more than a year away.
 */
export function parseUntil(text: string, now: Instant, zone: Zone): Instant {
  const until = spanEnd(text, now) ?? parseInstant(text) ?? localInstant(text, zone);
  if (until === null) {
    throw new PulseError(
      'PULSE_USAGE',
      `--until ${text}: write 30m, 2h, 1d, or a time such as 2021-06-14T09:00+08:00 or "2021-06-14 09:00"`,
    );
  }
  if (until <= now) throw new PulseError('PULSE_USAGE', `--until ${text}: that is over already`);
  if (until - now > longestMs) throw new PulseError('PULSE_USAGE', `--until ${text}: more than a year away`);
  return until;
}

function spanEnd(text: string, now: Instant): Instant | null {
  const [, n, unit] = /^(\d{1,6})([mhd])$/.exec(text) ?? [];
  return n === undefined ? null : now + Number(n) * unitMs[unit as keyof typeof unitMs];
}

const wall = /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d))?(Z|[+-]\d\d:\d\d)?)?$/;

/** A time that the zone's clocks skip is read as if they had not been moved; of one that comes twice, the first. */
function localInstant(text: string, zone: Zone): Instant | null {
  const [, date = '', hour, minute, second = '00', offset] = wall.exec(text) ?? [];
  const day = parseDay(date);
  if (day === null) return null;
  // RFC 3339 asks for seconds, people do not.
  if (offset !== undefined) return parseInstant(`${date}T${hour}:${minute}:${second}${offset}`);
  if (hour !== undefined && parseInstant(`${date}T${hour}:${minute}:${second}Z`) === null) return null;
  const millis = hour === undefined ? 0 : ((Number(hour) * 60 + Number(minute)) * 60 + Number(second)) * 1000;
  const found = instantOf({ day, millis }, zone, {
    skippedTimes: 'shift',
    repeatedTimes: 'first',
    dateOnly: 'start-of-day',
  });
  return typeof found === 'number' ? found : null;
}
