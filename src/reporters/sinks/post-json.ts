import { type ClientRequest, request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { connectionFailure } from './connection-failure.js';
import { retryAfterMs } from './retry-after.js';
import type { Target } from './target.js';

/** The other side answered, or the connection failed. The reason names the host and no more of the address. */
export type Answer =
  | {
      readonly kind: 'answered';
      readonly status: number;
      /** The first 64 kB at most, and what had come when the time was up or the connection broke. */
      readonly body: string;
      readonly retryAfterMs?: number;
    }
  | { readonly kind: 'failed'; readonly reason: string };

const bodyLimit = 65_536;

/**
 * One POST on a connection of its own; never rejects. Redirects are answers like any other: nobody may send a city's
 * tickets on to another place. The time-out holds from the first step to the last byte, so a server that drips does not
 * outstay it.
 *
 * @param query parameters that are added to the target's
 */
export function postJson(
  target: Target,
  body: string,
  headers: Readonly<Record<string, string>>,
  query: Readonly<Record<string, string>> = {},
): Promise<Answer> {
  const url = new URL(target.url);
  for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
  return new Promise((resolve) => {
    let request: ClientRequest | undefined;
    let timer: NodeJS.Timeout | undefined;
    const finish = (answer: Answer): void => {
      clearTimeout(timer);
      resolve(answer);
      request?.destroy();
    };
    const fail = (cause: unknown): void => finish({ kind: 'failed', reason: connectionFailure(cause, target.host) });
    try {
      request = begin(url, target, Buffer.from(body), headers);
    } catch (cause) {
      return fail(cause);
    }
    let late = (): void =>
      finish({ kind: 'failed', reason: `no answer from ${target.host} within ${target.timeoutMs} ms` });
    timer = setTimeout(() => late(), target.timeoutMs);
    request.on('error', fail);
    request.on('response', (response) => {
      late = collect(response, finish);
    });
  });
}

function begin(url: URL, target: Target, body: Buffer, headers: Readonly<Record<string, string>>): ClientRequest {
  const options = {
    method: 'POST',
    agent: false as const,
    headers: { ...headers, 'content-length': body.length, 'user-agent': 'hotline-pulse' },
    ...(target.ca !== undefined && { ca: target.ca }),
  };
  const request = url.protocol === 'https:' ? httpsRequest(url, options) : httpRequest(url, options);
  return request.end(body);
}

/** Once there is a status, whatever ends the body ends the answer. Returns how to end it from outside. */
function collect(response: IncomingMessage, finish: (answer: Answer) => void): () => void {
  const chunks: Buffer[] = [];
  let size = 0;
  const date = Date.parse(response.headers.date ?? '');
  // The other side's own clock, where it says it: only the difference matters.
  const wait = retryAfterMs(response.headers['retry-after'], Number.isNaN(date) ? Date.now() : date);
  const end = (): void =>
    finish({
      kind: 'answered',
      status: response.statusCode ?? 0,
      body: Buffer.concat(chunks).toString('utf8', 0, bodyLimit),
      ...(wait !== undefined && { retryAfterMs: wait }),
    });
  response.on('data', (chunk: Buffer) => {
    chunks.push(chunk);
    size += chunk.length;
    if (size >= bodyLimit) end();
  });
  response.on('end', end);
  response.on('error', end);
  response.on('close', end);
  return end;
}
