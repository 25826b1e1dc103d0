import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { Certificate } from './certificates.js';
import { type Received, type VendorName, vendors } from './robot-vendors.js';

/** What a server does to the next request instead of what the vendor would do. */
export type Behaviour =
  | { readonly status: number; readonly body?: string; readonly headers?: Readonly<Record<string, string>> }
  /** Takes the request and never answers. */
  | 'silent'
  /** Sends the head of an answer and one byte, and no more. */
  | 'stuck'
  /** Breaks the connection off. */
  | 'reset'
  /** 200 and a body without end. */
  | 'endless';

export interface RobotOptions {
  readonly secret?: string;
  /** The server's clock, in milliseconds; absent: the system's. */
  readonly now?: () => number;
  readonly perMinute?: number;
  readonly tls?: Certificate;
}

/** A group robot, or a receiver of webhooks, on a port of its own: checks what it gets as the vendor would. */
export interface RobotServer {
  /** With the key where the vendor has it: in the path or in the query. */
  readonly url: string;
  readonly port: number;
  readonly requests: readonly Received[];
  /** The messages that it took, as the vendor's JSON. */
  readonly taken: readonly unknown[];
  /** For the next requests, in order. */
  behave(...next: Behaviour[]): void;
  /** Resolves when the client of a request that was left hanging has gone. */
  readonly gone: Promise<void>;
  close(): Promise<void>;
}

/** The key of every robot: no answer, log or reason may ever hold it. */
export const robotKey = '693a91f6-7xxx-4bc4-97a0-0ec2sifa5aaa';

export async function startRobotServer(vendor: VendorName, options: RobotOptions = {}): Promise<RobotServer> {
  const requests: Received[] = [];
  const taken: unknown[] = [];
  const queue: Behaviour[] = [];
  const times: number[] = [];
  const now = options.now ?? Date.now;
  const { promise: gone, resolve: leave } = withResolvers();
  const handle = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const received = await read(request);
    requests.push(received);
    const behaviour = queue.shift();
    if (behaviour !== undefined) return misbehave(behaviour, response, leave);
    const recent = times.filter((at) => at > now() - 60_000).length;
    const full = recent >= (options.perMinute ?? Number.POSITIVE_INFINITY);
    const answer = vendors[vendor].answer(received, { secret: options.secret, key: robotKey, now: now(), full });
    if (answer.taken !== undefined) {
      taken.push(answer.taken);
      times.push(now());
    }
    response.writeHead(answer.status ?? 200, { 'content-type': 'application/json' }).end(JSON.stringify(answer.body));
  };
  const listener = (request: IncomingMessage, response: ServerResponse): void => {
    handle(request, response).catch(() => response.destroy());
  };
  const server = options.tls === undefined ? createServer(listener) : createSecureServer({ ...options.tls }, listener);
  // A client that does not like the certificate breaks the handshake off: that is what is tested.
  server.on('tlsClientError', () => undefined);
  const port = await listen(server);
  return {
    url: `${options.tls === undefined ? 'http' : 'https'}://127.0.0.1:${port}${vendors[vendor].path(robotKey)}`,
    port,
    requests,
    taken,
    behave: (...next) => queue.push(...next),
    gone,
    close: () => stop(server),
  };
}

async function read(request: IncomingMessage): Promise<Received> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const url = new URL(request.url ?? '/', 'http://127.0.0.1');
  return { method: request.method ?? '', url, headers: request.headers, body: Buffer.concat(chunks) };
}

function misbehave(behaviour: Behaviour, response: ServerResponse, leave: () => void): void {
  response.on('close', leave);
  if (behaviour === 'silent') return;
  if (behaviour === 'reset') response.socket?.resetAndDestroy();
  else if (behaviour === 'stuck') response.writeHead(200).write('{');
  else if (behaviour === 'endless') pour(response.writeHead(200, { 'content-type': 'application/json' }));
  else response.writeHead(behaviour.status, { ...behaviour.headers }).end(behaviour.body ?? '');
}

function pour(response: ServerResponse): void {
  const chunk = '{"errcode":0,"errmsg":"'.padEnd(16_384, 'x');
  const more = (): void => {
    while (!response.destroyed && response.write(chunk));
  };
  response.on('drain', more);
  more();
}

function listen(server: Server): Promise<number> {
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port));
  });
}

function stop(server: Server): Promise<void> {
  server.closeAllConnections();
  return new Promise((resolve) => {
    server.close(() => resolve());
  });
}

function withResolvers(): { promise: Promise<void>; resolve: () => void } {
  let resolve: () => void = () => undefined;
  const promise = new Promise<void>((r) => {
    resolve = r;
  });
  return { promise, resolve };
}
