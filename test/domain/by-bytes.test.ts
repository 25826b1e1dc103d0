import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { byBytes } from '../../src/domain/texts.js';
import { seed } from '../support/seed.js';

test(`texts are ordered as their UTF-8 bytes are (seed ${seed})`, () => {
  const text = fc.string({
    unit: fc.oneof(
      fc.constantFrom('a', 'é', '中', '\ue000', '\uffff', '😀', '𝒳'),
      fc.string({ unit: 'binary', maxLength: 1 }),
    ),
  });
  fc.assert(
    fc.property(text, text, (a, b) => {
      expect(Math.sign(byBytes(a, b))).toBe(Buffer.compare(Buffer.from(a), Buffer.from(b)));
    }),
    { seed, numRuns: 2000 },
  );
});
