import type { IncomingHttpHeaders } from 'node:http';
import { Problem } from './problems.js';

/** What was posted, before any event of it is judged. */
export interface PostedEvents {
  /** A batch has an answer an event; a single event that is refused is a problem. */
  readonly batch: boolean;
  readonly raws: readonly unknown[];
}

export const eventTypesTaken = {
  structured: 'application/cloudevents+json',
  batch: 'application/cloudevents-batch+json',
  /** Structured, a batch when it is an array, or the data of binary mode when there are ce- headers. */
  json: 'application/json',
} as const;

/** More would make an answer that nobody wants to read. */
export const mostEvents = 10_000;

/**
 * Reads the three modes of the CloudEvents HTTP binding (1.0.2, sections 3.1 to 3.3).
 *
 * @throws Problem when the body is no JSON, or is of another mode than its content type says.
 */
export function readPosted(headers: IncomingHttpHeaders, body: unknown, mostBytes: number): PostedEvents {
  const bytes = Buffer.isBuffer(body) ? body : Buffer.alloc(0);
  const type = (headers['content-type'] ?? '').split(';')[0]?.trim().toLowerCase();
  const value = jsonOf(bytes);
  if (type === eventTypesTaken.batch && !Array.isArray(value)) {
    throw new Problem('malformed-json', 'a batch is a JSON array of events');
  }
  if (type === eventTypesTaken.json && isBinary(headers)) {
    refuseLarge(bytes, mostBytes);
    return { batch: false, raws: [{ ...attributesOf(headers), data: value }] };
  }
  if (Array.isArray(value) && type !== eventTypesTaken.structured) {
    if (value.length > mostEvents) throw new Problem('payload-too-large', `at most ${mostEvents} events in a batch`);
    return { batch: true, raws: value };
  }
  refuseLarge(bytes, mostBytes);
  return { batch: false, raws: [value] };
}

const strictUtf8 = new TextDecoder('utf-8', { fatal: true });

function jsonOf(bytes: Buffer): unknown {
  if (bytes.length === 0) throw new Problem('malformed-json', 'the body is empty');
  let text: string;
  try {
    text = strictUtf8.decode(bytes);
  } catch (cause) {
    throw new Problem('malformed-json', 'the body is not UTF-8', { cause });
  }
  try {
    return JSON.parse(text);
  } catch (cause) {
    // The parser's message quotes the body, which is nobody's business but the sender's.
    const at = /position \d+/.exec((cause as Error).message)?.[0];
    throw new Problem('malformed-json', `the body is not JSON${at === undefined ? '' : ` (${at})`}`, { cause });
  }
}

function refuseLarge(bytes: Buffer, most: number): void {
  if (bytes.length > most) throw new Problem('payload-too-large', `an event has at most ${most} bytes`);
}

/** One of the attributes that every event has stands in a header. */
const isBinary = (headers: IncomingHttpHeaders): boolean =>
  ['ce-specversion', 'ce-id', 'ce-type', 'ce-source'].some((name) => headers[name] !== undefined);

/** Headers `ce-…` as attributes; what is not ASCII in them is percent-encoded UTF-8. */
function attributesOf(headers: IncomingHttpHeaders): Record<string, unknown> {
  const out: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(headers)) {
    if (!name.startsWith('ce-') || typeof value !== 'string') continue;
    const attribute = name.slice('ce-'.length);
    if (!/^[a-z0-9]{1,40}$/.test(attribute) || attribute === 'data') continue;
    try {
      out[attribute] = decodeURIComponent(value);
    } catch (cause) {
      throw new Problem('invalid-request', `headers.${name}: not percent-encoded UTF-8`, { cause });
    }
  }
  return { ...out, datacontenttype: 'application/json' };
}

const mostDepth = 32;

/**
 * What must not be taken on, though JSON allows it: names that would reach an object's prototype in a careless consumer of
 * the log, and nesting that would break one. null: nothing.
 */
export function harmIn(raw: unknown): string | null {
  let level: readonly object[] = isObject(raw) ? [raw] : [];
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > mostDepth) return `(root): nested deeper than ${mostDepth}`;
    const next: object[] = [];
    for (const value of level) {
      // Not spread into a call: a list may be longer than any stack.
      for (const inner of Object.values(value)) if (isObject(inner)) next.push(inner);
      const name = Array.isArray(value) ? null : reachingPrototype(value);
      if (name !== null) return `(root): a member is called ${name}`;
    }
    level = next;
  }
  return null;
}

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;

function reachingPrototype(value: object): string | null {
  if (Object.hasOwn(value, '__proto__')) return '__proto__';
  if (!Object.hasOwn(value, 'constructor')) return null;
  return isObject(value.constructor) && 'prototype' in value.constructor ? 'constructor' : null;
}
