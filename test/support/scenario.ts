import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from '@jest/globals';
import { openKafkaLog } from '../../src/adapters/kafka/open-kafka-log.js';
import { openRedisStore } from '../../src/adapters/redis/open-redis-store.js';
import type { Snapshot } from '../../src/domain/snapshot-schema.js';
import { readProgress } from '../../src/engine/partition-state.js';
import { readSnapshot } from '../../src/engine/published.js';
import { type Topics, topicSpecs, topicsOf } from '../../src/engine/topics.js';
import type { EventLog, LogRecord } from '../../src/ports/event-log.js';
import type { StateStore } from '../../src/ports/state-store.js';
import { type Ended, PulseProcess, runPulse } from './pulse-process.js';
import { figuresOf, juneFigures, type Published } from './scenario-events.js';
import { kafkaBrokers, uniqueName } from './services.js';
import { temporaryDirectory } from './services-watchdog.js';

export interface ScenarioOptions {
  /** Nodes of a cluster are separated by commas. */
  readonly redisUrl: string;
  readonly cluster?: boolean;
  readonly namespace?: string;
  /** Short: a member that died is noticed after 6 s. */
  readonly shortSessions?: boolean;
}

const partitions = 4;
const short = { log: { kafka: { sessionTimeoutMs: 6000 } }, store: { redis: { commitTimeoutMs: 1900 } } };

/**
 * One hotline on real servers: its topics and its namespace, the processes that a test starts, and the test's own view of
 * log and store. Commits and fetches are small, so that there is time to strike in mid-stream.
 */
export class Scenario {
  readonly namespace: string;
  readonly topics: Topics;
  readonly env: Readonly<Record<string, string>>;
  readonly log: EventLog;
  readonly store: StateStore;
  readonly #processes: PulseProcess[] = [];
  /** Records of the snapshots topic. */
  readonly #said: LogRecord[] = [];

  private constructor(namespace: string, env: Record<string, string>, log: EventLog, store: StateStore) {
    this.namespace = namespace;
    this.topics = topicsOf(namespace);
    this.env = env;
    this.log = log;
    this.store = store;
  }

