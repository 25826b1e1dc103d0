import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { openEmbedded } from '../../src/adapters/embedded/open-embedded.js';
import { systemClock } from '../../src/commands/system-clock.js';
import { ControlBoard } from '../../src/engine/control.js';
import { topicSpecs } from '../../src/engine/topics.js';
import { makeDataDir } from '../adapters/embedded/data-dir.js';
import { silent, topics } from '../support/embedded-processor.js';

/** Generations and accepted gaps are records of a compacted topic: the first of a generation holds, and is kept. */
describe('control board', () => {
  let pair: Awaited<ReturnType<typeof openEmbedded>>;
  let dir: Awaited<ReturnType<typeof makeDataDir>>;
  const open: ControlBoard[] = [];
  const board = async (): Promise<ControlBoard> => {
    const b = await ControlBoard.open(pair.log, topics, silent);
    open.push(b);
    return b;
  };
  beforeEach(async () => {
    dir = await makeDataDir();
    pair = await openEmbedded({ dataDir: dir.dataDir, namespace: 'test', generation: 1 });
    await pair.log.createTopics(topicSpecs(topics, 2));
  });
  afterEach(async () => {
    for (const b of open.splice(0)) await b.close();
    await pair.close();
    await dir.remove();
  });
  const now = '2021-06-01T00:00:00.000Z';

  test('the first start makes generation 1, the next finds it', async () => {
    const first = await (await board()).ensureGeneration('h1', 2, now);
    const second = await (await board()).ensureGeneration('h1', 2, '2022-01-01T00:00:00.000Z');
    expect(first).toEqual({ number: 1, hash: 'h1', partitions: 2, state: 'live', createdAt: now });
    expect(second).toEqual(first);
  });

  test('other rules, or another partition count, are refused with both hashes', async () => {
    await (await board()).ensureGeneration('h1', 2, now);
    const late = await board();
    await expect(late.ensureGeneration('h2', 2, now)).rejects.toMatchObject({
      code: 'PULSE_GENERATION',
      details: { hash: 'h1', ours: 'h2' },
    });
    await expect(late.ensureGeneration('h1', 4, now)).rejects.toMatchObject({ code: 'PULSE_GENERATION' });
  });

  test('whoever only looks makes none', async () => {
    expect((await board()).checkLive('h1', 2)).toBeNull();
    expect((await board()).live).toBeNull();
  });

  test('of two that start at once the first record wins, also after compaction', async () => {
    const [a, b] = [await board(), await board()]; // both have seen an empty topic
    await a.ensureGeneration('h1', 2, now);
    // b wrote its record after a's: what it would have done a moment earlier.
    const record = { number: 1, hash: 'h2', partitions: 2, state: 'live', createdAt: now };
    await pair.log.publish([{ topic: topics.control, key: 'generation:1', value: JSON.stringify(record) }]);
    await expect(b.ensureGeneration('h2', 2, now)).rejects.toMatchObject({ code: 'PULSE_GENERATION' });
    // The topic keeps the last record only, which a has said again.
    const last = async (): Promise<string | undefined> => (await board()).live?.hash;
    for (let tries = 0; tries < 200 && (await last()) !== 'h1'; tries++) await systemClock.sleep(10);
    expect(await last()).toBe('h1');
  });

  test('an accepted gap holds for the loss that it was given for', async () => {
    const one = await board();
    const gap = {
      generation: 1,
      topic: 't',
      partition: 1,
      stored: '10',
      resumeAt: '50',
      by: 'me',
      reason: 'disk',
      at: now,
    };
    await one.acceptGap(gap);
    const other = await board();
    expect(other.resumePoint(1, 't', 1, 10n)).toBe(50n);
    expect(other.resumePoint(1, 't', 1, 11n)).toBeNull();
    expect(other.resumePoint(2, 't', 1, 10n)).toBeNull();
    expect(other.gaps(1)).toEqual([{ topic: 't', partition: 1, from: '10', to: '50', by: 'me', reason: 'disk' }]);
  });

  test('what was written before `catchUp` was asked is known after it', async () => {
    const [writer, reader] = [await board(), await board()];
    for (let i = 0; i < 20; i++) {
      const id = `0000000${i}`.slice(-8);
      await writer.saveToken({ id, role: 'read', hash: 'a'.repeat(64), label: '', createdAt: now });
      await reader.catchUp();
      expect(reader.token(id)?.id).toBe(id);
    }
  });
});
