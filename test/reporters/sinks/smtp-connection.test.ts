import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { type Certificate, makeCertificate } from '../../support/certificates.js';
import { freePort } from '../../support/ports.js';
import { later, login, sender, start } from './mailing.js';
import { single } from './samples.js';

describe('log-in', () => {
  test('with the right password', async () => {
    const server = await start({ login });
    expect(await sender(server.port, login).send(single(), [])).toEqual({ kind: 'delivered' });
    expect(server.mails[0]!.user).toBe('pulse');
  });

  test('with a wrong one: later, and no password is told', async () => {
    const server = await start({ login });
    const sent = await sender(server.port, { ...login, password: 'wr0ng-password' }).send(single(), []);
    expect(sent).toEqual(later(/^log-in to 127\.0\.0\.1:\d+ failed: 535/));
    expect(JSON.stringify(sent)).not.toContain('wr0ng-password');
  });
});

describe('the connection', () => {
  test('down: later', async () => {
    const port = await freePort();
    expect(await sender(port).send(single(), [])).toEqual(
      later(`cannot reach 127.0.0.1:${port} (ECONNREFUSED)`.replace(/[()]/g, '\\$&')),
    );
  });

  test.each(['', '220 here\r\n'])('silent after %j: gives up after its time-out and hangs up', async (greeting) => {
    const clients: Socket[] = [];
    const gone: Promise<unknown>[] = [];
    const server = createServer((socket) => {
      clients.push(socket.on('error', () => undefined));
      gone.push(once(socket.resume(), 'close'));
      socket.write(greeting);
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const sent = await sender(port, { timeoutMs: 300 }).send(single(), []);
    expect(sent).toEqual({ kind: 'later', reason: `no answer from 127.0.0.1:${port} within 300 ms` });
    await Promise.all(gone);
    server.close();
  });

  test('not a mail server: later', async () => {
    const server = createServer((socket) =>
      socket.on('error', () => undefined).end('HTTP/1.1 400 Bad Request\r\n\r\n'),
    );
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const sent = await sender((server.address() as AddressInfo).port).send(single(), []);
    expect(sent.kind).toBe('later');
    server.close();
  });
});

describe('TLS', () => {
  let mine: Certificate;
  let strange: Certificate;
  beforeAll(() => {
    mine = makeCertificate();
    strange = makeCertificate();
  });

  test.each(['starttls', 'implicit'] as const)('%s: encrypted, with the server’s authority as ca', async (tls) => {
    const server = await start({ tls: { certificate: mine, implicit: tls === 'implicit' }, login });
    expect(await sender(server.port, { tls, ca: mine.cert, ...login }).send(single(), [])).toEqual({
      kind: 'delivered',
    });
    expect(server.mails[0]).toMatchObject({ encrypted: true, user: 'pulse' });
  });

  test.each(['starttls', 'implicit'] as const)(
    '%s: a certificate of nobody known, or of another: later',
    async (tls) => {
      const server = await start({ tls: { certificate: mine, implicit: tls === 'implicit' } });
      for (const ca of [undefined, strange.cert]) {
        expect(await sender(server.port, { tls, ca }).send(single(), [])).toEqual(
          later(/^the certificate of 127\.0\.0\.1:\d+ was not accepted/),
        );
      }
      expect(server.mails).toEqual([]);
    },
  );

  test('starttls: a server that has none gets nothing', async () => {
    const server = await start();
    const sent = await sender(server.port, { tls: 'starttls' }).send(single(), []);
    expect(sent).toEqual(later(/^no encrypted connection to 127\.0\.0\.1:\d+ \(STARTTLS or TLS failed\)/));
    expect(server.mails).toEqual([]);
  });

  test('none: not even where it is offered', async () => {
    const server = await start({ tls: { certificate: mine, implicit: false } });
    expect(await sender(server.port).send(single(), [])).toEqual({ kind: 'delivered' });
    expect(server.mails[0]!.encrypted).toBe(false);
  });
});
