import type { Instant } from '../../domain/instant.js';
import type { Zone } from '../../domain/zone.js';
import type { WallTime } from './date-pattern.js';

export const skippedPolicies = ['shift', 'reject'] as const;
export const repeatedPolicies = ['first', 'second', 'reject'] as const;
export const dateOnlyPolicies = ['start-of-day', 'end-of-day', 'reject'] as const;

export interface LocalTimeRules {
  /** A time that the zone's clocks jumped over: `shift` reads 02:30 as 03:30, as RFC 5545 and java.time do. */
  readonly skippedTimes: (typeof skippedPolicies)[number];
  /** A time that came twice, when clocks were set back. */
  readonly repeatedTimes: (typeof repeatedPolicies)[number];
  /** A bare date: 00:00 or 24:00 of it (kpi.md section 5: a bare due date is 24:00). */
  readonly dateOnly: (typeof dateOnlyPolicies)[number];
}

const dayLength = 86_400_000;
/** Local time is within 16 h of UTC in every zone there ever was, so that the offsets here are those before and after. */
const reach = 30 * 3_600_000;

/**
 * The instant of a wall time in a zone; a text with its own offset needs no zone.
 *
 * @returns a text that says why there is none, where the rules reject.
 */
export function instantOf(wall: WallTime, zone: Zone, rules: LocalTimeRules): Instant | string {
  if (wall.millis === null) {
    if (rules.dateOnly === 'reject') return 'a date without a time';
    return zone.startOf(rules.dateOnly === 'end-of-day' ? wall.day + 1 : wall.day);
  }
  const local = wall.day * dayLength + wall.millis;
  if (wall.offset !== undefined) return local - wall.offset;
  const [before, after] = [zone.offsetAt(local - reach), zone.offsetAt(local + reach)];
  if (before === after && zone.offsetAt(local - before) === before) return local - before;
  // The earlier instant has the greater offset.
  const found = [...new Set([before, after, zone.offsetAt(local - before), zone.offsetAt(local - after)])]
    .map((offset) => local - offset)
    .filter((at) => at + zone.offsetAt(at) === local)
    .sort((a, b) => a - b);
  if (found.length === 0) return rules.skippedTimes === 'shift' ? local - before : `a time that ${zone.id} skipped`;
  if (found.length > 1 && rules.repeatedTimes === 'reject') return `a time that came twice in ${zone.id}`;
  return rules.repeatedTimes === 'second' ? found.at(-1)! : found[0]!;
}
