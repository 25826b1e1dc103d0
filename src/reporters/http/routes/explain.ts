import type { FastifyPluginCallbackZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { languages } from '../../../domain/definitions.js';
import { explanationSchema } from '../../../domain/explanation-schema.js';
import type { RouteContext } from '../api.js';
import { answered, figureParam, figureQuery, figureWish } from '../figure-query.js';
import { described, json } from '../route-docs.js';

const params = z.object({ period: z.string().max(60).meta({ example: 'month:2021-06' }), figure: figureParam });
const query = z.object({
  ...figureQuery,
  lang: z.enum(languages).default('zh').meta({ description: 'of the words' }),
});

/** GET /v1/explain/{period}/{figure}: what stands behind a number. */
export const explainRoutes =
  ({ api, access }: RouteContext): FastifyPluginCallbackZod =>
  (app, _, done) => {
    const docs = { 200: { description: 'What the figure is.', content: json(explanationSchema) } };
    const schema = described('explain', { params, querystring: query }, docs);
    app.get('/v1/explain/:period/:figure', { schema, onRequest: access('read') }, async (request, reply) => {
      const { period, figure } = request.params;
      const wish = figureWish(period, figure, request.query);
      const explanation = await answered(api.explanations.explain(wish, request.query.lang));
      return reply.header('cache-control', 'no-store').send(explanation);
    });
    done();
  };
