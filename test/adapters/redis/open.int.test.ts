/** Risk: a store is opened on a server that loses state, or an operator cannot see why it is not opened. */
import { afterAll, afterEach, beforeAll, expect, jest, test } from '@jest/globals';
import { Redis } from 'ioredis';
import { PulseError } from '../../../src/domain/errors.js';
import { freePort, type RunningRedis, startRedis } from '../../support/services.js';
import { openStore, type StoreSettings } from './support.js';

const PASSWORD = 'p@ss:w/rd';
const withPassword = (url: string, user: string, password: string): string =>
  url.replace('redis://', `redis://${user}:${encodeURIComponent(password)}@`);

let server: RunningRedis;
let admin: Redis;
beforeAll(async () => {
  server = await startRedis({ extra: ['--requirepass', PASSWORD] });
  admin = new Redis(server.url, { password: PASSWORD });
  await admin.call('ACL', 'SETUSER', 'modest', 'on', '>modest', '~*', '+@all', '-config', '-info');
});
afterAll(async () => {
  admin.disconnect();
  await server.stop('SIGKILL');
});
afterEach(async () => {
  await admin.config('SET', 'maxmemory-policy', 'noeviction');
  await admin.config('SET', 'save', '');
});

const admitted = (): string => withPassword(server.url, 'default', PASSWORD);

async function refusal(settings: StoreSettings): Promise<PulseError> {
  const error: unknown = await openStore(settings).then(
    async (store) => store.close(),
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(PulseError);
  return error as PulseError;
}

async function warningsAtOpen(url: string): Promise<readonly string[]> {
  const warnings: string[] = [];
  await (await openStore({ url, warnings })).close();
  return warnings;
}

test.each(['allkeys-lru', 'volatile-ttl'])('maxmemory-policy %s is refused', async (policy) => {
  await admin.config('SET', 'maxmemory-policy', policy);
  const error = await refusal({ url: admitted() });
  expect([error.code, error.retryable]).toEqual(['PULSE_UNSAFE', false]);
  expect(error.message).toContain(policy);
  expect(error.message).toContain('noeviction');
});

test('a replica is refused', async () => {
  const replica = await startRedis({
    extra: ['--replicaof', `127.0.0.1 ${server.port}`, '--masterauth', PASSWORD, '--replica-serve-stale-data', 'yes'],
  });
  try {
    const error = await refusal({ url: replica.url });
    expect([error.code, error.message.includes('replica')]).toEqual(['PULSE_UNSAFE', true]);
  } finally {
    await replica.stop('SIGKILL');
  }
});

test('a single address of a cluster must say that it is one', async () => {
  const node = await startRedis({ extra: ['--cluster-enabled', 'yes'] });
  try {
    expect((await refusal({ url: node.url })).code).toBe('PULSE_CONFIG');
  } finally {
    await node.stop('SIGKILL');
  }
});

test('warns when nothing is written to disk; not with RDB, not with AOF', async () => {
  expect(await warningsAtOpen(admitted())).toEqual([expect.stringContaining('neither append-only file nor snapshots')]);
  await admin.config('SET', 'save', '3600 1');
  expect(await warningsAtOpen(admitted())).toEqual([]);
  await admin.config('SET', 'save', '');
  await admin.config('SET', 'appendonly', 'yes');
  expect(await warningsAtOpen(admitted())).toEqual([]);
  await admin.config('SET', 'appendonly', 'no');
});

test('a user who may use neither CONFIG nor INFO gets a store and warnings', async () => {
  const said = jest.spyOn(console, 'warn').mockImplementation(() => undefined); // ioredis says the same in its way
  const warnings = await warningsAtOpen(withPassword(server.url, 'modest', 'modest'));
  said.mockRestore();
  expect(warnings).toHaveLength(3);
  expect(warnings.join('\n')).toMatch(/INFO.*\n.*maxmemory-policy cannot be seen.*\n.*append-only/);
});

test.each([
  ['wrong password', () => withPassword(server.url, 'default', 'wrong')],
  ['unknown user', () => withPassword(server.url, 'nobody', 'secret')],
  ['no password', () => server.url],
])('%s: said in words, without the password, not retryable', async (_title, url) => {
  const error = await refusal({ url: url() });
  expect([error.code, error.retryable]).toEqual(['PULSE_STORE', false]);
  expect(error.message).toMatch(/refuses this user or password: (WRONGPASS|NOAUTH)/);
  expect(JSON.stringify([error.message, error.details])).not.toMatch(/wrong"|secret/);
});

test('wrong password on a cluster: the same words', async () => {
  const error = await refusal({ url: withPassword(server.url, 'default', 'wrong'), cluster: true });
  expect([error.code, error.retryable]).toEqual(['PULSE_STORE', false]);
  expect(error.message).toContain('refuses this user or password');
});

test.each([false, true])('nobody listens (cluster: %s): where and why, retryable', async (cluster) => {
  const port = await freePort();
  const error = await refusal({ url: `redis://127.0.0.1:${port}`, cluster });
  expect([error.code, error.retryable]).toEqual(['PULSE_STORE', true]);
  expect(error.message).toContain(`127.0.0.1:${port}`);
  expect(error.message).toContain('ECONNREFUSED');
});

test('a server without TLS under rediss: is not connected to', async () => {
  const error = await refusal({ url: admitted().replace('redis:', 'rediss:'), commitTimeoutMs: 2000 });
  expect(error.code).toBe('PULSE_STORE');
  expect(error.message).not.toContain('Connection is closed');
});

test('namespaces and generations on one server do not see each other', async () => {
  const commit = {
    partition: 0,
    expectHead: null,
    newHead: 'h',
    cases: [],
    counters: new Map(),
    dropBuckets: [],
    meta: new Map(),
  };
  const open = (namespace: string, generation: number) => openStore({ url: admitted(), namespace, generation });
  const stores = await Promise.all([open('安康', 1), open('安康', 11), open('安康.x', 1), open('安康', 2)]);
  for (const store of stores) expect(await store.commit(commit)).toBe('applied');
  await stores[0]!.clear(1);
  expect(await Promise.all(stores.map(async (store) => (await store.load(0, [])).head))).toEqual([null, 'h', 'h', 'h']);
  for (const store of stores) {
    await store.clear(1);
    await store.close();
  }
  expect(await admin.dbsize()).toBe(0);
});
