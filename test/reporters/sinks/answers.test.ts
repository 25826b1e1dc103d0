import { describe, expect, test } from '@jest/globals';
import type { Sent } from '../../../src/reporters/notify/sender.js';
import { robotKey } from '../../support/robot-server.js';
import { robots, secret, send, sender, start } from './troubled.js';

/** What robots answer, and what of it is told. */

describe.each(robots)('%s: the body', (name) => {
  test.each(['', 'OK', '<html>log in</html>', '[]', 'null', '"ok"', '{}', '{"errcode":"0","code":"0"}'])(
    '%j: later',
    async (body) => {
      const server = await start(name);
      server.behave({ status: 200, body });
      const sent = await send(sender(name, server.url));
      expect(sent).toMatchObject({
        kind: 'later',
        reason: expect.stringContaining('answered 200 with something that is not'),
      });
    },
  );

  test('endless: read to 64 kB, then later', async () => {
    const server = await start(name);
    server.behave('endless');
    const sent = await send(sender(name, server.url));
    expect(sent.kind).toBe('later');
    expect(JSON.stringify(sent).length).toBeLessThan(500);
    await server.gone;
  });

  test('stuck: later after the time-out', async () => {
    const server = await start(name);
    server.behave('stuck');
    expect((await send(sender(name, server.url, { timeoutMs: 200 }))).kind).toBe('later');
    await server.gone;
  });

  test('what the other side says back is told without keys, cut, and in one line', async () => {
    const server = await start(name);
    // A WeCom robot has no secret besides its key.
    const echo = `no: ${server.url}\n key ${robotKey} secret ${name === 'wecom' ? '' : secret} ${'x'.repeat(5000)}`;
    server.behave({ status: 200, body: JSON.stringify({ errcode: 93000, errmsg: echo, code: 93000, msg: echo }) });
    const sent = await send(sender(name, server.url));
    expect(sent).toMatchObject({ kind: 'refused', reason: expect.stringContaining('code 93000, no: ***') });
    expect(JSON.stringify(sent)).not.toContain('\\n');
    expect(JSON.stringify(sent).length).toBeLessThan(400);
  });
});

describe('codes', () => {
  const coded = async (name: (typeof robots)[number], status: number, body: object): Promise<Sent> => {
    const server = await start(name);
    server.behave({ status, body: JSON.stringify(body) });
    return send(sender(name, server.url));
  };

  test.each([
    ['wecom', -1, 'later'],
    ['wecom', 45009, 'later'],
    ['wecom', 45033, 'later'],
    ['wecom', 93000, 'refused'],
    ['wecom', 40008, 'refused'],
    ['wecom', 40058, 'refused'],
    ['wecom', 44004, 'refused'],
    ['dingtalk', -1, 'later'],
    ['dingtalk', 130101, 'later'],
    ['dingtalk', 410100, 'later'],
    ['dingtalk', 310000, 'refused'],
    ['dingtalk', 300005, 'refused'],
    ['dingtalk', 400102, 'refused'],
  ] as const)('%s %d: %s', async (name, errcode, kind) => {
    expect((await coded(name, 200, { errcode, errmsg: 'words' })).kind).toBe(kind);
  });

  test.each([
    [11232, 'frequency limited', 'later'],
    [9499, 'too many request', 'later'],
    [9499, 'Bad Request', 'refused'],
    [19021, 'sign match fail', 'refused'],
    [19022, 'Ip Not Allowed', 'refused'],
    [19024, 'Key Words Not Found', 'refused'],
    [19001, 'param invalid', 'refused'],
    [0, 'success', 'delivered'],
  ] as const)('feishu %d %s: %s', async (code, msg, kind) => {
    expect((await coded('feishu', 200, { code, msg, data: {} })).kind).toBe(kind);
  });

  test('feishu: an old robot answers StatusCode', async () => {
    expect(await coded('feishu', 200, { StatusCode: 0, StatusMessage: 'success' })).toEqual({ kind: 'delivered' });
  });

  test('a limit that comes with a 4xx is for later all the same; another code is told with the status', async () => {
    expect((await coded('feishu', 400, { code: 11232, msg: 'frequency limited' })).kind).toBe('later');
    expect(await coded('feishu', 400, { code: 19021, msg: 'sign match fail' })).toEqual({
      kind: 'refused',
      reason: expect.stringMatching(/answered 400; Feishu: code 19021, sign match fail$/),
    });
    // A code that says "well" within a refusal is no delivery.
    expect((await coded('wecom', 403, { errcode: 0, errmsg: 'ok' })).kind).toBe('refused');
  });
});
