import type { HotlineEvent } from './events.js';
import type { Counts } from './figures.js';
import { formatInstant, type Instant } from './instant.js';
import type { RevisionCause } from './revision-schema.js';

/** The index of what changed a month after it was marked; month such as `2021-06`. */
export const changedIndex = (month: string): string => `changed:${month}`;

/** Characters of the number that a row begins with: order of text is order of commits. */
const width = 15;

/** Where an event stands in its partition. */
export interface RecordPlace {
  readonly topic: string;
  readonly offset: bigint;
  /** The broker's timestamp. */
  readonly timestamp: Instant;
}

/**
 * A row of that index: `<number><JSON>`, one event that changed the month, and by how much as of the cut-off.
 *
 * @param number its place among all such rows of the partition.
 */
export function changedRow(number: number, place: RecordPlace, event: HotlineEvent, differences: Counts): string {
  const { id: eventId, source, type, data } = event;
  const row: Omit<RevisionCause, 'partition'> = {
    topic: place.topic,
    offset: String(place.offset),
    eventId,
    source,
    type,
    contactId: data.contactId,
    ticketId: 'ticketId' in data ? (data.ticketId ?? null) : null,
    at: formatInstant(place.timestamp),
    differences: Object.fromEntries(differences),
  };
  return String(number).padStart(width, '0') + JSON.stringify(row);
}

/**
 * @param partition whose index it stands in.
 * @returns null: it is damaged. What it told of is a difference without a known cause then.
 */
export function causeOfRow(partition: number, row: string): RevisionCause | null {
  try {
    const { topic, ...rest } = JSON.parse(row.slice(width)) as Omit<RevisionCause, 'partition'>;
    return { topic, partition, ...rest };
  } catch {
    return null;
  }
}

/** A text that lies before the row of this number, and behind all with lower ones. */
export const rowsFrom = (number: number): string => String(number).padStart(width, '0');
