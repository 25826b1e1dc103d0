import type { Socket } from 'node:net';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Logger } from '../../ports/logger.js';
import { Problem, type ProblemCode, problemOf, problemType, sendProblem } from './problems.js';

/** Refusals that say something about whoever asks: worth a line. */
const told: readonly ProblemCode[] = [
  'unauthorized',
  'forbidden',
  'payload-too-large',
  'unsupported-media-type',
  'malformed-json',
  'too-many-requests',
];

/** Every error becomes a problem; refusals and faults are logged, without what was sent. */
export function answerProblems(app: FastifyInstance, logger: Logger): void {
  app.setErrorHandler((error, request, reply) => {
    const problem = problemOf(error);
    const facts = { ...factsOf(request), status: problem.status, code: problem.code };
    if (problem.status >= 500 && problem.code !== 'not-ready') {
      logger.error({ ...facts, error: String(problem.cause ?? problem) }, 'a request could not be answered');
    } else if (told.includes(problem.code)) logger.info(facts, 'a request was refused');
    return sendProblem(reply, problem);
  });
  app.setNotFoundHandler((_request, reply) => sendProblem(reply, new Problem('not-found', '')));
}

/** The route's pattern, not the address: people put things into addresses that no log should have. */
function factsOf(request: FastifyRequest): object {
  const { method, ip, caller } = request;
  return { method, route: request.routeOptions.url ?? 'none', address: ip, token: caller?.id ?? null };
}

const ofNode: Readonly<Record<string, ProblemCode>> = {
  ERR_HTTP_REQUEST_TIMEOUT: 'request-timeout',
  HPE_HEADER_OVERFLOW: 'headers-too-large',
};
const reasons: Readonly<Record<number, string>> = {
  400: 'Bad Request',
  408: 'Request Timeout',
  431: 'Request Header Fields Too Large',
};

/** What is no request at all, or comes too slowly: answered on the bare socket, which then ends. */
export function refuseConnection(error: Error & { code?: string }, socket: Socket, logger: Logger): void {
  if (error.code === 'ECONNRESET' || !socket.writable) return void socket.destroy();
  const problem = new Problem(ofNode[error.code ?? ''] ?? 'invalid-request', 'this is not a well-formed request');
  logger.info(
    { address: socket.remoteAddress, status: problem.status, code: problem.code, error: error.code },
    'a connection was refused',
  );
  const body = JSON.stringify(problem.body);
  const head = [
    `HTTP/1.1 ${problem.status} ${reasons[problem.status] ?? ''}`,
    `Content-Type: ${problemType}`,
    `Content-Length: ${Buffer.byteLength(body)}`,
    'Connection: close',
  ];
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`, () => socket.destroy());
}
