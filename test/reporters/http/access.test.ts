import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { PulseError } from '../../../src/domain/errors.js';
import { newToken, tokenStore } from '../../../src/reporters/http/tokens.js';
import { Client } from './client.js';
import { callEvent, overdue, World } from './support.js';

/** Who may do what, how often, and what the log says of it. */

let world: World;
let client: Client;

const open = async (...change: Parameters<World['options']>): Promise<void> => {
  await client?.close();
  client = await Client.open(world.options(...change));
};
beforeEach(async () => {
  world = new World();
  client = await Client.open(world.options());
});
afterEach(() => client.close());

const post = (url: string, headers: Record<string, string>, body: unknown) =>
  client.ask({
    method: 'POST',
    url,
    headers: { 'content-type': 'application/json', ...headers },
    payload: JSON.stringify(body),
  });
const alert = overdue();

describe('roles', () => {
  test.each([
    ['read', 'GET', '/v1/periods', 200],
    ['operate', 'GET', '/v1/periods', 200],
    ['ingest', 'GET', '/v1/periods', 403],
    ['ingest', 'POST', '/v1/events', 202],
    ['read', 'POST', '/v1/events', 403],
    ['operate', 'POST', '/v1/events', 403],
    ['operate', 'POST', `/v1/alerts/${alert.id}/ack`, 200],
    ['read', 'POST', `/v1/alerts/${alert.id}/ack`, 403],
    ['ingest', 'POST', `/v1/alerts/${alert.id}/snooze`, 403],
    ['ingest', 'GET', '/v1/stream', 403],
  ] as const)('%s: %s %s is %i', async (role, method, url, status) => {
    world.raise(alert);
    const body = url === '/v1/events' ? callEvent('e') : { by: '王' };
    const answer =
      method === 'GET' ? await client.get(url, world.bearer(role)) : await post(url, world.bearer(role), body);
    expect(answer.statusCode).toBe(status);
    if (status === 403) expect(answer.json().code).toBe('forbidden');
  });

  test.each([
    '/v1/periods',
    '/v1/stream',
    '/v1/tickets?state=open',
    '/v1/explain/month:2021-06/contacts',
    '/v1/cases?period=month:2021-06&figure=contacts',
    '/v1/snapshots/live',
    '/v1/alerts',
    '/v1/catalogue',
  ])('%s without a token: 401 with a challenge', async (url) => {
    const answer = await client.get(url);
    expect([answer.statusCode, answer.json().code]).toEqual([401, 'unauthorized']);
    expect(answer.headers['www-authenticate']).toMatch(/^Bearer realm=/);
  });

  test.each(['/healthz', '/readyz', '/metrics', '/openapi.json', '/asyncapi.json', '/docs'])(
    '%s needs no token',
    async (url) => expect((await client.get(url)).statusCode).toBe(200),
  );

  test('reading opened by a setting; a wrong token is still wrong, and nothing else opens', async () => {
    await open({ openRead: true });
    expect((await client.get('/v1/periods')).statusCode).toBe(200);
    expect((await client.get('/v1/periods', { authorization: 'Bearer wrong' })).statusCode).toBe(401);
    expect((await post('/v1/events', {}, callEvent('e'))).statusCode).toBe(401);
    expect((await post('/v1/alerts/x/ack', {}, { by: 'x' })).statusCode).toBe(401);
  });

  test('metrics closed by a setting', async () => {
    await open({ metricsToken: true });
    expect((await client.get('/metrics')).statusCode).toBe(401);
    expect((await client.get('/metrics', world.bearer('read'))).statusCode).toBe(200);
  });

  test.each(['Basic dXNlcjpwYXNz', 'Bearer', 'Bearer a b', 'Bearer hp_00000000_', 'hp_1'])(
    'the header %p is none',
    async (authorization) => {
      const answer = await client.get('/v1/periods', { authorization });
      expect(answer.statusCode).toBe(401);
    },
  );
});

