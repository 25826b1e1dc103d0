import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { formatInstant } from '../../../src/domain/instant.js';
import type { Bounds } from '../../../src/ports/event-log.js';
import { type Delivery, deliveryRecord } from '../../../src/reporters/notify/deliveries.js';
import { portion } from '../../../src/reporters/notify/sweep.js';
import { Bench, conditionAlert, hour, minute, morning, second, sinkOf, topics } from './runner-support.js';

/**
 * Risk: the record of deliveries grows for ever, or what is still needed is struck out. Flow: alerts leave their topic at the
 * front, as after 400 days, while the sink goes on; then what became of exactly these is no longer on record.
 */

let bench: Bench;
/** How many alerts have left the topic, by partition. */
let gone: [bigint, bigint];
let asked: number;
beforeEach(() => {
  bench = new Bench();
  gone = [0n, 0n];
  asked = 0;
});
afterEach(async () => {
  await bench.close();
  expect(bench.fatal).toEqual([]);
});

const past = (n: number, more: Partial<Delivery> = {}): Delivery => ({
  ...{ sink: 'a', alertId: `past-${n}`, state: 'delivered', at: formatInstant(morning), to: [] },
  ...{ messageId: null, attempts: 1, place: `0/${n}`, ...more },
});
const say = (...list: readonly Delivery[]) => bench.log.publish(list.map((d) => deliveryRecord(topics.deliveries, d)));

function run(sender = bench.sender()) {
  const { log } = bench;
  const bounds = async (topic: string): Promise<readonly Bounds[]> => {
    const all = await log.bounds(topic);
    if (topic !== topics.alerts) return all;
    asked += 1;
    return all.map(({ end }, p) => ({ start: gone[p]!, end }));
  };
  const deps = { bounds, publish: log.publish.bind(log), read: log.read.bind(log), tail: log.tail.bind(log) };
  return bench.run(sinkOf('a', sender), { log: deps });
}

/** One alert at a time: each moves the position. */
async function goOn(times: number, everyMs = minute): Promise<void> {
  for (let i = 0; i < times; i++) {
    await bench.publish(conditionAlert(bench.clock.now()));
    await bench.clock.advance(everyMs);
  }
}

/** Keys on record, as compaction leaves them, those of `past`. */
function kept(): string[] {
  const records = bench.log.records(topics.deliveries, 0, 0n, bench.log.end(topics.deliveries, 0));
  const last = new Map(records.map(({ key, value }) => [Buffer.from(key!).toString(), value]));
  return [...last].filter(([key, value]) => value !== null && key.includes('past')).map(([key]) => key);
}

test('what lies below the start of the alerts is struck out; all else stays', async () => {
  await bench.publish(...Array.from({ length: 10 }, () => conditionAlert()));
  await say(past(0), past(3, { state: 'parked' }), past(4, { state: 'skipped' }), past(5), past(9));
  // Another sink's, another partition's, and of a topic that had more partitions.
  await say(past(1, { sink: 'ab' }), past(7, { place: '1/0' }), past(8, { place: '9/0' }));
  await run();
  gone = [5n, 0n];
  await goOn(1);
  expect(kept().sort()).toEqual(['a/past-5', 'a/past-7', 'a/past-8', 'a/past-9', 'ab/past-1']);
});

test('an operator’s wish is answered first: parked for good, and then struck out', async () => {
  await bench.publish(...Array.from({ length: 10 }, () => conditionAlert()));
  gone = [5n, 0n];
  await say(past(2, { state: 'retry' }));
  await run();
  expect(bench.deliveries().at(-1)).toMatchObject({ alertId: 'past-2', state: 'parked' });
  await goOn(1);
  expect(kept()).toEqual([]);
});

test('by small portions, and the log is asked once an hour at most', async () => {
  const many = Array.from({ length: portion.forgotten * 2 + 1 }, (_, n) => past(n, { place: '0/0' }));
  await say(...many);
  await bench.publish(conditionAlert());
  gone = [1n, 0n];
  await run();
  asked = 0;
  const left: number[] = [];
  for (let i = 0; i < 3; i++) {
    await goOn(1, 6 * second);
    left.push(kept().length);
  }
  expect(left).toEqual([many.length - portion.forgotten, many.length - 2 * portion.forgotten, 0]);
  await goOn(50);
  expect(asked).toBe(1);
  await say(past(1, { place: '0/0' }));
  await goOn(11);
  expect([asked, kept()]).toEqual([2, []]);
  await bench.clock.advance(3 * hour);
  expect(asked).toBe(2);
});
