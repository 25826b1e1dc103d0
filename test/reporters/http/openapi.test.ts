import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Ajv } from 'ajv';
import fc from 'fast-check';
import { asyncApiDocument } from '../../../src/reporters/http/asyncapi.js';
import { problemCodes } from '../../../src/reporters/http/problems.js';
import { ApiDocument } from './api-document.js';
import { type Answer, type Asked, Client } from './client.js';
import { callEvent, closing, creation, overdue, World } from './support.js';

/** What the documents say is what the server does: every route, every status, whatever is sent. */

let world: World;
let client: Client;
let api: ApiDocument;

beforeAll(async () => {
  world = new World();
  world.raise(overdue());
  world.contacts.set('t-2', ['c-1', 'c-2']);
  client = await Client.open(world.options());
  api = new ApiDocument((await client.get('/openapi.json')).json());
});
afterAll(() => client.close());

const breach = (path: string, method: string, answer: Answer): string | null => api.breach(path, method, answer);

const json = { 'content-type': 'application/json' };
const post = (url: string, body: unknown): Asked => ({
  method: 'POST',
  url,
  headers: { ...json, ...world.bearer(url === '/v1/events' ? 'ingest' : 'operate') },
  payload: typeof body === 'string' ? body : JSON.stringify(body),
});
const get = (url: string): Asked => ({ url, headers: world.bearer('read') });
const alertUrl = `/v1/alerts/${overdue().id}`;

/** Path of the document → requests; together every status that a source in memory can bring about. */
const requests = (): [string, Asked, number][] => [
  ['/v1/events', post('/v1/events', callEvent('e')), 202],
  ['/v1/events', post('/v1/events', [callEvent('e'), 7]), 207],
  ['/v1/events', post('/v1/events', [7]), 422],
  ['/v1/events', post('/v1/events', closing('e')), 422],
  ['/v1/events', post('/v1/events', closing('e', { ticketId: 't-2' })), 409],
  ['/v1/events', post('/v1/events', '{'), 400],
  ['/v1/events', { ...post('/v1/events', '<x/>'), headers: { ...world.bearer('ingest'), 'content-type': 'a/b' } }, 415],
  ['/v1/events', post('/v1/events', callEvent('e', { extra: 'x'.repeat(20_000) })), 413],
  ['/v1/events', { method: 'POST', url: '/v1/events', headers: json, payload: '{}' }, 401],
  ['/v1/events', { ...post('/v1/events', {}), headers: { ...json, ...world.bearer('read') } }, 403],
  ['/v1/snapshots/{period}', get('/v1/snapshots/live'), 200],
  ['/v1/snapshots/{period}', get('/v1/snapshots/week:2021-W24?units=true'), 200],
  ['/v1/snapshots/{period}', get('/v1/snapshots/nothing:1'), 400],
  ['/v1/snapshots/{period}', get('/v1/snapshots/month:2021-06@r1?units=true'), 200],
  ['/v1/snapshots/{period}', get('/v1/snapshots/month:2021-06@r9'), 400],
  ['/v1/revisions/{month}', get('/v1/revisions/2021-06'), 200],
  ['/v1/revisions/{month}', get('/v1/revisions/2021-13'), 400],
  ['/v1/revisions/{month}/diff', get('/v1/revisions/2021-06/diff?from=1&to=2'), 200],
  ['/v1/revisions/{month}/diff', get('/v1/revisions/2021-06/diff?from=2&to=1'), 400],
  ['/v1/periods', get('/v1/periods'), 200],
  ['/v1/series', get('/v1/series?grain=day&from=2021-06-01&to=2021-06-02&measures=contacts'), 200],
  ['/v1/series', get('/v1/series?grain=year'), 400],
  ['/v1/tickets', get('/v1/tickets?state=open'), 200],
  ['/v1/tickets', get('/v1/tickets'), 400],
  ['/v1/explain/{period}/{figure}', get('/v1/explain/month:2021-06/connection_rate?lang=en'), 200],
  ['/v1/explain/{period}/{figure}', get('/v1/explain/month:2021-06/tickets?label=nature=help'), 200],
  ['/v1/explain/{period}/{figure}', get('/v1/explain/month:2021-06/tickts'), 400],
  ['/v1/explain/{period}/{figure}', get('/v1/explain/nothing:1/tickets'), 400],
  ['/v1/cases', get('/v1/cases?period=month:2021-06&figure=tickets'), 200],
  ['/v1/cases', get('/v1/cases?period=month:2021-06'), 400],
  ['/v1/alerts', get('/v1/alerts'), 200],
  ['/v1/alerts', get('/v1/alerts?kind=none'), 400],
  ['/v1/alerts/{id}', get(alertUrl), 200],
  ['/v1/alerts/{id}', get('/v1/alerts/zzz'), 404],
  ['/v1/alerts/{id}/ack', post(`${alertUrl}/ack`, { by: '王' }), 200],
  ['/v1/alerts/{id}/ack', post(`${alertUrl}/ack`, '{"__proto__":{}}'), 400],
  ['/v1/alerts/{id}/snooze', post(`${alertUrl}/snooze`, { by: '王', until: '1d' }), 200],
  ['/v1/catalogue', get('/v1/catalogue'), 200],
  ['/v1/stream', get('/v1/stream?keys=a,b,c,d,e,f,g,h,i,j,k,l,m,n,o,p,q,r,s,t,u'), 400],
  ['/healthz', get('/healthz'), 200],
  ['/readyz', get('/readyz'), 200],
  ['/metrics', get('/metrics'), 200],
];

