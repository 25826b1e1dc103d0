import type { EventType } from '../domain/events.js';
import type { Context } from './context.js';
import { EventPublisher } from './event-publisher.js';
import { Lines } from './lines.js';

/** Where a feeder's events go: to the log, or into a file. */
export interface EventTarget {
  /** Resolves when there is room for more. */
  take(event: { readonly type: EventType; readonly data: Readonly<Record<string, unknown>> }): Promise<void>;
  /** Resolves when everything is acknowledged, or written. */
  end(): Promise<void>;
}

export async function publishing(context: Context): Promise<EventTarget> {
  const publisher = new EventPublisher(await context.openLog(), context.topics);
  return {
    take: (event) => publisher.publish(event.type, String(event.data['contactId']), JSON.stringify(event)),
    end: () => publisher.flush(),
  };
}

/** @throws PulseError PULSE_USAGE when nothing can be written there. */
export async function writing(file: string): Promise<EventTarget> {
  const lines = await Lines.to(file);
  return { take: (event) => lines.write(event), end: () => lines.end() };
}
