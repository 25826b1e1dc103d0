import type { Snapshot } from '../../domain/snapshot-schema.js';
import { PublishedFeed } from '../../engine/published-feed.js';
import type { Pipeline } from '../context.js';

type Feed = Pick<PublishedFeed, 'latest'>;

/** A revision as it was published, its unit table put back. */
export function revisionIn(feed: Feed, key: string): Snapshot | null {
  const whole = feed.latest(key)?.snapshot;
  if (whole === undefined) return null;
  const units = feed.latest(`${key}/units`)?.snapshot;
  return {
    ...whole,
    counters: { ...whole.counters, ...units?.counters },
    indicators: [...whole.indicators, ...(units?.indicators ?? [])],
    identities: [...whole.identities, ...(units?.identities ?? [])],
  };
}

/** The same for whoever follows no topic: reads it once. */
export async function readRevision({ log, topics, board }: Pick<Pipeline, 'log' | 'topics' | 'board'>, key: string) {
  const feed = await PublishedFeed.open(log, topics.snapshots, board);
  try {
    return revisionIn(feed, key);
  } finally {
    await feed.close();
  }
}
