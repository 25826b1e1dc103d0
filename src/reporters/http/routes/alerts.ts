import type { FastifyPluginCallbackZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { type Alert, alertKinds, alertSchema } from '../../../domain/alert.js';
import { ackActions } from '../../../domain/events.js';
import { alertRowSchema, rowJson } from '../../alerts/row-json.js';
import { audit } from '../access.js';
import type { RouteContext } from '../api.js';
import { Problem } from '../problems.js';
import { described, json } from '../route-docs.js';
import type { AlertSource, NoteOnRecord } from '../sources.js';

const instant = z.string().meta({ format: 'date-time' });
const query = z.object({
  open: z.enum(['true', 'false']).optional().meta({ description: 'true: only what still is to be acted upon' }),
  unit: z.string().min(1).max(256).optional().meta({ description: 'by its code or any of its names' }),
  kind: z.enum(alertKinds).optional(),
  limit: z.coerce.number().int().min(1).max(1000).default(100),
});
const params = z.object({
  id: z.string().min(1).max(256).meta({ description: 'an id, or a beginning of one that no other shares' }),
});
const by = z
  .string()
  .max(256)
  .refine((text) => text.trim() !== '', 'write who takes note')
  .meta({ pattern: '\\S', minLength: 1 });
const note = z.string().max(2000).optional();
const ackBody = z.strictObject({ by, note });
const snoozeBody = z.strictObject({
  by,
  until: z.string().min(1).max(60).meta({ description: '30m, 2h, 1d, or a time; a year away at most' }),
  note,
});
const onRecord = z.object({
  alertId: z.string(),
  action: z.enum(ackActions),
  by: z.string(),
  at: instant,
  until: instant.optional(),
});

const rows = z.object({ alerts: z.array(alertRowSchema) });
const shown = alertRowSchema.extend({ last: alertSchema });
const docs = {
  list: { 200: { description: 'Subjects with their last alert.', content: json(rows) } },
  one: { 200: { description: 'The alert asked for; `last`: how its subject stands.', content: json(shown) } },
  done: { 200: { description: 'It is in the log, acknowledged.', content: json(onRecord) } },
};

/** GET /v1/alerts, GET /v1/alerts/{id}, POST …/ack and …/snooze. */
export const alertRoutes =
  (context: RouteContext): FastifyPluginCallbackZod =>
  (app, _, done) => {
    const { api, access } = context;
    app.get(
      '/v1/alerts',
      { schema: described('alerts', { querystring: query }, docs.list), onRequest: access('read') },
      (request, reply) => {
        const { open, unit, kind, limit } = request.query;
        const found = api.alerts.rows({ open: open === 'true', unit, kind }).slice(0, limit);
        return reply.header('cache-control', 'no-store').send({ alerts: found.map(rowJson) });
      },
    );
    app.get(
      '/v1/alerts/:id',
      { schema: described('alert', { params }, docs.one), onRequest: access('read') },
      (request, reply) => {
        const { alert, row } = findAlert(api.alerts, request.params.id);
        return reply.header('cache-control', 'no-store').send({ ...rowJson(row), alert, last: row.alert });
      },
    );
    acting(app, context);
    done();
  };

function acting(app: Parameters<FastifyPluginCallbackZod>[0], { api, access, logger }: RouteContext): void {
  const told = (said: NoteOnRecord): object => ({ alert: said.alertId, action: said.action });
  app.post(
    '/v1/alerts/:id/ack',
    { schema: described('ack', { params, body: ackBody }, docs.done), onRequest: access('operate') },
    async (request) => {
      const { alert } = findAlert(api.alerts, request.params.id);
      const said = await api.alerts.acknowledge(alert, { alertId: alert.id, ...request.body });
      audit(logger, request, told(said));
      return said;
    },
  );
  app.post(
    '/v1/alerts/:id/snooze',
    { schema: described('snooze', { params, body: snoozeBody }, docs.done), onRequest: access('operate') },
    async (request) => {
      const { alert } = findAlert(api.alerts, request.params.id);
      const said = await api.alerts.acknowledge(alert, { alertId: alert.id, ...request.body });
      audit(logger, request, told(said));
      return said;
    },
  );
}

const mostTold = 5;

/** @throws Problem when no alert has such an id, or more than one has. */
function findAlert(alerts: AlertSource, id: string): { alert: Alert; row: Parameters<typeof rowJson>[0] } {
  const found = alerts.byId(id);
  if ('alert' in found) return found;
  const { candidates } = found;
  if (candidates.length === 0) throw new Problem('unknown-alert', 'GET /v1/alerts lists them');
  const members = { candidates: candidates.slice(0, mostTold) };
  throw new Problem('ambiguous-alert', `${candidates.length} ids begin with it`, { members });
}
