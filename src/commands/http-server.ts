import { fileURLToPath } from 'node:url';
import { dayPeriod, monthOf, periodKey } from '../domain/period.js';
import type { Processor } from '../engine/processor.js';
import { PublishedFeed } from '../engine/published-feed.js';
import { TicketReader } from '../engine/ticket-reader.js';
import type { Clock } from '../ports/clock.js';
import { AlertFeed } from '../reporters/http/alert-feed.js';
import type { ApiOptions } from '../reporters/http/build-app.js';
import { HttpServer, isLoopback } from '../reporters/http/server.js';
import type { ApiSources, EventIntake, Health, TokenStore } from '../reporters/http/sources.js';
import { spaced } from '../reporters/http/spaced.js';
import { newToken, type TokenRecord, tokenStore } from '../reporters/http/tokens.js';
import type { HotlineMetrics } from '../reporters/metrics/hotline-metrics.js';
import { tablesPlugin } from '../reporters/tables/tables-plugin.js';
import type { Context, Pipeline } from './context.js';
import { alertSource } from './http/alert-source.js';
import { catalogueLabels, normsOf } from './http/catalogue-labels.js';
import { explanationSource } from './http/explanation-source.js';
import { figureSource } from './http/figure-source.js';
import { healthOf } from './http/health.js';
import { revisionSource } from './http/revision-source.js';

export interface ServerParts {
  readonly pipeline: Pipeline;
  readonly metrics: HotlineMetrics;
  /** Of this process, if it processes. */
  readonly processor?: Processor | undefined;
  /** A first look: reading is open on this machine, and a token is made that ends with the process. */
  readonly sample?: boolean | undefined;
}

export interface RunningServer {
  readonly url: string;
  /** With --sample: may take note of alerts. */
  readonly token: string | null;
  stop(): Promise<void>;
}

const dashboard = fileURLToPath(new URL('../dashboard/', import.meta.url));
const defaultPort = 8080;

/** API, dashboard and metrics of one process. */
export async function startServer(context: Context, parts: ServerParts): Promise<RunningServer> {
  const { http } = context.settings;
  const sample = parts.sample === true;
  const own = sample
    ? newToken({ role: 'operate', label: 'sample', createdAt: new Date(context.clock.now()).toISOString() })
    : null;
  const { sources, close } = await openSources(context, parts, own?.record);
  const server = new HttpServer({
    ...shared(context, { ...parts, health: pipelineHealth(context, parts) }),
    port: http.port ?? defaultPort,
    mayMove: sample && http.port === undefined,
    api: apiOptions(context, sources, parts),
  });
  try {
    const { url } = await server.start();
    parts.metrics.tellFigures(sources.figures);
    const stop = async (): Promise<void> => {
      await server.stop();
      await close();
    };
    return { url, token: own?.text ?? null, stop };
  } catch (error) {
    await close();
    throw error;
  }
}

export interface ProbeParts {
  readonly metrics: HotlineMetrics;
  readonly health: Health;
}

/** Health and metrics only: of a process that has nothing to show. `port` null: not wanted. */
export async function startProbes(
  context: Context,
  port: number | null,
  parts: ProbeParts,
): Promise<Pick<RunningServer, 'stop'> | null> {
  if (port === null) return null;
  const server = new HttpServer({ ...shared(context, parts), port });
  await server.start();
  return server;
}

/** Of a process that reads the input, or shows what comes of it. */
export function pipelineHealth(context: Context, { pipeline, processor }: Omit<ServerParts, 'metrics'>): Health {
  const lagMs = context.settings.http.readyLagSeconds * 1000;
  return healthOf({ pipeline, processor, lagMs, now: () => context.clock.now() });
}

function shared(context: Context, { metrics, health }: ProbeParts) {
  const { host, tls, requestTimeoutMs, trustProxy } = context.settings.http;
  return {
    ...{ host, tls, requestTimeoutMs, trustProxy, health },
    logger: context.logger,
    watcher: metrics.http,
    metrics: async () => ({ contentType: metrics.contentType, body: await metrics.text() }),
  };
}

function apiOptions(context: Context, sources: ApiSources, { sample, pipeline }: ServerParts): ApiOptions {
  const { http, namespace } = context.settings;
  const { ingestPerMinute, readPerMinute, operatePerMinute } = http.rateLimits;
  const { zone } = pipeline.context;
  const now = (): number => context.clock.now();
  return {
    sources,
    openRead: http.openRead || (sample === true && isLoopback(http.host)),
    metricsToken: http.metricsToken,
    bodyLimits: { event: http.bodyLimitBytes, batch: http.batchLimitBytes },
    limits: { ingest: ingestPerMinute, read: readPerMinute, operate: operatePerMinute },
    now,
    defaultKeys: () => {
      const today = zone.dayOf(now());
      return ['live', periodKey(monthOf(today)), periodKey(dayPeriod(today))];
    },
    plugins: [tablesPlugin(sources)],
    dashboard,
    topicPrefix: namespace,
  };
}

async function openSources(
  context: Context,
  { pipeline }: ServerParts,
  own: TokenRecord | undefined,
): Promise<{ sources: ApiSources; close: () => Promise<void> }> {
  const { log, topics, store, partitions } = pipeline;
  const { alerts, deliveries, inputOf } = topics;
  const feed = await PublishedFeed.open(log, topics.snapshots, pipeline.board);
  const board = await AlertFeed.open(log, { alerts, deliveries, acks: inputOf['hotline.alert-acked.v1'] });
  const tickets = new TicketReader({ store, partitions, context: pipeline.context });
  const { catalogue } = context.configuration;
  const sources: ApiSources = {
    intake: intakeOf(pipeline, tickets),
    figures: figureSource(feed, pipeline),
    revisions: revisionSource(feed, pipeline),
    tickets: {
      list: ({ unit, ...query }) =>
        tickets.list({ ...query, ...(unit !== undefined && { unit: catalogue.unitCode(unit) ?? unit }) }),
    },
    explanations: explanationSource(context.configuration, pipeline, feed),
    alerts: alertSource(context, log, board),
    tokens: tokensOf(context.clock, pipeline, own),
    catalogue: { ...catalogueLabels(context.configuration), norms: normsOf(context.configuration) },
  };
  const close = async (): Promise<void> => void (await Promise.all([feed.close(), board.close()]));
  return { sources, close };
}

function intakeOf({ log, topics }: Pipeline, tickets: TicketReader): EventIntake {
  return {
    publish: (events) =>
      log.publish(
        events.map(({ event, json }) => ({
          topic: topics.inputOf[event.type],
          key: event.data.contactId,
          value: json,
        })),
      ),
    contactsOf: (ticketId) => tickets.contactsOf(ticketId),
  };
}

/** Whoever guesses tokens makes the log be asked for its end so often at most. */
const lookMs = 1000;

const tokensOf = (clock: Clock, { board }: Pipeline, own: TokenRecord | undefined): TokenStore =>
  tokenStore(
    (id) => (id === own?.id ? own : board.token(id)),
    spaced(() => board.catchUp(), lookMs, clock),
  );
