import { describe } from '@jest/globals';
import { embeddedPair } from '../support/pair.js';
import { halfYear } from './half-year.js';

/** The half-year's printed figures on the embedded pair; the flow and the checks are in half-year.ts. */
describe('half a year of Ankang on the embedded pair', () => {
  halfYear(async () => embeddedPair());
});
