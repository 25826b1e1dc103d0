/**
 * Risk: the connection fails around a commit, so that nobody knows whether it was carried out.
 * Flow: store → proxy → Redis. The proxy loses one request or one answer; a second client, past the proxy, looks at what
 * Redis holds. Whatever is lost, a commit counts once, and its outcome is true.
 */
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { PulseError } from '../../../src/domain/errors.js';
import type { Commit, StateStore } from '../../../src/ports/state-store.js';
import { commitOf, deltas } from '../../contracts/state-store.contract.js';
import { redisUrl, uniqueName } from '../../support/services.js';
import { type FaultyProxy, faultyProxy } from './faulty-proxy.js';
import { openStore } from './support.js';

const COMMIT_TIMEOUT_MS = 1500;
let proxy: FaultyProxy;
let store: StateStore;
let direct: StateStore;
let warnings: string[];

beforeEach(async () => {
  const namespace = uniqueName('lost');
  warnings = [];
  proxy = await faultyProxy(Number(new URL(redisUrl()).port));
  store = await openStore({ url: proxy.url, namespace, commitTimeoutMs: COMMIT_TIMEOUT_MS, warnings });
  direct = await openStore({ url: redisUrl(), namespace });
  expect(await store.commit(counted(null, 'h1'))).toBe('applied');
});

afterEach(async () => {
  await direct.clear(1);
  await Promise.all([store.close(), direct.close()]);
  await proxy.close();
});

const counted = (expectHead: string | null, newHead: string): Commit =>
  commitOf({
    expectHead,
    newHead,
    counters: deltas({ m: { n: 1 } }),
    cases: [['c', new Uint8Array(200_000)]],
    timers: [[newHead, 1]],
    outbox: [[newHead, Uint8Array.of(1)]],
  });

async function stored(): Promise<{ head: string | null; sequence: number; n: number | undefined }> {
  const { head, sequence, buckets } = await direct.read(0, ['m']);
  return { head, sequence, n: buckets[0]?.get('n') };
}

describe('an unknown outcome is settled', () => {
  test.each(['cut', 'swallow'] as const)(
    'answer lost after the script ran (%s): replayed, counted once',
    async (fault) => {
      proxy.failNextAnswer(fault);
      expect(await store.commit(counted('h1', 'h2'))).toBe('replayed');
      await proxy.happened();
      expect(await stored()).toEqual({ head: 'h2', sequence: 2, n: 2 });
      expect(await store.commit(counted('h2', 'h3'))).toBe('applied');
    },
  );

  test.each(['cut', 'swallow'] as const)('request lost (%s): sent again, applied, counted once', async (fault) => {
    proxy.failNextRequest(fault);
    expect(await store.commit(counted('h1', 'h2'))).toBe('applied');
    await proxy.happened();
    expect(await stored()).toEqual({ head: 'h2', sequence: 2, n: 2 });
  });

  test('half a request arrives: Redis does nothing with it, it is sent again', async () => {
    proxy.failNextRequest('cut', '\u0000'.repeat(100));
    expect(await store.commit(counted('h1', 'h2'))).toBe('applied');
    await proxy.happened();
    expect(await stored()).toEqual({ head: 'h2', sequence: 2, n: 2 });
  });

  test('answer lost, and another owner committed since: fenced', async () => {
    proxy.failNextAnswer('swallow');
    const late = store.commit(counted('h1', 'h2'));
    await proxy.happened();
    expect(await direct.commit(counted('h2', 'other'))).toBe('applied');
    expect(await late).toBe('fenced');
    expect(await stored()).toEqual({ head: 'other', sequence: 3, n: 3 });
  });

  test('request lost, and another owner committed since: fenced, nothing written', async () => {
    proxy.failNextRequest('swallow');
    const late = store.commit(counted('h1', 'h2'));
    await proxy.happened();
    expect(await direct.commit(counted('h1', 'other'))).toBe('applied');
    expect(await late).toBe('fenced');
    expect(await stored()).toEqual({ head: 'other', sequence: 2, n: 2 });
  });

  test('commits in a row, an answer lost now and then: each counted once', async () => {
    for (let n = 2; n <= 30; n += 1) {
      if (n % 3 === 0) proxy.failNextAnswer('cut');
      else if (n % 5 === 0) proxy.failNextRequest('cut');
      expect(['applied', 'replayed']).toContain(await store.commit(counted(`h${n - 1}`, `h${n}`)));
    }
    expect(await stored()).toEqual({ head: 'h30', sequence: 30, n: 30 });
  });
});

describe('reads and outages', () => {
  test.each(['cut', 'swallow'] as const)('a read whose answer is lost (%s) is repeated', async (fault) => {
    proxy.failNextAnswer(fault);
    expect((await store.load(0, ['c'])).cases[0]?.length).toBe(200_000);
    await proxy.happened();
  });

  test.each(['cut', 'swallow'] as const)(
    'a settling whose answer or request is lost (%s) is repeated',
    async (fault) => {
      await store.commit(counted('h1', 'h2'));
      proxy.failNextAnswer(fault);
      await store.settle(0, ['h1']);
      await proxy.happened();
      expect((await direct.outbox(0, 10)).entries.map(([id]) => id)).toEqual(['h2']);
      proxy.failNextRequest(fault);
      await store.settle(0, ['h2']);
      await proxy.happened();
      expect((await direct.outbox(0, 10)).entries).toEqual([]);
      expect((await direct.dueTimers(0, 1, 10)).caseIds).toEqual(['h1', 'h2']);
    },
  );

  test('no answer at all: PULSE_STORE, retryable, in time; works again when Redis is back', async () => {
    proxy.refuse(true);
    const calls = [() => store.commit(counted('h1', 'h2')), () => store.settle(0, ['h1']), () => store.now()];
    for (const call of calls) {
      const began = performance.now();
      const error = await call().then(
        () => null,
        (reason: unknown) => reason,
      );
      expect(error).toBeInstanceOf(PulseError);
      expect(error).toMatchObject({ code: 'PULSE_STORE', retryable: true, details: { partition: 0 } });
      expect((error as PulseError).cause).toBeInstanceOf(Error);
      expect(performance.now() - began).toBeLessThan(COMMIT_TIMEOUT_MS + 500);
    }
    expect(await stored()).toEqual({ head: 'h1', sequence: 1, n: 1 });
    proxy.refuse(false);
    expect(await store.commit(counted('h1', 'h2'))).toBe('applied');
    expect(await stored()).toEqual({ head: 'h2', sequence: 2, n: 2 });
    expect(warnings.filter((message) => message.startsWith('the connection'))).toEqual([
      'the connection to Redis has a problem',
      'the connection to Redis is back',
    ]);
  });
});