describe('OpenAPI', () => {
  test('every answer is one that the document allows', async () => {
    for (const [path, asked, status] of requests()) {
      const answer = await client.ask(asked);
      expect([path, asked.url, answer.statusCode, answer.body]).toEqual([path, asked.url, status, expect.anything()]);
      expect([path, status, breach(path, asked.method ?? 'GET', answer)]).toEqual([path, status, null]);
    }
    const asked = new Set(requests().map(([path]) => path));
    expect(Object.keys(api.document.paths).filter((path) => !asked.has(path))).toEqual([]);
  });

  test('an answer that is none is noticed', async () => {
    const answer = await client.ask(get('/v1/periods'));
    expect(breach('/v1/periods', 'GET', { ...answer, body: '{"periods":[{"key":1}]}' })).toContain('periods');
    expect(breach('/v1/periods', 'GET', { ...answer, body: '{"periods":[],"more":1}' })).toContain('additional');
    expect(breach('/v1/periods', 'GET', { ...answer, headers: { 'content-type': 'text/html' } })).toContain(
      'text/html',
    );
  });

  test('it is 3.1, names its parts once, and takes our events as bodies', () => {
    expect(api.document.openapi).toBe('3.1.0');
    const valid = api.component('Event');
    expect([callEvent('e'), closing('e'), creation('e')].map((e) => valid(e))).toEqual([true, true, true]);
    expect(valid(callEvent('e', { direction: 'sideways' }))).toBe(false);
    expect(Object.keys(api.document.components.schemas).filter((name) => name.endsWith('Input'))).toEqual([]);
    for (const [, pointer] of JSON.stringify(api.document).matchAll(/"\$ref":"([^"]+)"/g)) {
      expect(Object.keys(api.document.components.schemas)).toContain(pointer!.replace('#/components/schemas/', ''));
    }
  });

  test('every code of a problem stands in some operation, or is of no operation', () => {
    const text = JSON.stringify(api.document.paths);
    const elsewhere = ['not-found', 'method-not-allowed', 'request-timeout', 'headers-too-large', 'internal'];
    const codes = Object.keys(problemCodes).filter((code) => !elsewhere.includes(code));
    expect(codes.filter((code) => !text.includes(code))).toEqual([]);
  });
});

