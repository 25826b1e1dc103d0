import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { parseInstant } from '../../../src/domain/instant.js';
import { zoneOf } from '../../../src/domain/zone.js';
import { Heap } from '../../../src/feeders/simulator/heap.js';
import { Random, Weighted } from '../../../src/feeders/simulator/random.js';
import { formatLocal } from '../../../src/feeders/simulator/wire.js';

test('a heap sorts, equal keys in the order they came', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 9 })), (keys) => {
      const heap = new Heap<number>();
      for (const [i, key] of keys.entries()) heap.push(key, i);
      const out = keys.map(() => heap.pop()!);
      expect(out).toEqual([...keys.keys()].sort((a, b) => keys[a]! - keys[b]! || a - b));
      expect([heap.least, heap.pop()]).toEqual([undefined, undefined]);
    }),
  );
});

test('instants are written in the offset of their zone, and read back', () => {
  expect(formatLocal(Date.parse('2021-06-12T00:30:00.999Z'), zoneOf('Asia/Shanghai'))).toBe(
    '2021-06-12T08:30:00+08:00',
  );
  expect(formatLocal(Date.parse('2021-01-01T00:00:00Z'), zoneOf('America/St_Johns'))).toBe('2020-12-31T20:30:00-03:30');
  const zones = fc.constantFrom('Asia/Shanghai', 'America/St_Johns', 'Asia/Kathmandu', 'America/New_York', 'UTC');
  fc.assert(
    fc.property(zones, fc.integer({ min: 0, max: 4_000_000_000 }), (zone, s) => {
      expect(parseInstant(formatLocal(s * 1000, zoneOf(zone)))).toBe(s * 1000);
    }),
  );
});

describe('random numbers', () => {
  test('are the same on every machine', () => {
    const random = new Random(1, '2021-06', 'contacts');
    expect(Array.from({ length: 4 }, () => random.below(1_000_000))).toMatchInlineSnapshot(`
[
  454868,
  622050,
  229446,
  196032,
]
`);
  });

  test('are even: chi square of 64 cells below the one-in-a-million limit', () => {
    const random = new Random('even');
    const cells = new Array<number>(64).fill(0);
    for (let i = 0; i < 64_000; i++) cells[random.below(64)]!++;
    const chi = cells.reduce((sum, n) => sum + (n - 1000) ** 2 / 1000, 0);
    expect(chi).toBeLessThan(129);
    expect(chi).toBeGreaterThan(22);
  });

  test('a shuffle keeps what there is; weights of 0 are never drawn', () => {
    const random = new Random(7);
    const list = Array.from({ length: 100 }, (_, i) => i);
    const shuffled = random.shuffle([...list]);
    expect(shuffled).not.toEqual(list);
    expect([...shuffled].sort((a, b) => a - b)).toEqual(list);
    const weighted = new Weighted([
      ['never', 0],
      ['one', 1],
      ['three', 3],
    ] as const);
    const drawn = Array.from({ length: 4000 }, () => weighted.draw(random));
    expect(drawn).not.toContain('never');
    expect(drawn.filter((d) => d === 'three').length).toBeGreaterThan(2850);
    expect(drawn.filter((d) => d === 'three').length).toBeLessThan(3150);
    expect(new Weighted([['never', 0]] as const).empty).toBe(true);
  });
});
