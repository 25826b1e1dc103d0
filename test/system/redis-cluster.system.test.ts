/**
 * Risk: on a Redis Cluster a commit's keys lie on two nodes, or one node's partitions are not seen. Flow: three masters, two
 * processes, June; every master holds state, and figures are summed over all of them.
 */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Redis } from 'ioredis';
import { Scenario } from '../support/scenario.js';
import { june } from '../support/scenario-events.js';
import { type RunningRedisCluster, startRedisCluster, uniqueName } from '../support/services.js';

let cluster: RunningRedisCluster;
let hotline: Scenario;
beforeAll(async () => {
  cluster = await startRedisCluster(3);
  hotline = await Scenario.open({ redisUrl: cluster.urls.join(','), cluster: true, namespace: uniqueName('city') });
});
afterAll(async () => {
  await hotline.close();
  await cluster.stop();
});

async function keysOf(url: string): Promise<string[]> {
  const node = new Redis(url);
  const keys = await node.keys('*');
  await node.quit();
  return keys;
}

test('June comes out on a cluster of three masters', async () => {
  const processes = [hotline.start(), hotline.start()];
  await hotline.publish(june(15));
  await hotline.untilCaughtUp();
  await hotline.expectJune();
  expect(processes.every((process) => process.running)).toBe(true);

  const perNode = await Promise.all(cluster.urls.map(keysOf));
  const partitionsOf = (keys: string[]) => new Set(keys.map((key) => /^\{[^}]*:p(\d+)\}/.exec(key)?.[1]));
  const all = perNode.flatMap((keys) => [...partitionsOf(keys)]);
  expect(all.sort()).toEqual(['0', '1', '2', '3']); // each partition whole on one node
  expect(perNode.filter((keys) => keys.length > 0).length).toBeGreaterThan(1); // and not all on the same
});
