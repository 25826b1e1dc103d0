import type { StateStore } from '../../ports/state-store.js';
import { checkRedis } from './check-redis.js';
import { connect, type OnWarning } from './connect.js';
import { checkNamespace } from './keys.js';
import { RedisStateStore, type RedisStateStoreOptions } from './redis-state-store.js';
import { parseServers } from './server-address.js';

export interface OpenRedisOptions extends RedisStateStoreOptions {
  /** `redis://user:password@host:6379/0`, `rediss://` for TLS; nodes of a cluster separated by commas. */
  readonly url: string;
  /** A Redis Cluster. Several addresses always mean one; a single address of a cluster must say so. */
  readonly cluster?: boolean | undefined;
  readonly onWarning: OnWarning;
}

/**
 * Connects, checks the servers and gives the store.
 *
 * @throws PulseError PULSE_CONFIG (address, namespace), PULSE_STORE (not reachable, user refused), PULSE_UNSAFE (see checkRedis).
 */
export async function openRedisStore(options: OpenRedisOptions): Promise<StateStore> {
  const { url, namespace, generation, commitTimeoutMs, onWarning } = options;
  checkNamespace(namespace);
  const servers = parseServers(url);
  const cluster = options.cluster === true || servers.length > 1;
  const client = await connect({ servers, cluster, commitTimeoutMs, onWarning });
  try {
    await checkRedis(client, onWarning);
  } catch (error) {
    client.disconnect();
    throw error;
  }
  return new RedisStateStore(client, { namespace, generation, commitTimeoutMs });
}
