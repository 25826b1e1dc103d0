/**
 * Risk: a producer built on librdkafka puts a key elsewhere than Java does (CRC32 instead of murmur2), so that one contact's
 * events meet two tasks. Flow: all of June is placed as librdkafka's default does; each misplaced record is produced again
 * into its right partition and counted there once, and the tallies say how many there were.
 */
import { crc32 } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { partitionOf } from '../../src/domain/partitioner.js';
import { Scenario } from '../support/scenario.js';
import { june } from '../support/scenario-events.js';
import { redisUrl } from '../support/services.js';

let hotline: Scenario;
beforeAll(async () => {
  hotline = await Scenario.open({ redisUrl: redisUrl() });
});
afterAll(() => hotline.close());

/** librdkafka's `consistent_random` for a key that is not empty. */
const librdkafka = (contactId: string): number => crc32(contactId) % 4;

/** What `pulse status` says of all partitions together. */
async function tallies() {
  const { stdout } = await hotline.run(['status', '--json']);
  const { partitions } = JSON.parse(stdout) as { partitions: { tallies: Record<string, number> }[] };
  const total = (name: string) => partitions.reduce((sum, { tallies: one }) => sum + (one[name] ?? 0), 0);
  return { counted: total('events'), rerouted: total('rerouted'), dead: total('dead') };
}

test('records that librdkafka placed are re-routed and counted once', async () => {
  const processes = [hotline.start(), hotline.start()];
  const events = june(16);
  const misplaced = events.filter(({ contactId }) => librdkafka(contactId) !== partitionOf(contactId, 4)).length;
  expect(misplaced).toBeGreaterThan(events.length / 2);
  await hotline.publish(events, librdkafka);
  await hotline.untilCaughtUp(); // with the originals: their copies were acknowledged before
  await hotline.untilCaughtUp(); // with the copies
  await hotline.expectJune();

  // A commit that is refused after its copies were sent sends them again: more copies than originals are right.
  const { rerouted, counted, dead } = await tallies();
  expect({ rerouted, dead }).toEqual({ rerouted: misplaced, dead: 0 });
  expect(counted).toBe((await hotline.readInAll()) - misplaced);
  expect(counted).toBeGreaterThanOrEqual(events.length);
  const { code, stdout } = await hotline.run(['status']);
  expect(code).toBe(0);
  expect(stdout).toMatch(/re-routed/);
  expect(processes.every((process) => process.running)).toBe(true);
});
