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
 * The record as it came (its first 100 kB), as a CloudEvent whose key names its place: a repeat after a crash is recognisable and none is
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
      key: shown(d.record.key),
      headers: shownHeaders(d.record.headers),
      value: shown(d.record.value),
    },
  };
  return { topic: topics.deadLetters, partition, key: place, value: JSON.stringify(event) };
}

/** A dead letter must fit into a record, whatever was refused; the whole stays in the input topic, where its place says. */
const mostBytes = 100_000;

type Shown = { text: string; truncatedFrom?: number } | { base64: string; truncatedFrom?: number } | null;

function shown(bytes: Uint8Array | null): Shown {
  if (bytes === null || bytes.length <= mostBytes) return bytes === null ? null : asText(bytes);
  return { ...asText(bytes.subarray(0, mostBytes)), truncatedFrom: bytes.length };
}

function shownHeaders(headers: Readonly<Record<string, string>>): Record<string, string> {
  const out: Record<string, string> = {};
  let left = mostBytes;
  for (const [name, text] of Object.entries(headers)) {
    left -= name.length + text.length;
    if (left < 0) break;
    out[name] = text;
  }
  return out;
}

function asText(bytes: Uint8Array): { text: string } | { base64: string } {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const text = buffer.toString('utf8');
  const lossy = text.includes('\ufffd') && !buffer.equals(Buffer.from(text, 'utf8'));
  return lossy ? { base64: buffer.toString('base64') } : { text };
}
