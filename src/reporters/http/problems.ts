import type { FastifyError, FastifyReply } from 'fastify';
import { hasZodFastifySchemaValidationErrors } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { PulseError } from '../../domain/errors.js';

/** Errors at the edge: RFC 9457 problem details. Codes are stable; programs match on `code`, never on the texts. */

/** Code → status and title. Closed: documented, and one for one in the API document. */
export const problemCodes = {
  'malformed-json': [400, 'The body is not JSON'],
  'invalid-request': [400, 'A parameter or a header is not what it must be'],
  'invalid-period': [400, 'That is no period'],
  unauthorized: [401, 'A valid token is needed'],
  forbidden: [403, 'The token does not have the role that this needs'],
  'not-found': [404, 'There is nothing here'],
  'unknown-alert': [404, 'No alert has this id'],
  'method-not-allowed': [405, 'This method is not known here'],
  'request-timeout': [408, 'The request came too slowly'],
  'ambiguous-ticket': [409, 'The ticket is known under more than one contact'],
  'ambiguous-alert': [409, 'That is the beginning of several ids'],
  'payload-too-large': [413, 'The body is too large'],
  'unsupported-media-type': [415, 'This kind of content is not understood'],
  'invalid-event': [422, 'The event is not what the contract says'],
  'partial-update': [422, 'Every event is the whole state'],
  'unknown-ticket': [422, 'No contact is known for this ticket'],
  'batch-refused': [422, 'Every event of the batch was refused'],
  'too-many-requests': [429, 'Too many requests'],
  'headers-too-large': [431, 'The header fields are too large'],
  internal: [500, 'Something went wrong here'],
  unavailable: [503, 'The log or the store does not answer'],
  'not-ready': [503, 'Not ready'],
} as const satisfies Record<string, readonly [status: number, title: string]>;
export type ProblemCode = keyof typeof problemCodes;

export const problemType = 'application/problem+json';

export const problemSchema = z.looseObject({
  type: z.string().meta({ description: 'urn:hotline-pulse:problem:<code>' }),
  title: z.string(),
  status: z.int(),
  code: z.enum(Object.keys(problemCodes) as [ProblemCode, ...ProblemCode[]]),
  detail: z.string().optional(),
  reason: z.string().optional().meta({ description: 'of a refused event: the reason code, as dead letters have it' }),
  problems: z.array(z.string()).optional().meta({ description: 'one text a field: `data.channel: why`' }),
});

export interface ProblemBody {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly code: ProblemCode;
  readonly [member: string]: unknown;
}

/** Thrown by a route; the error handler writes it. Holds nothing that must not be shown. */
export class Problem extends Error {
  readonly code: ProblemCode;
  readonly members: Readonly<Record<string, unknown>>;
  readonly headers: Readonly<Record<string, string>>;

  /** @param members added to the body, `problems` or `reason` */
  constructor(
    code: ProblemCode,
    detail: string,
    o: {
      members?: Readonly<Record<string, unknown>>;
      headers?: Readonly<Record<string, string>>;
      cause?: unknown;
    } = {},
  ) {
    super(detail, o.cause === undefined ? undefined : { cause: o.cause });
    this.name = 'Problem';
    this.code = code;
    this.members = o.members ?? {};
    this.headers = o.headers ?? {};
  }

  get status(): number {
    return problemCodes[this.code][0];
  }

  get body(): ProblemBody {
    const [status, title] = problemCodes[this.code];
    const detail = this.message === '' ? {} : { detail: this.message };
    return {
      type: `urn:hotline-pulse:problem:${this.code}`,
      title,
      status,
      code: this.code,
      ...detail,
      ...this.members,
    };
  }
}

export function sendProblem(reply: FastifyReply, problem: Problem): FastifyReply {
  return reply
    .code(problem.status)
    .headers(problem.headers)
    .type(problemType)
    .send(Buffer.from(JSON.stringify(problem.body)));
}

/** Fastify's own codes, as ours. */
const ofFastify: Readonly<Record<string, readonly [ProblemCode, string]>> = {
  FST_ERR_CTP_BODY_TOO_LARGE: ['payload-too-large', 'send smaller batches'],
  FST_ERR_CTP_INVALID_MEDIA_TYPE: ['unsupported-media-type', ''],
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: ['invalid-request', 'the body is not as long as Content-Length says'],
  FST_ERR_CTP_EMPTY_JSON_BODY: ['malformed-json', 'the body is empty'],
  FST_ERR_CTP_INVALID_JSON_BODY: ['malformed-json', 'the body is not JSON'],
  FST_ERR_BAD_URL: ['invalid-request', 'the address is not well-formed'],
};

/** What went wrong, as the outside may see it. What is not known is `internal`, and says nothing of itself. */
export function problemOf(error: unknown): Problem {
  if (error instanceof Problem) return error;
  if (error instanceof PulseError) return ofPulse(error);
  if (hasZodFastifySchemaValidationErrors(error)) {
    const { validationContext } = error as FastifyError;
    const problems = error.validation.map(
      (v) => `${[validationContext, ...v.instancePath.split('/').slice(1)].join('.')}: ${v.message}`,
    );
    return new Problem('invalid-request', problems.join('; '), { members: { problems } });
  }
  const { code, statusCode } = (error ?? {}) as Partial<FastifyError>;
  const known = ofFastify[code ?? ''];
  if (known !== undefined) return new Problem(known[0], known[1], { cause: error });
  // Rejected by Fastify itself, or by its JSON parser, before a route saw it.
  if (statusCode === 400)
    return new Problem('malformed-json', 'the body is not JSON that may be read', { cause: error });
  if (statusCode === 403 || statusCode === 404) return new Problem('not-found', '', { cause: error });
  return new Problem('internal', '', { cause: error });
}

function ofPulse(error: PulseError): Problem {
  if (error.code === 'PULSE_USAGE' || error.code === 'PULSE_INPUT') {
    // Commands say these texts too: there a parameter is an option.
    return new Problem('invalid-request', error.message.replace(/^--/, ''), { cause: error });
  }
  if (!error.retryable) return new Problem('internal', '', { cause: error });
  return new Problem('unavailable', 'try again in a moment', { headers: { 'retry-after': '2' }, cause: error });
}
