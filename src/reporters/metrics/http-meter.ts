import type { FastifyInstance } from 'fastify';
import { type MetricsRegistry, secondsBuckets } from './registry.js';

/** What the HTTP server of this process answers, and who listens to its stream. */
export class HttpMeter {
  readonly #seconds;
  readonly #clients;
  readonly #cut;

  constructor(registry: MetricsRegistry) {
    this.#seconds = registry.histogram(
      'http_request_duration_seconds',
      'From the request to the end of the answer, in seconds; the stream aside',
      secondsBuckets,
      ['method', 'route', 'status'] as const,
    );
    this.#clients = registry.gauge('stream_clients', 'Clients that listen to the stream of events');
    this.#cut = registry.counter('stream_cuts_total', 'Clients that were cut off because they did not read');
  }

  /** Measures every request of a server. The label is the route's pattern, never the path that was asked for. */
  watch(server: FastifyInstance): void {
    server.addHook('onResponse', (request, reply, done) => {
      const route = request.routeOptions.url ?? 'none';
      const status = `${Math.floor(reply.statusCode / 100)}xx`;
      const type = String(reply.getHeader('content-type') ?? '');
      if (!type.startsWith('text/event-stream'))
        this.#seconds.observe({ method: request.method, route, status }, reply.elapsedTime / 1000);
      done();
    });
  }

  streamClients(count: number): void {
    this.#clients.set(count);
  }

  streamCut(): void {
    this.#cut.inc();
  }
}
