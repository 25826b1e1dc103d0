/**
 * Risk: somebody empties Redis. State and offsets are gone together, so the log repairs it; but figures that were
 * published must not silently fall. Flow: FLUSHALL in mid-stream, then again when all is read and nothing new comes, where
 * only the idle look at the head can notice. Both times June comes out, one snapshot says `recovering`, `rollback` counts
 * it, and within one rollback no snapshot stands for less than one before it.
 */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Redis } from 'ioredis';
import { Scenario } from '../support/scenario.js';
import { expectNeverBackwards, june } from '../support/scenario-events.js';
import { type RunningRedis, startRedis } from '../support/services.js';

let server: RunningRedis;
let redis: Redis;
let hotline: Scenario;
beforeAll(async () => {
  server = await startRedis({ appendonly: true });
  redis = new Redis(server.url);
  hotline = await Scenario.open({ redisUrl: server.url });
});
afterAll(async () => {
  await hotline.close();
  await redis.quit();
  await server.stop('SIGKILL');
});

test('FLUSHALL heals, in mid-stream and when nothing new arrives', async () => {
  const process = hotline.start();
  const events = june(13);
  const publishing = hotline.publish(events);
  const published = (): boolean =>
    Object.values(hotline.latest('live')?.asOf.offsets ?? {})
      .flat()
      .some((o) => o !== '0');
  await hotline.until('a third is read', async () => published() && (await hotline.readInAll()) > events.length / 3);
  await redis.flushall();
  await publishing;
  await hotline.untilCaughtUp();
  await hotline.until('it is whole', () => process.logged('the state is whole again').length === 1);
  await hotline.expectJune();
  expect(hotline.latest('month:2021-06')?.asOf.rollback).toBe(1);

  const whole = hotline.snapshots().length;
  await redis.flushall();
  await hotline.until('the fall is noticed', () => process.logged('the store fell back').length === 2);
  await hotline.untilCaughtUp();
  await hotline.until('it is whole again', () => hotline.latest('month:2021-06')?.asOf.rollback === 2);
  await hotline.expectJune();

  const all = hotline.snapshots();
  expect(all.filter((s) => s.recovering).map((s) => s.asOf.rollback)).toEqual([1, 2]);
  expect(all.slice(whole).find((s) => s.asOf.rollback === 2)?.recovering).toBe(true); // the first word of a new rollback
  expectNeverBackwards(all);
});
