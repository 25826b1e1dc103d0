/**
 * Risk: a process that was paused past its session timeout goes on with what it had in hand, or a commit that it sent
 * before arrives only now, and records are counted a second time. Flow: of two processes one is stopped (SIGSTOP) in
 * mid-stream, at the moment when a commit has left it and not yet reached Redis. The group gives its partitions to the
 * other, which reads everything. From now on there is nothing to read, so no commit at all is due: any that appears is the
 * zombie's. Then the late commit arrives, and after that the process goes on (SIGCONT).
 */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Scenario } from '../support/scenario.js';
import { june } from '../support/scenario-events.js';
import { type DelayingProxy, delayingProxy } from '../support/scenario-proxy.js';
import { redisUrl } from '../support/services.js';

let hotline: Scenario;
let proxy: DelayingProxy;
beforeAll(async () => {
  proxy = await delayingProxy(redisUrl());
  hotline = await Scenario.open({ redisUrl: redisUrl(), shortSessions: true });
});
afterAll(async () => {
  await hotline.close();
  await proxy.close();
});

/** Only a commit names offsets on its way to Redis. */
const ofCommit = 'm:offset:';

async function commits(): Promise<{ head: string | null; sequence: number }[]> {
  return (await hotline.states()).map(({ head, sequence }) => ({ head, sequence }));
}

test('a process that wakes up after its session timeout commits nothing, nor does a commit that comes late', async () => {
  const [zombie, other] = [hotline.start(['process'], { REDIS_URL: proxy.url }), hotline.start()];
  await hotline.until('both have partitions', () => zombie.partitions.length === 2 && other.partitions.length === 2);
  const lost = zombie.partitions;
  const publishing = hotline.publish(june(12));
  const begun = async (): Promise<boolean> => (await hotline.read()).every((n, p) => !lost.includes(p) || n > 1500);
  await hotline.until('the zombie is well under way', begun);
  await proxy.holdNext(ofCommit);
  zombie.signal('SIGSTOP');
  const before = await commits();
  await publishing;
  const left = await hotline.lag();
  expect(lost.every((p) => left[p]! > 0)).toBe(true); // it was stopped in mid-stream

  await hotline.until('the other has all partitions', () => other.partitions.length === 4);
  await hotline.untilCaughtUp();
  const done = await commits();
  for (const p of lost) expect(done[p]!.sequence).toBeGreaterThan(before[p]!.sequence);

  expect(await proxy.release()).toMatch(/^:-1\r\n/); // FENCED (commit.lua)
  expect(await commits()).toEqual(done);

  const assignments = zombie.logged('partitions assigned').length;
  zombie.signal('SIGCONT');
  await hotline.until('the zombie is a member again', () => zombie.logged('partitions assigned').length > assignments);
  // Whatever it had in hand when it was stopped is dealt with before it is given partitions again.
  expect(await commits()).toEqual(done);
  await hotline.expectJune();
  expect([zombie.running, other.running]).toEqual([true, true]);
});
