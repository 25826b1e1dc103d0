import { randomUUID } from 'node:crypto';
import kafkajs, { type Kafka } from 'kafkajs';
import type { KafkaLogOptions } from '../../../src/adapters/kafka/connection.js';
import { openKafkaLog } from '../../../src/adapters/kafka/open-kafka-log.js';
import type { EventLog } from '../../../src/ports/event-log.js';
import type { OpenLog } from '../../contracts/event-log.support.js';
import { kafkaBrokers } from '../../support/services.js';

/** Options for the shared broker; warnings are dropped unless the test asks for them. */
export function optionsFor(over: Partial<KafkaLogOptions> = {}): KafkaLogOptions {
  return {
    brokers: kafkaBrokers().split(','),
    clientId: `test-${randomUUID()}`,
    sessionTimeoutMs: 15_000,
    maxBytesPerPartition: 1 << 20,
    onWarning: () => undefined,
    ...over,
  };
}

export async function openForContract(): Promise<OpenLog> {
  const opened: EventLog[] = [];
  const newLog = async (): Promise<EventLog> => {
    const log = await openKafkaLog(optionsFor());
    opened.push(log);
    return log;
  };
  return {
    log: await newLog(),
    newLog,
    close: async () => {
      await Promise.all(opened.map((log) => log.close()));
    },
  };
}

/** A plain kafkajs client: what other programs on the same broker do. */
export function otherProgram(brokers: readonly string[] = optionsFor().brokers): Kafka {
  return new kafkajs.Kafka({
    brokers: [...brokers],
    clientId: 'other-program',
    logLevel: kafkajs.logLevel.NOTHING,
    retry: { initialRetryTime: 100, retries: 8 },
  });
}

/** A log that is closed when `use` ends. */
export async function withLog<T>(use: (log: EventLog) => Promise<T>, over: Partial<KafkaLogOptions> = {}): Promise<T> {
  const log = await openKafkaLog(optionsFor(over));
  try {
    return await use(log);
  } finally {
    await log.close();
  }
}
