import { describe, expect, test } from '@jest/globals';
import { checkOffsets, type OffsetCheck, type ResumePoints } from '../../src/engine/check-offsets.js';
import { type Fingerprint, readProgress } from '../../src/engine/partition-state.js';
import type { Bounds, EventLog, Offset } from '../../src/ports/event-log.js';

/**
 * At every seek: what the state expects lies within the log, or the partition is parked with words that say what is
 * missing, unless an operator allowed it for this very loss. Edges first.
 */

const [a, b] = ['hotline.call-received', 'hotline.ticket-created'];
type Given = {
  stored?: Record<string, bigint>;
  last?: Record<string, bigint>;
  bounds?: Record<string, [bigint, bigint][]>;
  resume?: ResumePoints;
};

async function check(
  { stored = {}, last = {}, bounds = {}, resume = () => null }: Given,
  partition = 0,
): Promise<OffsetCheck> {
  const log: Pick<EventLog, 'bounds'> = {
    bounds: async (topic): Promise<Bounds[]> => (bounds[topic] ?? [[0n, 10n]]).map(([start, end]) => ({ start, end })),
  };
  const progress = {
    ...readProgress({ head: 'h', sequence: 1, meta: new Map() }),
    offsets: new Map(Object.entries(stored)),
    last: new Map(
      Object.entries(last).map(([topic, offset]): [string, Fingerprint] => [topic, { offset, timestamp: 1, crc: 2 }]),
    ),
  };
  return checkOffsets(partition, progress, [a, b], log as EventLog, resume);
}

describe('within the log', () => {
  test.each<[string, bigint, [bigint, bigint]]>([
    ['at its start', 3n, [3n, 10n]],
    ['in the middle', 5n, [3n, 10n]],
    ['at its end', 10n, [3n, 10n]],
    ['all was deleted, nothing was missed', 10n, [10n, 10n]],
    ['beyond 2^53', 9_007_199_254_740_993n, [0n, 9_007_199_254_740_993n]],
  ])('%s', async (_, offset, range) => {
    const result = await check({ stored: { [a]: offset, [b]: 0n }, bounds: { [a]: [range] } });
    expect(result).toMatchObject({
      refused: null,
      offsets: new Map([
        [a, offset],
        [b, 0n],
      ]),
    });
    expect(result.resumed).toEqual(new Map());
  });

  test('a topic that was never read begins at 0', async () => {
    expect((await check({})).offsets).toEqual(
      new Map([
        [a, 0n],
        [b, 0n],
      ]),
    );
  });
});

describe('outside it the partition is parked, and every topic that is concerned is named', () => {
  test.each<[string, Given, RegExp[]]>([
    [
      'one before the start',
      { stored: { [a]: 2n }, bounds: { [a]: [[3n, 10n]] } },
      [/^hotline\.call-received: offsets 2 to 2 are gone .* begins at 3/],
    ],
    [
      'one beyond the end',
      { stored: { [b]: 11n } },
      [/^hotline\.ticket-created: the state has read up to 11, but the log ends at 10: it was truncated or made anew/],
    ],
    [
      'never read, and the start is gone',
      { bounds: { [a]: [[1n, 10n]] } },
      [/^hotline\.call-received: offsets 0 to 0 are gone/],
    ],
    [
      'recreated',
      { stored: { [a]: 5n, [b]: 5n }, bounds: { [a]: [[0n, 0n]], [b]: [[0n, 0n]] } },
      [/call-received.*ends at 0/, /ticket-created.*ends at 0/],
    ],
    ['no such partition', { bounds: { [b]: [] } }, [/^hotline\.ticket-created has no partition 0$/]],
  ])('%s', async (_, given, problems) => {
    const { refused } = await check(given);
    expect(refused).toMatchObject({
      code: 'PULSE_OFFSETS',
      retryable: false,
      details: { partition: 0, problem: 'outside' },
    });
    expect(refused!.details['missing']).toEqual(problems.map((p) => expect.stringMatching(p)));
    for (const p of refused!.details['missing'] as string[]) expect(refused!.message).toContain(p);
    expect(refused!.message).toContain('pulse gaps accept');
  });

  test('each partition is compared with its own bounds', async () => {
    const given = {
      stored: { [a]: 5n },
      bounds: {
        [a]: [
          [6n, 10n],
          [0n, 5n],
        ] as [bigint, bigint][],
        [b]: [
          [0n, 1n],
          [0n, 1n],
        ] as [bigint, bigint][],
      },
    };
    expect((await check(given, 0)).refused).not.toBeNull();
    expect((await check(given, 1)).refused).toBeNull();
  });
});

describe('what an operator allowed', () => {
  const allow =
    (topic: string, stored: Offset, at: Offset): ResumePoints =>
    (t, p, s) =>
      t === topic && p === 0 && s === stored ? at : null;

  test('is where it reads on, and is said', async () => {
    const result = await check({
      stored: { [a]: 2n, [b]: 4n },
      bounds: { [a]: [[5n, 10n]] },
      resume: allow(a, 2n, 5n),
    });
    expect(result).toMatchObject({
      refused: null,
      offsets: new Map([
        [a, 5n],
        [b, 4n],
      ]),
      resumed: new Map([[a, 5n]]),
    });
  });
  test('does not cover another loss', async () => {
    expect(
      (await check({ stored: { [a]: 3n }, bounds: { [a]: [[5n, 10n]] }, resume: allow(a, 2n, 5n) })).refused,
    ).not.toBeNull();
  });
  test('nor one that went on since: the point itself is gone, or does not exist', async () => {
    expect(
      (await check({ stored: { [a]: 2n }, bounds: { [a]: [[6n, 10n]] }, resume: allow(a, 2n, 5n) })).refused,
    ).not.toBeNull();
    expect((await check({ stored: { [a]: 20n }, resume: allow(a, 20n, 11n) })).refused).not.toBeNull();
    expect((await check({ stored: { [a]: 20n }, resume: allow(a, 20n, 10n) })).refused).toBeNull();
  });
  test('is not asked where nothing is missing', async () => {
    const resume: ResumePoints = () => {
      throw new Error('asked');
    };
    expect((await check({ stored: { [a]: 10n }, resume })).refused).toBeNull();
  });
});

describe('the last record that was read is compared again', () => {
  test('where the log still has it', async () => {
    const { last } = await check({
      stored: { [a]: 5n, [b]: 5n },
      last: { [a]: 4n, [b]: 2n },
      bounds: { [a]: [[4n, 10n]], [b]: [[3n, 10n]] },
    });
    expect(last).toEqual(new Map([[a, { offset: 4n, timestamp: 1, crc: 2 }]]));
  });
  test('not where the partition reads on elsewhere', async () => {
    const { last } = await check({ stored: { [a]: 20n }, last: { [a]: 5n }, resume: () => 10n });
    expect(last).toEqual(new Map());
  });
});
