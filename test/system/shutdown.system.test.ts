/**
 * Risk: a stop loses what was in hand, or holds the partitions until the session runs out. Flow: SIGTERM in mid-stream; the
 * process ends with exit code 0 and has left the group, so that the next one has all partitions at once (the session
 * would last 30 s more) and goes on where the state ends.
 */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Scenario } from '../support/scenario.js';
import { june } from '../support/scenario-events.js';
import { redisUrl } from '../support/services.js';

let hotline: Scenario;
beforeAll(async () => {
  hotline = await Scenario.open({ redisUrl: redisUrl() });
});
afterAll(() => hotline.close());

test('SIGTERM in mid-stream: exit code 0, the group is left, nothing is lost', async () => {
  const first = hotline.start();
  const events = june(17);
  const publishing = hotline.publish(events);
  await hotline.until('a quarter is read', async () => (await hotline.readInAll()) > events.length / 4);
  first.signal('SIGTERM');
  const { code } = await first.ended;
  expect(code).toBe(0);
  await publishing;
  const stopped = await hotline.states();
  const left = await hotline.lag();
  expect(left.every((n) => n > 0)).toBe(true); // it was stopped in mid-stream
  expect(first.logged('stopped').at(-1)?.['records']).toBe(events.length - left.reduce((a, b) => a + b, 0));
  expect(hotline.latest('month:2021-06')?.asOf.offsets).toBeDefined();

  const began = Date.now();
  const second = hotline.start(['process', '--until-caught-up']);
  await hotline.until('the second has all partitions', () => second.partitions.length === 4);
  expect(Date.now() - began).toBeLessThan(15_000); // half of a session
  expect((await second.ended).code).toBe(0);
  expect((await hotline.states()).map((s, p) => s.sequence > stopped[p]!.sequence)).toEqual([true, true, true, true]);
  await hotline.expectJune();
});
