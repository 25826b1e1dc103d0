import { writeSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { openEmbedded } from '../../../src/adapters/embedded/open-embedded.js';
import { PulseError } from '../../../src/domain/errors.js';
import type { GroupMember } from '../../../src/ports/event-log.js';

/** What a second process does in the tests of processes.test.ts; it says what was acknowledged line by line. */
const [role = '', dataDir = '', topic = ''] = process.argv.slice(2);
const pair = await openEmbedded({ dataDir, namespace: 'city', generation: 1, group: { leaseMs: 1500, renewMs: 300 } });

/** Synchronous, so that no acknowledgement is lost in a buffer when the process is killed. */
const say = (what: unknown): void => void writeSync(1, `${JSON.stringify(what)}\n`);

/** Appends 40 batches of 25 records to partition 1. */
async function append(): Promise<void> {
  for (let i = 0; i < 40; i++)
    await pair.log.publish(
      Array.from({ length: 25 }, (_, k) => ({ topic, partition: 1, key: null, value: `child-${i * 25 + k}` })),
    );
  await pair.close();
  say({ done: true });
}

/** For ever: publish ten records, then commit the state that was computed from all records so far. */
async function work(): Promise<void> {
  let { head, meta } = await pair.store.load(0, []);
  for (let n = Number(meta.get('offset') ?? 0); ; ) {
    const [bounds] = await pair.log.bounds(topic);
    const first = Number(bounds!.end);
    await pair.log.publish(
      Array.from({ length: 10 }, (_, k) => ({ topic, partition: 0, key: 'k', value: `${first + k}` })),
    );
    const end = first + 10;
    say({ published: end });
    const newHead = `${process.pid}-${end}`;
    const outcome = await pair.store.commit({
      partition: 0,
      expectHead: head,
      newHead,
      cases: Array.from({ length: end - n }, (_, k) => [`case-${n + k}`, Buffer.from(`${n + k}`)] as const),
      counters: new Map([['all', new Map([['records', end - n]])]]),
      dropBuckets: [],
      meta: new Map([['offset', `${end}`]]),
    });
    say({ committed: end, outcome });
    [head, n] = [newHead, end];
  }
}

/** A member of the group `g` that says what it owns and, when asked by a line on standard input, whether it still lives. */
async function join(): Promise<void> {
  let member: GroupMember | null = null;
  await pair.log.subscribe('g', [topic], {
    assigned: (partitions, granted) => {
      member = granted;
      say({ owned: partitions });
    },
    revoked: () => say({ revoked: true }),
    batch: async () => {},
    failed: (error) => say({ failed: error.message }),
  });
  process.stdin.on('data', () => {
    void member?.heartbeat().then(
      () => say({ heartbeat: 'alive' }),
      (error: PulseError) => say({ heartbeat: error.code }),
    );
  });
}

/** Fills the disk, then goes on with less. */
async function fill(): Promise<void> {
  const big = 'x'.repeat(50_000);
  let published = 0;
  try {
    for (; published < 1000; published++) await pair.log.publish([{ topic, partition: 0, key: null, value: big }]);
  } catch (error) {
    say({
      published,
      code: (error as PulseError).code,
      retryable: (error as PulseError).retryable,
      words: (error as Error).message,
    });
  }
  const state = { partition: 0, expectHead: null, newHead: 'h', counters: new Map(), dropBuckets: [], meta: new Map() };
  const cases = Array.from({ length: 100 }, (_, i) => [`c${i}`, Buffer.alloc(50_000)] as const);
  const error: unknown = await pair.store.commit({ ...state, cases }).catch((e: unknown) => e);
  say({ commit: error instanceof PulseError ? [error.code, error.retryable] : error });
  await delay(100); // an unhandled rejection would end the process here
  const { head } = await pair.store.load(0, []);
  const [bounds] = await pair.log.bounds(topic);
  say({ head, end: Number(bounds?.end) });
  await pair.close();
}

await ({ append, work, join, fill }[role] ?? (() => Promise.reject(new Error(`no role ${role}`))))();
