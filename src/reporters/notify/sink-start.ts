import type { Bounds, Offset } from '../../ports/event-log.js';
import type { Logger } from '../../ports/logger.js';
import type { SinkPosition } from './deliveries.js';

/** Where a sink begins to read the alerts. */
export interface SinkStart {
  readonly since: SinkPosition['since'];
  /** Next offset per partition. */
  readonly next: ReadonlyMap<number, Offset>;
}

/**
 * A sink goes on at its position; a new one begins at the end. Where the topic does not reach the position (it was made
 * anew, or alerts were dropped before they were told) it begins with the first alert that is there: ids say what was sent.
 */
export function beginning(
  sink: string,
  position: SinkPosition | null,
  bounds: readonly Bounds[],
  logger: Logger,
): SinkStart {
  if (position === null) {
    const since = Object.fromEntries(bounds.map(({ end }, partition) => [String(partition), String(end)]));
    return { since, next: new Map(bounds.map(({ end }, partition) => [partition, end])) };
  }
  const next = bounds.map(({ start, end }, partition) => {
    const text = position.next[String(partition)];
    const at = text === undefined ? start : BigInt(text);
    if (at >= start && at <= end) return at;
    const facts = { sink, partition, position: String(at), start: String(start), end: String(end) };
    const words =
      at < start ? 'alerts were dropped before this sink had told them' : 'the topic of alerts was made anew';
    logger.error(facts, `${words}: it goes on with the first that is there`);
    return start;
  });
  return { since: position.since, next: new Map(next.entries()) };
}
