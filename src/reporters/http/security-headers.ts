import helmet from '@fastify/helmet';
import type { FastifyInstance } from 'fastify';

const own = ["'self'"];
const none = ["'none'"];

/** Nothing from another host, nothing inline, nobody frames us. */
export async function addSecurityHeaders(app: FastifyInstance, tls: boolean): Promise<void> {
  await app.register(helmet, {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: own,
        scriptSrc: own,
        styleSrc: own,
        imgSrc: [...own, 'data:'],
        connectSrc: own,
        objectSrc: none,
        baseUri: none,
        formAction: own,
        frameAncestors: none,
      },
    },
    referrerPolicy: { policy: 'no-referrer' },
    frameguard: { action: 'deny' },
    // Over plain HTTP browsers ignore it; a closed network may never have a certificate.
    strictTransportSecurity: tls ? { maxAge: 31_536_000, includeSubDomains: false } : false,
  });
}
