import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A server that takes CloudEvents, as somebody's own system would; it keeps the ids of what it has taken. */
export class HookServer {
  readonly url: string;
  /** Ids of the alerts of each request that was answered with 204. */
  readonly taken: string[][] = [];
  /** Before each answer; the status to answer with. */
  answer: (ids: readonly string[]) => number | Promise<number> = () => 204;
  readonly #server: Server;

  private constructor(server: Server) {
    this.#server = server;
    this.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`;
  }

  static async open(): Promise<HookServer> {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const self = new HookServer(server);
    server.on('request', (request, response) => {
      void self.#take(request).then((status) => response.writeHead(status).end());
    });
    return self;
  }

  get ids(): string[] {
    return this.taken.flat();
  }

  close(): Promise<void> {
    const closed = new Promise<void>((resolve) => this.#server.close(() => resolve()));
    this.#server.closeAllConnections();
    return closed;
  }

  async #take(request: IncomingMessage): Promise<number> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = JSON.parse(Buffer.concat(chunks).toString('utf8')) as { id: string } | { id: string }[];
    const ids = (Array.isArray(body) ? body : [body]).map(({ id }) => id);
    const status = await this.answer(ids);
    if (status === 204) this.taken.push(ids);
    return status;
  }
}
