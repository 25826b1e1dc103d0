/** The store that the property tests fall back and break on purpose is, unbroken, a store like the real ones. */

import { stateStoreContract } from '../contracts/state-store.contract.js';
import { MemoryStore } from '../support/memory-store.js';

stateStoreContract('memory', async () => {
  const clients = [new MemoryStore()];
  const reopen = async (): Promise<MemoryStore> => {
    const client = new MemoryStore(clients[0]);
    clients.push(client);
    return client;
  };
  const close = async (): Promise<void> => {
    for (const client of clients) await client.close();
  };
  return { store: clients[0]!, reopen, close };
});
