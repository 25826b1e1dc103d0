import { describe } from '@jest/globals';
import { serverPair } from '../support/pair-servers.js';
import { halfYear } from './half-year.js';

/** The half-year's printed figures on Kafka + Redis; the flow and the checks are in half-year.ts. */
describe('half a year of Ankang on Kafka and Redis', () => {
  halfYear(() => serverPair());
});
