import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Pair, pairOf } from './pair.js';
import { kafkaBrokers, redisUrl, uniqueName } from './services.js';

/** Kafka + Redis under a namespace of its own. Apart from pair.ts: a test that imports this module gets both servers. */
export async function serverPair(extra: Readonly<Record<string, string>> = {}): Promise<Pair> {
  const pair = pairOf(mkdtempSync(join(tmpdir(), 'pulse-pair-')), {
    PULSE_LOG: 'kafka',
    PULSE_STORE: 'redis',
    KAFKA_BROKERS: kafkaBrokers(),
    REDIS_URL: redisUrl(),
    PULSE_NAMESPACE: uniqueName('pair'),
    ...extra,
  });
  await pair.pulse('topics', 'create');
  return pair;
}
