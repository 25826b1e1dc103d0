import { kafkaTools } from './kafka-libs.js';
import { startKafka } from './kafka-server.js';
import { startRedis } from './redis-server.js';
import { containerKafka, containerRedis, engineAnswers } from './services-containers.js';
import { requireTools, type Tool } from './services-install.js';
import { neededServices, testFilesOf } from './services-needed.js';

/** What jest's global setup is given, as far as it matters here. */
export interface RunShape {
  readonly root: string;
  readonly accept: readonly (string | RegExp)[];
  readonly wanted: readonly string[];
}

interface Server {
  stop(): Promise<unknown>;
}

const started: Server[] = [];

/**
 * Starts the shared servers that the run needs and that the user has not given, and names them in the environment, which
 * jest's workers inherit. Own names: KAFKA_BROKERS set here would be a setting of the program under test.
 */
export async function startShared(run: RunShape): Promise<void> {
  const accept = run.accept.map((re) => new RegExp(re));
  const wanted = run.wanted.map((pattern) => new RegExp(pattern, 'i'));
  const needs = neededServices(testFilesOf(run.root, accept, wanted), run.root);
  const kafka = needs.kafka && process.env['KAFKA_BROKERS'] === undefined;
  const redis = needs.redis && process.env['REDIS_URL'] === undefined;
  const engine = (kafka || redis) && (await engineAnswers());
  // All at once and before the first test, so that a machine that lacks some is told by one command.
  const shared: readonly Tool[] = engine
    ? []
    : [...(redis ? (['redis-server'] as const) : []), ...(kafka ? kafkaTools() : [])];
  requireTools([...new Set([...needs.tools.flatMap((tool) => (tool === 'mvn' ? kafkaTools() : [tool])), ...shared])]);
  await Promise.all([kafka ? shareKafka(engine) : undefined, redis ? shareRedis(engine) : undefined]);
}

async function shareKafka(engine: boolean): Promise<void> {
  const server = (engine ? await orNothing(containerKafka()) : undefined) ?? (await startKafka({ heapMb: 1024 }));
  started.push({ stop: () => server.stop('SIGKILL') });
  process.env['TEST_KAFKA_BROKERS'] = server.brokers;
}

async function shareRedis(engine: boolean): Promise<void> {
  const server = (engine ? await orNothing(containerRedis()) : undefined) ?? (await startRedis());
  started.push({ stop: () => server.stop('SIGKILL') });
  process.env['TEST_REDIS_URL'] = server.url;
}

/** A container that cannot be started (no image, no rights) is no reason to fail: native servers do. */
async function orNothing<T>(starting: Promise<T>): Promise<T | undefined> {
  try {
    return await starting;
  } catch (error) {
    process.stderr.write(
      `No container: ${error instanceof Error ? error.message : error}. Starting a native server.\n`,
    );
    return undefined;
  }
}

export async function stopShared(): Promise<void> {
  await Promise.all(started.splice(0).map((server) => server.stop()));
}
