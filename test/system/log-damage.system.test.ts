/**
 * Risk: the log no longer holds what the state has counted or still has to read, and figures go on as if nothing had
 * happened. Flow: a small stream is read; then the topic of calls is truncated beyond the stored offsets, or deleted and
 * made anew (shorter, or filled with other records up to the same offsets), with the processor down and with it running.
 * Each time it refuses in words that name topic and offsets, `status` says 1, `process --until-caught-up` ends with 3.
 * Where an operator accepts the loss, reading goes on, and every snapshot says `partial` and what is missing.
 */
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { PulseProcess } from '../support/pulse-process.js';
import { Scenario } from '../support/scenario.js';
import { calls } from '../support/scenario-events.js';
import { recreate, truncate } from '../support/scenario-topics.js';
import { redisUrl } from '../support/services.js';

let hotline: Scenario;
let topic: string;
beforeEach(async () => {
  hotline = await Scenario.open({ redisUrl: redisUrl() });
  topic = hotline.topics.inputOf['hotline.call-received.v1'];
  await hotline.publish(calls('first', 0, 400));
});
afterEach(() => hotline.close());

const ends = async (): Promise<bigint[]> => (await hotline.log.bounds(topic)).map(({ end }) => end);

async function readToTheEnd(): Promise<void> {
  const { code, stderr } = await hotline.run(['process', '--until-caught-up']);
  expect({ code, stderr: code === 0 ? '' : stderr }).toEqual({ code: 0, stderr: '' });
}

/** Both commands refuse, in words that hold `words`. */
async function expectRefused(words: RegExp): Promise<void> {
  const [status, process] = await Promise.all([hotline.run(['status']), hotline.run(['process', '--until-caught-up'])]);
  expect(status.stdout).toMatch(words);
  expect(status.stdout).toMatch(/PARKED/);
  expect(status.code).toBe(1);
  expect(process.stderr).toMatch(words);
  expect(process.code).toBe(3);
}

async function accept(partition: number, resumeAt: 'start' | 'end'): Promise<void> {
  const who = ['--by', 'the night shift', '--reason', 'a disk was lost'];
  const what = ['--topic', topic, '--partition', String(partition), '--resume-at', resumeAt];
  const { code, stderr } = await hotline.run(['gaps', 'accept', ...what, ...who]);
  expect({ code, stderr }).toMatchObject({ code: 0 });
}

const contacts = (): number | undefined => hotline.latest('month:2021-06')?.counters['contacts'];

describe('truncated beyond the stored offsets', () => {
  beforeEach(async () => {
    await readToTheEnd();
    const stored = await ends();
    await hotline.publish(calls('second', 0, 400));
    await truncate(topic, [
      { partition: 1, offset: String(stored[1]! + 10n) },
      { partition: 2, offset: String(stored[2]! + 20n) },
    ]);
    lost = [1, 2].map((partition) => ({
      partition,
      from: stored[partition]!,
      to: stored[partition]! + BigInt(partition * 10),
    }));
  });
  let lost: { partition: number; from: bigint; to: bigint }[];

  test('is refused: topic and missing offsets are named', async () => {
    const [gap] = lost;
    await expectRefused(new RegExp(`${topic}: offsets ${gap!.from} to ${gap!.to - 1n} are gone`));
  });

  test('the partitions that are whole go on; what is accepted reads on, and snapshots say what is missing', async () => {
    const process = hotline.start();
    await hotline.until(
      'the whole ones are read',
      async () => (await hotline.lag()).filter((n) => n === 0).length === 2,
    );
    await hotline.until('two are parked', () => process.logged('is parked').length === 2);
    const list = await hotline.run(['gaps', 'list', '--json']);
    expect(list.code).toBe(1);
    expect(JSON.parse(list.stdout).gaps).toMatchObject(
      lost.map(({ partition, from, to }) => ({ topic, partition, stored: String(from), start: String(to) })),
    );
    for (const { partition } of lost) await accept(partition, 'start');
    await hotline.untilCaughtUp();
    await hotline.until('June is published', () => contacts() === 800 - 30);
    expect(process.running).toBe(true);
    const june = hotline.latest('month:2021-06')!;
    expect(june.partial).toBe(true);
    expect(june.gaps).toEqual(
      lost.map(({ partition, from, to }) => ({
        ...{ topic, partition, from: String(from), to: String(to) },
        ...{ by: 'the night shift', reason: 'a disk was lost' },
      })),
    );
    expect((await hotline.run(['gaps', 'list'])).code).toBe(0);
    expect((await hotline.run(['status'])).code).toBe(0);
  });
});

describe('deleted and made anew', () => {
  test('shorter: is refused; where it is accepted, the new records are read', async () => {
    await readToTheEnd();
    const stored = await ends();
    await recreate(hotline, topic);
    await hotline.publish(calls('third', 0, 40));
    const now = await ends();
    await expectRefused(new RegExp(`${topic}: the state has read up to ${stored[0]}, but the log ends at ${now[0]}:`));
    for (const partition of stored.keys()) await accept(partition, 'start');
    await readToTheEnd();
    expect(contacts()).toBe(440);
    expect(hotline.latest('month:2021-06')).toMatchObject({ partial: true });
    expect(hotline.latest('month:2021-06')?.gaps?.length).toBe(4);
  });

  /** All four are parked; or the topic was gone when they looked, and the process has ended with words of its own. */
  const saysSo = (process: PulseProcess): boolean =>
    process.logged('is parked').length >= 4 || (process.exitCode === 3 && /does not exist/.test(process.tail()));

  test('shorter, under a processor that runs and has nothing to read: it says so', async () => {
    const process = hotline.start();
    await hotline.untilCaughtUp();
    await hotline.until('June is published', () => contacts() === 400);
    await recreate(hotline, topic);
    await hotline.until('it says so', () => saysSo(process), 45_000);
    await expectRefused(/the state has read up to \d+, but the log ends at 0:/);
    expect(contacts()).toBe(400);
  });

  /** Records of other contacts until every partition is as long as it was. */
  async function refill(stored: readonly bigint[]): Promise<void> {
    for (let from = 0; (await ends()).some((end, p) => end < stored[p]!); from += 100) {
      await hotline.publish(calls('other', from, from + 100));
    }
  }

  test('filled with other records up to the same offsets: is refused by the last record counted', async () => {
    await readToTheEnd();
    const stored = await ends();
    await recreate(hotline, topic);
    await refill(stored);
    await expectRefused(/another log than the one that was counted/);
    expect(contacts()).toBe(400);
  });

  test('filled with other records under a processor that runs: it says so, and counts none of them', async () => {
    const process = hotline.start();
    await hotline.untilCaughtUp();
    await hotline.until('June is published', () => contacts() === 400);
    const stored = await ends();
    await recreate(hotline, topic);
    await refill(stored);
    await hotline.until('it says so', () => saysSo(process), 45_000);
    expect(contacts()).toBe(400);
    await expectRefused(/another log than the one that was counted/);
  });
});
