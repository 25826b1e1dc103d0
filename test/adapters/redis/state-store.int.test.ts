import { stateStoreContract } from '../../contracts/state-store.contract.js';
import { redisUrl } from '../../support/services.js';
import { openForContract } from './support.js';

stateStoreContract('Redis', () => openForContract(redisUrl()));
