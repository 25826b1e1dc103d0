import type { FastifyInstance, FastifyReply, FastifyRequest, onRequestAsyncHookHandler } from 'fastify';
import type { Logger } from '../../ports/logger.js';
import { Problem } from './problems.js';
import type { Role, TokenStore } from './sources.js';

declare module 'fastify' {
  interface FastifyRequest {
    /** Who asks; null: nobody who said so. */
    caller: { readonly id: string; readonly role: Role } | null;
  }
}

export interface AccessOptions {
  readonly tokens: TokenStore;
  /** Reading needs no token. */
  readonly openRead: boolean;
  /** Requests a minute, for a token or, without one, an address. */
  readonly limits: Readonly<Record<Role, number>>;
  readonly logger: Logger;
}

const satisfies: Readonly<Record<Role, readonly Role[]>> = {
  ingest: ['ingest'],
  read: ['read', 'operate'],
  operate: ['operate'],
};

/** So many wrong tokens a minute of one address: the rest is not even looked at. */
const wrongTokensPerMinute = 60;

/**
 * Who may do what. Runs before the body is read: whoever has no business here costs nothing.
 *
 * @returns makes the hook of a route that needs a role.
 */
export function accessOf(app: FastifyInstance, o: AccessOptions): (role: Role) => onRequestAsyncHookHandler {
  const perMinute = (max: number) => ({
    max,
    timeWindow: 60_000,
    keyGenerator: (request: FastifyRequest) => request.caller?.id ?? request.ip,
  });
  const wrong = app.createRateLimit(perMinute(wrongTokensPerMinute));
  const hooks = {
    ingest: app.rateLimit(perMinute(o.limits.ingest)),
    read: app.rateLimit(perMinute(o.limits.read)),
    operate: app.rateLimit(perMinute(o.limits.operate)),
  };
  const identify = async (request: FastifyRequest, reply: FastifyReply): Promise<void> => {
    const text = bearerOf(request);
    if (text === null) return;
    const before = await wrong(request, { increment: false });
    if (!before.isAllowed && before.remaining === 0) throw tooMany(reply, before.max, before.ttlInSeconds);
    try {
      request.caller = await o.tokens.verify(text);
    } finally {
      if (request.caller === null) await wrong(request);
    }
    if (request.caller !== null) return;
    throw unauthorized('the token is not known, or was revoked', 'invalid_token');
  };
  return (role) => async (request, reply) => {
    await identify(request, reply);
    if (request.caller === null && !(o.openRead && role === 'read')) throw unauthorized('send Authorization: Bearer …');
    if (request.caller !== null && !satisfies[role].includes(request.caller.role)) {
      throw new Problem('forbidden', `this needs the role ${role}; the token has ${request.caller.role}`, {
        headers: { 'www-authenticate': `Bearer realm="hotline-pulse", error="insufficient_scope", scope="${role}"` },
      });
    }
    await hooks[role].call(app, request, reply);
  };
}

/** One line for every call that changes what others see. Never the token, never what was written. */
export function audit(logger: Logger, request: FastifyRequest, what: object): void {
  logger.info(
    { audit: true, token: request.caller?.id, role: request.caller?.role, address: request.ip, ...what },
    'operate call',
  );
}

/** The answer when a limit is reached; @fastify/rate-limit has set the RateLimit headers by then. */
export const limitReached = (): Problem => new Problem('too-many-requests', 'wait as long as Retry-After says');

function tooMany(reply: FastifyReply, max: number, seconds: number): Problem {
  void reply.headers({
    'ratelimit-limit': max,
    'ratelimit-remaining': 0,
    'ratelimit-reset': seconds,
    'retry-after': seconds,
  });
  return limitReached();
}

/** null: no token was sent. @throws Problem when the header is there and is none. */
function bearerOf(request: FastifyRequest): string | null {
  const header = request.headers.authorization;
  if (header === undefined) return null;
  const [, token] = /^Bearer +([\x21-\x7e]{1,512})$/i.exec(header) ?? [];
  if (token === undefined) throw unauthorized('the Authorization header is not "Bearer <token>"', 'invalid_request');
  return token;
}

function unauthorized(detail: string, error?: string): Problem {
  const challenge = `Bearer realm="hotline-pulse"${error === undefined ? '' : `, error="${error}"`}`;
  return new Problem('unauthorized', detail, { headers: { 'www-authenticate': challenge } });
}
