import { randomUUID } from 'node:crypto';
import kafkajs, { type Cluster, type Kafka, type LogEntry, type PartitionAssigner, type SASLOptions } from 'kafkajs';
import type { ErrorDetails } from '../../domain/errors.js';

export type OnWarning = (message: string, details: ErrorDetails) => void;

export interface KafkaLogOptions {
  /** `host:port` each. */
  readonly brokers: readonly string[];
  readonly clientId: string;
  /** PEM texts; true: TLS with the system's authorities. */
  readonly ssl?: { readonly ca?: string; readonly cert?: string; readonly key?: string } | boolean | undefined;
  readonly sasl?:
    | {
        readonly mechanism: 'plain' | 'scram-sha-256' | 'scram-sha-512';
        readonly username: string;
        readonly password: string;
      }
    | undefined;
  /** After this silence the coordinator gives a member's partitions to others. */
  readonly sessionTimeoutMs: number;
  readonly maxBytesPerPartition: number;
  /** Everything that kafkajs would print, warnings and errors, and ours. */
  readonly onWarning: OnWarning;
}

/** Given in full, since kafkajs has other defaults when NODE_ENV is `test`. About 6 s in all. */
const retry = { initialRetryTime: 200, maxRetryTime: 5_000, factor: 0.2, multiplier: 2, retries: 5 };

export function makeKafka(options: KafkaLogOptions): Kafka {
  const { brokers, clientId, ssl = false, sasl } = options;
  return new kafkajs.Kafka({
    brokers: [...brokers],
    clientId,
    ssl: typeof ssl === 'boolean' ? ssl : { ...ssl },
    ...(sasl === undefined ? {} : { sasl: { ...sasl } as SASLOptions }),
    connectionTimeout: 5_000,
    authenticationTimeout: 10_000,
    requestTimeout: 30_000,
    retry,
    logLevel: kafkajs.logLevel.WARN,
    logCreator: () => (entry) => warn(options.onWarning, entry),
  });
}

/** Said by kafkajs about what we ask on purpose (does a topic exist?) or do ourselves (closing): answered elsewhere. */
const ofNoInterest = /^(Response Metadata\(|Connection error: write after end)/;

/** kafkajs puts whole requests and stacks into its log lines; only these fields are of use and free of payload. */
function warn(onWarning: OnWarning, { namespace, log }: LogEntry): void {
  if (ofNoInterest.test(log.message)) return;
  const details: Record<string, string | number | boolean> = { client: 'kafkajs', namespace };
  for (const name of ['groupId', 'broker', 'topic', 'partition', 'error', 'retryCount']) {
    const value: unknown = log[name];
    if (typeof value === 'string' || typeof value === 'number') details[name] = value;
    else if (value instanceof Error) details[name] = value.message;
  }
  onWarning(log.message, details);
}

/**
 * kafkajs's own connections, metadata and requests, without a consumer group around them: it hands its cluster to every
 * partition assigner. Its consumer is not used for reading, because it hides what this product lives on: fetches of
 * control records only, the end of compacted batches, and offsets that are out of range (docs: design.md section 12).
 * Isolation is read_committed; topics are never created by asking for them.
 */
export function rawCluster(kafka: Kafka): Cluster {
  const captured: Cluster[] = [];
  const assigner: PartitionAssigner = ({ cluster }) => {
    captured.push(cluster);
    const unused = (): never => {
      throw new Error('this cluster belongs to no group');
    };
    return { name: 'none', version: 0, assign: unused, protocol: unused };
  };
  kafka.consumer({
    groupId: `unused-${randomUUID()}`,
    partitionAssigners: [assigner],
    allowAutoTopicCreation: false,
    readUncommitted: false,
    metadataMaxAge: 60_000,
    retry,
  });
  const [cluster] = captured;
  if (cluster === undefined)
    throw new Error('kafkajs no longer hands its cluster to assigners when a consumer is made');
  return cluster;
}
