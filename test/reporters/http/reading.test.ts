import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { PulseError } from '../../../src/domain/errors.js';
import { Client } from './client.js';
import { nowMs, overdue, snapshotOf, World } from './support.js';

/** What is read: snapshots with their ETags, lists, alerts; and what is asked wrongly. */

let world: World;
let client: Client;

beforeEach(async () => {
  world = new World();
  client = await Client.open(world.options({ openRead: true }));
});
afterEach(() => client.close());

describe('snapshots', () => {
  test('what is published comes as it is, and not again while it stands', async () => {
    const first = await client.get('/v1/snapshots/month:2021-06');
    expect([first.statusCode, first.json()]).toEqual([200, snapshotOf('month', '2021-06', 22_361)]);
    const etag = String(first.headers.etag);
    const again = await client.get('/v1/snapshots/month%3A2021-06', { 'if-none-match': `"other", W/${etag}` });
    expect([again.statusCode, again.body, again.headers.etag]).toEqual([304, '', etag]);
    world.publish('month:2021-06', snapshotOf('month', '2021-06', 22_362));
    const changed = await client.get('/v1/snapshots/month:2021-06', { 'if-none-match': etag });
    expect([changed.statusCode, changed.json().counters.contacts]).toEqual([200, 22_362]);
  });

  test('other periods, another instant, or units: computed', async () => {
    for (const url of ['week:2021-W24', 'month:2021-06?at=2021-07-13T00:00:00%2B08:00']) {
      const answer = await client.get(`/v1/snapshots/${url}`);
      expect([answer.statusCode, answer.json().counters]).toEqual([200, { contacts: 7 }]);
      expect(answer.headers.etag).toMatch(/^"[\w-]{22}"$/);
    }
    const units = await client.get('/v1/snapshots/month:2021-06?units=true');
    expect(units.json().counters).toEqual({ contacts: 7, 'tickets{unit=x}': 3 });
  });

  test.each([
    ['nothing:1', 'invalid-period'],
    ['month:2021-06?at=yesterday', 'invalid-request'],
    ['month:2021-06?units=perhaps', 'invalid-request'],
    ['month:2021-06?at=a&at=b', 'invalid-request'],
    [`${'x'.repeat(80)}`, 'invalid-request'],
  ])('%s: %s', async (url, code) => {
    const answer = await client.get(`/v1/snapshots/${url}`);
    expect([answer.statusCode, answer.json().code]).toEqual([400, code]);
  });
});

describe('lists', () => {
  test('tickets: what is asked reaches the source as it was meant', async () => {
    const answer = await client.get('/v1/tickets?state=overdue&unit=%E5%B8%82%E7%94%B2%E5%B1%80&month=2021-06&limit=7');
    expect(answer.json()).toEqual({ asOf: new Date(nowMs).toISOString(), total: 0, next: null, tickets: [] });
    expect(world.asked).toEqual([{ state: 'overdue', unit: '市甲局', month: '2021-06', limit: 7 }]);
  });

  test.each(['', '?state=late', '?state=open&limit=0', '?state=open&limit=501', '?state=open&month=2021-13'])(
    'tickets%s is refused',
    async (query) => {
      const answer = await client.get(`/v1/tickets${query}`);
      expect([answer.statusCode, answer.json().code]).toEqual([400, 'invalid-request']);
      expect(answer.json().problems[0]).toMatch(/^querystring\.(state|limit|month): /);
    },
  );

  test('periods and catalogue', async () => {
    expect((await client.get('/v1/periods')).json().periods).toEqual([
      { key: 'live', state: 'running', from: null, to: null, asOf: '2021-06-12T10:00:00.000Z' },
      {
        key: 'month:2021-06',
        state: 'running',
        from: '2021-06-01',
        to: '2021-06-30',
        asOf: '2021-06-12T10:00:00.000Z',
      },
    ]);
    expect((await client.get('/v1/catalogue')).json().labels.channel).toEqual({ phone: '电话' });
  });

  test('a series of counters', async () => {
    const answer = await client.get('/v1/series?grain=hour&from=2021-06-12&to=2021-06-12&measures=contacts,answered');
    expect(answer.json()).toEqual({ points: [{ at: '2021-06-12', contacts: 1, answered: 1 }] });
  });
});

