import type { FastifyInstance, onRequestAsyncHookHandler } from 'fastify';
import type { Logger } from '../../ports/logger.js';
import { alertRoutes } from './routes/alerts.js';
import { caseRoutes } from './routes/cases.js';
import { catalogueRoutes } from './routes/catalogue.js';
import { eventRoutes } from './routes/events.js';
import { explainRoutes } from './routes/explain.js';
import { revisionRoutes } from './routes/revisions.js';
import { seriesRoutes } from './routes/series.js';
import { snapshotRoutes } from './routes/snapshots.js';
import { streamRoutes } from './routes/stream.js';
import { ticketRoutes } from './routes/tickets.js';
import type { ApiSources, Health, Role } from './sources.js';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** The body is read by the route itself: one event, or a batch. */
    takesEvents?: true;
  }
}

/** Whoever measures. Calls must be cheap and must not throw. */
export interface HttpWatcher {
  watch(server: FastifyInstance): void;
  streamClients(count: number): void;
  streamCut(): void;
}

export interface MetricsText {
  readonly contentType: string;
  readonly body: string;
}

/** What the routes for whoever watches the process need. */
export interface ServerContext {
  readonly health: Health;
  readonly metrics: () => Promise<MetricsText>;
  /** null: metrics need no token. */
  readonly metricsAccess: onRequestAsyncHookHandler | null;
}

/** What the routes under /v1 need. */
export interface RouteContext {
  readonly api: ApiSources;
  /** The hook of a route that needs a role. */
  readonly access: (role: Role) => onRequestAsyncHookHandler;
  readonly now: () => number;
  /** Bytes. */
  readonly bodyLimits: { readonly event: number; readonly batch: number };
  /** Of a stream that names none: live, the running month, today. */
  readonly defaultKeys: () => readonly string[];
  readonly watcher: HttpWatcher | undefined;
  readonly logger: Logger;
}

/** Routes of another part (tables), which need the role `read`. */
export type ReadPlugin = (server: FastifyInstance) => Promise<void>;

export async function registerApi(
  app: FastifyInstance,
  context: RouteContext,
  plugins: readonly ReadPlugin[],
): Promise<void> {
  for (const routes of [
    eventRoutes,
    snapshotRoutes,
    revisionRoutes,
    seriesRoutes,
    ticketRoutes,
    explainRoutes,
    caseRoutes,
    alertRoutes,
    catalogueRoutes,
    streamRoutes,
  ]) {
    await app.register(routes(context));
  }
  for (const plugin of plugins) {
    await app.register(async (scope) => {
      scope.addHook('onRequest', context.access('read'));
      await scope.register(plugin);
    });
  }
}
