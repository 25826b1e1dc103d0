import type { FastifyPluginCallbackZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import type { RouteContext } from '../api.js';
import { described, json } from '../route-docs.js';

const catalogue = z.object({
  language: z.literal('zh'),
  labels: z.record(z.string(), z.record(z.string(), z.string())).meta({
    description: 'kind of label (channel, category, nature, …) → code → name; a missing code is its own name',
  }),
  units: z.record(z.string(), z.object({ name: z.string(), kind: z.string() })),
  norms: z
    .record(z.string(), z.string())
    .optional()
    .meta({
      description: 'indicator → what it should reach, in %; as the alerts take it',
      example: { connection_rate: '95.00' },
    }),
});

/** GET /v1/catalogue: what codes are called, and what rates should reach. */
export const catalogueRoutes =
  ({ api, access }: RouteContext): FastifyPluginCallbackZod =>
  (app, _, done) => {
    const docs = { 200: { description: 'The catalogue of the program that answers.', content: json(catalogue) } };
    app.get('/v1/catalogue', { schema: described('catalogue', {}, docs), onRequest: access('read') }, (_, reply) =>
      reply.header('cache-control', 'private, max-age=60').send(api.catalogue),
    );
    done();
  };
