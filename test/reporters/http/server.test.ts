import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { request as httpsRequest } from 'node:https';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { HttpServer } from '../../../src/reporters/http/server.js';
import { makeCertificate } from '../../support/certificates.js';
import { freePort } from '../../support/ports.js';
import { Client } from './client.js';
import { callEvent, World } from './support.js';

/** What only real sockets show: TLS, slow and broken requests, files, ports, the end. */

let dir: string;
let world: World;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'pulse-http-'));
  world = new World();
});
afterEach(() => rmSync(dir, { recursive: true }));

/** Everything that comes back for these bytes, until the server closes. */
const raw = (port: number, bytes: string): Promise<string> =>
  new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => socket.write(bytes));
    let text = '';
    socket.setEncoding('utf8').on('data', (chunk: string) => {
      text += chunk;
    });
    socket.on('close', () => resolve(text)).on('error', reject);
  });

describe('the server', () => {
  test('listens, answers, ends; the port is free again', async () => {
    const port = await freePort();
    const server = new HttpServer({ ...world.options(), host: '127.0.0.1', port });
    expect(await server.start()).toEqual({ url: `http://127.0.0.1:${port}`, port });
    expect((await fetch(`http://127.0.0.1:${port}/healthz`)).status).toBe(200);
    await server.stop();
    const again = new HttpServer({ ...world.options(), host: '127.0.0.1', port });
    await again.start();
    await again.stop();
  });

  test('a port that is taken: the next one when nobody wished for it, else an error in words', async () => {
    const port = await freePort();
    const options = { ...world.options(), host: '127.0.0.1', port };
    const [first, second] = [new HttpServer(options), new HttpServer({ ...options, mayMove: true })];
    await first.start();
    const moved = await second.start();
    expect(moved.port).toBeGreaterThan(port);
    await expect(new HttpServer(options).start()).rejects.toMatchObject({
      code: 'PULSE_CONFIG',
      message: expect.stringContaining(`port ${port} of 127.0.0.1 is taken`),
    });
    await Promise.all([first.stop(), second.stop()]);
  });

  test('only health and metrics where nothing is shown', async () => {
    const { api: _, ...probes } = world.options();
    const client = await Client.open(probes);
    const asked = ['/healthz', '/readyz', '/metrics', '/v1/periods', '/', '/openapi.json'];
    const found = await Promise.all(asked.map(async (url) => (await client.get(url)).statusCode));
    await client.close();
    expect(found).toEqual([200, 200, 200, 404, 404, 404]);
  });

  test('a request that has begun is answered before the end', async () => {
    const options = world.options();
    let entered: () => void = () => undefined;
    let release: () => void = () => undefined;
    const inside = new Promise<void>((resolve) => {
      entered = resolve;
    });
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    const intake = {
      contactsOf: async () => [],
      publish: async () => {
        entered();
        await held;
      },
    };
    const api = { ...options.api!, sources: { ...options.api!.sources, intake } };
    const client = await Client.open({ ...options, api });
    const answer = client.ask({
      method: 'POST',
      url: '/v1/events',
      headers: { ...world.bearer('ingest'), 'content-type': 'application/json' },
      payload: JSON.stringify(callEvent('e')),
    });
    await inside;
    const closed = client.app.close();
    release();
    expect((await answer).statusCode).toBe(202);
    await closed;
    await client.close();
  });
});

describe('TLS', () => {
  test('with a certificate: HTTPS, and browsers are told to stay with it', async () => {
    const { cert, key } = makeCertificate();
    const files = { cert: join(dir, 'cert.pem'), key: join(dir, 'key.pem') };
    writeFileSync(files.cert, cert);
    writeFileSync(files.key, key);
    const server = new HttpServer({ ...world.options(), tls: files, host: '127.0.0.1', port: 0 });
    const { url, port } = await server.start();
    expect(url).toBe(`https://127.0.0.1:${port}`);
    const [status, hsts] = await new Promise<[number | undefined, unknown]>((resolve, reject) => {
      httpsRequest(`${url}/healthz`, { ca: cert, agent: false }, (response) => {
        response.resume();
        resolve([response.statusCode, response.headers['strict-transport-security']]);
      })
        .on('error', reject)
        .end();
    });
    await server.stop();
    expect([status, hsts]).toEqual([200, 'max-age=31536000']);
  });

  test('plain HTTP beyond this machine is said aloud', async () => {
    const server = new HttpServer({ ...world.options(), host: '0.0.0.0', port: 0 });
    const { url, port } = await server.start();
    await server.stop();
    expect(url).toBe(`http://localhost:${port}`);
    expect(world.logged.filter(({ level }) => level === 'warn').map(({ message }) => message)).toEqual([
      expect.stringContaining('plain HTTP beyond this machine'),
    ]);
  });
});

