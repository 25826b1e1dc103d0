import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Kafka, logLevel } from 'kafkajs';
import { kafkaClassPath } from './kafka-libs.js';
import { freePort } from './ports.js';
import { javaCommand } from './services-install.js';
import { ServerProcess } from './services-process.js';
import { temporaryDirectory } from './services-watchdog.js';

const run = promisify(execFile);

export interface KafkaOptions {
  readonly port?: number;
  /** Log directory. One that was not given is removed when the process ends. A directory that holds a broker's log keeps it. */
  readonly dir?: string;
  /** Default 512. */
  readonly heapMb?: number;
  /** Lines of server.properties; they win over ours. */
  readonly properties?: Readonly<Record<string, string>>;
}

export interface RunningKafka {
  /** `host:port`, as KAFKA_BROKERS wants it. */
  readonly brokers: string;
  readonly port: number;
  readonly dir: string;
  /** Of the process now running. */
  readonly pid: number;
  stop(signal?: NodeJS.Signals): Promise<void>;
  /** The same port and log; stops it first (by `signal`) when it still runs. */
  restart(signal?: NodeJS.Signals): Promise<void>;
}

/** A one-node KRaft broker of the caller's own, ready to answer (about 6 s). It ends with this process at the latest. */
export async function startKafka(options: KafkaOptions = {}): Promise<RunningKafka> {
  const classPath = kafkaClassPath();
  const port = options.port ?? (await freePort());
  const dir = options.dir ?? temporaryDirectory('kafka');
  const config = join(dir, 'server.properties');
  const logDir = join(dir, 'log');
  const all = { ...brokerProperties(port, await freePort(), logDir), ...options.properties };
  writeFileSync(
    config,
    Object.entries(all)
      .map(([name, value]) => `${name}=${value}\n`)
      .join(''),
  );
  // Fast starts matter more than peak speed: the first compiler tier and the small collector.
  const java = ['-XX:TieredStopAtLevel=1', '-XX:+UseSerialGC', '-Dorg.slf4j.simpleLogger.defaultLogLevel=warn'];
  if (!existsSync(join(logDir, 'meta.properties'))) {
    const tool = [...java, '-cp', classPath, 'kafka.tools.StorageTool', 'format', '-t', clusterId(), '-c', config];
    await run(javaCommand(), tool);
  }
  const heap = `-Xmx${options.heapMb ?? 512}m`;
  const args = [heap, ...java, '-cp', classPath, 'kafka.Kafka', config];
  const server = new ServerProcess(javaCommand(), args, join(dir, 'kafka.log'));
  const brokers = `127.0.0.1:${port}`;
  const start = () => server.start(() => kafkaAnswers(brokers), 60_000);
  await start();
  return {
    brokers,
    port,
    dir,
    get pid() {
      return server.pid;
    },
    stop: (signal) => server.stop(signal),
    restart: async (signal) => {
      await server.stop(signal);
      await start();
    },
  };
}

/** 16 random bytes as Kafka writes them; an id must not start with a dash. */
function clusterId(): string {
  return `A${randomBytes(16).toString('base64url').slice(1)}`;
}

function brokerProperties(port: number, controllerPort: number, logDir: string): Record<string, string> {
  return {
    'process.roles': 'broker,controller',
    'node.id': '1',
    'controller.quorum.voters': `1@127.0.0.1:${controllerPort}`,
    'controller.listener.names': 'CONTROLLER',
    listeners: `PLAINTEXT://127.0.0.1:${port},CONTROLLER://127.0.0.1:${controllerPort}`,
    'advertised.listeners': `PLAINTEXT://127.0.0.1:${port}`,
    'log.dirs': logDir,
    ...testLogSettings,
  };
}

/** One node, nothing made by accident, and nothing that makes a test wait. */
export const testLogSettings: Readonly<Record<string, string>> = {
  'auto.create.topics.enable': 'false',
  'offsets.topic.replication.factor': '1',
  'offsets.topic.num.partitions': '1',
  'transaction.state.log.replication.factor': '1',
  'transaction.state.log.min.isr': '1',
  'transaction.state.log.num.partitions': '1',
  'share.coordinator.state.topic.replication.factor': '1',
  'share.coordinator.state.topic.min.isr': '1',
  'group.initial.rebalance.delay.ms': '0',
  'group.min.session.timeout.ms': '1000',
  'log.initial.task.delay.ms': '500',
  'log.retention.check.interval.ms': '500',
  'log.segment.delete.delay.ms': '500',
  'log.cleaner.backoff.ms': '500',
  'log.cleaner.dedupe.buffer.size': '8388608',
};

/**
 * True when the broker serves requests and its group coordinator does too. Asking for a group's offsets is what creates the
 * internal offsets topic (one partition here); without it the first consumer of a run crashes and joins again.
 */
export async function kafkaAnswers(brokers: string): Promise<boolean> {
  const kafka = new Kafka({
    brokers: brokers.split(','),
    logLevel: logLevel.NOTHING,
    connectionTimeout: 1_000,
    requestTimeout: 3_000,
    retry: { retries: 0 },
  });
  const admin = kafka.admin();
  try {
    await admin.connect();
    const { brokers: known } = await admin.describeCluster(); // first: kafkajs learns here whom it may ask
    await admin.fetchOffsets({ groupId: 'is-the-coordinator-ready', topics: [] });
    return known.length > 0;
  } catch {
    return false;
  } finally {
    await admin.disconnect().catch(() => undefined);
  }
}
