import { openRedisStore } from '../../../src/adapters/redis/open-redis-store.js';
import type { StateStore } from '../../../src/ports/state-store.js';
import type { OpenStore } from '../../contracts/state-store.contract.js';
import { uniqueName } from '../../support/services.js';

export interface StoreSettings {
  url: string;
  cluster?: boolean;
  namespace?: string;
  generation?: number;
  commitTimeoutMs?: number;
  warnings?: string[];
}

export function openStore(settings: StoreSettings): Promise<StateStore> {
  const { warnings, ...given } = settings;
  const onWarning = (message: string): void => {
    warnings?.push(message);
  };
  return openRedisStore({ namespace: uniqueName('store'), generation: 1, commitTimeoutMs: 5000, onWarning, ...given });
}

/** What the contract suite wants: a namespace of its own on a server that others use too. */
export async function openForContract(url: string): Promise<OpenStore> {
  const namespace = uniqueName('contract');
  const store = await openStore({ url, namespace });
  const others: StateStore[] = [];
  return {
    store,
    reopen: async () => {
      const other = await openStore({ url, namespace });
      others.push(other);
      return other;
    },
    close: async () => {
      await store.clear(16);
      for (const one of [store, ...others]) await one.close();
    },
  };
}
