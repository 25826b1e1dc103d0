import type { ServerResponse } from 'node:http';
import type { FastifyPluginCallbackZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import type { RouteContext } from '../api.js';
import { Problem } from '../problems.js';
import { described } from '../route-docs.js';
import { type FrameTarget, heartbeatMs, StreamHub } from '../stream-hub.js';

/** More at once than any city has screens. */
const mostClients = 2000;
const mostKeys = 20;
/** The token of an open stream is looked at so often. */
const tokenMs = 1000;

const query = z.object({
  keys: z
    .string()
    .max(1000)
    .optional()
    .meta({ description: 'keys of snapshots, separated by commas; absent: live, the running month, today' }),
});
const headers = z.looseObject({ 'last-event-id': z.string().max(64).optional() });

/** Server-sent events: snapshots, alerts and acknowledgements as they are published. */
export const streamRoutes =
  ({ api, access, now, defaultKeys, watcher }: RouteContext): FastifyPluginCallbackZod =>
  (app, _, done) => {
    const hub = new StreamHub({ latest: (key) => api.figures.latest(key) }, defaultKeys, now);
    const count = (): void => watcher?.streamClients(hub.clients);
    feed(app, hub, api);
    app.get(
      '/v1/stream',
      { schema: described('stream', { querystring: query, headers }, docs), onRequest: access('read') },
      (request, reply) => {
        if (hub.clients >= mostClients) throw new Problem('unavailable', 'too many streams are open');
        const keys = request.query.keys?.split(',').filter((key) => key !== '') ?? null;
        if (keys !== null && keys.length > mostKeys) {
          throw new Problem('invalid-request', `querystring.keys: at most ${mostKeys}`);
        }
        reply.hijack();
        const { raw } = reply;
        raw.writeHead(200, {
          ...(reply.getHeaders() as Record<string, string>),
          'content-type': 'text/event-stream; charset=utf-8',
          'cache-control': 'no-store',
          'x-accel-buffering': 'no', // a proxy that gathers would hold back what is live
        });
        raw.socket?.setNoDelay(true);
        const target = targetOf(raw, () => watcher?.streamCut());
        const leave = hub.join(target, { keys, lastEventId: request.headers['last-event-id'] ?? null });
        const { caller } = request;
        // Whoever has a stream open asks no more: a token that is revoked ends it here.
        const watch =
          caller === null ? undefined : setInterval(() => api.tokens.stands(caller.id) || raw.end(), tokenMs);
        count();
        raw.once('close', () => {
          clearInterval(watch);
          leave();
          count();
        });
      },
    );
    done();
  };

const docs = {
  200: { description: 'The stream; it does not end.', content: { 'text/event-stream': { schema: z.string() } } },
};

/** Follows what is published while the server runs. */
function feed(app: Parameters<FastifyPluginCallbackZod>[0], hub: StreamHub, api: RouteContext['api']): void {
  let ends: (() => void)[] = [];
  app.addHook('onReady', async () => {
    const beat = setInterval(() => hub.beat(), heartbeatMs);
    ends = [
      api.figures.onUpdate((key, published) => hub.snapshot(key, published)),
      api.alerts.onAlert((alert) => hub.alert(alert)),
      api.alerts.onNote((note) => hub.note(note)),
      () => clearInterval(beat),
    ];
  });
  // Before the server waits for its connections: these would never end by themselves.
  app.addHook('preClose', async () => {
    for (const end of ends) end();
    hub.end();
  });
}

const targetOf = (raw: ServerResponse, onCut: () => void): FrameTarget => ({
  write: (text) => void raw.write(text),
  get waiting() {
    return raw.writableLength;
  },
  cut: () => {
    onCut();
    raw.destroy();
  },
  end: () => raw.end(),
});