describe('alerts', () => {
  const [one, two] = [overdue(), overdue('ticket-overdue-0123ffffffffffff', 't-2')];
  beforeEach(() => {
    world.raise(one);
    world.raise({ ...two, state: 'notice' });
  });

  test('the list, what is open of it, and no more than was asked for', async () => {
    const ids = async (query: string) =>
      (await client.get(`/v1/alerts${query}`)).json().alerts.map((row: { alert: { id: string } }) => row.alert.id);
    expect([await ids(''), await ids('?open=true'), await ids('?limit=1')]).toEqual([
      [one.id, two.id],
      [one.id],
      [one.id],
    ]);
  });

  test('one, by the beginning of its id', async () => {
    const answer = await client.get('/v1/alerts/0123456');
    expect(answer.json()).toMatchObject({ subject: one.subject, alert: one, last: one, standing: null });
    const [none, both] = [await client.get('/v1/alerts/ffff'), await client.get('/v1/alerts/0123')];
    expect([none.statusCode, none.json().code]).toEqual([404, 'unknown-alert']);
    expect([both.statusCode, both.json().code, both.json().candidates]).toEqual([
      409,
      'ambiguous-alert',
      [one.id, two.id],
    ]);
  });

  test.each([
    ['ack', { by: '王' }, 200],
    ['ack', { by: '  ' }, 400],
    ['ack', {}, 400],
    ['ack', { by: '王', until: '2h' }, 400],
    ['snooze', { by: '王', until: '2h', note: 'x' }, 200],
    ['snooze', { by: '王' }, 400],
    ['ack', 'text', 400],
  ])('%s %j: %i', async (action, body, status) => {
    const answer = await client.ask({
      method: 'POST',
      url: `/v1/alerts/${one.id}/${action}`,
      headers: { ...world.bearer('operate'), 'content-type': 'application/json' },
      payload: JSON.stringify(body),
    });
    expect(answer.statusCode).toBe(status);
    expect(world.notes).toEqual(status === 200 ? [{ alertId: one.id, ...(body as object) }] : []);
  });
});

describe('whatever else', () => {
  test.each([
    ['GET', '/nowhere', 404, 'not-found'],
    ['DELETE', '/v1/events', 405, 'method-not-allowed'],
    ['PATCH', '/v1/events', 405, 'method-not-allowed'],
    ['POST', '/v1/periods', 405, 'method-not-allowed'],
    ['GET', '/v1/snapshots/%', 400, 'invalid-request'],
    ['GET', '/%zz', 400, 'invalid-request'],
  ])('%s %s: %i', async (method, url, status, code) => {
    const answer = await client.ask({ method, url });
    expect([answer.statusCode, answer.json().code]).toEqual([status, code]);
    expect(answer.headers['content-type']).toBe('application/problem+json');
    if (status === 405) expect(answer.headers['allow']).toBeDefined();
  });

  test('not ready: 503 with the checks; alive all the same', async () => {
    world.ready = false;
    const answer = await client.get('/readyz');
    expect([answer.statusCode, answer.json()]).toMatchObject([503, { code: 'not-ready', ready: false, checks: {} }]);
    expect((await client.get('/healthz')).statusCode).toBe(200);
  });

  test('a fault says nothing of itself; the log does', async () => {
    const options = world.options({ openRead: true });
    const api = options.api!;
    const broken = { ...api.sources, tickets: { list: () => Promise.reject(new Error('at secret-host:6379')) } };
    const other = await Client.open({ ...options, api: { ...api, sources: broken } });
    const answer = await other.get('/v1/tickets?state=open');
    await other.close();
    expect([answer.statusCode, answer.json().code]).toEqual([500, 'internal']);
    expect(answer.body).not.toContain('secret-host');
    expect(world.logged.at(-1)).toMatchObject({ level: 'error', fields: { route: '/v1/tickets' } });
    expect(JSON.stringify(world.logged)).toContain('secret-host');
  });

  test('a store that does not answer is worth another try', async () => {
    const options = world.options({ openRead: true });
    const api = options.api!;
    const away = new PulseError('PULSE_STORE', 'no answer', { retryable: true });
    const sources = { ...api.sources, tickets: { list: () => Promise.reject(away) } };
    const other = await Client.open({ ...options, api: { ...api, sources } });
    const answer = await other.get('/v1/tickets?state=open');
    await other.close();
    expect([answer.statusCode, answer.headers['retry-after']]).toEqual([503, '2']);
  });

  test('headers: nothing inline, nothing foreign, nobody frames us', async () => {
    const { headers } = await client.get('/docs');
    const policy = String(headers['content-security-policy']);
    expect(policy).not.toMatch(/unsafe|https?:|\*/);
    for (const rule of ["default-src 'self'", "script-src 'self'", "connect-src 'self'", "frame-ancestors 'none'"]) {
      expect(policy).toContain(rule);
    }
    expect(headers).toMatchObject({ 'x-content-type-options': 'nosniff', 'referrer-policy': 'no-referrer' });
    expect(headers['strict-transport-security']).toBeUndefined();
    const page = (await client.get('/docs')).body;
    expect(page).not.toMatch(/<script(?![^>]*\bsrc=)|<style|style=|https?:\/\//);
  });
});
