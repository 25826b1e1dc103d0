import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { healthOf } from '../../src/commands/http/health.js';
import { type Bench, call, openBench, topics } from '../support/embedded-processor.js';

/** Ready = assigned, caught up within a bound, store and log reachable: on a real processor and the embedded pair. */

let bench: Bench;
let isOpen: boolean;
beforeEach(async () => {
  bench = await openBench(2);
  isOpen = true;
});
afterEach(async () => {
  if (isOpen) await bench.close();
});

const health = (o: { ahead?: number; processing?: boolean } = {}) =>
  healthOf({
    pipeline: { log: bench.log, store: bench.store, topics, partitions: 2 },
    ...(o.processing !== false && { processor: bench.processor }),
    lagMs: 30_000,
    now: () => Date.now() + (o.ahead ?? 0),
  });
const one = call('c-1', '2021-06-12T08:30:00+08:00');
const publish = () =>
  bench.log.publish([{ topic: topics.inputOf['hotline.call-received.v1'], key: 'c-1', value: JSON.stringify(one) }]);

test('what has been read is no lag, however long ago it came', async () => {
  await bench.feed([one]);
  expect(await health({ ahead: 86_400_000 }).ready()).toEqual({
    ready: true,
    checks: {
      log: { ok: true },
      store: { ok: true },
      caughtUp: { ok: true, detail: '0 s behind' },
      assigned: { ok: true, detail: '2 of 2 partitions attached' },
    },
  });
});

test('a record that nobody reads: ready while it is young, not when it is older than the bound', async () => {
  await bench.processor.stop();
  await publish();
  const [young, old] = [await health().ready(), await health({ ahead: 60_000 }).ready()];
  expect(young.checks['assigned']).toEqual({ ok: true, detail: 'stands by: others have the partitions' });
  expect([young.ready, old.ready]).toEqual([true, false]);
  expect(old.checks['caughtUp']).toEqual({ ok: false, detail: expect.stringMatching(/^6\d s behind$/) });
  expect(old.checks['assigned']).toEqual({ ok: false, detail: 'no partition yet' });
});

test('a process that only shows has no partitions to ask for', async () => {
  const { checks } = await health({ processing: false }).ready();
  expect(Object.keys(checks)).toEqual(['log', 'store', 'caughtUp']);
});

test('log and store that are gone: said of each, without an address', async () => {
  await bench.close();
  isOpen = false;
  const { ready, checks } = await health().ready();
  expect(ready).toBe(false);
  expect([checks['log']?.ok, checks['store']?.ok, checks['caughtUp']]).toEqual([
    false,
    expect.any(Boolean),
    { ok: false, detail: 'not known' },
  ]);
  expect(JSON.stringify(checks)).not.toContain('/');
});
