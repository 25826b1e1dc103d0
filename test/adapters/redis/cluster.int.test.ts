import { afterAll, beforeAll } from '@jest/globals';
import { stateStoreContract } from '../../contracts/state-store.contract.js';
import { type RunningRedisCluster, startRedisCluster } from '../../support/services.js';
import { openForContract } from './support.js';

let cluster: RunningRedisCluster;
beforeAll(async () => {
  cluster = await startRedisCluster(3);
});
afterAll(async () => {
  await cluster.stop();
});

stateStoreContract('Redis Cluster of three primaries', () => openForContract(cluster.urls.join(',')));
