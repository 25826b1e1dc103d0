import { execFileSync } from 'node:child_process';
import { describe, expect, test } from '@jest/globals';
import { Redis } from 'ioredis';
import kafkajs from 'kafkajs';
import { startKafka, startRedis } from '../support/services.js';
import { requireTools } from '../support/services-install.js';
import { service } from './compose-file.js';

/** No container engine is needed for any of this: the tool reads the file, the real servers take its settings. */
describe('docker-compose.yml', () => {
  test('docker-compose accepts it', () => {
    requireTools(['docker-compose']);
    // Throws with what the tool says when it does not.
    expect(execFileSync('docker-compose', ['-f', 'docker-compose.yml', 'config', '-q'], { encoding: 'utf8' })).toBe('');
  });

  test('a real Redis takes its arguments', async () => {
    const [program, ...extra] = service('redis').command ?? [];
    expect(program).toBe('redis-server');
    const server = await startRedis({ extra });
    const redis = new Redis(server.url, { protocol: 2 });
    expect(await redis.config('GET', 'appendonly')).toEqual(['appendonly', 'yes']);
    expect(await redis.config('GET', 'maxmemory-policy')).toEqual(['maxmemory-policy', 'noeviction']);
    redis.disconnect();
    await server.stop('SIGKILL');
  });

  test('a real Kafka knows its settings', async () => {
    const given = Object.entries(service('kafka').environment ?? {}).map(
      ([name, value]) =>
        [
          name
            .replace(/^KAFKA_/, '')
            .toLowerCase()
            .replaceAll('_', '.'),
          value,
        ] as const,
    );
    // Where it listens and keeps its log is the container's own.
    const elsewhere =
      /^(advertised\.listeners|listeners|listener\.security|inter\.broker|controller\.quorum|log\.dirs)/;
    const properties = Object.fromEntries(given.filter(([name]) => !elsewhere.test(name)));
    expect(Object.keys(properties).length).toBeGreaterThan(5);
    const server = await startKafka({ properties });
    const admin = new kafkajs.Kafka({ brokers: [server.brokers], logLevel: kafkajs.logLevel.ERROR }).admin();
    await admin.connect();
    const { resources } = await admin.describeConfigs({
      includeSynonyms: false,
      resources: [{ type: kafkajs.ConfigResourceTypes.BROKER, name: '1' }],
    });
    const known = new Map(resources[0]?.configEntries.map(({ configName, configValue }) => [configName, configValue]));
    expect(given.map(([name]) => name).filter((name) => !known.has(name))).toEqual([]);
    for (const [name, value] of Object.entries(properties)) expect([name, known.get(name)]).toEqual([name, value]);
    await admin.disconnect();
    await server.stop('SIGKILL');
  });
});