describe('requests that are none', () => {
  let client: Client;
  afterEach(() => client.close());
  const open = async (requestTimeoutMs = 30_000): Promise<void> => {
    client = await Client.open(world.options({}, { requestTimeoutMs }));
  };

  test('a body that comes too slowly: 408, and the connection ends', async () => {
    await open(300);
    const head = [
      'POST /v1/events HTTP/1.1',
      'Host: x',
      `Authorization: ${world.bearer('ingest').authorization}`,
      'Content-Type: application/json',
      'Content-Length: 1000',
    ];
    const answer = await raw(client.port, `${head.join('\r\n')}\r\n\r\n{"id"`);
    expect(answer).toMatch(/^HTTP\/1\.1 408 /);
    expect(JSON.parse(answer.split('\r\n\r\n')[1]!)).toMatchObject({ status: 408, code: 'request-timeout' });
    expect(world.accepted).toEqual([]);
  });

  test.each([
    ['no HTTP', 'what is this\r\n\r\n', 400, 'invalid-request'],
    ['headers without end', `GET / HTTP/1.1\r\nHost: x\r\nX: ${'y'.repeat(20_000)}\r\n\r\n`, 431, 'headers-too-large'],
  ])('%s is refused', async (_what, bytes, status, code) => {
    await open();
    const answer = await raw(client.port, bytes);
    expect(answer).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
    expect(JSON.parse(answer.split('\r\n\r\n')[1]!)).toMatchObject({ status, code });
  });
});

describe('the dashboard', () => {
  let client: Client;
  beforeEach(async () => {
    mkdirSync(join(dir, 'dashboard', 'assets', 'fonts'), { recursive: true });
    writeFileSync(join(dir, 'secret.txt'), 'secret');
    writeFileSync(join(dir, 'dashboard', 'secret.txt'), 'secret');
    writeFileSync(join(dir, 'dashboard', 'index.html'), '<!doctype html><title>page</title>');
    writeFileSync(join(dir, 'dashboard', 'assets', 'main-ABC.js'), 'export {};'.repeat(100));
    writeFileSync(join(dir, 'dashboard', 'assets', 'fonts', 'a.woff2'), 'font');
    client = await Client.open(world.options({ dashboard: join(dir, 'dashboard') }));
  });
  afterEach(() => client.close());

  test.each(['/', '/month/2021-06', '/unit/%E5%B8%82', '/?cases=overdue'])('%s is the page', async (url) => {
    const answer = await client.get(url);
    expect([answer.statusCode, answer.headers['content-type'], answer.headers['cache-control']]).toEqual([
      200,
      'text/html; charset=utf-8',
      'no-cache',
    ]);
    expect(answer.body).toContain('<title>page');
  });

  test('assets never change, and are packed for whoever takes that', async () => {
    const { port } = client;
    const plain = await client.get('/assets/main-ABC.js');
    const packed = Buffer.from(
      await (
        await fetch(`http://127.0.0.1:${port}/assets/main-ABC.js`, { headers: { 'accept-encoding': 'gzip' } })
      ).arrayBuffer(),
    );
    expect(plain.headers['cache-control']).toBe('public, max-age=31536000, immutable');
    expect([plain.headers['content-type'], plain.headers['content-encoding']]).toEqual([
      'text/javascript; charset=utf-8',
      undefined,
    ]);
    // fetch unpacks by itself.
    expect(packed.toString()).toBe(plain.body);
    const wire = await raw(
      port,
      'GET /assets/main-ABC.js HTTP/1.1\r\nHost: x\r\nAccept-Encoding: gzip\r\nConnection: close\r\n\r\n',
    );
    expect(wire.toLowerCase()).toContain('content-encoding: gzip');
    expect((await client.get('/assets/fonts/a.woff2')).body).toBe('font');
  });

  test.each([
    '/assets/../secret.txt',
    '/assets/..%2fsecret.txt',
    '/assets/%2e%2e/secret.txt',
    '/assets/..\\..\\secret.txt',
    '/assets/....//secret.txt',
    '/assets//../../secret.txt',
    '/assets/%00',
    '/assets/fonts',
    '/../secret.txt',
    '/secret.txt',
    '/docs/../secret.txt',
    '/docs/..%2f..%2fserver.ts',
    '//etc/passwd',
  ])('%s leads nowhere', async (url) => {
    const answer = await client.get(url);
    expect([answer.statusCode >= 400 && answer.statusCode < 500, answer.body.includes('secret')]).toEqual([
      true,
      false,
    ]);
    expect(answer.headers['content-type']).toBe('application/problem+json');
  });

  test('not built: said in words', async () => {
    const other = await Client.open(world.options({ dashboard: join(dir, 'nowhere') }));
    const answer = await other.get('/');
    await other.close();
    expect([answer.statusCode, answer.json().detail]).toEqual([404, 'the dashboard is not built: npm run build']);
  });
});