describe('tokens', () => {
  test('several of one role at once; each ends by itself, at once', async () => {
    const second = newToken({ role: 'read', label: 'new', createdAt: '2021-06-02T00:00:00.000Z' });
    world.records.set(second.record.id, second.record);
    const ask = async (token: string) =>
      (await client.get('/v1/periods', { authorization: `Bearer ${token}` })).statusCode;
    expect([await ask(world.tokens.read), await ask(second.text)]).toEqual([200, 200]);
    const [, id = ''] = world.tokens.read.split('_');
    world.records.set(id, { ...world.records.get(id)!, revokedAt: '2021-06-03T00:00:00.000Z' });
    expect([await ask(world.tokens.read), await ask(second.text)]).toEqual([401, 200]);
  });

  test('a stream that is open ends when its token is revoked; others go on', async () => {
    const follow = async (role: 'read' | 'operate') => {
      const response = await fetch(`http://127.0.0.1:${client.port}/v1/stream`, { headers: world.bearer(role) });
      return response.body!.getReader();
    };
    const [revoked, other] = [await follow('read'), await follow('operate')];
    const [, id = ''] = world.tokens.read.split('_');
    world.records.set(id, { ...world.records.get(id)!, revokedAt: '2021-06-03T00:00:00.000Z' });
    for (let done = false; !done; ) ({ done } = await revoked.read());
    world.publish('live', { ...world.snapshots.get('live')!.snapshot, counters: { contacts: 77 } });
    for (let text = ''; !text.includes('"contacts":77'); ) {
      const { value, done } = await other.read();
      if (done) throw new Error('ended');
      text += Buffer.from(value).toString();
    }
    await other.cancel();
  });

  test('what is kept cannot be used, nor can another secret under a known id', async () => {
    const { text, record } = newToken({ role: 'read', label: '', createdAt: '' });
    const store = tokenStore((id) => (id === record.id ? record : undefined));
    expect(await store.verify(text)).toEqual({ id: record.id, role: 'read' });
    expect(JSON.stringify(record)).not.toContain(text.slice('hp_00000000_'.length));
    const others = [
      `hp_${record.id}_${record.hash.slice(0, 32)}`,
      `${text}x`,
      text.slice(0, -1),
      text.toUpperCase(),
      '',
    ];
    for (const other of others) expect(await store.verify(other)).toBeNull();
  });
});

describe('a token that this server has not heard of', () => {
  const made = newToken({ role: 'read', label: 'new', createdAt: '2021-06-02T00:00:00.000Z' });
  const ask = async (text: string): Promise<number> =>
    (await client.get('/v1/periods', { authorization: `Bearer ${text}` })).statusCode;
  /** A server whose `look` is what reads the log to its end. */
  const openWith = async (look: () => Promise<void>): Promise<void> => {
    const tokens = tokenStore((id) => world.records.get(id), look);
    await open({ sources: { ...world.sources(), tokens } });
  };

  test('is looked for in the log before it is refused, and then is good', async () => {
    await openWith(async () => void world.records.set(made.record.id, made.record));
    expect(await ask(made.text)).toBe(200);
  });

  test('is the only kind that is looked for: a known id with another secret is not, nor what has no form', async () => {
    let looks = 0;
    await openWith(async () => void looks++);
    const codes = [await ask(`${world.tokens.read.slice(0, -1)}~`), await ask('hp_1'), await ask(world.tokens.read)];
    expect([codes, looks]).toEqual([[401, 401, 200], 0]);
    expect([await ask(made.text), looks]).toEqual([401, 1]);
  });

  test('while the log does not answer: 503, and guesses are counted all the same', async () => {
    await openWith(async () => {
      throw new PulseError('PULSE_LOG', 'gone', { retryable: true });
    });
    const codes: number[] = [];
    for (let i = 0; i < 62; i++) codes.push(await ask(made.text));
    expect([codes[0], codes[59], codes[61]]).toEqual([503, 503, 429]);
    expect(JSON.stringify(world.logged)).not.toContain(made.text.slice(12));
  });
});

