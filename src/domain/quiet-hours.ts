import type { Severity } from './alert.js';
import type { Instant } from './instant.js';
import type { LocalDay, Zone } from './zone.js';

/** Minutes of the wall clock since 00:00, 0–1439. `to` not after `from`: the night over midnight. Never equal. */
export interface QuietHours {
  readonly from: number;
  readonly to: number;
}

/**
 * Until when a message has to wait, that is ready at `at`. Quiet are `from` (included) to `to` (not included) of every
 * night; a critical message is never held.
 *
 * @returns the instant at which the quiet hours end; null: it may go at once.
 */
export function heldUntil(quiet: QuietHours | null, at: Instant, zone: Zone, severity: Severity): Instant | null {
  if (quiet === null || severity === 'critical') return null;
  const today = zone.dayOf(at);
  // By instants, not by the wall clock at `at`: an hour that is repeated in autumn must not begin a second night.
  for (const day of [today - 1, today]) {
    const end = wallTime(zone, quiet.to > quiet.from ? day : day + 1, quiet.to);
    if (at >= wallTime(zone, day, quiet.from) && at < end) return end;
  }
  return null;
}

const minute = 60_000;
const dayMinutes = 1440;

/**
 * The first instant of a local day whose wall clock reads `minutes` after 00:00, or later: where the zone skips that
 * time, the instant of the change; where it comes twice, the earlier one. One change of offset a day at most is allowed for.
 */
export function wallTime(zone: Zone, day: LocalDay, minutes: number): Instant {
  const wall = (day * dayMinutes + minutes) * minute;
  const start = zone.startOf(day);
  const plain = Math.max(start, wall - zone.offsetAt(start));
  const changed = wall - zone.offsetAt(plain);
  if (changed === plain) return plain;
  // The offset changes between 00:00 and `plain`. Set back: the clock needs longer. Set forward: it got there sooner,
  // but not before the change.
  return changed > plain ? changed : Math.max(changed, changeBetween(zone, start, plain));
}

/** The instant in (from, to] at which the offset of `from` ends. */
function changeBetween(zone: Zone, from: Instant, to: Instant): Instant {
  const before = zone.offsetAt(from);
  let [same, other] = [from, to];
  while (other - same > 1) {
    const middle = Math.floor((same + other) / 2);
    if (zone.offsetAt(middle) === before) same = middle;
    else other = middle;
  }
  return other;
}
