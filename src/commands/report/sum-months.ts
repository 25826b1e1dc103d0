import type { Baselines } from '../../domain/baseline.js';
import { openMeasures } from '../../domain/figures.js';
import { sorted } from '../../domain/identities.js';
import { indicators } from '../../domain/indicators.js';
import { type Period, periodKey } from '../../domain/period.js';
import type { Snapshot } from '../../domain/snapshot-schema.js';
import { formatDay } from '../../domain/zone.js';

/**
 * A larger period as the sum of its months' revisions: it is as reproducible as they are. Open tickets are left out, for each
 * month was cut off at another instant.
 *
 * @param months snapshots of the months that have revisions
 * @param opening those that opening figures tell of: what they lack is unknown in the sum
 * @param last the revision whose report it stands in
 */
export function sumOfMonths(period: Period, months: readonly Snapshot[], opening: Baselines, last: Snapshot): Snapshot {
  const knows = (name: string): boolean => [...opening.values()].every((counts) => counts.has(name));
  const parts = [
    ...months.map(({ counters }) => Object.entries(counters)),
    ...[...opening.values()].map((c) => [...c]),
  ];
  const counters = new Map<string, number>();
  for (const [name, n] of parts.flat())
    if (!isOpen(name) && knows(name)) counters.set(name, (counters.get(name) ?? 0) + n);
  const now = { key: periodKey(period), counters, open: new Map<string, number>(), hasUnits: false, knows };
  const names = [...new Set([...months.flatMap((m) => m.baselineMonths ?? []), ...opening.keys()])].sort();
  return {
    period: {
      kind: period.kind,
      id: period.id,
      timeZone: last.period.timeZone,
      from: formatDay(period.first),
      to: formatDay(period.next - 1),
    },
    state: 'final',
    partial: months.some(({ partial }) => partial),
    demo: months.some(({ demo }) => demo),
    revision: 0,
    asOf: last.asOf,
    ...(names.length > 0 && { baselineMonths: names }),
    calendarMissing: [...new Set(months.flatMap(({ calendarMissing }) => calendarMissing))].sort((a, b) => a - b),
    counters: sorted(counters),
    indicators: indicators({ now, previous: null, lastYear: null }),
    identities: [],
  };
}

const isOpen = (name: string): boolean =>
  openMeasures.some((measure) => name === measure || name.startsWith(`${measure}{`));
