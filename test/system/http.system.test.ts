import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { PulseProcess, runPulse } from '../support/pulse-process.js';

/**
 * The built program on the embedded pair: `start` with its API, tokens made and revoked by another process, events posted and
 * read back as figures, tickets and alerts; then again after a restart.
 */

let dir: string;
let env: Record<string, string>;
let program: PulseProcess;
let url: string;
const tokens: Record<string, string> = {};

/** Resolves when the program listens. */
async function launch(args: readonly string[]): Promise<void> {
  program = new PulseProcess(args, env);
  while (program.running && program.logged('listening').length === 0) await Promise.race([program.ended, tick()]);
  url = String(program.logged('listening')[0]?.['url'] ?? program.tail());
}
/** One look at what has come through the pipe; the child wakes us by writing. */
const tick = () => new Promise((resolve) => setTimeout(resolve, 20));

async function ask(role: string | null, path: string, body?: unknown): Promise<{ status: number; body: Loose }> {
  const headers = {
    ...(role !== null && { authorization: `Bearer ${tokens[role]}` }),
    ...(body !== undefined && { 'content-type': 'application/json' }),
  };
  const init = body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) };
  const response = await fetch(`${url}${path}`, { ...init, headers });
  return { status: response.status, body: (await response.json()) as Loose };
}
// biome-ignore lint/suspicious/noExplicitAny: whatever the program says
type Loose = Record<string, any>;

/** The answer as soon as it is what is waited for. */
async function eventually(role: string, path: string, good: (body: Loose) => boolean): Promise<Loose> {
  for (;;) {
    const { body } = await ask(role, path);
    if (good(body)) return body;
    if (!program.running) throw new Error(program.tail());
    await tick();
  }
}

const now = new Date().toISOString();
const long = new Date(Date.now() - 40 * 86_400_000).toISOString();
const event = (kind: string, id: string, data: object) => ({
  specversion: '1.0',
  id,
  source: 'urn:test',
  type: `hotline.${kind}.v1`,
  time: now,
  data,
});

beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'pulse-http-system-'));
  env = { PULSE_DATA_DIR: join(dir, 'data'), PULSE_HTTP_PORT: '0', PULSE_SNAPSHOT_INTERVAL_MS: '50' };
  await launch(['start']);
  for (const role of ['ingest', 'read', 'operate']) {
    const { stdout } = await runPulse(['token', 'new', role, '--label', `of ${role}`], env);
    tokens[role] = stdout.trim();
  }
});
afterAll(async () => {
  program.signal('SIGTERM');
  await program.ended;
  rmSync(dir, { recursive: true });
});

test('tokens: one line each, of three roles', async () => {
  for (const token of Object.values(tokens)) expect(token).toMatch(/^hp_[0-9a-f]{8}_[A-Za-z0-9_-]{32}$/);
  const { stdout } = await runPulse(['token', 'list', '--json'], env);
  expect(JSON.parse(stdout).tokens.map((t: Loose) => [t['role'], t['label'], t['revokedAt']])).toEqual([
    ['ingest', 'of ingest', undefined],
    ['read', 'of read', undefined],
    ['operate', 'of operate', undefined],
  ]);
  expect(stdout).not.toMatch(/hash|hp_/);
});

test('events posted become figures, tickets and alerts; a closing finds its contact', async () => {
  await eventually('read', '/readyz', (body) => body['ready'] === true);
  const posted = await ask('ingest', '/v1/events', [
    event('call-received', 'c1', { contactId: 'C1', receivedAt: now, channel: 'phone', answered: true }),
    event('ticket-created', 't1', { contactId: 'C1', ticketId: 'T1', createdAt: now, nature: 'help' }),
    event('ticket-created', 't2', { contactId: 'C2', ticketId: 'T2', createdAt: long, dueAt: now, nature: 'help' }),
    event('ticket-created', 't3', { contactId: 'C3', ticketId: 'T3', createdAt: now }),
  ]);
  expect([posted.status, posted.body['results'].map((r: Loose) => r['status'])]).toEqual([
    207,
    ['accepted', 'accepted', 'accepted', 'refused'],
  ]);
  // The two topics are read apart: one's figure may be published before the other's.
  const isOne = (body: Loose): boolean => body['counters']?.contacts === 1 && body['counters'].tickets === 1;
  const month = await eventually('read', `/v1/snapshots/month:${hotlineMonth()}`, isOne);
  expect(month['counters']).toMatchObject({ contacts: 1, tickets: 1 });
  const open = await ask('read', '/v1/tickets?state=open');
  expect(open.body['tickets'].map((t: Loose) => t['ticketId']).sort()).toEqual(['T1', 'T2']);
  const closed = event('ticket-closed', 'x1', { ticketId: 'T1', closedAt: now });
  expect((await ask('ingest', '/v1/events', closed)).status).toBe(202);
  await eventually('read', '/v1/tickets?state=open', (body) => body['total'] === 1);
  expect(
    (await ask('ingest', '/v1/events', event('ticket-closed', 'x2', { ticketId: 'T9', closedAt: now }))).status,
  ).toBe(422);
});

