import type { OutgoingRecord } from '../ports/event-log.js';
import { type Decoded, reroutedHeader } from './decode.js';
import type { Topics } from './topics.js';

/** The record produced again into its right partition: same key, value and timestamp, and a header that says from where. */
export function reroutedCopy(
  d: Extract<Decoded, { kind: 'misplaced' }>,
  topic: string,
  partition: number,
): OutgoingRecord {
  return {
    topic,
    partition: d.home,
    key: d.event.data.contactId,
    value: d.record.value,
    headers: { ...d.record.headers, [reroutedHeader]: `${topic}/${partition}/${d.record.offset}` },
    timestamp: d.record.timestamp,
  };
}

/**
 * The record as it came, as a CloudEvent whose key names its place: a repeat after a crash is recognisable and none is
 * lost. Values that are UTF-8 are kept as text, others as base64.
 */
export function deadLetter(
  d: Extract<Decoded, { kind: 'dead' }>,
  topic: string,
  partition: number,
  topics: Topics,
): OutgoingRecord {
  const place = `${topic}/${partition}/${d.record.offset}`;
  const event = {
    specversion: '1.0',
    id: place,
    source: 'urn:hotline-pulse:processor',
    type: 'hotline.dead-letter.v1',
    time: new Date(d.record.timestamp).toISOString(),
    datacontenttype: 'application/json',
    data: {
      topic,
      partition,
      offset: String(d.record.offset),
      reason: d.reason,
      problems: d.problems,
      key: asText(d.record.key),
      headers: d.record.headers,
      value: asText(d.record.value),
    },
  };
  return { topic: topics.deadLetters, partition, key: place, value: JSON.stringify(event) };
}

function asText(bytes: Uint8Array | null): { text: string } | { base64: string } | null {
  if (bytes === null) return null;
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const text = buffer.toString('utf8');
  return text.includes('\ufffd') && !buffer.equals(Buffer.from(text, 'utf8'))
    ? { base64: buffer.toString('base64') }
    : { text };
}
