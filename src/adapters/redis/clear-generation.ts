import { Cluster, type Redis } from 'ioredis';
import { generationPattern, partitionKeys, tagOf } from './keys.js';

/** Keys a SCAN step looks at, and keys an UNLINK takes. */
const STEP = 1000;

/**
 * Deletes every key of a generation. The heads go first, so that an owner that is still at work is fenced from then on
 * and writes nothing behind the scan.
 */
export async function clearGeneration(
  client: Redis | Cluster,
  namespace: string,
  generation: number,
  partitions: number,
): Promise<void> {
  for (let p = 0; p < partitions; p += 1) await client.unlink(partitionKeys(namespace, generation, p).meta);
  const match = generationPattern(namespace, generation);
  for (const node of client instanceof Cluster ? client.nodes('master') : [client]) {
    let cursor = '0';
    do {
      const [next, found] = await node.scan(cursor, 'MATCH', match, 'COUNT', STEP);
      cursor = next;
      // One command a hash tag, through the cluster's client: a slot may have moved since the scan.
      for (const keys of byTag(found).values()) await client.unlink(...keys);
    } while (cursor !== '0');
  }
}

function byTag(keys: readonly string[]): Map<string, string[]> {
  const groups = new Map<string, string[]>();
  for (const key of keys) groups.set(tagOf(key), [...(groups.get(tagOf(key)) ?? []), key]);
  return groups;
}
