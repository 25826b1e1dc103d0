import type { Sent } from '../notify/sender.js';
import type { Answer } from './post-json.js';

/** 408 time-out, 425 too early, 429 too many: the request may succeed as it is. */
const passing = [408, 425, 429];

/** What the connection and the status alone decide; null: a 2xx, so the body decides. */
export function sentByStatus(answer: Answer, host: string): Sent | null {
  if (answer.kind === 'failed') return { kind: 'later', reason: answer.reason };
  const { status } = answer;
  if (status >= 200 && status < 300) return null;
  const reason = `${host} answered ${status}`;
  if (status >= 300 && status < 400) {
    return { kind: 'refused', reason: `${reason}: redirects are not followed, set the final address` };
  }
  if (status >= 400 && status < 500 && !passing.includes(status)) return { kind: 'refused', reason };
  return later(reason, answer.retryAfterMs);
}

export function later(reason: string, afterMs: number | undefined): Sent {
  return { kind: 'later', reason, ...(afterMs !== undefined && { afterMs }) };
}
