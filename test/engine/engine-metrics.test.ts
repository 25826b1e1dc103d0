import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { openEmbedded } from '../../src/adapters/embedded/open-embedded.js';
import { systemClock } from '../../src/commands/system-clock.js';
import { parseEvent } from '../../src/domain/events.js';
import { partitionOf } from '../../src/domain/partitioner.js';
import type { Decoded } from '../../src/engine/decode.js';
import { type EngineMetrics, readFacts } from '../../src/engine/engine-metrics.js';
import { TaskManager } from '../../src/engine/task-manager.js';
import { topicSpecs } from '../../src/engine/topics.js';
import { HotlineMetrics } from '../../src/reporters/metrics/hotline-metrics.js';
import { makeDataDir } from '../adapters/embedded/data-dir.js';
import { familiesOf } from '../reporters/metrics/exposition.js';
import { call, silent, ticket, topics } from '../support/embedded-processor.js';
import { views } from '../support/views.js';

/** Real tasks on the embedded pair, measured by the metrics of the program: what is counted of what is done. */

const partitions = 2;

interface Bench {
  readonly metrics: HotlineMetrics;
  readonly log: Awaited<ReturnType<typeof openEmbedded>>['log'];
  readonly store: Awaited<ReturnType<typeof openEmbedded>>['store'];
  /** Resolves when so many records are committed. */
  committed(records: number): Promise<void>;
  fenced: Promise<number>;
  close(): Promise<void>;
}

async function open(): Promise<Bench> {
  const { dataDir, remove } = await makeDataDir();
  const pair = await openEmbedded({ dataDir, namespace: 'test', generation: 1, clock: systemClock });
  const { log, store } = pair;
  await log.createTopics(topicSpecs(topics, partitions));
  const metrics = new HotlineMetrics({
    ...{ version: '1', inputs: topics.inputs, partitions, now: Date.now, ofNode: false },
  });
  let heads = 0;
  let records = 0;
  let [tellCommit, tellFence] = [(): void => undefined, (_: number): void => undefined];
  const fenced = new Promise<number>((resolve) => {
    tellFence = resolve;
  });
  // The compiler checks here that what measures is what the engine tells.
  const engine: EngineMetrics = metrics.engine;
  const manager = new TaskManager(
    {
      ...{ log, store, clock: systemClock, topics, views, partitions, logger: silent, metrics: engine },
      generation: { number: 1, hash: 'rules' },
      limits: { records: 100, bytes: 1_000_000 },
      newHead: () => `h${++heads}`,
      resumePoints: () => null,
      onFenced: (p) => tellFence(p),
      onCommit: (_, chunk) => {
        records += chunk.decoded.length;
        tellCommit();
      },
    },
    {
      ...{ group: 'g', idleCheckMs: 20, noteOffsetsMs: 20, timersMs: 20, onAssignment: () => undefined },
      onFatal: (error) => {
        throw error;
      },
    },
  );
  await manager.start();
  return {
    ...{ metrics, log, store, fenced },
    committed: (n) =>
      new Promise((resolve) => {
        tellCommit = () => {
          if (records >= n) resolve();
        };
        tellCommit();
      }),
    close: async () => {
      await manager.stop();
      await pair.close();
      await remove();
    },
  };
}

let bench: Bench;
beforeEach(async () => {
  bench = await open();
});
afterEach(() => bench.close());

