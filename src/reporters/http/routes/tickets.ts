import type { FastifyPluginCallbackZod } from 'fastify-type-provider-zod';
import { ticketPageSchema, ticketQuerySchema } from '../../../domain/ticket-page.js';
import type { RouteContext } from '../api.js';
import { described, json } from '../route-docs.js';

/** GET /v1/tickets: the cases behind a number. */
export const ticketRoutes =
  ({ api, access }: RouteContext): FastifyPluginCallbackZod =>
  (app, _, done) => {
    const docs = { 200: { description: 'A page of tickets.', content: json(ticketPageSchema) } };
    const schema = described('tickets', { querystring: ticketQuerySchema }, docs);
    app.get('/v1/tickets', { schema, onRequest: access('read') }, async (request, reply) =>
      reply.header('cache-control', 'no-store').send(await api.tickets.list(request.query)),
    );
    done();
  };
