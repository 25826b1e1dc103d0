/**
 * Risk: a process that was paused past its session timeout goes on with what it had in hand and counts it a second time.
 * Flow: of two processes one is stopped (SIGSTOP) in mid-stream; the group gives its partitions to the other, which reads
 * everything. Then the first goes on (SIGCONT). From now on there is nothing to read, so no commit at all is due: any
 * that appears is the zombie's.
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

test('a process that wakes up after its session timeout commits nothing', async () => {
  const [zombie, other] = [hotline.start(), hotline.start()];
  await hotline.until('both have partitions', () => zombie.partitions.length === 2 && other.partitions.length === 2);
  const lost = zombie.partitions;
  const publishing = hotline.publish(june(12));
  const begun = async (): Promise<boolean> => (await hotline.read()).every((n, p) => !lost.includes(p) || n > 1500);
  await hotline.until('the zombie is well under way', begun);
  zombie.signal('SIGSTOP');
  const before = await hotline.states();
  await publishing;
  const left = await hotline.lag();
  expect(lost.every((p) => left[p]! > 0)).toBe(true); // it was stopped in mid-stream

  await hotline.until('the other has all partitions', () => other.partitions.length === 4);
  await hotline.untilCaughtUp();
  const done = await hotline.states();
  for (const p of lost) expect(done[p]!.sequence).toBeGreaterThan(before[p]!.sequence);

  const assignments = zombie.logged('partitions assigned').length;
  zombie.signal('SIGCONT');
  await hotline.until('the zombie is a member again', () => zombie.logged('partitions assigned').length > assignments);
  // Whatever it had in hand when it was stopped is dealt with before it is given partitions again.
  expect((await hotline.states()).map(({ head, sequence }) => ({ head, sequence }))).toEqual(
    done.map(({ head, sequence }) => ({ head, sequence })),
  );
  await hotline.expectJune();
  expect([zombie.running, other.running]).toEqual([true, true]);
});
