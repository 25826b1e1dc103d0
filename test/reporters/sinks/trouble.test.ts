import { beforeAll, describe, expect, test } from '@jest/globals';
import { PulseError } from '../../../src/domain/errors.js';
import { type Certificate, makeCertificate } from '../../support/certificates.js';
import { freePort } from '../../support/ports.js';
import { robotKey } from '../../support/robot-server.js';
import { names, send, sender, start } from './troubled.js';

/** What goes wrong on the way, for every sender over HTTP alike. */

describe.each(names)('%s', (name) => {
  test('down: later', async () => {
    const port = await freePort();
    const sent = await send(sender(name, `http://127.0.0.1:${port}/robot/send?access_token=${robotKey}`));
    expect(sent).toEqual({ kind: 'later', reason: `cannot reach 127.0.0.1:${port} (ECONNREFUSED)` });
  });

  test('no such host: later', async () => {
    const sent = await send(sender(name, `https://robots.invalid/hook/${robotKey}`));
    expect(sent).toMatchObject({
      kind: 'later',
      reason: expect.stringMatching(/^(cannot reach|no answer from) robots\.invalid /),
    });
  });

  test('silent: gives up after its time-out and hangs up', async () => {
    const server = await start(name);
    server.behave('silent');
    const sent = await send(sender(name, server.url, { timeoutMs: 200 }));
    expect(sent).toEqual({ kind: 'later', reason: `no answer from 127.0.0.1:${server.port} within 200 ms` });
    await server.gone;
    expect(await send(sender(name, server.url))).toEqual({ kind: 'delivered' });
  });

  test('the connection breaks: later', async () => {
    const server = await start(name);
    server.behave('reset');
    expect(await send(sender(name, server.url))).toEqual({
      kind: 'later',
      reason: `cannot reach 127.0.0.1:${server.port} (ECONNRESET)`,
    });
  });

  test.each([500, 502, 503, 504, 408, 425, 429])('%d: later', async (status) => {
    const server = await start(name);
    server.behave({ status, body: 'trouble' });
    expect(await send(sender(name, server.url))).toEqual({
      kind: 'later',
      reason: `127.0.0.1:${server.port} answered ${status}`,
    });
  });

  test.each([400, 401, 403, 404, 410, 413])('%d: refused', async (status) => {
    const server = await start(name);
    server.behave({ status, body: 'no' });
    expect(await send(sender(name, server.url))).toEqual({
      kind: 'refused',
      reason: `127.0.0.1:${server.port} answered ${status}`,
    });
  });

  test('Retry-After: in seconds, and as a date by the clock of the other side', async () => {
    const server = await start(name);
    const date = { date: 'Sat, 12 Jun 2021 08:00:00 GMT', 'retry-after': 'Sat, 12 Jun 2021 08:00:30 GMT' };
    server.behave({ status: 429, headers: { 'retry-after': '7' } }, { status: 503, headers: date });
    expect(await send(sender(name, server.url))).toMatchObject({ kind: 'later', afterMs: 7000 });
    expect(await send(sender(name, server.url))).toMatchObject({ kind: 'later', afterMs: 30_000 });
  });

  test.each([301, 302, 307, 308])('%d: refused, and nobody else gets the message', async (status) => {
    const [server, other] = [await start(name), await start(name)];
    server.behave({ status, headers: { location: other.url } });
    const reason = expect.stringContaining(`answered ${status}: redirects are not followed`);
    expect(await send(sender(name, server.url))).toEqual({ kind: 'refused', reason });
    expect(other.requests).toEqual([]);
  });

  test.each(['', 'robots.example/x', 'ftp://robots.example/x'])('no address: %j', (url) => {
    expect(() => sender(name, url)).toThrow(PulseError);
  });
});

describe.each(names)('%s over TLS', (name) => {
  let mine: Certificate;
  let strange: Certificate;
  let elsewhere: Certificate;
  beforeAll(() => {
    mine = makeCertificate();
    strange = makeCertificate();
    elsewhere = makeCertificate(['DNS:elsewhere.example']);
  });

  test('a self-signed certificate is not accepted, says why, and is with its own as ca', async () => {
    const server = await start(name, { tls: mine });
    expect(await send(sender(name, server.url))).toEqual({
      kind: 'later',
      reason: expect.stringMatching(/^the certificate of 127\.0\.0\.1:\d+ was not accepted \(\w*SELF_SIGNED\w*\)/),
    });
    expect(server.requests).toEqual([]);
    expect(await send(sender(name, server.url, { ca: mine.cert }))).toEqual({ kind: 'delivered' });
  });

  test('another authority: later', async () => {
    const server = await start(name, { tls: mine });
    const sent = await send(sender(name, server.url, { ca: strange.cert }));
    expect(sent).toMatchObject({ kind: 'later', reason: expect.stringContaining('was not accepted') });
    expect(server.requests).toEqual([]);
  });

  test('a certificate of another name: later', async () => {
    const server = await start(name, { tls: elsewhere });
    const sent = await send(sender(name, server.url, { ca: elsewhere.cert }));
    expect(sent).toMatchObject({ kind: 'later', reason: expect.stringContaining('ERR_TLS_CERT_ALTNAME_INVALID') });
    expect(server.requests).toEqual([]);
  });

  test('no TLS where it is expected, and a ca that is none: later', async () => {
    const server = await start(name);
    const sent = await send(sender(name, server.url.replace('http:', 'https:')));
    expect(sent).toMatchObject({ kind: 'later', reason: expect.stringMatching(/^TLS with 127\.0\.0\.1:\d+ failed/) });
    const secure = await start(name, { tls: mine });
    expect((await send(sender(name, secure.url, { ca: 'no certificate' }))).kind).toBe('later');
  });
});
