import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { HotlineMetrics } from '../../../src/reporters/metrics/hotline-metrics.js';
import { familiesOf } from '../metrics/exposition.js';
import { Bench, conditionAlert, morning, second, sinkOf } from './runner-support.js';

/** What a sink tells whoever measures: one word a try, and what still waits. */

let bench: Bench;
beforeEach(() => {
  bench = new Bench();
});
afterEach(() => bench.close());

test('later, later, delivered; refused; and how many wait after each', async () => {
  const said: [string, string, number][] = [];
  const metrics = new HotlineMetrics({
    ...{ version: '1', inputs: [], partitions: 1, ofNode: false, now: () => bench.clock.now() },
  });
  const sender = bench.sender();
  const [first, refused] = [conditionAlert(), conditionAlert()];
  sender.answer = ({ id }) => {
    if (id === refused.id) return { kind: 'refused', reason: 'no' };
    return bench.clock.now() < morning + second ? { kind: 'later', reason: 'down' } : { kind: 'delivered' };
  };
  await bench.run(sinkOf('duty', sender), {
    onOutcome: (...words) => {
      said.push(words);
      metrics.sinks.outcome(...words);
    },
  });
  await bench.publish(first, refused);
  await bench.clock.advance(10 * second);
  expect(said).toEqual([
    ['duty', 'later', 2],
    ['duty', 'later', 2],
    ['duty', 'delivered', 1],
    ['duty', 'parked', 0],
  ]);
  const { samples } = familiesOf(await metrics.text()).get('hotline_pulse_sink_messages_total')!;
  expect([...samples.values()]).toEqual([2, 1, 1]);
});
