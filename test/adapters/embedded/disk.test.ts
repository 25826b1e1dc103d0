import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { openEmbedded, openEmbeddedLog } from '../../../src/adapters/embedded/open-embedded.js';
import { makeTopic } from '../../contracts/event-log.support.js';
import { Child } from './child-process.js';
import { makeDataDir } from './data-dir.js';

let dir: Awaited<ReturnType<typeof makeDataDir>>;
beforeEach(async () => {
  dir = await makeDataDir();
});
afterEach(() => dir.remove());
const configError = (words: RegExp) => ({
  name: 'PulseError',
  code: 'PULSE_CONFIG',
  message: expect.stringMatching(words),
});

test('a full disk refuses what does not fit, whole and in words; what was there stays', async () => {
  const { log, close } = await openEmbedded({ dataDir: dir.dataDir, namespace: 'city', generation: 1 });
  const topic = await makeTopic(log, 1);
  await close();
  const child = new Child(['fill', dir.dataDir, topic], 3000);
  expect(await child.ended).toBe(0);
  const [full, commit, after] = child.lines;
  expect(full).toMatchObject({ code: 'PULSE_LOG', retryable: false, words: expect.stringContaining('disk is full') });
  expect(commit).toEqual({ commit: ['PULSE_STORE', false] });
  expect(after).toEqual({ head: null, end: full?.['published'] });
  expect(full?.['published']).toBeGreaterThan(10);
});

test.each([
  ['a text', Buffer.from('not a database '.repeat(500)), /is not an LMDB database/],
  ['a few bytes', Buffer.from('short'), /is not an LMDB database/],
  ['a file of LMDB 0.9', page(16, 1), /older version of LMDB/],
  ['a file of a later LMDB', page(24, 7), /another version of LMDB/],
])('a data file that is %s is refused before LMDB touches it', async (_title, content, words) => {
  await writeFile(join(dir.dataDir, 'data.mdb'), content);
  await expect(openEmbeddedLog({ dataDir: dir.dataDir })).rejects.toMatchObject(configError(words));
});

test('a lock file of another version is refused before LMDB touches it; an empty one is made anew', async () => {
  const lock = join(dir.dataDir, 'lock.mdb');
  for (const content of [Buffer.from('not a lock '.repeat(1000)), page(0, 1)]) {
    await writeFile(lock, content);
    await expect(openEmbeddedLog({ dataDir: dir.dataDir })).rejects.toMatchObject(
      configError(/lock of another version/),
    );
  }
  await writeFile(lock, '');
  await (await openEmbeddedLog({ dataDir: dir.dataDir })).close();
  await (await openEmbeddedLog({ dataDir: dir.dataDir })).close(); // the lock that LMDB made is one we know
  const dataDir = join(dir.dataDir, 'other');
  await mkdir(join(dataDir, 'lock.mdb'), { recursive: true });
  await expect(openEmbeddedLog({ dataDir })).rejects.toMatchObject(configError(/is not a file/));
});

test('an empty data file, left by a process that was killed at once, is a new database', async () => {
  await writeFile(join(dir.dataDir, 'data.mdb'), '');
  const log = await openEmbeddedLog({ dataDir: dir.dataDir });
  expect(await log.createTopics([{ name: 't', partitions: 1, retention: 'input' }])).toEqual(['t']);
  await log.close();
});

test('a data directory that is a file is refused; one whose name has a dot is a directory', async () => {
  const file = join(dir.dataDir, 'file');
  await writeFile(file, '');
  await expect(openEmbeddedLog({ dataDir: file })).rejects.toMatchObject(configError(/cannot be made or written/));
  const log = await openEmbeddedLog({ dataDir: join(dir.dataDir, 'city.v2', 'state.d') });
  await log.close();
});

test('one directory, opened by two names and again while it closes, is one environment', async () => {
  const { dataDir } = dir;
  const first = await openEmbedded({ dataDir, namespace: 'city', generation: 1 });
  const topic = await makeTopic(first.log, 1);
  const closing = first.close();
  const second = await openEmbedded({
    dataDir: `${dataDir}/../${dataDir.split('/').at(-1)}`,
    namespace: 'city',
    generation: 2,
  });
  await closing;
  await second.log.publish([{ topic, key: 'k', value: 'v' }]);
  expect(await second.log.bounds(topic)).toEqual([{ start: 0n, end: 1n }]);
  await second.close();
  await second.close();
});

function page(magicAt: number, version: number): Buffer {
  const bytes = Buffer.alloc(8192);
  bytes.writeUInt32LE(0xbeefc0de, magicAt);
  bytes.writeUInt32LE(version, magicAt + 4);
  return bytes;
}
