import { afterAll } from '@jest/globals';
import { openEmbeddedStore } from '../../../src/adapters/embedded/open-embedded.js';
import type { StateStore } from '../../../src/ports/state-store.js';
import { stateStoreContract } from '../../contracts/state-store.contract.js';
import { makeDataDir } from './data-dir.js';

stateStoreContract('embedded, a directory each', async () => {
  const { dataDir, remove } = await makeDataDir();
  return openIn(dataDir, 'city', 1, remove);
});

let generation = 0;
const shared = makeDataDir();
afterAllRemove(shared);

/** Contexts of one test are generations of one environment, so that its isolation tests mean something. */
stateStoreContract('embedded, generations in one directory', async () => {
  const { dataDir } = await shared;
  generation += 1;
  return openIn(dataDir, generation % 2 === 0 ? 'city' : 'other-city', generation, async () => {});
});

async function openIn(dataDir: string, namespace: string, number: number, remove: () => Promise<void>) {
  const clients: StateStore[] = [];
  const reopen = async (): Promise<StateStore> => {
    const store = await openEmbeddedStore({ dataDir, namespace, generation: number });
    clients.push(store);
    return store;
  };
  const close = async (): Promise<void> => {
    for (const client of clients) await client.close();
    await remove();
  };
  return { store: await reopen(), reopen, close };
}

function afterAllRemove(made: ReturnType<typeof makeDataDir>): void {
  afterAll(async () => (await made).remove());
}
