/** Risk: the server itself loses scripts, loses all state, stops, runs out of memory, or turns into a replica. */
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { Redis } from 'ioredis';
import type { Commit, StateStore } from '../../../src/ports/state-store.js';
import { commitOf, deltas } from '../../contracts/state-store.contract.js';
import { type RunningRedis, startRedis, startRedisCluster } from '../../support/services.js';
import { openStore } from './support.js';

let server: RunningRedis;
let admin: Redis;
let store: StateStore;

beforeEach(async () => {
  server = await startRedis({ appendonly: true, extra: ['--appendfsync', 'always'] });
  admin = new Redis(server.url);
  admin.on('error', () => undefined); // the server is stopped on purpose
  store = await openStore({ url: server.url, commitTimeoutMs: 2000 });
  expect(await store.commit(counted(null, 'h1'))).toBe('applied');
});

afterEach(async () => {
  await store.close();
  admin.disconnect();
  await server.stop('SIGKILL');
});

const counted = (expectHead: string | null, newHead: string): Commit =>
  commitOf({ expectHead, newHead, counters: deltas({ m: { n: 1 } }), cases: [['c', new Uint8Array(1000)]] });

test('SCRIPT FLUSH: scripts are sent again', async () => {
  await admin.script('FLUSH');
  expect(await store.commit(counted('h1', 'h2'))).toBe('applied');
  await admin.script('FLUSH');
  expect(await store.load(0, ['c'])).toMatchObject({ head: 'h2', sequence: 2 });
});

test('FLUSHALL: the head is null, the next commit is fenced, a commit on nothing is applied', async () => {
  await admin.flushall();
  expect(await store.load(0, ['c'])).toEqual({ head: null, sequence: 0, meta: new Map(), cases: [null] });
  expect(await store.commit(counted('h1', 'h2'))).toBe('fenced');
  expect(await store.commit(counted(null, 'again'))).toBe('applied');
});

test('killed and started again with its file: an idle client finds its state', async () => {
  await server.restart('SIGKILL');
  expect(await store.load(0, [])).toMatchObject({ head: 'h1', sequence: 1 });
  expect(await store.commit(counted('h1', 'h2'))).toBe('applied');
});

test('stopped in its tracks (SIGSTOP) around a commit: PULSE_STORE, and the commit counts once when it goes on', async () => {
  process.kill(server.pid, 'SIGSTOP');
  const pending = store.commit(counted('h1', 'h2'));
  await expect(pending).rejects.toMatchObject({ code: 'PULSE_STORE', retryable: true });
  process.kill(server.pid, 'SIGCONT');
  expect(['applied', 'replayed']).toContain(await store.commit(counted('h1', 'h2')));
  const { sequence, buckets } = await store.read(0, ['m']);
  expect([sequence, buckets[0]?.get('n')]).toEqual([2, 2]);
});

test('out of memory: PULSE_STORE, retryable, nothing written', async () => {
  await admin.config('SET', 'maxmemory', '1');
  await expect(store.commit(counted('h1', 'h2'))).rejects.toMatchObject({ code: 'PULSE_STORE', retryable: true });
  await expect(store.commit({ ...counted('h1', 'h2'), dropBuckets: ['m'] })).rejects.toMatchObject({ retryable: true });
  await admin.config('SET', 'maxmemory', '0');
  expect(await store.read(0, ['m'])).toMatchObject({ head: 'h1', sequence: 1, buckets: [new Map([['n', 1]])] });
  expect(await store.commit(counted('h1', 'h2'))).toBe('applied');
});

test('turned into a replica: PULSE_STORE, retryable; a primary again: goes on', async () => {
  await admin.replicaof('127.0.0.1', '1');
  await expect(store.commit(counted('h1', 'h2'))).rejects.toMatchObject({ code: 'PULSE_STORE', retryable: true });
  await admin.replicaof('NO', 'ONE');
  expect(await store.commit(counted('h1', 'h2'))).toBe('applied');
});

test('a key of another type is PULSE_STORE, not retryable', async () => {
  const [key] = (await admin.keys('*:meta')) as [string];
  await admin.set(key, 'text');
  await expect(store.load(0, [])).rejects.toMatchObject({ code: 'PULSE_STORE', retryable: false });
});

test('a cluster whose primaries all restarted empty: fenced, then goes on without a new store', async () => {
  const cluster = await startRedisCluster(3);
  const clustered = await openStore({ url: cluster.urls[0]!, cluster: true, commitTimeoutMs: 15_000 });
  const partitions = [0, 1, 2, 3, 4, 5];
  try {
    for (const partition of partitions) await clustered.commit({ ...counted(null, 'h1'), partition });
    for (const node of cluster.nodes) await node.restart('SIGKILL');
    for (const partition of partitions) {
      expect(await clustered.commit({ ...counted('h1', 'h2'), partition })).toBe('fenced');
      expect(await clustered.commit({ ...counted(null, 'h3'), partition })).toBe('applied');
    }
  } finally {
    await clustered.close();
    await cluster.stop();
  }
});
