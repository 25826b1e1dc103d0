import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import fc, { type Arbitrary } from 'fast-check';
import { ApiDocument, type OpenApi, type Operation } from '../reporters/http/api-document.js';
import type { Answer } from '../reporters/http/client.js';
import { fromSchema, hostileValue, spoilt } from '../reporters/http/from-schema.js';
import { projectRoot } from '../support/pair.js';
import { PulseProcess, runPulse } from '../support/pulse-process.js';

/**
 * Whatever is sent to any operation of the API document, by whomever: the built program on the embedded pair never answers
 * 5xx, nor anything that its own document does not describe. Requests are made from the document: as it wants them, then
 * with one place spoilt. FUZZ_SEED and FUZZ_RUNS make another run, or a longer one.
 */

const seed = Number(process.env['FUZZ_SEED'] ?? 20210612);
const numRuns = Number(process.env['FUZZ_RUNS'] ?? 60);
const document = JSON.parse(readFileSync(join(projectRoot, 'schemas', 'openapi.json'), 'utf8')) as OpenApi;
const api = new ApiDocument(document);
const { schemas } = document.components;

const dir = mkdtempSync(join(tmpdir(), 'pulse-fuzz-'));
const tokens: Record<string, string> = {};
let program: PulseProcess;
let port: number;

beforeAll(async () => {
  cpSync(join(projectRoot, 'config'), join(dir, 'config'), { recursive: true });
  const many = 1_000_000;
  const rateLimits = { ingestPerMinute: many, readPerMinute: many, operatePerMinute: many };
  writeFileSync(join(dir, 'config', 'pulse.yaml'), JSON.stringify({ http: { port: 0, rateLimits } }));
  const env = { PULSE_CONFIG_DIR: join(dir, 'config'), PULSE_DATA_DIR: join(dir, 'data') };
  program = new PulseProcess(['start'], env);
  while (program.running && program.logged('listening').length === 0) await Promise.race([program.ended, tick()]);
  port = Number(new URL(String(program.logged('listening')[0]?.['url'] ?? program.tail())).port);
  for (const role of ['ingest', 'read', 'operate'])
    tokens[role] = (await runPulse(['token', 'new', role], env)).stdout.trim();
  while (program.running && (await ask({ method: 'GET', url: '/readyz', headers: {} })).statusCode !== 200)
    await tick();
});
afterAll(async () => {
  program.signal('SIGTERM');
  await program.ended;
  rmSync(dir, { recursive: true });
});
/** One look at what has come through the pipe; the child wakes us by writing. */
const tick = () => new Promise((resolve) => setTimeout(resolve, 20));

interface Sent {
  readonly method: string;
  /** As it goes over the wire. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly payload?: string | undefined;
}

/** The answer; a stream of events is left as soon as it has begun. */
const ask = ({ method, url, headers, payload }: Sent): Promise<Answer> =>
  new Promise((resolve, reject) => {
    const sent = request({ host: '127.0.0.1', port, method, path: url, headers }, (response) => {
      const chunks: Buffer[] = [];
      const done = (): void => {
        const body = Buffer.concat(chunks).toString();
        resolve({
          statusCode: response.statusCode ?? 0,
          headers: response.headers,
          body,
          json: () => JSON.parse(body),
        });
      };
      if (response.headers['content-type']?.startsWith('text/event-stream')) {
        done();
        response.destroy();
        return;
      }
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', reject).on('end', done);
    });
    sent.on('error', reject);
    sent.end(payload);
  });

const textOf = (value: unknown): string => (typeof value === 'string' ? value : (JSON.stringify(value) ?? ''));
/** Percent-encoded, lone surrogates too (as the bytes that some programs make of them). */
const encoded = (value: unknown): string =>
  [...textOf(value)].map((c) => (/[\ud800-\udfff]/u.test(c) ? '%ED%A0%80' : encodeURIComponent(c))).join('');
/** What may stand in a header's value; the rest no client can send. */
const inHeader = (value: unknown): string => textOf(value).replaceAll(/[^\t\x20-\x7e\x80-\xff]/g, '?');

const mostly = (good: Arbitrary<unknown>): Arbitrary<unknown> =>
  fc.oneof({ weight: 3, arbitrary: good }, { weight: 1, arbitrary: hostileValue });

function requestsOf(path: string, method: string, operation: Operation): Arbitrary<Sent> {
  const parameters = operation.parameters ?? [];
  const values = fc.tuple(
    ...parameters.map(({ schema, required }) => {
      const value = mostly(fromSchema(schema, schemas));
      return required === true && method === 'GET'
        ? fc.option(value, { nil: undefined, freq: 12 })
        : fc.option(value, { nil: undefined });
    }),
  );
  const extra = fc.option(fc.tuple(fc.string({ maxLength: 8 }), hostileValue), { nil: undefined, freq: 3 });
  const role = operation.security?.[0]?.token?.[0] ?? 'read';
  const who = fc.oneof(
    { weight: 6, arbitrary: fc.constant(role) },
    { weight: 1, arbitrary: fc.constantFrom('ingest', 'read', 'operate', null) },
  );
  return fc.tuple(values, extra, who, bodyOf(operation)).map(([given, more, asRole, body]) => {
    let url = path;
    const query: string[] = [];
    const headers: Record<string, string> = { ...body?.headers };
    for (const [i, { name, in: place }] of parameters.entries()) {
      const value = given[i];
      if (place === 'path') url = url.replace(`{${name}}`, encoded(value ?? 'x') || '%20');
      else if (value === undefined) continue;
      else if (place === 'query') query.push(`${name}=${encoded(value)}`);
      else headers[name] = inHeader(value);
    }
    if (more !== undefined) query.push(`${encoded(more[0])}=${encoded(more[1])}`);
    if (asRole !== null) headers['authorization'] = `Bearer ${tokens[asRole]}`;
    return { method, url: query.length === 0 ? url : `${url}?${query.join('&')}`, headers, payload: body?.payload };
  });
}

interface Body {
  readonly headers: Readonly<Record<string, string>>;
  readonly payload: string;
}

function bodyOf({ requestBody }: Operation): Arbitrary<Body | undefined> {
  if (requestBody === undefined) return fc.constant(undefined);
  const kinds = Object.entries(requestBody.content).map(([type, { schema }]) => {
    const good = fromSchema(schema, schemas);
    const text = fc.oneof(
      { weight: 4, arbitrary: good.map((value) => JSON.stringify(value)) },
      { weight: 4, arbitrary: spoilt(good).map((value) => JSON.stringify(value) ?? '') },
      { weight: 1, arbitrary: spoilt(good).map((value) => (JSON.stringify(value) ?? '').slice(1)) },
      { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 60 }) },
    );
    const sentAs = fc.oneof(
      { weight: 9, arbitrary: fc.constant(type) },
      { weight: 1, arbitrary: fc.constant('text/plain') },
    );
    return fc.tuple(text, sentAs).map(([payload, as]) => ({ payload, headers: { 'content-type': as } }));
  });
  return fc.oneof(...kinds);
}

