import { PulseError } from '../../domain/errors.js';
import type { Instant } from '../../domain/instant.js';
import { parsePeriod } from '../../domain/period.js';
import type { Snapshot } from '../../domain/snapshot-schema.js';
import { formatDay, type LocalDay, parseDay, type Zone } from '../../domain/zone.js';
import type { PublishedFeed } from '../../engine/published-feed.js';
import type { FigureSource, SeriesPoint, SeriesWish } from '../../reporters/http/sources.js';
import type { Pipeline } from '../context.js';

const hourMs = 3_600_000;
const mostDays = { hour: 35, day: 400 } as const;

/** What is published, and what is computed on request from the state. */
export function figureSource(
  feed: PublishedFeed,
  { reader, store, context }: Pick<Pipeline, 'reader' | 'store' | 'context'>,
): FigureSource {
  const compute = async (period: string, at: Instant | null): Promise<Snapshot> => {
    const asOf = at ?? (await store.now());
    if (period === 'live') return reader.live(asOf);
    return reader.snapshot(parsePeriod(period, context.zone.dayOf(asOf)), asOf, true);
  };
  const series = async (wish: SeriesWish): Promise<SeriesPoint[]> => {
    const buckets = bucketsOf(wish, context.zone, await store.now());
    const { sum } = await reader.read(buckets.values());
    return [...buckets].map(([at, bucket]) => {
      const counts = sum(bucket);
      return Object.assign({ at }, ...wish.measures.map((name) => ({ [name]: counts.get(name) ?? 0 })));
    });
  };
  return {
    latest: (key) => feed.latest(key),
    keys: () => feed.keys(),
    periods: () => feed.periods(),
    onUpdate: (listener) => feed.onUpdate(listener),
    compute,
    series,
  };
}

/** Where each hour or day begins, as text → its bucket; those that have begun by now. */
function bucketsOf({ grain, from, to }: SeriesWish, zone: Zone, now: Instant): Map<string, string> {
  const [first, last] = [dayNamed(from), dayNamed(to)];
  if (last < first) throw new PulseError('PULSE_USAGE', `from ${from} to ${to}: the first day comes after the last`);
  if (last - first >= mostDays[grain]) {
    throw new PulseError('PULSE_USAGE', `from ${from} to ${to}: by the ${grain} ${mostDays[grain]} days at most`);
  }
  const out = new Map<string, string>();
  if (grain === 'day') {
    for (let day = first; day <= last && zone.startOf(day) <= now; day++)
      out.set(formatDay(day), `day:${formatDay(day)}`);
    return out;
  }
  for (let at = zone.startOf(first); at < zone.startOf(last + 1) && at <= now; at += hourMs) {
    const hour = zone.localHour(at);
    out.set(hour.replace(/(T\d\d)([+-]\d\d)(\d\d)$/, '$1:00$2:$3'), `hour:${hour}`);
  }
  return out;
}

function dayNamed(text: string): LocalDay {
  const day = parseDay(text);
  if (day !== null) return day;
  throw new PulseError('PULSE_USAGE', `${text} is no day`);
}
