import { type Case, emptyCase, merge } from '../../src/domain/case.js';
import { Contribution, type Horizon, type ViewContext } from '../../src/domain/contribution.js';
import type { HotlineEvent } from '../../src/domain/events.js';
import type { Counts } from '../../src/domain/figures.js';
import { china } from './deadlines.js';

/** What cases add to the counters, without state, batches or time. */

/** Ankang's zone, the official calendar, the default rules, four units. */
export const context: ViewContext = {
  ...china,
  unitKinds: new Map([
    ['hanbin', 'county'],
    ['town', 'township'],
    ['housing', 'department'],
    ['city-investment', 'enterprise'],
  ]),
  timers: { reminderHour: 9, maxReminders: 10, graceMs: 600_000, maxAgeMs: 72 * 3_600_000 },
};
/** Every hour and minute is kept. */
export const forEver: Horizon = { hour: Number.NEGATIVE_INFINITY, minute: Number.NEGATIVE_INFINITY };

export type Buckets = Map<string, Map<string, number>>;

/** Cases by contact, as all of the events make them. */
export function casesOf(events: Iterable<HotlineEvent>): Map<string, Case> {
  const cases = new Map<string, Case>();
  for (const e of events) cases.set(e.data.contactId, merge(cases.get(e.data.contactId) ?? emptyCase, e));
  return cases;
}

export function bucketsOf(cases: Iterable<Case>, given: { context?: ViewContext; horizon?: Horizon } = {}): Buckets {
  const out: Buckets = new Map();
  const contribution = new Contribution(given.context ?? context);
  for (const c of cases) {
    contribution.of(c, given.horizon ?? forEver, (bucket, counter, n) => {
      const counts = out.get(bucket) ?? new Map<string, number>();
      out.set(bucket, counts.set(counter, (counts.get(counter) ?? 0) + n));
    });
  }
  return out;
}

/** Bucket → counter → n of some events, as plain objects for comparing. */
export function plain(buckets: ReadonlyMap<string, Counts>): Record<string, Record<string, number>> {
  return Object.fromEntries([...buckets].map(([bucket, counts]) => [bucket, Object.fromEntries(counts)]));
}
