/**
 * Risk: two cities share Kafka and Redis, and one's events or commits show up in the other's figures. Flow: two hotlines, one's
 * name a part of the other's, read at the same time; each comes out alone, and every topic and key belongs to one of them.
 */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Redis } from 'ioredis';
import { Scenario } from '../support/scenario.js';
import { calls, june } from '../support/scenario-events.js';
import { type RunningRedis, startRedis, uniqueName } from '../support/services.js';

let server: RunningRedis;
let city: Scenario;
let district: Scenario;
beforeAll(async () => {
  server = await startRedis();
  const name = uniqueName('city');
  city = await Scenario.open({ redisUrl: server.url, namespace: name });
  district = await Scenario.open({ redisUrl: server.url, namespace: `${name}.east` });
});
afterAll(async () => {
  await Promise.all([city.close(), district.close()]);
  await server.stop('SIGKILL');
});

test('two hotlines on the same servers do not see each other', async () => {
  const processes = [city.start(), district.start()];
  // The same contact ids as some of the city's: what they mean must depend on the hotline.
  const events = june(18);
  const few = events.slice(0, 500).filter(({ type }) => type === 'hotline.call-received.v1');
  const others = [...few, ...calls('east', 0, 300)];
  await Promise.all([city.publish(events), district.publish(others)]);
  await Promise.all([city.untilCaughtUp(), district.untilCaughtUp()]);
  await city.expectJune();
  const contacts = new Set(others.map(({ contactId }) => contactId)).size;
  await district.until('its contacts are published', () => {
    return district.latest('year:2021')?.counters['contacts'] === contacts;
  });
  expect(district.latest('month:2021-06')?.counters['tickets'] ?? 0).toBe(0);
  await district.expectEqual();
  expect([await city.readInAll(), await district.readInAll()]).toEqual([events.length, others.length]);
  expect(processes.every((process) => process.running)).toBe(true);

  const redis = new Redis(server.url);
  const keys = await redis.keys('*');
  await redis.quit();
  const owners = new Set(keys.map((key) => key.slice(1, key.indexOf(':'))));
  expect([...owners].sort()).toEqual([city.namespace, district.namespace]);
});
