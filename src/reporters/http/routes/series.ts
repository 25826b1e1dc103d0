import type { FastifyPluginCallbackZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import type { RouteContext } from '../api.js';
import { described, json } from '../route-docs.js';

const day = z.string().regex(/^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/, 'not a local day such as 2021-06-12');
const mostMeasures = 20;
const query = z.object({
  grain: z.enum(['hour', 'day']),
  from: day.meta({ format: 'date', description: 'first local day' }),
  to: day.meta({ format: 'date', description: 'last local day; 400 days at most, 35 by the hour' }),
  measures: z
    .string()
    .min(1)
    .max(1000)
    .refine((text) => text.split(',').length <= mostMeasures, `at most ${mostMeasures}`)
    .meta({ description: 'names of counters, separated by commas, such as `contacts,answered`' }),
});
const series = z.object({
  points: z.array(
    z
      .object({ at: z.string().meta({ description: 'the hour with its offset, or the day' }) })
      .catchall(z.union([z.int(), z.string()])),
  ),
});

/** GET /v1/series: what a chart over hours or days is drawn from. */
export const seriesRoutes =
  ({ api, access }: RouteContext): FastifyPluginCallbackZod =>
  (app, _, done) => {
    const docs = { 200: { description: 'Points in order.', content: json(series) } };
    const schema = described('series', { querystring: query }, docs);
    app.get('/v1/series', { schema, onRequest: access('read') }, async (request, reply) => {
      const { measures, ...wish } = request.query;
      const names = [...new Set(measures.split(',').filter((name) => name !== '' && name !== 'at'))];
      const points = await api.figures.series({ ...wish, measures: names });
      return reply.header('cache-control', 'no-store').send({ points: [...points] });
    });
    done();
  };
