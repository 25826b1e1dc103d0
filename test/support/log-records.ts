import type { LogRecord } from '../../src/ports/event-log.js';

export type Text = string | Uint8Array | null;

/** A record as a log hands it out, of text; with the key of its contact unless told otherwise. */
export function recordOf(
  value: Text | object,
  given: Partial<Omit<LogRecord, 'key' | 'value'>> & { key?: Text } = {},
): LogRecord {
  const { key = 'c1', ...rest } = given;
  const text =
    typeof value === 'object' && value !== null && !(value instanceof Uint8Array) ? JSON.stringify(value) : value;
  return { offset: 7n, timestamp: Date.UTC(2021, 6, 1), headers: {}, ...rest, key: bytes(key), value: bytes(text) };
}

const bytes = (text: Text): Uint8Array | null => (typeof text === 'string' ? Buffer.from(text) : text);
