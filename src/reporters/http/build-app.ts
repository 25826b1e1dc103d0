import { readFileSync } from 'node:fs';
import type { Server } from 'node:https';
import rateLimit from '@fastify/rate-limit';
import fastify, { type FastifyHttpsOptions, type FastifyInstance, type FastifyServerOptions } from 'fastify';
import { validatorCompiler } from 'fastify-type-provider-zod';
import type { Logger } from '../../ports/logger.js';
import { accessOf, limitReached } from './access.js';
import { type HttpWatcher, type MetricsText, type ReadPlugin, registerApi } from './api.js';
import { addDocuments } from './documents.js';
import { answerProblems, refuseConnection } from './handle-errors.js';
import { refuseOtherMethods } from './other-methods.js';
import { Problem, sendProblem } from './problems.js';
import { healthRoutes } from './routes/health.js';
import { addSecurityHeaders } from './security-headers.js';
import type { ApiSources, Health, Role } from './sources.js';
import { addDashboard } from './static.js';

export interface AppOptions {
  readonly health: Health;
  readonly metrics: () => Promise<MetricsText>;
  readonly logger: Logger;
  /** Absent: only health and metrics are served. */
  readonly api?: ApiOptions | undefined;
  /** PEM files. */
  readonly tls?: { readonly cert: string; readonly key: string } | undefined;
  readonly watcher?: HttpWatcher | undefined;
  /**
   * Who asks, for limits and log lines, is the address that this many proxies before us, or proxies of these addresses,
   * tell in X-Forwarded-For; false: whoever is connected.
   */
  readonly trustProxy: false | number | readonly string[];
  /** From the first byte of a request to its last. */
  readonly requestTimeoutMs: number;
}

export interface ApiOptions {
  readonly sources: ApiSources;
  readonly openRead: boolean;
  /** Metrics need the role `read`. */
  readonly metricsToken: boolean;
  readonly bodyLimits: { readonly event: number; readonly batch: number };
  readonly limits: Readonly<Record<Role, number>>;
  readonly now: () => number;
  readonly defaultKeys: () => readonly string[];
  /** Routes of other parts that need the role `read`. */
  readonly plugins: readonly ReadPlugin[];
  /** Folder of the built dashboard; it may not be there. */
  readonly dashboard: string;
  /** Namespace and name of the topics in /asyncapi.json. */
  readonly topicPrefix: string;
}

/** The server with everything it answers, not yet listening. */
export async function buildApp(o: AppOptions): Promise<FastifyInstance> {
  const app = newApp(o);
  app.setValidatorCompiler(validatorCompiler);
  // What routes answer is checked by tests against the API document, not again for every answer.
  app.setSerializerCompiler(() => (data) => JSON.stringify(data));
  app.decorateRequest('caller', null);
  answerProblems(app, o.logger);
  o.watcher?.watch(app);
  const refuseOthers = refuseOtherMethods(app);
  await addSecurityHeaders(app, o.tls !== undefined);
  if (o.api === undefined) await app.register(healthRoutes({ ...o, metricsAccess: null }));
  else await addApi(app, o, o.api);
  refuseOthers();
  return app;
}

async function addApi(app: FastifyInstance, o: AppOptions, api: ApiOptions): Promise<void> {
  await app.register(rateLimit, { global: false, enableDraftSpec: true, errorResponseBuilder: limitReached });
  const { openRead, limits, sources } = api;
  const access = accessOf(app, { tokens: sources.tokens, openRead, limits, logger: o.logger });
  await addDocuments(app, api.topicPrefix, api);
  await app.register(healthRoutes({ ...o, metricsAccess: api.metricsToken ? access('read') : null }));
  await registerApi(app, { ...api, api: sources, access, watcher: o.watcher, logger: o.logger }, api.plugins);
  addDashboard(app, api.dashboard);
}

function trusted(proxies: AppOptions['trustProxy']): NonNullable<FastifyServerOptions['trustProxy']> {
  if (proxies === false) return false;
  return typeof proxies === 'number' ? (_address, hop) => hop < proxies : [...proxies];
}

function newApp(o: AppOptions): FastifyInstance {
  const options: Omit<FastifyServerOptions, 'logger'> = {
    bodyLimit: 65_536, // of what is no event
    requestTimeout: o.requestTimeoutMs,
    trustProxy: trusted(o.trustProxy),
    return503OnClosing: true,
    forceCloseConnections: 'idle',
    routerOptions: { maxParamLength: 500, ignoreTrailingSlash: false },
    frameworkErrors: (_error, _request, reply) =>
      void sendProblem(reply, new Problem('invalid-request', 'the address is not well-formed')),
    clientErrorHandler: (error, socket) => refuseConnection(error, socket, o.logger),
  };
  // A slow request is noticed within a second of its end.
  const server = {
    connectionsCheckingInterval: Math.min(1000, o.requestTimeoutMs),
    // Node takes the longer of both for the whole request.
    headersTimeout: Math.min(15_000, o.requestTimeoutMs),
    requestTimeout: o.requestTimeoutMs,
    maxHeaderSize: 16_384,
  };
  if (o.tls === undefined) return fastify({ ...options, http: server });
  const [cert, key] = [readFileSync(o.tls.cert), readFileSync(o.tls.key)];
  const https = { ...options, https: { ...server, cert, key, minVersion: 'TLSv1.2' } };
  return fastify(https as unknown as FastifyHttpsOptions<Server>) as unknown as FastifyInstance;
}