  /** Makes the topics. */
  static async open(options: ScenarioOptions): Promise<Scenario> {
    const { redisUrl, cluster = false, namespace = uniqueName('system') } = options;
    const brokers = kafkaBrokers();
    const env = {
      PULSE_CONFIG_DIR: configFolder(options.shortSessions === true),
      PULSE_NAMESPACE: namespace,
      PULSE_LOG: 'kafka',
      KAFKA_BROKERS: brokers,
      PULSE_STORE: 'redis',
      REDIS_URL: redisUrl,
      REDIS_CLUSTER: String(cluster),
    };
    const onWarning = (): void => undefined;
    const [log, store] = await Promise.all([
      openKafkaLog({
        ...{ clientId: namespace, sessionTimeoutMs: 30_000, maxBytesPerPartition: 1 << 20, onWarning },
        brokers: brokers.split(','),
      }),
      openRedisStore({ url: redisUrl, cluster, namespace, generation: 1, commitTimeoutMs: 10_000, onWarning }),
    ]);
    const scenario = new Scenario(namespace, env, log, store);
    await log.createTopics(topicSpecs(scenario.topics, partitions));
    await log.tail([scenario.topics.snapshots], ({ records }) => void scenario.#said.push(...records));
    return scenario;
  }

  async close(): Promise<void> {
    await Promise.all(this.#processes.map((process) => process.kill()));
    await Promise.all([this.log.close(), this.store.close()]);
  }

  /** A `pulse process` that runs until it is ended. */
  start(args: readonly string[] = ['process'], env: Readonly<Record<string, string>> = {}): PulseProcess {
    const process = new PulseProcess(args, { ...this.env, ...env });
    this.#processes.push(process);
    return process;
  }

  run(args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Ended> {
    return runPulse(args, { ...this.env, ...env });
  }

  /** @param partitionOf absent: as Java's producer does. */
  async publish(events: readonly Published[], partitionOf?: (contactId: string) => number): Promise<void> {
    for (let i = 0; i < events.length; i += 1000) {
      const records = events.slice(i, i + 1000).map(({ type, contactId, text }) => {
        return { topic: this.topics.inputOf[type], key: contactId, value: text, partition: partitionOf?.(contactId) };
      });
      await this.log.publish(records);
    }
  }

  /** Records that the state has read, by partition. */
  async read(): Promise<number[]> {
    const states = await this.states();
    return states.map((state) =>
      [...readProgress(state).offsets.values()].reduce((sum, offset) => sum + Number(offset), 0),
    );
  }

  async readInAll(): Promise<number> {
    return (await this.read()).reduce((a, b) => a + b, 0);
  }

  states() {
    return Promise.all(Array.from({ length: partitions }, (_, p) => this.store.load(p, [])));
  }

  /** Records that the log holds and the state has not read, by partition. */
  async lag(): Promise<number[]> {
    const bounds = await Promise.all(this.topics.inputs.map((topic) => this.log.bounds(topic)));
    const ends = Array.from({ length: partitions }, (_, p) =>
      bounds.reduce((sum, b) => sum + Number(b[p]?.end ?? 0n), 0),
    );
    const read = await this.read();
    return ends.map((end, p) => end - read[p]!);
  }

  untilCaughtUp(): Promise<void> {
    return this.until('everything is read', async () => (await this.lag()).every((n) => n === 0), 90_000, 200);
  }

  /** Waits until `fact` holds. A failure names `what` and shows what the processes said last. */
  async until(
    what: string | (() => string),
    fact: () => boolean | Promise<boolean>,
    timeoutMs = 90_000,
    everyMs = 30,
  ): Promise<void> {
    const end = Date.now() + timeoutMs;
    while (!(await fact())) {
      const failed = this.#processes.some((process) => (process.exitCode ?? 0) !== 0);
      if (failed || Date.now() > end) {
        const said = this.#processes.map((process) => process.tail()).join('\n');
        throw new Error(
          `waited in vain until ${typeof what === 'string' ? what : what()}; lag ${await this.lag().catch(String)}\n${said}`,
        );
      }
      await new Promise((resolve) => setTimeout(resolve, everyMs));
    }
  }

  /** What is last said of a key of the snapshots topic. */
  latest(key: string): Snapshot | undefined {
    const record = this.#said.findLast((r) => textOf(r.key) === key);
    return record?.value ? (readSnapshot(record.value) ?? undefined) : undefined;
  }

  /** All that was published to the snapshots topic, in order. */
  snapshots(): Snapshot[] {
    return this.#said.map(({ value, offset }) => {
      const snapshot = value === null ? null : readSnapshot(value);
      if (snapshot === null) throw new Error(`offset ${offset} of ${this.topics.snapshots} is no snapshot`);
      return snapshot;
    });
  }

  /** June is published as the report prints it, and the naive path over the log gives the same in every figure. */
  async expectJune(): Promise<void> {
    const isRight = (): boolean =>
      JSON.stringify(figuresOf(this.latest('month:2021-06'))) === JSON.stringify(juneFigures);
    const shown = (): string => JSON.stringify(figuresOf(this.latest('month:2021-06')));
    await this.until(() => `June is published; it says ${shown()}`, isRight);
    expect(figuresOf(this.latest('month:2021-06'))).toEqual(juneFigures);
    await this.expectEqual();
  }

  /** `pulse verify` finds every figure of June equal. */
  async expectEqual(): Promise<void> {
    const { code, stdout, stderr } = await this.run(['verify', 'month:2021-06', '--json']);
    if (stdout === '') throw new Error(`verify said nothing; exit code ${code}\n${stderr}`);
    const { equal, differences, unexplained, counters } = JSON.parse(stdout);
    expect({ equal, differences, unexplained, code }).toEqual({
      equal: true,
      differences: [],
      unexplained: [],
      code: 0,
    });
    expect(counters).toBeGreaterThan(0);
  }
}

const textOf = (bytes: Uint8Array | null): string => Buffer.from(bytes ?? []).toString('utf8');

function configFolder(shortSessions: boolean): string {
  const settings = {
    log: { kafka: { maxBytesPerPartition: 65_536, ...(shortSessions ? short.log.kafka : {}) } },
    store: shortSessions ? short.store : {},
    processing: { maxRecords: 50, idleCheckMs: 500 },
    snapshots: { intervalMs: 200, unitsIntervalMs: 2000 },
  };
  const dir = temporaryDirectory('config');
  writeFileSync(join(dir, 'pulse.yaml'), JSON.stringify(settings)); // JSON is YAML
  return dir;
}