describe('whatever is sent', () => {
  const seed = 20210612;
  const words = fc.oneof(
    fc.constantFrom('specversion', 'id', 'source', 'type', 'time', 'data', 'contactId', 'ticketId', '__proto__', 'rev'),
    fc.string({ unit: 'grapheme', maxLength: 8 }),
  );
  const value = fc.letrec((tie) => ({
    any: fc.oneof(
      { maxDepth: 4 },
      fc.constantFrom('1.0', 'hotline.call-received.v1', 'hotline.ticket-closed.v1', '2021-06-12T08:30:00+08:00', null),
      fc.double(),
      fc.string({ unit: 'binary', maxLength: 20 }),
      fc.boolean(),
      fc.array(tie('any'), { maxLength: 4 }),
      fc.dictionary(words, tie('any'), { maxKeys: 6 }),
    ),
  })).any;
  const spoilt = fc.tuple(words, value).map(([name, v]) => callEvent('e', { [name]: v }));
  const body = fc.oneof(
    value.map((v) => JSON.stringify(v) ?? ''),
    fc.array(fc.oneof(value, spoilt), { maxLength: 5 }).map((v) => JSON.stringify(v)),
    spoilt.map((v) => JSON.stringify(v)),
    fc.string({ unit: 'binary', maxLength: 60 }),
  );
  const type = fc.constantFrom(
    'application/json',
    'application/cloudevents+json',
    'application/cloudevents-batch+json',
    'text/plain',
    '',
  );

  test(`a posted body never ends in a 5xx, nor in an answer outside the document (seed ${seed})`, async () => {
    await fc.assert(
      fc.asyncProperty(body, type, async (payload, contentType) => {
        const headers = { ...world.bearer('ingest'), ...(contentType !== '' && { 'content-type': contentType }) };
        const answer = await client.ask({ method: 'POST', url: '/v1/events', headers, payload });
        expect(answer.statusCode).toBeLessThan(500);
        expect(breach('/v1/events', 'POST', answer)).toBeNull();
      }),
      { seed, numRuns: 300 },
    );
  });

  test(`nor do parameters and bodies of the others (seed ${seed})`, async () => {
    const text = fc.string({ unit: 'grapheme', maxLength: 30 }).map(encodeURIComponent);
    const asked = fc.oneof(
      text.map((t): [string, Asked] => ['/v1/snapshots/{period}', get(`/v1/snapshots/x${t}`)]),
      fc.tuple(text, text).map(([a, b]): [string, Asked] => ['/v1/tickets', get(`/v1/tickets?state=open&${a}=${b}`)]),
      fc
        .tuple(fc.constantFrom('after', 'limit', 'month', 'unit'), text)
        .map(([a, b]): [string, Asked] => ['/v1/tickets', get(`/v1/tickets?state=open&${a}=${b}`)]),
      text.map((t): [string, Asked] => ['/v1/explain/{period}/{figure}', get(`/v1/explain/2021-06/x${t}`)]),
      fc
        .tuple(fc.constantFrom('after', 'limit', 'label', 'at', 'against'), text)
        .map(([a, b]): [string, Asked] => ['/v1/cases', get(`/v1/cases?period=live&figure=open&${a}=${b}`)]),
      text.map((t): [string, Asked] => ['/v1/alerts/{id}', get(`/v1/alerts/x${t}`)]),
      body.map((b): [string, Asked] => ['/v1/alerts/{id}/snooze', post(`${alertUrl}/snooze`, b)]),
    );
    await fc.assert(
      fc.asyncProperty(asked, async ([path, sent]) => {
        const answer = await client.ask(sent);
        expect(answer.statusCode).toBeLessThan(500);
        expect(breach(path, sent.method ?? 'GET', answer)).toBeNull();
      }),
      { seed, numRuns: 200 },
    );
  });
});

describe('AsyncAPI', () => {
  test('is 3.0 by its own schema', () => {
    const specs = new URL('../../../node_modules/@asyncapi/specs/schemas/3.0.0.json', import.meta.url);
    const schema = JSON.parse(readFileSync(specs, 'utf8'));
    const validate = new Ajv({ strict: false, validateFormats: false, meta: false }).compile(schema);
    expect([validate(asyncApiDocument('hotline')), validate.errors]).toEqual([true, null]);
    expect(validate({ ...asyncApiDocument('hotline'), asyncapi: '2.0.0' })).toBe(false);
  });

  test('topics are those of the namespace', async () => {
    const { channels } = asyncApiDocument('ankang') as { channels: Record<string, { address: string }> };
    expect(Object.values(channels).map(({ address }) => address)).toEqual([
      'ankang.call-received',
      'ankang.ticket-created',
      'ankang.ticket-closed',
      'ankang.alert-acks',
      'ankang.snapshots',
      'ankang.alerts',
      'ankang.dead-letters',
    ]);
  });
});
