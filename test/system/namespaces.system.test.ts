/**
 * Risk: two cities share Kafka and Redis, and one's events or commits show up in the other's figures. Flow: two hotlines, one's
 * name a part of the other's, read at the same time; each comes out alone, and every topic and key belongs to one of them.
 */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Redis } from 'ioredis';
import { Scenario } from '../support/scenario.js';
import { calls, callsOf, june } from '../support/scenario-events.js';
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
  const events = june(18);
  // Some contact ids of the city's occur in the district too, and mean another contact there.
  const shared = [...new Set(events.slice(0, 1000).map(({ contactId }) => contactId))];
  const others = [...callsOf(shared), ...calls('east', 0, 300)];
  await Promise.all([city.publish(events), district.publish(others)]);
  await Promise.all([city.untilCaughtUp(), district.untilCaughtUp()]);
  await city.expectJune();
  const counted = (): unknown => district.latest('month:2021-06')?.counters['contacts'];
  await district.until('its contacts are published', () => counted() === others.length);
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
