import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { describe, expect, test } from '@jest/globals';
import { Cluster, Redis } from 'ioredis';
import { Kafka, logLevel } from 'kafkajs';
import { freePort, type RunningKafka, startKafka, startRedis, startRedisCluster, uniqueName } from './services.js';
import { sleep } from './services-process.js';

/** Servers of a test's own: what tests of crashes and roll-backs build on. */
describe('own servers', () => {
  test('a killed Redis comes back on its port, with what its append-only file holds', async () => {
    const server = await startRedis({ appendonly: true, extra: ['--appendfsync', 'always'] });
    const before = server.pid;
    await withRedis(server.url, (redis) => redis.set('k', 'v'));
    await server.restart('SIGKILL');
    expect(server.pid).not.toBe(before);
    expect(isRunning(before)).toBe(false);
    expect(await withRedis(server.url, (redis) => redis.get('k'))).toBe('v');
    await server.stop();
    expect(() => server.pid).toThrow('not running');
  });

  test('without it, a killed Redis comes back empty', async () => {
    const server = await startRedis();
    await withRedis(server.url, (redis) => redis.set('k', 'v'));
    await server.restart('SIGKILL');
    expect(await withRedis(server.url, (redis) => redis.get('k'))).toBeNull();
    await server.stop('SIGKILL');
  });

  test('a Redis that cannot start says why', async () => {
    await expect(startRedis({ extra: ['--maxmemory-policy', 'whatever'] })).rejects.toThrow(/maxmemory-policy/);
  });

  test('a Redis Cluster of three covers all slots', async () => {
    const { urls, nodes, stop } = await startRedisCluster(3);
    expect(urls).toEqual(nodes.map((node) => node.url));
    const cluster = new Cluster([...urls]);
    const keys = Array.from({ length: 50 }, (_, i) => `k${i}`);
    await Promise.all(keys.map((key) => cluster.set(key, key)));
    expect(await Promise.all(keys.map((key) => cluster.get(key)))).toEqual(keys);
    await cluster.quit();
    await stop();
  });

  test('a killed Kafka comes back on its port, with its log', async () => {
    const server = await startKafka();
    const topic = uniqueName('own');
    await send(server, topic, ['one']);
    await server.restart('SIGKILL');
    expect(await nextOffset(server, topic)).toBe('1');
    await server.stop('SIGKILL');
  });

  test('servers and their directories end with the process that started them, even by SIGKILL', async () => {
    const port = await freePort();
    const program = `
      const { register } = await import('node:module');
      register('./test/support/ts-hooks.mjs', 'file://' + process.cwd() + '/');
      const { startRedis } = await import(process.cwd() + '/test/support/redis-server.ts');
      const server = await startRedis({ port: ${port} });
      console.log(JSON.stringify({ pid: server.pid, dir: server.dir }));
      setInterval(() => {}, 1000);`;
    const owner = spawn(process.execPath, ['--input-type=module', '-e', program], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [line] = (await createInterface(owner.stdout)[Symbol.asyncIterator]().next()).value.split('\n');
    const { pid, dir } = JSON.parse(line);
    expect(isRunning(pid)).toBe(true);
    owner.kill('SIGKILL');
    for (let i = 0; i < 100 && (isRunning(pid) || existsSync(dir)); i++) await sleep(50);
    expect(isRunning(pid)).toBe(false);
    expect(existsSync(dir)).toBe(false);
  });
});

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

async function withRedis<T>(url: string, use: (redis: Redis) => Promise<T>): Promise<T> {
  const redis = new Redis(url);
  try {
    return await use(redis);
  } finally {
    redis.disconnect();
  }
}

async function send(server: RunningKafka, topic: string, values: readonly string[]): Promise<void> {
  const kafka = new Kafka({ brokers: [server.brokers], logLevel: logLevel.ERROR });
  const admin = kafka.admin();
  await admin.connect();
  await admin.createTopics({ topics: [{ topic, numPartitions: 1 }], waitForLeaders: true });
  await admin.disconnect();
  const producer = kafka.producer();
  await producer.connect();
  await producer.send({ topic, messages: values.map((value) => ({ value })) });
  await producer.disconnect();
}

async function nextOffset(server: RunningKafka, topic: string): Promise<string | undefined> {
  const admin = new Kafka({ brokers: [server.brokers], logLevel: logLevel.NOTHING }).admin();
  await admin.connect();
  const offsets = await admin.fetchTopicOffsets(topic);
  await admin.disconnect();
  return offsets[0]?.offset;
}
