import type { Counts } from './figures.js';
import type { Instant } from './instant.js';
import type { SnapshotContext } from './snapshot.js';

/**
 * A period's own counters: those of its buckets, and what the due index says of its open tickets. Open tickets by kind
 * and by group only serve as parts of a base.
 */
export function ownCounters(counters: Counts, open: Counts): Map<string, number> {
  return new Map([...counters, ...[...open].filter(([name]) => !name.includes('{unit_'))]);
}

/** 24:00 of the working day after asOf's day; null beyond the official calendar. */
export function soonAt(asOf: Instant, { zone, calendar }: Pick<SnapshotContext, 'zone' | 'calendar'>): Instant | null {
  const next = calendar.addWorkingDays(zone.dayOf(asOf), 1);
  return next === null ? null : zone.startOf(next + 1);
}
