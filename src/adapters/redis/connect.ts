import { Cluster, type CommonRedisOptions, Redis } from 'ioredis';
import { PulseError } from '../../domain/errors.js';
import { isAccessError } from './redis-errors.js';
import type { ServerAddress } from './server-address.js';

/** Something an operator should know, while the work goes on. */
export type OnWarning = (message: string, details: Readonly<Record<string, string | number>>) => void;

export interface ConnectOptions {
  readonly servers: readonly ServerAddress[];
  readonly cluster: boolean;
  readonly commitTimeoutMs: number;
  readonly onWarning: OnWarning;
}

/**
 * A connected client, which from now on reconnects by itself.
 *
 * @throws PulseError PULSE_STORE when no server can be reached (retryable) or it refuses the user (not retryable).
 */
export async function connect(options: ConnectOptions): Promise<Redis | Cluster> {
  const client = options.cluster ? clusterClient(options) : singleClient(options);
  let cause = await failureOf(client);
  if (cause !== null) {
    client.disconnect();
    // A cluster's client asks for the slots on connections whose errors it drops: ask a node ourselves for the reason.
    if (options.cluster && saysNothing(cause)) cause = await failureOfNode(options, cause);
    throw cannotConnect(options.servers, cause);
  }
  warnOfInterruptions(client, options.onWarning);
  return client;
}

/** Connects. null: connected; else why not, which comes as an event: the promise says only "Connection is closed.". */
async function failureOf(client: Redis | Cluster): Promise<unknown> {
  let cause: unknown;
  const keep = (error: unknown): void => {
    const root = rootOf(error);
    if (cause === undefined || isAccessError(root) || (!isAccessError(cause) && !saysNothing(root))) cause = root;
  };
  client.on('error', keep);
  client.on('node error', keep);
  try {
    await client.connect();
    client.off('error', keep);
    client.off('node error', keep);
    return null;
  } catch (error) {
    // The listeners stay: an error after this one must not end the process.
    return cause ?? error;
  }
}

async function failureOfNode(options: ConnectOptions, otherwise: unknown): Promise<unknown> {
  const node = singleClient(options);
  const cause = await failureOf(node);
  node.disconnect();
  return cause ?? otherwise;
}

/** Said to a single server and to every node of a cluster. */
function connectionOptions({ servers, commitTimeoutMs }: ConnectOptions) {
  const { username, password, tls } = servers[0]!;
  const half = Math.ceil(commitTimeoutMs / 2);
  return {
    lazyConnect: true,
    connectionName: 'hotline-pulse',
    ...(username === undefined ? {} : { username }),
    ...(password === undefined ? {} : { password }),
    ...(tls ? { tls: {} } : {}),
    // A connection that fell silent is given up after half the time of a commit: the other half settles its outcome.
    disconnectTimeout: 500,
    connectTimeout: half,
    socketTimeout: half,
    // Unanswered commands fail when the connection is lost; this adapter decides what to repeat, never the client.
    maxRetriesPerRequest: 0,
    autoResendUnfulfilledCommands: false,
    // Behind a name that moved to another primary, the old one answers READONLY until we ask the name again.
    reconnectOnError: (error: Error) => error.message.startsWith('READONLY'),
  } satisfies CommonRedisOptions & { tls?: object; disconnectTimeout?: number };
}

function singleClient(options: ConnectOptions): Redis {
  const { host, port, db } = options.servers[0]!;
  const retryStrategy = (times: number): number => Math.min(50 * times, 1000);
  return new Redis({ ...connectionOptions(options), host, port, db, retryStrategy });
}

function clusterClient(options: ConnectOptions): Cluster {
  const nodes = options.servers.map(({ host, port }) => ({ host, port }));
  return new Cluster(nodes, {
    lazyConnect: true,
    redisOptions: connectionOptions(options),
    clusterRetryStrategy: (times) => Math.min(100 * times, 1000),
    slotsRefreshTimeout: Math.max(1000, Math.ceil(options.commitTimeoutMs / 2)),
    // Certificates name hosts, not the addresses behind them.
    ...(options.servers[0]!.tls ? { dnsLookup: (host, done) => done(null, host) } : {}),
  });
}

/** One warning when the connection goes, one when it is back: not one a try. */
function warnOfInterruptions(client: Redis | Cluster, onWarning: OnWarning): void {
  let lost = false;
  client.on('error', (error: unknown) => {
    if (!lost) onWarning('the connection to Redis has a problem', { error: messageOf(rootOf(error)) });
    lost = true;
  });
  client.on('ready', () => {
    if (lost) onWarning('the connection to Redis is back', {});
    lost = false;
  });
}

function cannotConnect(servers: readonly ServerAddress[], cause: unknown): PulseError {
  const where = servers.map(({ host, port }) => `${host}:${port}`).join(', ');
  const refused = isAccessError(cause);
  const message = refused
    ? `Redis at ${where} refuses this user or password: ${cause.message}`
    : `cannot connect to Redis at ${where}: ${messageOf(cause)}`;
  return new PulseError('PULSE_STORE', message, { retryable: !refused, details: { servers: where }, cause });
}

/** What every lost connection says, whatever the reason. */
function saysNothing(error: unknown): boolean {
  return error instanceof Error && error.message === 'Connection is closed.';
}

/** A cluster client wraps what its last node said. */
function rootOf(error: unknown): unknown {
  const last = (error as { lastNodeError?: unknown } | null)?.lastNodeError;
  return last ?? error;
}

function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { code } = error as { code?: unknown };
  return error.message || String(code ?? error.name);
}
