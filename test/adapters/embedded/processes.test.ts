import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { openEmbedded } from '../../../src/adapters/embedded/open-embedded.js';
import type { LogBatch } from '../../../src/ports/event-log.js';
import { collect, makeTopic, readAll, sleep, TestMember, until, valuesOf } from '../../contracts/event-log.support.js';
import { Child } from './child-process.js';
import { makeDataDir } from './data-dir.js';

/** Two processes on one data directory: `pulse replay` beside `pulse start`, and one of them killed. */
let dir: Awaited<ReturnType<typeof makeDataDir>>;
const children: Child[] = [];
const open = () =>
  openEmbedded({ dataDir: dir.dataDir, namespace: 'city', generation: 1, group: { leaseMs: 1500, renewMs: 300 } });
const start = (role: string, topic: string): Child => {
  const child = new Child([role, dir.dataDir, topic]);
  children.push(child);
  return child;
};

beforeEach(async () => {
  dir = await makeDataDir();
});
afterEach(async () => {
  for (const child of children.splice(0)) await child.kill();
  await dir.remove();
});

test('two processes append at once; both are read in order, and soon', async () => {
  const { log, close } = await open();
  const topic = await makeTopic(log, 2);
  const got: { batch: LogBatch; at: number }[] = [];
  const tail = await log.tail([topic], (batch) => got.push({ batch, at: Date.now() }));
  const child = start('append', topic);
  const values = (p: number) => valuesOf(got.filter((g) => g.batch.partition === p).flatMap((g) => g.batch.records));
  for (let i = 0; i < 100 || child.last('done') === undefined; i++) {
    await log.publish([{ topic, partition: 0, key: null, value: `parent-${values(0).length}` }]);
    await sleep(5);
  }
  await until('the tail has the records of both', () => values(1).length === 1000);
  expect(values(1)).toEqual(Array.from({ length: 1000 }, (_, i) => `child-${i}`));
  const late = got.filter((g) => g.batch.partition === 1).map((g) => g.at - Number(g.batch.records.at(-1)?.timestamp));
  expect(late.sort((a, b) => a - b)[late.length >> 1]).toBeLessThan(300); // polled each 50 ms; slack for a busy machine
  expect(await child.ended).toBe(0);
  await tail.close();
  await close();
});

test('kill -9 in mid-stream, again and again: what was acknowledged is there, state and log fit together', async () => {
  const { log, close: closeFirst } = await open();
  const topic = await makeTopic(log, 1);
  await closeFirst();
  for (let round = 1; round <= 4; round++) {
    const child = start('work', topic);
    await until(
      'it has committed a few times',
      () => child.lines.filter((l) => 'committed' in l).length >= 3 + round * 4,
    );
    await child.kill();
    expect(child.lines.filter((l) => 'outcome' in l && l['outcome'] !== 'applied')).toEqual([]);
    const { log: again, store, close } = await open();
    const [records = []] = await readAll(again, topic);
    expect(records.length).toBeGreaterThanOrEqual(Number(child.last('published')));
    expect(valuesOf(records)).toEqual(records.map((_, i) => `${i}`));
    const { meta, head } = await store.load(0, []);
    const offset = Number(meta.get('offset'));
    expect(offset).toBeGreaterThanOrEqual(Number(child.last('committed')));
    expect(offset).toBeLessThanOrEqual(records.length);
    expect(head).toBe(`${child.process.pid}-${offset}`);
    expect((await store.read(0, ['all'])).buckets).toEqual([new Map([['records', offset]])]);
    const { cases } = await store.load(
      0,
      [...Array(offset + 1).keys()].map((i) => `case-${i}`),
    );
    expect(cases.map((c) => (c === null ? null : Buffer.from(c).toString()))).toEqual([
      ...[...Array(offset).keys()].map(String),
      null,
    ]);
    await close();
  }
});

test('a reader goes on while the writer beside it is killed', async () => {
  const { log, close } = await open();
  const topic = await makeTopic(log, 1);
  const child = start('work', topic);
  await until('it writes', () => Number(child.last('published') ?? 0) > 50);
  await child.kill();
  const end = (await log.bounds(topic))[0]!.end;
  expect(Number(end)).toBeGreaterThanOrEqual(Number(child.last('published')));
  await log.publish([{ topic, partition: 0, key: null, value: 'after' }]); // the killed writer's lock is free
  const batches = await collect(log.read([{ topic, partition: 0, from: end, to: end + 100n }]));
  const values = valuesOf(batches.flatMap((b) => b.records));
  // Killed between the disk and the lock file, an unacknowledged publish shows itself only with the next writer.
  expect(values).toEqual([...values.slice(1).map((_, i) => `${Number(end) + i}`), 'after']);
  await close();
});

test('members in two processes share; a killed one hands over before its lease ends', async () => {
  const { log, close } = await open();
  const topic = await makeTopic(log, 4);
  const child = start('join', topic);
  await until('the child has all', () => JSON.stringify(child.last('owned')) === '[0,1,2,3]');
  const member = await new TestMember([topic]).join(log, 'g');
  await until('they share', () => member.owned?.length === 2 && (child.last('owned') as number[]).length === 2);
  expect([...(member.owned ?? []), ...(child.last('owned') as number[])].sort()).toEqual([0, 1, 2, 3]);
  await child.kill();
  const killed = Date.now();
  await until('the survivor has all', () => member.owned?.length === 4);
  expect(Date.now() - killed).toBeLessThan(1400); // the lease is 1,500 ms: the dead pid was seen
  await close();
});

test('a member that stood still past its lease has lost it: its heartbeat says so, then it comes back', async () => {
  const { log, close } = await open();
  const topic = await makeTopic(log, 2);
  const child = start('join', topic);
  await until('the child has all', () => (child.last('owned') as number[] | undefined)?.length === 2);
  child.process.stdin!.write('?\n');
  await until('it lives', () => child.last('heartbeat') === 'alive');
  const member = await new TestMember([topic]).join(log, 'g');
  await until('they share', () => member.owned?.length === 1);
  child.process.kill('SIGSTOP');
  await until('the other has all', () => member.owned?.length === 2);
  child.process.stdin!.write('?\n');
  child.process.kill('SIGCONT');
  await until('it knows', () => child.last('heartbeat') === 'PULSE_LOG' || child.last('revoked') === true);
  await until('they share again', () => member.owned?.length === 1);
  await close();
});
