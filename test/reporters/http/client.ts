import { Agent, type IncomingHttpHeaders, request } from 'node:http';
import type { FastifyInstance } from 'fastify';
import { type AppOptions, buildApp } from '../../../src/reporters/http/build-app.js';

export interface Answer {
  readonly statusCode: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  // biome-ignore lint/suspicious/noExplicitAny: whatever the server says; the test looks at it
  json(): any;
}

export interface Asked {
  readonly method?: string;
  /** As it goes over the wire: not normalised. */
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly payload?: string | Uint8Array;
}

/** The server on a port of its own, asked over real sockets. */
export class Client {
  readonly port: number;
  readonly app: FastifyInstance;
  readonly #agent = new Agent({ keepAlive: true });

  private constructor(app: FastifyInstance, port: number) {
    this.app = app;
    this.port = port;
  }

  static async open(options: AppOptions): Promise<Client> {
    const app = await buildApp(options);
    await app.listen({ host: '127.0.0.1', port: 0 });
    const address = app.server.address();
    return new Client(app, typeof address === 'object' && address !== null ? address.port : 0);
  }

  get(url: string, headers: Readonly<Record<string, string>> = {}): Promise<Answer> {
    return this.ask({ url, headers });
  }

  ask({ method = 'GET', url, headers = {}, payload }: Asked): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const sent = request(
        { host: '127.0.0.1', port: this.port, method, path: url, headers, agent: this.#agent },
        (response) => {
          const chunks: Buffer[] = [];
          response.on('data', (chunk: Buffer) => chunks.push(chunk));
          response.on('error', reject);
          response.on('end', () => {
            const body = Buffer.concat(chunks).toString();
            resolve({
              statusCode: response.statusCode ?? 0,
              headers: response.headers,
              body,
              json: () => JSON.parse(body),
            });
          });
        },
      );
      sent.on('error', reject);
      sent.end(payload);
    });
  }

  async close(): Promise<void> {
    await this.app.close();
    this.#agent.destroy();
  }
}