describe('limits', () => {
  test('a token that asks too often: 429 as a problem, with what is left and when', async () => {
    await open({ limits: { ingest: 100, read: 2, operate: 100 } });
    const answers = [];
    for (let i = 0; i < 3; i++) answers.push(await client.get('/v1/periods', world.bearer('read')));
    expect(answers.map((a) => [a.statusCode, a.headers['ratelimit-remaining']])).toEqual([
      [200, '1'],
      [200, '0'],
      [429, '0'],
    ]);
    expect(answers[2]!.json().code).toBe('too-many-requests');
    expect(Number(answers[2]!.headers['retry-after'])).toBeGreaterThan(0);
    // Another token has its own.
    expect((await client.get('/v1/periods', world.bearer('operate'))).statusCode).toBe(200);
  });

  test('without a token the address counts', async () => {
    await open({ openRead: true, limits: { ingest: 1, read: 1, operate: 1 } });
    const codes = [(await client.get('/v1/periods')).statusCode, (await client.get('/v1/alerts')).statusCode];
    expect(codes).toEqual([200, 429]);
  });

  test('who guesses tokens is not listened to for long; a good token of that address waits too', async () => {
    const answers = [];
    for (let i = 0; i < 62; i++) {
      answers.push((await client.get('/v1/periods', { authorization: `Bearer guess-${i}` })).statusCode);
    }
    expect([answers[0], answers[59], answers[61]]).toEqual([401, 401, 429]);
    expect((await client.get('/healthz')).statusCode).toBe(200);
  });
});

describe('behind a proxy', () => {
  const from = (forwarded: string) => client.get('/v1/periods', { 'x-forwarded-for': forwarded });
  const one = { openRead: true, limits: { ingest: 1, read: 1, operate: 1 } };
  const codes = async (...forwarded: string[]): Promise<number[]> => {
    const out = [];
    for (const address of forwarded) out.push((await from(address)).statusCode);
    return out;
  };

  test('what it says of the address is not believed unless it is trusted', async () => {
    await open(one);
    expect(await codes('192.0.2.1', '192.0.2.2')).toEqual([200, 429]);
  });

  test.each([[1], [['127.0.0.0/8']]] as const)('trusted as %j: each address has its own limit', async (trustProxy) => {
    await open(one, { trustProxy });
    expect(await codes('192.0.2.1', '192.0.2.2', '192.0.2.1')).toEqual([200, 200, 429]);
    // What was written before the proxy's own entry is anybody's invention.
    expect(await codes('192.0.2.77, 192.0.2.2')).toEqual([429]);
  });

  test('a proxy that is not on the list is not believed', async () => {
    await open(one, { trustProxy: ['10.0.0.5'] });
    expect(await codes('192.0.2.1', '192.0.2.2')).toEqual([200, 429]);
  });

  test('the lines of the log name the address that was told', async () => {
    await open({}, { trustProxy: 1 });
    world.raise(alert);
    await post(
      `/v1/alerts/${alert.id}/ack`,
      { ...world.bearer('operate'), 'x-forwarded-for': '192.0.2.9' },
      { by: 'x' },
    );
    await client.get('/v1/periods', { 'x-forwarded-for': '192.0.2.9', authorization: 'Bearer wrong' });
    expect(world.logged.map(({ fields }) => fields['address'])).toEqual(['192.0.2.9', '192.0.2.9']);
  });
});

describe('the log', () => {
  test('every operate call: token id, role, what; never the token, never the words', async () => {
    world.raise(alert);
    await post(`/v1/alerts/${alert.id}/ack`, world.bearer('operate'), { by: '王秘书', note: 'gehört 王' });
    await post(`/v1/alerts/${alert.id}/snooze`, world.bearer('operate'), { by: '王秘书', until: '2h' });
    const [, id] = world.tokens.operate.split('_');
    const audits = world.logged.filter(({ fields }) => fields['audit'] === true);
    expect(audits.map(({ fields }) => [fields['token'], fields['action'], fields['alert']])).toEqual([
      [id, 'ack', alert.id],
      [id, 'snooze', alert.id],
    ]);
    expect(JSON.stringify(world.logged)).not.toContain('王秘书');
  });

  test('refusals are logged without secrets', async () => {
    const secret = 'hp_12345678_abcdefghijklmnopqrstuvwxyz012345';
    await client.get(`/v1/periods?access_token=${secret}`, { authorization: `Bearer ${secret}` });
    await post('/v1/events', world.bearer('ingest'), secret);
    await client.ask({
      method: 'POST',
      url: '/v1/events',
      headers: { ...world.bearer('ingest'), 'content-type': 'application/json' },
      payload: `{"${secret}`,
    });
    await post('/v1/events', world.bearer('read'), {});
    const text = JSON.stringify(world.logged);
    expect(world.logged.map(({ fields }) => fields['code'])).toEqual(['unauthorized', 'malformed-json', 'forbidden']);
    for (const token of [secret, ...Object.values(world.tokens)]) expect(text).not.toContain(token);
  });
});
