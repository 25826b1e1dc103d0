/** The store of the months that are played in a test is a store like the real ones. */

import { stateStoreContract } from '../contracts/state-store.contract.js';
import { QuickStore } from '../support/quick-store.js';

stateStoreContract('quick', async () => {
  const clock = { now: () => Date.now() };
  const clients = [new QuickStore(clock)];
  const reopen = async (): Promise<QuickStore> => {
    const client = new QuickStore(clock, clients[0]);
    clients.push(client);
    return client;
  };
  const close = async (): Promise<void> => {
    for (const client of clients) await client.close();
  };
  return { store: clients[0]!, reopen, close };
});
