import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { counterName, NameCache, parseCounterName } from '../../src/domain/counter-name.js';
import { seed } from '../support/seed.js';

/** Names of counters are a contract: written by hand first, then any value there and back. */

test.each([
  ['contacts', {}, 'contacts'],
  ['contacts', { channel: 'wechat' }, 'contacts{channel=wechat}'],
  ['tickets', { region: '汉滨区' }, 'tickets{region=汉滨区}'],
  ['closed_late', { unit: 'u1', nature: 'help' }, 'closed_late{nature=help,unit=u1}'],
  ['m', { a: '%', b: ',', c: '=', d: '{', e: '}', f: '"' }, 'm{a=%25,b=%2C,c=%3D,d=%7B,e=%7D,f=%22}'],
  ['m', { a: '\u0000\n\u001f\u007f' }, 'm{a=%00%0A%1F%7F}'],
  ['m', { a: '\u0080\u009f' }, 'm{a=%C2%80%C2%9F}'],
  ['m', { a: 'x y/ü😀\u00a0' }, 'm{a=x y/ü😀\u00a0}'],
  ['m', { a: '%2C' }, 'm{a=%252C}'],
  ['m', { a: '' }, 'm{a=}'],
])('%s %j is %s', (measure, labels, name) => {
  expect(counterName(measure, labels)).toBe(name);
  expect(parseCounterName(name)).toEqual({ measure, labels });
});

describe(`any labels (seed ${seed})`, () => {
  const value = fc.oneof(
    fc.string({ unit: 'grapheme' }),
    fc.string({ unit: 'binary' }),
    fc.stringMatching(/^[%,={}"\n]*$/),
  );
  const labels = fc.dictionary(fc.stringMatching(/^[a-z_]{1,5}$/), value, { noNullPrototype: true });
  const options = { seed, numRuns: 500 };

  test('go there and back, and different ones have different names', () => {
    fc.assert(
      fc.property(labels, labels, (a, b) => {
        expect(parseCounterName(counterName('m', a))).toEqual({ measure: 'm', labels: a });
        if (counterName('m', a) === counterName('m', b)) expect(a).toEqual(b);
      }),
      options,
    );
  });

  test('the order in which labels are given says nothing', () => {
    fc.assert(
      fc.property(labels, (a) => {
        expect(counterName('m', Object.fromEntries(Object.entries(a).reverse()))).toBe(counterName('m', a));
      }),
      options,
    );
  });

  test('a remembered name is the same name', () => {
    const cache = new NameCache();
    fc.assert(
      fc.property(fc.constantFrom('m', 'n'), fc.constantFrom('a', 'b'), value, (measure, label, v) => {
        for (let i = 0; i < 2; i++) expect(cache.name(measure, label, v)).toBe(counterName(measure, { [label]: v }));
      }),
      options,
    );
  });
});

test('a cache that has forgotten still gives the right names', () => {
  const cache = new NameCache();
  for (let i = 0; i < 100_001; i++) {
    const name = cache.name('m', 'a', `v${i}`);
    if (name !== `m{a=v${i}}`) throw new Error(`v${i} became ${name}`);
  }
  expect(cache.name('m', 'a', 'v0')).toBe('m{a=v0}');
});
