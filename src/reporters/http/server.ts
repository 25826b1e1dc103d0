import { isIPv6 } from 'node:net';
import type { FastifyInstance } from 'fastify';
import { PulseError } from '../../domain/errors.js';
import type { Logger } from '../../ports/logger.js';
import { type AppOptions, buildApp } from './build-app.js';

export interface ServerOptions extends AppOptions {
  readonly host: string;
  /** 0: any that is free. */
  readonly port: number;
  /** The port was nobody's wish: when it is taken, the next free one is as good. */
  readonly mayMove?: boolean | undefined;
}

/** So many ports are tried at most. */
const mostTried = 20;
/** Requests that are still running when the server stops get so long. */
const graceMs = 10_000;

/** The one HTTP server of a process. */
export class HttpServer {
  readonly #options: ServerOptions;
  #app: FastifyInstance | null = null;

  constructor(options: ServerOptions) {
    this.#options = options;
  }

  /**
   * @returns its address, as a person on this machine may open it.
   * @throws PulseError PULSE_CONFIG when the port is taken, or cannot be listened on.
   */
  async start(): Promise<{ readonly url: string; readonly port: number }> {
    const app = await buildApp(this.#options);
    this.#app = app;
    const port = await this.#listen(app);
    const { host, tls, logger } = this.#options;
    const url = `${tls === undefined ? 'http' : 'https'}://${shownHost(host)}:${port}`;
    logger.info({ url }, 'listening');
    if (tls === undefined && !isLoopback(host)) warnOfPlain(logger, host);
    return { url, port };
  }

  /** Tells the readers of streams, lets requests that have begun finish, closes every connection. */
  async stop(): Promise<void> {
    const app = this.#app;
    this.#app = null;
    if (app === null) return;
    const deadline = setTimeout(() => app.server.closeAllConnections(), graceMs);
    try {
      await app.close();
    } finally {
      clearTimeout(deadline);
    }
  }

  async #listen(app: FastifyInstance): Promise<number> {
    const { host, port, mayMove } = this.#options;
    const last = mayMove === true && port > 0 ? Math.min(port + mostTried - 1, 65_535) : port;
    for (let tried = port; ; tried++) {
      try {
        await app.listen({ host, port: tried });
        const address = app.server.address();
        return typeof address === 'object' && address !== null ? address.port : tried;
      } catch (cause) {
        const { code, message } = cause as NodeJS.ErrnoException;
        if (code === 'EADDRINUSE' && tried < last) continue;
        await this.stop();
        const what = code === 'EADDRINUSE' ? 'is taken by another program' : `cannot be listened on: ${message}`;
        throw new PulseError('PULSE_CONFIG', `http: port ${tried} of ${host} ${what}`, { cause });
      }
    }
  }
}

export const isLoopback = (host: string): boolean =>
  host === 'localhost' || host === '::1' || /^127\.\d+\.\d+\.\d+$/.test(host);

function shownHost(host: string): string {
  if (host === '0.0.0.0' || host === '::') return 'localhost';
  return isIPv6(host) ? `[${host}]` : host;
}

function warnOfPlain(logger: Logger, host: string): void {
  logger.warn(
    { host },
    'plain HTTP beyond this machine: tokens travel unencrypted. Set http.tls, or keep it behind a proxy that has TLS',
  );
}
