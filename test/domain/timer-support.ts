import { type Case, emptyCase, merge } from '../../src/domain/case.js';
import type { ViewContext } from '../../src/domain/contribution.js';
import { parseEvent } from '../../src/domain/events.js';
import { fireTimers } from '../../src/domain/ticket-alerts.js';
import { nextTimer } from '../../src/domain/timers.js';
import { loadDeadlines } from '../../src/settings/deadlines.js';
import { context } from '../support/counts.js';
import { full } from '../support/deadlines.js';

/** Cases of one ticket in few words (times as in support/deadlines.ts), and what their timers tell. */

type Fields = Record<string, unknown>;
const types = {
  ticket: 'ticket-created',
  closing: 'ticket-closed',
  ack: 'alert-acked',
  call: 'call-received',
} as const;
let revisions = 0;

/** The case after one more event: what is said later wins. Texts that look like `06-12 08:30` are times. */
export function then(c: Case, kind: keyof typeof types, fields: Fields = {}): Case {
  const rev = ++revisions;
  const least = { contactId: 'c', ...(kind !== 'call' && { ticketId: 't' }), rev };
  const data = { ...least, ...(kind === 'ticket' && { nature: 'help' }), ...(timed(fields) as Fields) };
  const type = `hotline.${types[kind]}.v1`;
  const event = { specversion: '1.0', id: `e${rev}`, source: '/test', type, time: '2021-06-01T00:00:00Z', data };
  return merge(c, parseEvent(event));
}
export const ticketCase = (createdAt: string, fields: Fields = {}): Case =>
  then(emptyCase, 'ticket', { createdAt, ...fields });

function timed(value: unknown): unknown {
  if (typeof value === 'string') return /^\d\d-\d\d \d\d:\d\d$/.test(value) ? full(value) : value;
  if (Array.isArray(value)) return value.map(timed);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([k, v]) => [k, timed(v)]));
}

/** The context with another term for everything. */
export const withTerm = (term: object, changed: Partial<ViewContext> = {}): ViewContext => ({
  ...context,
  rules: loadDeadlines({ rules: [{ otherwise: term }] }),
  ...changed,
});

export interface Line {
  readonly fired: number;
  readonly after: Case;
  /** `near-due 50 06-17 12:00`: kind, percent or day, and when it became true in Ankang. */
  readonly text: string;
  readonly id: string;
}

/** What the timers tell when each is fired at its very time, until none is left. */
export function story(c: Case, ctx: ViewContext = context): Line[] {
  const out: Line[] = [];
  let now = nextTimer(c, ctx);
  for (let last = Number.NEGATIVE_INFINITY, at = c; now !== null; now = nextTimer(at, ctx)) {
    if (now <= last) throw new Error(`the timer of ${now} fired, and is there again`);
    const { after, alerts } = fireTimers('c', at, now, ctx);
    if (alerts.length === 0) throw new Error(`there is a timer at ${now}, and nothing fires`);
    for (const alert of alerts) {
      const n = alert.ticket?.percent ?? alert.ticket?.day;
      const text = [alert.kind.replace('ticket-', ''), ...(n === undefined ? [] : [n]), onWall(Date.parse(alert.at))];
      out.push({ fired: now, after, text: text.join(' '), id: alert.id });
    }
    [last, at] = [now, after];
  }
  return out;
}
export const texts = (c: Case, ctx?: ViewContext): string[] => story(c, ctx).map((line) => line.text);

/** `06-17 12:00` in Ankang; seconds only where there are some. */
export function onWall(at: number): string {
  const text = new Date(at + 8 * 3_600_000).toISOString().slice(5, 23).replace('T', ' ');
  return text.replace(/\.000$/, '').replace(/:00$/, '');
}
