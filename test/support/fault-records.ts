import fc from 'fast-check';
import { type EventType, type HotlineEvent, parseEvent } from '../../src/domain/events.js';
import { partitionOf } from '../../src/domain/partitioner.js';
import { reroutedHeader } from '../../src/engine/decode.js';
import { topicsOf } from '../../src/engine/topics.js';
import type { OutgoingRecord } from '../../src/ports/event-log.js';
import { wireEvent } from './histories.js';

export const topics = topicsOf('t');

const minute = 60_000;
const day = 1440 * minute;

/** What producers do to a log: an event where it belongs, in a wrong partition, a record that is none, no record at all. */
export type Produced =
  | { readonly kind: 'event' | 'misplaced'; readonly record: OutgoingRecord; readonly event: HotlineEvent }
  | { readonly kind: 'poison'; readonly record: OutgoingRecord }
  | { readonly kind: 'gap'; readonly topic: string; readonly partition: number };

const poisons = [
  'tombstone',
  'no-utf8',
  'no-json',
  'no-object',
  'no-event',
  'unknown-type',
  'future',
  'lost-copy',
] as const;
type Poison = (typeof poisons)[number];

const draft = {
  what: fc.oneof(
    { weight: 14, arbitrary: fc.constant('event' as const) },
    { weight: 2, arbitrary: fc.constant('misplaced' as const) },
    { weight: 3, arbitrary: fc.constantFrom(...poisons) },
    { weight: 1, arbitrary: fc.constant('gap' as const) },
  ),
  // Mostly soon after what happened, so that hours and minutes are kept; now and then so late that they are not.
  delay: fc.oneof(
    { weight: 9, arbitrary: fc.integer({ min: -1380, max: 4 * 1440 }) },
    { weight: 1, arbitrary: fc.integer({ min: 300 * 1440, max: 420 * 1440 }) },
  ),
  keyed: fc.integer({ min: 0, max: 9 }).map((n) => n > 0),
};

/** Records for input topics of so many partitions, in the order in which they are produced. */
export const producedRecords = (
  partitions: number,
  of: fc.Arbitrary<Record<string, unknown>> = wireEvent,
): fc.Arbitrary<Produced[]> =>
  fc.array(
    fc
      .record({ wire: of, ...draft })
      .map(({ wire, what, delay, keyed }) => produced(wire, what, delay * minute, keyed, partitions)),
    { minLength: 6, maxLength: 24 },
  );

function produced(
  wire: Record<string, unknown>,
  what: 'event' | 'misplaced' | 'gap' | Poison,
  delay: number,
  keyed: boolean,
  partitions: number,
): Produced {
  const event = parseEvent(wire);
  const topic = topics.inputOf[wire['type'] as EventType];
  const home = partitionOf(event.data.contactId, partitions);
  const other = (home + 1) % partitions;
  if (what === 'gap') return { kind: 'gap', topic, partition: home };
  const timestamp = latestDate(event) + delay;
  const record = { topic, key: keyed ? event.data.contactId : null, value: JSON.stringify(wire), timestamp };
  if (what === 'event' || (what === 'misplaced' && other === home))
    return { kind: 'event', record: { ...record, partition: home }, event };
  if (what === 'misplaced') return { kind: 'misplaced', record: { ...record, partition: other }, event };
  return {
    kind: 'poison',
    record: {
      ...record,
      ...spoiled(what, wire, event, other === home),
      partition: what === 'lost-copy' ? other : home,
    },
  };
}

/** What makes the record of an event one that must be refused. */
function spoiled(
  poison: Poison,
  wire: Record<string, unknown>,
  event: HotlineEvent,
  isOnly: boolean,
): Partial<OutgoingRecord> {
  switch (poison) {
    case 'tombstone':
      return { value: null };
    case 'no-utf8':
      return { value: Buffer.concat([Buffer.from('{"a":"'), Buffer.of(0xff), Buffer.from('"}')]) };
    case 'no-json':
      return { value: JSON.stringify(wire).slice(0, -1) };
    case 'no-object':
      return { value: JSON.stringify([wire]) };
    case 'no-event':
      return { value: JSON.stringify({ ...wire, source: '' }) };
    case 'unknown-type':
      return { value: JSON.stringify({ ...wire, type: 'hotline.ticket-eaten.v1' }) };
    case 'future':
      return { timestamp: latestDate(event) - day - 1 };
    case 'lost-copy':
      // With one partition no place is wrong: then it is simply not an event.
      return isOnly ? { value: '{}' } : { headers: { [reroutedHeader]: 'elsewhere' } };
  }
}

/** The latest of the dates that must not lie in the record's future. */
export function latestDate({ time, data }: HotlineEvent): number {
  const dates = ['receivedAt', 'createdAt', 'closedAt'].map(
    (name) => (data as unknown as Record<string, unknown>)[name],
  );
  return Math.max(time, ...dates.filter((d) => typeof d === 'number'));
}
