/**
 * Risk: Redis crashes and comes back with an older dump, so that commits which were acknowledged are undone. Flow: SAVE in
 * mid-stream, read on, SIGKILL the server and start it from the dump, once while events still come and once when all is
 * read and nothing new arrives. State and offsets fall back together, the log repairs both.
 */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Redis } from 'ioredis';
import { Scenario } from '../support/scenario.js';
import { expectNeverBackwards, june } from '../support/scenario-events.js';
import { type RunningRedis, startRedis } from '../support/services.js';

let server: RunningRedis;
let hotline: Scenario;
beforeAll(async () => {
  server = await startRedis();
  hotline = await Scenario.open({ redisUrl: server.url });
});
afterAll(async () => {
  await hotline.close();
  await server.stop('SIGKILL');
});

async function saveNow(): Promise<void> {
  const redis = new Redis(server.url);
  await redis.save();
  await redis.quit();
}

/** Sequences of the commits, to see that the store did fall back. */
const commits = async (): Promise<number> => (await hotline.states()).reduce((sum, s) => sum + s.sequence, 0);

test('a fall back to an older dump heals, in mid-stream and when nothing new arrives', async () => {
  const process = hotline.start();
  const events = june(14);
  const publishing = hotline.publish(events);
  await hotline.until('a quarter is read', async () => (await hotline.readInAll()) > events.length / 4);
  await saveNow();
  const saved = await hotline.readInAll();
  await hotline.until('more is read', async () => (await hotline.readInAll()) > saved + events.length / 4);
  await server.restart('SIGKILL');
  await publishing;
  await hotline.untilCaughtUp();
  await hotline.expectJune();

  const before = await commits();
  const falls = process.logged('fenced').length;
  await server.restart('SIGKILL');
  await hotline.until('the head is found to be another', () => process.logged('fenced').length > falls);
  await hotline.until('the fall is published', () => hotline.snapshots().some((s) => s.recovering));
  await hotline.untilCaughtUp();
  await hotline.expectJune();
  expect(await commits()).not.toBe(before);
  expectNeverBackwards(hotline.snapshots());
});
