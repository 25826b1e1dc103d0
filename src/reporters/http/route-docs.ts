import type { FastifySchema } from 'fastify';
import type { ZodType } from 'zod';
import { type ProblemCode, problemCodes, problemSchema, problemType } from './problems.js';
import type { Role } from './sources.js';

/** What the API document says of each operation, apart from its parameters. */

interface Operation {
  readonly tag: 'events' | 'figures' | 'tickets' | 'alerts' | 'stream' | 'server';
  readonly summary: string;
  readonly description?: string;
  readonly role: Role | null;
  /** Besides those that every operation may answer with. */
  readonly problems: readonly ProblemCode[];
}

const body: readonly ProblemCode[] = ['malformed-json', 'payload-too-large', 'unsupported-media-type'];

export const operations = {
  events: {
    tag: 'events',
    summary: 'Send events',
    description:
      'CloudEvents 1.0: one in structured mode, one in binary mode (ce- headers, data as the body), or a batch. Every event is the whole known state of its ' +
      'entity. Order and repetition do not matter, so what was not answered is simply sent again. A closing may leave out contactId: it is looked up by its ticketId.',
    role: 'ingest',
    problems: [...body, 'invalid-event', 'partial-update', 'unknown-ticket', 'ambiguous-ticket', 'batch-refused'],
  },
  snapshot: {
    tag: 'figures',
    summary: 'The figures of a period',
    description:
      'As last published when they are, else computed now. live, month:2021-06, day:2021-06-12, week:2021-W24, quarter:2021-Q2, half:2021-H1, year:2021, range:2021-06-01..2021-06-10, rolling:30d. month:2021-06@r1: a revision of a month that is final, as it was decided; it never changes.',
    role: 'read',
    problems: ['invalid-period'],
  },
  revisions: {
    tag: 'figures',
    summary: 'The revisions of a month that is final, and who signed them',
    role: 'read',
    problems: [],
  },
  revisionDiff: {
    tag: 'figures',
    summary: 'What differs between two revisions of a month, and which events made the difference',
    role: 'read',
    problems: [],
  },
  periods: { tag: 'figures', summary: 'The periods that are published', role: 'read', problems: [] },
  series: {
    tag: 'figures',
    summary: 'Counters hour by hour or day by day',
    description: 'One point an hour or day that has begun; hours are kept for 400 days. A counter that is 0 says so.',
    role: 'read',
    problems: [],
  },
  explain: {
    tag: 'figures',
    summary: 'What stands behind a figure',
    description:
      'In words, by its counters and its exact fraction, with its rounding, the identities it takes part in, and the offsets that it is a function of. Computed now; of a revision as published.',
    role: 'read',
    problems: ['invalid-period'],
  },
  cases: {
    tag: 'figures',
    summary: 'The cases that a figure is the sum of, page by page',
    description:
      'What all pages add is the figure, unless events come in between. Each page reads a part of the whole state: this is for somebody who asks, not for polling.',
    role: 'read',
    problems: ['invalid-period'],
  },
  tickets: {
    tag: 'tickets',
    summary: 'The tickets behind a number, page by page',
    description: 'Open ones by due time, late ones by closing time; then by unit, contactId, ticketId.',
    role: 'read',
    problems: [],
  },
  alerts: { tag: 'alerts', summary: 'The last alert of each subject, newest first', role: 'read', problems: [] },
  alert: {
    tag: 'alerts',
    summary: 'One alert, with what went before and who took note',
    role: 'read',
    problems: ['unknown-alert', 'ambiguous-alert'],
  },
  ack: {
    tag: 'alerts',
    summary: 'Take note of an alert: no more warnings and reminders of this ticket for its present due time',
    role: 'operate',
    problems: [...body, 'unknown-alert', 'ambiguous-alert'],
  },
  snooze: {
    tag: 'alerts',
    summary: 'No more warnings and reminders of this ticket until then',
    role: 'operate',
    problems: [...body, 'unknown-alert', 'ambiguous-alert'],
  },
  catalogue: { tag: 'figures', summary: 'What codes are called', role: 'read', problems: [] },
  stream: {
    tag: 'stream',
    summary: 'Live updates as server-sent events',
    description:
      'Events: hello {boot, now}; snapshot {key, snapshot}; alert (an alert); ack {alertId, by, action, at}; reset (Last-Event-ID is not known any more: what follows is ' +
      'everything anew); bye (the server ends: connect again). A comment every 15 seconds. Resumes with Last-Event-ID.',
    role: 'read',
    problems: [],
  },
  healthz: { tag: 'server', summary: 'The process runs', role: null, problems: [] },
  readyz: {
    tag: 'server',
    summary: 'Ready: partitions assigned, caught up within a bound, store and log reachable',
    role: null,
    problems: ['not-ready'],
  },
  metrics: { tag: 'server', summary: 'Metrics in the text format of Prometheus', role: null, problems: [] },
} as const satisfies Record<string, Operation>;

export const json = (schema: ZodType) => ({ 'application/json': { schema } });

type Responses = Readonly<Record<number, object>>;

/** A route's schema with all that the API document needs; only `schema` is checked by the server. */
export function described<S extends Partial<Record<'querystring' | 'params' | 'headers' | 'body', ZodType>>>(
  name: keyof typeof operations,
  schema: S,
  responses: Responses,
): S {
  const { tag, summary, role, problems, ...o }: Operation = operations[name];
  const common: readonly ProblemCode[] =
    role === null ? [] : ['invalid-request', 'unauthorized', 'forbidden', 'too-many-requests', 'unavailable'];
  return {
    ...schema,
    operationId: name,
    tags: [tag],
    summary,
    ...(o.description !== undefined && { description: o.description }),
    ...(role !== null && { security: [{ token: [role] }] }),
    response: { ...responses, ...problemResponses([...common, ...problems]) },
  } as S & FastifySchema;
}

function problemResponses(codes: readonly ProblemCode[]): Record<string, object> {
  const statuses = new Map<number, ProblemCode[]>();
  for (const code of codes) {
    const [status] = problemCodes[code];
    statuses.set(status, [...(statuses.get(status) ?? []), code]);
  }
  const content = { [problemType]: { schema: problemSchema } };
  const said = [...statuses].map(([status, list]) => [status, { description: list.join(', '), content }]);
  return { ...Object.fromEntries(said), default: { description: 'Any other problem', content } };
}