const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(
    ([method, operation]) => [`${method.toUpperCase()} ${path}`, path, method.toUpperCase(), operation] as const,
  ),
);

describe(`seed ${seed}, ${numRuns} requests an operation`, () => {
  const seen = new Map<string, Set<number>>();

  test.each(operations)('%s', async (name, path, method, operation) => {
    const statuses = new Set<number>();
    seen.set(name, statuses);
    await fc.assert(
      fc.asyncProperty(requestsOf(path, method, operation), async (sent) => {
        const answer = await ask(sent);
        statuses.add(answer.statusCode);
        expect([answer.statusCode < 500, api.breach(path, method, answer)]).toEqual([true, null]);
      }),
      { seed, numRuns },
    );
  });

  const surrogate = '%ED%A0%80';
  test.each([
    ['/v1/snapshots/{period}', '/v1/snapshots/month:9999-99', 400],
    ['/v1/snapshots/{period}', '/v1/snapshots/month:0000-00', 400],
    ['/v1/snapshots/{period}', '/v1/snapshots/range:0001-01-01..9999-12-31', 400],
    ['/v1/snapshots/{period}', `/v1/snapshots/month:2021-06%00`, 400],
    ['/v1/snapshots/{period}', `/v1/snapshots/${surrogate}`, 400],
    ['/v1/snapshots/{period}', '/v1/snapshots/..%2f..%2fetc%2fpasswd', 400],
    ['/v1/snapshots/{period}', '/v1/snapshots/live?at=9999-99-99T00:00:00Z', 400],
    ['/v1/snapshots/{period}', '/v1/snapshots/live?at=1', 400],
    ['/v1/snapshots/{period}', '/v1/snapshots/month:2021-06?at=9999-12-31T23:59:59%2B23:59', 200],
    ['/v1/snapshots/{period}', '/v1/snapshots/month:2021-06?at=0000-01-01T00:00:00Z', 200],
    ['/v1/series', '/v1/series?grain=day&from=9999-01-01&to=9999-12-31&measures=__proto__', 200],
    ['/v1/tickets', '/v1/tickets?state=open&after=0', 400],
    // A cursor is a place in the order of the list: another one only begins elsewhere in what the token may see anyway.
    ['/v1/tickets', '/v1/tickets?state=open&after=AAAA', 200],
    ['/v1/tickets', `/v1/tickets?state=open&after=${Buffer.from('["2021",null,{}]').toString('base64url')}`, 200],
    ['/v1/tickets', `/v1/tickets?state=open&unit=${'x'.repeat(9000)}`, 400],
    ['/v1/tickets', '/v1/tickets?state=open&state=open', 400],
    ['/v1/tickets', `/v1/tickets?state=open&x=${'y'.repeat(17_000)}`, 431],
    ['/v1/alerts/{id}', '/v1/alerts/__proto__', 404],
    ['/v1/alerts/{id}', '/v1/alerts/%00', 404],
    ['/v1/alerts/{id}', '/v1/alerts/x%0d%0aSet-Cookie:%20a=b', 404],
  ])('%s: %s is %i', async (path, url, status) => {
    const answer = await ask({ method: 'GET', url, headers: { authorization: `Bearer ${tokens['read']}` } });
    expect([answer.statusCode, api.breach(path, 'GET', answer)]).toEqual([status, null]);
    expect(answer.headers['set-cookie']).toBeUndefined();
  });

  test('the requests come through: reading and sending succeed, and are refused', () => {
    for (const name of [
      'GET /v1/tickets',
      'GET /v1/snapshots/{period}',
      'GET /v1/series',
      'GET /v1/alerts',
      'POST /v1/events',
    ])
      expect([
        name,
        [...(seen.get(name) ?? [])].some((s) => s < 300),
        [...(seen.get(name) ?? [])].some((s) => s >= 400),
      ]).toEqual([name, true, true]);
  });

  test('the program has come through too: no fault and no token in its log', () => {
    expect(program.running).toBe(true);
    expect(program.log.filter(({ msg }) => /could not be answered|unexpected/.test(msg))).toEqual([]);
    const text = JSON.stringify(program.log);
    for (const token of Object.values(tokens)) expect(text).not.toContain(token.slice(-32));
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });
});