test('an alert: on the list, acknowledged, and on the board of the command line', async () => {
  const { alerts } = await eventually('read', '/v1/alerts?open=true', (body) => body['alerts'].length > 0);
  const { id } = alerts[0].alert;
  expect((await ask('read', `/v1/alerts/${id}/ack`, { by: '王' })).status).toBe(403);
  expect(await ask('operate', `/v1/alerts/${id}/ack`, { by: '王' })).toMatchObject({
    status: 200,
    body: { alertId: id, action: 'ack', by: '王' },
  });
  const shown = await eventually('read', `/v1/alerts/${id}`, (body) => body['standing'] !== null);
  expect(shown['standing']).toMatchObject({ by: '王', action: 'ack' });
  expect((await ask('operate', `/v1/alerts/${id}/snooze`, { by: '王', until: 'never' })).body).toMatchObject({
    code: 'invalid-request',
    detail: expect.stringMatching(/^until never: write 30m/),
  });
  const { stdout } = await runPulse(['alerts', 'show', id, '--json'], env);
  expect(JSON.parse(stdout).standing).toMatchObject({ by: '王' });
  // Who takes note makes no demo of a real hotline.
  expect((await ask('read', '/v1/snapshots/live')).body['demo']).toBe(false);
});

test('counters by the hour and by the day', async () => {
  const today = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Asia/Shanghai' }).format(Date.parse(now));
  const query = (grain: string) => `/v1/series?grain=${grain}&from=${today}&to=${today}&measures=contacts`;
  const [hours, days] = [await ask('read', query('hour')), await ask('read', query('day'))];
  const sum = (points: Loose[]) => points.reduce((n, p) => n + p['contacts'], 0);
  expect([sum(hours.body['points']), days.body['points']]).toEqual([1, [{ at: today, contacts: 1 }]]);
  expect(hours.body['points'][0].at).toBe(`${today}T00:00+08:00`);
  expect((await ask('read', '/v1/series?grain=day&from=2021-01-01&to=2022-12-31&measures=x')).status).toBe(400);
});

test('a token is good from the moment that it was printed; a guessed one is refused', async () => {
  for (let i = 0; i < 5; i++) {
    const { stdout } = await runPulse(['token', 'new', 'read'], env);
    tokens['fresh'] = stdout.trim();
    expect((await ask('fresh', '/v1/periods')).status).toBe(200);
  }
  tokens['guess'] = `hp_00000000_${'x'.repeat(32)}`;
  expect((await ask('guess', '/v1/periods')).status).toBe(401);
});

test('a token that is revoked ends while the program runs', async () => {
  const { stdout } = await runPulse(['token', 'new', 'read'], env);
  tokens['short'] = stdout.trim();
  expect((await ask('short', '/v1/periods')).status).toBe(200);
  expect((await runPulse(['token', 'revoke', stdout.slice(3, 11)], env)).code).toBe(0);
  await eventually('short', '/v1/periods', (body) => body['code'] === 'unauthorized');
  expect((await runPulse(['token', 'revoke', '00000000'], env)).code).toBe(2);
});

test('after a restart, as `serve`: the same figures for the same tokens; SIGTERM ends it in order', async () => {
  const former = program;
  former.signal('SIGTERM');
  expect((await former.ended).code).toBe(0);
  await launch(['serve']);
  expect((await ask('read', '/v1/tickets?state=open')).body['total']).toBe(1);
  expect((await ask('read', '/readyz')).body).toMatchObject({ ready: true, checks: { log: { ok: true } } });
  expect((await ask(null, '/v1/periods')).status).toBe(401);
  const all = [(await former.ended).stderr, program.tail(1000)].join('\n');
  for (const token of Object.values(tokens)) expect(all).not.toContain(token.slice(-32));
  expect(former.log.filter((line) => line['audit'] === true)).toHaveLength(1);
});

function hotlineMonth(): string {
  const format = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Asia/Shanghai', year: 'numeric', month: '2-digit' });
  return format.format(Date.parse(now));
}
