import { isRecord } from '../domain/absent.js';
import { PulseError } from '../domain/errors.js';
import { type HotlineEvent, parseEvent, type RefusalReason, refusal } from '../domain/events.js';
import { refuseFuture } from '../domain/future-time.js';
import { partitionOf } from '../domain/partitioner.js';
import type { LogRecord } from '../ports/event-log.js';

/** Header on a copy that was produced again into its right partition; names the place it came from. */
export const reroutedHeader = 'pulse-rerouted-from';

/** Events of the simulator and the demo name themselves by this prefix of their source. */
export const demoSource = 'urn:hotline-pulse:';

export type Decoded =
  | {
      readonly kind: 'event';
      readonly record: LogRecord;
      readonly event: HotlineEvent;
      readonly masked: boolean;
      readonly foreignKey: boolean;
    }
  | { readonly kind: 'misplaced'; readonly record: LogRecord; readonly event: HotlineEvent; readonly home: number }
  | {
      readonly kind: 'dead';
      readonly record: LogRecord;
      readonly reason: RefusalReason;
      readonly problems: readonly string[];
    };

/**
 * Reads one record of an input topic: an event of this partition, an event of another one, or a dead letter. Never
 * throws for what a record holds.
 */
export function decode(record: LogRecord, partition: number, partitions: number): Decoded {
  try {
    const raw = readCloudEvent(record);
    const event = parseEvent(raw);
    refuseFuture(event, record.timestamp);
    const home = partitionOf(event.data.contactId, partitions);
    if (home !== partition) {
      if (reroutedHeader in record.headers)
        throw refusal('misrouted-copy', `re-routed from ${record.headers[reroutedHeader]?.slice(0, 300)}`);
      return { kind: 'misplaced', record, event, home };
    }
    return {
      kind: 'event',
      record,
      event,
      masked: isMasked(raw, event),
      foreignKey: !isKey(record.key, event.data.contactId),
    };
  } catch (error) {
    if (!(error instanceof PulseError) || error.code !== 'PULSE_INPUT') throw error;
    const { reason, problems } = error.details as { reason: RefusalReason; problems: readonly string[] };
    return { kind: 'dead', record, reason, problems };
  }
}

/** Structured mode, or binary mode when there are `ce_` headers (CloudEvents 1.0, Kafka binding). */
function readCloudEvent(record: LogRecord): unknown {
  if (record.value === null) throw refusal('tombstone', 'the record has no value');
  const value = parseJson(record.value);
  if (!('ce_specversion' in record.headers)) return value;
  const event: Record<string, unknown> = { data: value };
  for (const [name, text] of Object.entries(record.headers)) if (name.startsWith('ce_')) event[name.slice(3)] = text;
  return event;
}

const strictUtf8 = new TextDecoder('utf-8', { fatal: true });

function parseJson(bytes: Uint8Array): unknown {
  let text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8');
  try {
    // toString() replaces what is not UTF-8; only then is the slower, strict decoder asked.
    if (text.includes('\ufffd')) text = strictUtf8.decode(bytes);
    const value: unknown = JSON.parse(text);
    if (isRecord(value)) return value;
  } catch (error) {
    throw refusal('not-json', error instanceof SyntaxError ? error.message.slice(0, 120) : 'the value is not UTF-8');
  }
  throw refusal('not-json', 'the value is JSON, but no object');
}

function isKey(key: Uint8Array | null, contactId: string): boolean {
  return key !== null && Buffer.from(key.buffer, key.byteOffset, key.byteLength).toString('utf8') === contactId;
}

/** Whether a text of the event lost a number that looked personal. */
function isMasked(raw: unknown, event: HotlineEvent): boolean {
  if (event.type === 'hotline.call-received.v1') return false;
  const before = textsOf((raw as { data: Record<string, unknown> }).data);
  return textsOf(event.data as unknown as Record<string, unknown>).some(
    (t, i) => typeof t === 'string' && t !== before[i],
  );
}

/** The free texts, each in its place whether it is there or not. */
function textsOf({ summary, note, unit, extensions }: Record<string, unknown>): unknown[] {
  const reasons = Array.isArray(extensions) ? extensions.filter(isRecord).map((e) => e['reason']) : [];
  return [summary, note, isRecord(unit) ? unit['name'] : undefined, ...reasons];
}
