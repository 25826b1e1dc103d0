import { Heap } from './heap.js';
import type { Random } from './random.js';
import type { SimulatedEvent } from './wire.js';

export interface Disturbance {
  /** Share (0–1) of the events that come later than they should, each by up to `distance` others. */
  readonly disorder: number;
  /** Share (0–1) of the events that come once more, exactly the same, up to `distance` others later. */
  readonly duplicates: number;
  /** Share (0–1) of the closings (and reopenings) that come only after everything else. */
  readonly lateClosures: number;
  /** In events. Memory grows with it times the shares. */
  readonly distance: number;
}

/**
 * The same events in a worse order. Only `duplicates` adds any; none is ever lost.
 *
 * A held-back event waits in a heap for the position at which it is due, so a year's stream needs no year's memory; late
 * closures alone are all kept until the end.
 */
export function* disturb(events: Iterable<SimulatedEvent>, d: Disturbance, random: Random): Generator<SimulatedEvent> {
  const waiting = new Heap<SimulatedEvent>();
  const late: SimulatedEvent[] = [];
  let position = 0;
  const later = (): number => position + 1 + random.below(d.distance);
  for (const event of events) {
    if (d.lateClosures > 0 && event.type === 'hotline.ticket-closed.v1' && random.chance(d.lateClosures)) {
      late.push(event);
      continue;
    }
    position++;
    if (d.duplicates > 0 && random.chance(d.duplicates)) waiting.push(later(), event);
    if (d.disorder > 0 && random.chance(d.disorder)) waiting.push(later(), event);
    else yield event;
    while ((waiting.least ?? Number.POSITIVE_INFINITY) <= position) yield waiting.pop()!;
  }
  for (let event = waiting.pop(); event !== undefined; event = waiting.pop()) yield event;
  yield* late;
}
