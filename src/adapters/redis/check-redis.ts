import { Cluster, type Redis } from 'ioredis';
import { PulseError } from '../../domain/errors.js';
import type { OnWarning } from './connect.js';
import { isAccessError, storeError } from './redis-errors.js';

/** UNLINK, scripts that replicate by effect and HSET of many fields are older; 6.2 is the oldest release tried. */
const OLDEST: readonly [major: number, minor: number] = [6, 2];

/**
 * Refuses servers on which figures could be lost or be wrong without anybody noticing. Every primary of a cluster is asked.
 *
 * @throws PulseError PULSE_UNSAFE: evicts keys, is a replica, is too old. PULSE_CONFIG: a cluster used as a single server.
 */
export async function checkRedis(client: Redis | Cluster, onWarning: OnWarning): Promise<void> {
  const nodes = client instanceof Cluster ? client.nodes('master') : [client];
  for (const node of nodes) {
    const server = `${node.options.host}:${node.options.port}`;
    const info = await allowed(async () => parseInfo(await node.info()));
    const warn = (message: string): void => onWarning(message, { server });
    if (info === null) warn('this Redis user may not use INFO: version, role and persistence are unchecked');
    else checkInfo(info, server, client instanceof Cluster);
    checkPolicy((await configOf(node, 'maxmemory-policy')) ?? info?.get('maxmemory_policy'), server, warn);
    checkPersistence(info, await configOf(node, 'save'), warn);
  }
}

function checkInfo(info: ReadonlyMap<string, string>, server: string, cluster: boolean): void {
  const version = info.get('redis_version') ?? '0';
  const [major = 0, minor = 0] = version.split('.').map(Number);
  if (major < OLDEST[0] || (major === OLDEST[0] && minor < OLDEST[1])) {
    throw unsafe(`Redis ${version} is older than ${OLDEST.join('.')}`, server);
  }
  if (info.get('role') === 'slave') {
    throw unsafe('this Redis is a replica: it may lag behind and cannot fence a commit; give the primary', server);
  }
  if (!cluster && info.get('cluster_enabled') === '1') {
    throw new PulseError('PULSE_CONFIG', `Redis at ${server} is a node of a cluster: say so in the settings`, {
      details: { server },
    });
  }
}

function checkPolicy(policy: string | undefined, server: string, warn: (message: string) => void): void {
  if (policy === undefined) warn('maxmemory-policy cannot be seen; it must be noeviction, else state gets lost');
  if (policy === undefined || policy === 'noeviction') return;
  throw unsafe(`maxmemory-policy is ${policy}: Redis would drop state when memory is short; set noeviction`, server);
}

function checkPersistence(
  info: ReadonlyMap<string, string> | null,
  save: string | undefined,
  warn: (message: string) => void,
): void {
  if (info?.get('aof_enabled') === '1' || (save !== undefined && save !== '')) return;
  if (save === undefined) warn('the append-only file is not seen to be on, and snapshots cannot be seen');
  else warn('neither append-only file nor snapshots are on: after a restart all state is computed again from the log');
}

/** A setting of the server; undefined when it may not be read (managed services forbid CONFIG). */
async function configOf(node: Redis, name: string): Promise<string | undefined> {
  const reply = await allowed(async () => (await node.config('GET', name)) as unknown);
  return Array.isArray(reply) && reply[1] !== undefined ? String(reply[1]) : undefined;
}

/** The answer, or null when the command is forbidden or was renamed away. */
async function allowed<T>(ask: () => Promise<T>): Promise<T | null> {
  try {
    return await ask();
  } catch (error) {
    if (isAccessError(error) || (error instanceof Error && /unknown command/i.test(error.message))) return null;
    throw storeError('the check at start', error);
  }
}

function parseInfo(text: string): ReadonlyMap<string, string> {
  const lines = text.split('\r\n').filter((line) => line.includes(':'));
  return new Map(lines.map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 1)]));
}

function unsafe(message: string, server: string): PulseError {
  return new PulseError('PULSE_UNSAFE', message, { details: { server } });
}
