import type { FastifyPluginCallbackZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import type { ServerContext } from '../api.js';
import { Problem } from '../problems.js';
import { described, json } from '../route-docs.js';

const checks = z.record(z.string(), z.object({ ok: z.boolean(), detail: z.string().optional() }));

/** GET /healthz, /readyz and /metrics: for what watches the process. */
export const healthRoutes =
  ({ health, metrics, metricsAccess }: ServerContext): FastifyPluginCallbackZod =>
  (app, _, done) => {
    const alive = {
      200: { description: 'It runs.', content: json(z.object({ status: z.literal('ok') })) },
    };
    app.get('/healthz', { schema: described('healthz', {}, alive) }, (_, reply) => {
      if (!health.live()) throw new Problem('unavailable', 'the process is ending');
      return reply.header('cache-control', 'no-store').send({ status: 'ok' });
    });
    const ready = { 200: { description: 'Ready.', content: json(z.object({ ready: z.literal(true), checks })) } };
    app.get('/readyz', { schema: described('readyz', {}, ready) }, async (_, reply) => {
      const found = await health.ready();
      if (!found.ready) throw new Problem('not-ready', '', { members: { ready: false, checks: found.checks } });
      return reply.header('cache-control', 'no-store').send(found);
    });
    const figures = { 200: { description: 'Metrics.', content: { 'text/plain': { schema: z.string() } } } };
    const onRequest = metricsAccess === null ? [] : [metricsAccess];
    app.get('/metrics', { schema: described('metrics', {}, figures), onRequest }, async (_, reply) => {
      const { contentType, body } = await metrics();
      return reply.header('cache-control', 'no-store').type(contentType).send(body);
    });
    done();
  };
