import { randomBytes } from 'node:crypto';

export { type KafkaOptions, type RunningKafka, startKafka } from './kafka-server.js';
export { freePort } from './ports.js';
export {
  type RedisOptions,
  type RunningRedis,
  type RunningRedisCluster,
  startRedis,
  startRedisCluster,
} from './redis-server.js';

/**
 * The shared servers of a test run. The global setup starts those whose function is named in a file to be run (or in a
 * module of test/ that it imports); files other than `.int.test.ts` and `.system.test.ts` get none.
 */

/** Shared broker, as KAFKA_BROKERS wants it. Nothing on it is yours alone: name topics and groups by `uniqueName`. */
export function kafkaBrokers(): string {
  return given('KAFKA_BROKERS', 'TEST_KAFKA_BROKERS');
}

/** Shared Redis, as REDIS_URL wants it. Nothing in it is yours alone: use a namespace by `uniqueName`, never FLUSHALL. */
export function redisUrl(): string {
  return given('REDIS_URL', 'TEST_REDIS_URL');
}

/** Short, and legal in topic names, group ids and Redis keys. */
export function uniqueName(prefix: string): string {
  return `${prefix}-${randomBytes(5).toString('hex')}`;
}

function given(user: string, ours: string): string {
  const value = process.env[user] ?? process.env[ours];
  if (value === undefined)
    throw new Error(`no server for ${user}: only .int.test.ts and .system.test.ts files get one`);
  return value;
}
