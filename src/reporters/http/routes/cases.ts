import type { FastifyPluginCallbackZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { casePageSchema } from '../../../domain/case-page.js';
import type { RouteContext } from '../api.js';
import { answered, figureParam, figureQuery, figureWish } from '../figure-query.js';
import { described, json } from '../route-docs.js';

const query = z.object({
  period: z.string().max(60).meta({ example: 'month:2021-06' }),
  figure: figureParam,
  ...figureQuery,
  after: z.string().min(1).max(8192).optional().meta({ description: '`next` of the page before' }),
  limit: z.coerce.number().int().min(1).max(500).default(50),
});

/** GET /v1/cases: the cases that a figure is the sum of, page by page. */
export const caseRoutes =
  ({ api, access }: RouteContext): FastifyPluginCallbackZod =>
  (app, _, done) => {
    const docs = { 200: { description: 'A page of cases.', content: json(casePageSchema) } };
    const schema = described('cases', { querystring: query }, docs);
    app.get('/v1/cases', { schema, onRequest: access('read') }, async (request, reply) => {
      const { period, figure, after, limit, ...rest } = request.query;
      const wish = { ...figureWish(period, figure, rest), after, limit };
      return reply.header('cache-control', 'no-store').send(await answered(api.explanations.cases(wish)));
    });
    done();
  };