const input = topics.inputOf['hotline.call-received.v1'];
/** The values of a metric, by their labels. */
async function samples(name: string): Promise<Record<string, number>> {
  const family = familiesOf(await bench.metrics.text()).get(`hotline_pulse_${name}`);
  return Object.fromEntries([...(family?.samples ?? [])].map(([key, value]) => [key.replace(/^[^{]*/, ''), value]));
}
const total = async (name: string): Promise<number> =>
  Object.values(await samples(name)).reduce((n, value) => n + value, 0);

test('events, duplicates, dead letters and re-routed records are told apart', async () => {
  const one = call('1', '2021-06-12T09:00:00+08:00');
  const other = call('2', '2021-06-12T09:00:00+08:00');
  const home = partitionOf('2', partitions);
  await bench.log.publish([
    { topic: input, key: '1', value: JSON.stringify(one) },
    { topic: input, key: '1', value: JSON.stringify(one) },
    { topic: input, key: '1', value: 'not JSON' },
    { topic: input, partition: 1 - home, key: '2', value: JSON.stringify(other) },
  ]);
  await bench.committed(5); // the copy is one more
  expect(await total('events_total')).toBe(3);
  expect(await total('duplicate_events_total')).toBe(1);
  expect(await samples('dead_letters_total')).toMatchObject({ [`{topic="${input}",reason="not-json"}`]: 1 });
  expect(await total('rerouted_records_total')).toBe(1);
  expect((await samples('commits_total'))['{cause="records",outcome="applied"}']).toBeGreaterThan(0);
  expect(await total('assigned_partitions')).toBe(partitions);
});

test('an event that comes again in a later commit is a duplicate as well', async () => {
  const record = { topic: input, key: '1', value: JSON.stringify(call('1', '2021-06-12T09:00:00+08:00')) };
  await bench.log.publish([record]);
  await bench.committed(1);
  expect(await total('duplicate_events_total')).toBe(0);
  await bench.log.publish([record]);
  await bench.committed(2);
  expect(await total('duplicate_events_total')).toBe(1);
});

test('a ticket that is overdue: its timer, its alert, a commit without records', async () => {
  const { seen, close } = await nextAlert();
  // Beyond the grace of ten minutes, and too young to be left untold.
  const [createdAt, dueAt] = [60, 11].map((minutes) => new Date(Date.now() - minutes * 60_000).toISOString());
  const value = JSON.stringify(ticket('1', createdAt!, { dueAt }));
  await bench.log.publish([{ topic: topics.inputOf['hotline.ticket-created.v1'], key: '1', value }]);
  await seen;
  await close();
  // The alert is in the topic before its outbox is settled: what was counted is looked at when the task stands still.
  await bench.close();
  expect(await total('timers_fired_total')).toBe(1);
  expect((await samples('alerts_published_total'))['{kind="ticket-overdue"}']).toBe(1);
  expect((await samples('commits_total'))['{cause="alerts",outcome="applied"}']).toBe(1);
  bench = await open();
});

test('a commit of somebody else: fenced, and counted for the partition', async () => {
  await bench.log.publish([{ topic: input, key: '1', value: JSON.stringify(call('1', '2021-06-12T09:00:00+08:00')) }]);
  await bench.committed(1);
  const partition = partitionOf('1', partitions);
  const { head, meta } = await bench.store.load(partition, []);
  const nothing = { cases: [], counters: new Map(), dropBuckets: [], meta: new Map(meta) };
  expect(await bench.store.commit({ partition, expectHead: head, newHead: 'stranger', ...nothing })).toBe('applied');
  expect(await bench.fenced).toBe(partition);
  expect((await samples('fences_total'))[`{partition="${partition}"}`]).toBe(1);
});

describe('lag', () => {
  test('0 once all is committed, for every input and partition', async () => {
    await bench.log.publish([
      { topic: input, key: '1', value: JSON.stringify(call('1', '2021-06-12T09:00:00+08:00')) },
    ]);
    await bench.committed(1);
    const all = topics.inputs.flatMap((t) => [0, 1].map((p) => [`{topic="${t}",partition="${p}"}`, 0]));
    while (Object.keys(await samples('lag_records')).length < all.length || (await total('lag_records')) > 0)
      await new Promise(setImmediate);
    expect(await samples('lag_records')).toEqual(Object.fromEntries(all));
  });
});

test('in one chunk: a repeat by source and id, another version of a case that changed is none', () => {
  const event = (id: string, source: string) => parseEvent({ ...call('1', '2021-06-12T09:00:00+08:00'), id, source });
  const decoded = [event('a', 's'), event('a', 's'), event('a', 'other'), event('b', 's')].map(
    (e, i): Decoded => ({
      ...{ kind: 'event', event: e, masked: false, foreignKey: false },
      record: { offset: BigInt(i), timestamp: 0, key: null, value: null, headers: {} },
    }),
  );
  const chunk = { topic: 't', decoded, nextOffset: 4n };
  expect(readFacts(chunk, [['1', null]])).toMatchObject({ records: 4, events: 4, duplicates: 1 });
  expect(readFacts(chunk, [])).toMatchObject({ duplicates: 4 });
});

/** `seen` resolves with the first record of the alerts topic. */
async function nextAlert(): Promise<{ seen: Promise<void>; close(): Promise<void> }> {
  let found = (): void => undefined;
  const seen = new Promise<void>((resolve) => {
    found = resolve;
  });
  const tail = await bench.log.tail([topics.alerts], ({ records }) => {
    if (records.length > 0) found();
  });
  return { seen, close: () => tail.close() };
}
