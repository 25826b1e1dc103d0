/**
 * Risk: a processor dies in mid-stream and takes figures with it, or its heir counts something twice. Flow: two processes
 * share the partitions; while June is being published and both are reading, one is killed by SIGKILL. The other is given
 * its partitions after the session timeout, begins where the store says, and reads to the end.
 */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Scenario } from '../support/scenario.js';
import { june } from '../support/scenario-events.js';
import { redisUrl } from '../support/services.js';

let hotline: Scenario;
beforeAll(async () => {
  hotline = await Scenario.open({ redisUrl: redisUrl(), shortSessions: true });
});
afterAll(() => hotline.close());

test('one of two processes is killed in mid-stream: the other takes over, June comes out', async () => {
  const [victim, heir] = [hotline.start(), hotline.start()];
  const together = (): number[] => [...victim.partitions, ...heir.partitions].sort();
  await hotline.until('both have partitions', () => victim.partitions.length === 2 && together().join() === '0,1,2,3');
  const lost = victim.partitions;

  const publishing = hotline.publish(june(11));
  const readOf = async (partitions: readonly number[]): Promise<number> => {
    const read = await hotline.read();
    return partitions.reduce((sum, p) => sum + read[p]!, 0);
  };
  await hotline.until('the victim is well under way', async () => (await readOf(lost)) > 4000);
  expect(await readOf(heir.partitions)).toBeGreaterThan(0);
  await victim.kill();
  const atDeath = await readOf(lost);
  await publishing;
  const left = await hotline.lag();
  expect(lost.every((p) => left[p]! > 0)).toBe(true); // it did die in mid-stream

  await hotline.until('the heir has all partitions', () => heir.partitions.length === 4);
  await hotline.untilCaughtUp();
  expect(await readOf(lost)).toBeGreaterThan(atDeath);
  await hotline.expectJune();
});
