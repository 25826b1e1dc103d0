import type { FastifyPluginCallbackZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { revisionDiffSchema, revisionListSchema } from '../../../domain/revision-list.js';
import type { RouteContext } from '../api.js';
import { described, json } from '../route-docs.js';

const number = z.coerce.number().int().min(1).max(999_999);
const params = z.object({
  month: z
    .string()
    .regex(/^\d{4}-(0[1-9]|1[0-2])$/, 'a month such as 2021-06')
    .meta({ example: '2021-06' }),
});
const query = z.object({
  from: number.meta({ description: 'the earlier revision', example: 1 }),
  to: number.meta({ description: 'the later revision', example: 2 }),
});

/** GET /v1/revisions/{month} and /v1/revisions/{month}/diff. */
export const revisionRoutes =
  ({ api, access }: RouteContext): FastifyPluginCallbackZod =>
  (app, _, done) => {
    app.get(
      '/v1/revisions/:month',
      { schema: described('revisions', { params }, listDocs), onRequest: access('read') },
      (request, reply) => reply.header('cache-control', 'no-store').send(api.revisions.list(request.params.month)),
    );
    app.get(
      '/v1/revisions/:month/diff',
      { schema: described('revisionDiff', { params, querystring: query }, diffDocs), onRequest: access('read') },
      (request, reply) => {
        const { from, to } = request.query;
        return reply.header('cache-control', 'no-store').send(api.revisions.diff(request.params.month, from, to));
      },
    );
    done();
  };

const listDocs = { 200: { description: 'The revisions.', content: json(revisionListSchema) } };
const diffDocs = { 200: { description: 'What differs, and why.', content: json(revisionDiffSchema) } };
