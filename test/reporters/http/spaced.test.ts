import { describe, expect, test } from '@jest/globals';
import { spaced } from '../../../src/reporters/http/spaced.js';

/** Many ask, the log is asked now and then: by a clock that the test moves. */

class World {
  now = 1000;
  readonly looks: number[] = [];
  readonly #sleepers: { until: number; wake: () => void }[] = [];
  fails = false;

  readonly clock = {
    now: () => this.now,
    sleep: (ms: number) => new Promise<void>((wake) => void this.#sleepers.push({ until: this.now + ms, wake })),
  };
  readonly look = async (): Promise<void> => {
    this.looks.push(this.now);
    if (this.fails) throw new Error('gone');
  };

  async move(ms: number): Promise<void> {
    this.now += ms;
    for (const sleeper of this.#sleepers) if (sleeper.until <= this.now) sleeper.wake();
    await turn();
  }
}
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('spaced', () => {
  test('the first who asks does not wait', async () => {
    const world = new World();
    await spaced(world.look, 1000, world.clock)();
    expect(world.looks).toEqual([1000]);
  });

  test('however many ask: one look a second, and each is answered by one that began after the question', async () => {
    const world = new World();
    const ask = spaced(world.look, 1000, world.clock);
    await ask();
    const answered: number[] = [];
    for (let i = 0; i < 100; i++) void ask().then(() => answered.push(world.now));
    await world.move(999);
    expect([world.looks, answered]).toEqual([[1000], []]);
    await world.move(1);
    expect([world.looks, new Set(answered), answered.length]).toEqual([[1000, 2000], new Set([2000]), 100]);
  });

  test('a look that fails is told to those who waited for it, and the next is made all the same', async () => {
    const world = new World();
    const ask = spaced(world.look, 1000, world.clock);
    world.fails = true;
    await expect(ask()).rejects.toThrow('gone');
    world.fails = false;
    const second = ask();
    await world.move(1000);
    await second;
    expect(world.looks).toEqual([1000, 2000]);
  });
});
