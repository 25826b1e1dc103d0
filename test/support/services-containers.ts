import { kafkaVersion } from './kafka-libs.js';
import { kafkaAnswers, testLogSettings } from './kafka-server.js';
import { freePort } from './ports.js';
import { sleep } from './services-process.js';

/** True when a container engine answers. Testcontainers says no by an error. */
export async function engineAnswers(): Promise<boolean> {
  const { getContainerRuntimeClient } = await import('testcontainers');
  try {
    await getContainerRuntimeClient();
    return true;
  } catch {
    return false;
  }
}

export async function containerRedis(): Promise<{ url: string; stop(signal?: string): Promise<unknown> }> {
  const { GenericContainer, Wait } = await import('testcontainers');
  const container = await new GenericContainer('redis:7')
    .withCommand(['redis-server', '--save', '', '--maxmemory-policy', 'noeviction'])
    .withExposedPorts(6379)
    .withWaitStrategy(Wait.forLogMessage('Ready to accept connections'))
    .start();
  return {
    url: `redis://${container.getHost()}:${container.getMappedPort(6379)}`,
    stop: () => container.stop({ timeout: 0 }),
  };
}

export async function containerKafka(): Promise<{ brokers: string; stop(signal?: string): Promise<unknown> }> {
  const { GenericContainer, getContainerRuntimeClient } = await import('testcontainers');
  // The broker tells clients where to find it, so its outer port must be known before it starts.
  const port = await freePort();
  const host = (await getContainerRuntimeClient()).info.containerRuntime.host;
  const container = await new GenericContainer(`apache/kafka:${kafkaVersion}`)
    .withExposedPorts({ container: 9092, host: port })
    .withEnvironment(asEnvironment(host, port))
    .start();
  const brokers = `${host}:${port}`;
  const end = Date.now() + 60_000;
  while (!(await kafkaAnswers(brokers))) {
    if (Date.now() > end) {
      await container.stop({ timeout: 0 });
      throw new Error('Kafka in a container is not ready after 60 s');
    }
    await sleep(200);
  }
  return { brokers, stop: () => container.stop({ timeout: 0 }) };
}

/** The image reads `a.b.c` from KAFKA_A_B_C; as soon as one is given, none of its defaults holds. */
function asEnvironment(host: string, port: number): Record<string, string> {
  const properties = {
    'process.roles': 'broker,controller',
    'node.id': '1',
    'controller.quorum.voters': '1@localhost:9093',
    'controller.listener.names': 'CONTROLLER',
    listeners: 'PLAINTEXT://:9092,CONTROLLER://:9093',
    'advertised.listeners': `PLAINTEXT://${host}:${port}`,
    'listener.security.protocol.map': 'CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT',
    ...testLogSettings,
  };
  return Object.fromEntries(
    Object.entries(properties).map(([name, value]) => [`KAFKA_${name.toUpperCase().replaceAll('.', '_')}`, value]),
  );
}
