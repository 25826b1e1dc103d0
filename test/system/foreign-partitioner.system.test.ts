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

test('records that librdkafka placed are re-routed and counted once', async () => {
  const processes = [hotline.start(), hotline.start()];
  const events = june(16);
  const misplaced = events.filter(({ contactId }) => librdkafka(contactId) !== partitionOf(contactId, 4)).length;
  expect(misplaced).toBeGreaterThan(events.length / 2);
  await hotline.publish(events, librdkafka);
  await hotline.until(
    'originals and copies are read',
    async () => (await hotline.readInAll()) === events.length + misplaced,
  );
  await hotline.expectJune();

  const { code, stdout } = await hotline.run(['status', '--json']);
  const status = JSON.parse(stdout) as { lag: number; partitions: { tallies: Record<string, number> }[] };
  const total = (name: string) => status.partitions.reduce((sum, { tallies }) => sum + (tallies[name] ?? 0), 0);
  expect({ code, lag: status.lag }).toEqual({ code: 0, lag: 0 });
  expect({ rerouted: total('rerouted'), events: total('events'), dead: total('dead') }).toEqual({
    rerouted: misplaced,
    events: events.length,
    dead: 0,
  });
  expect(processes.every((process) => process.running)).toBe(true);
});
